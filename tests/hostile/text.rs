//! Characters that nobody sees, that terminals obey, or that look like others.

use crate::bounded::check;
use crate::yaml::{START, compiled};

/// Nothing in the text would be obeyed by a terminal, or hidden from a reader.
#[track_caller]
pub fn assert_harmless(text: &str) {
    if let Some(found) = text.chars().find(|c| *c != '\n' && is_harmful(*c)) {
        let at = text.find(found).unwrap();
        let around: String = text[..at].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("U+{:04X} reaches the reader behind {around:?}", u32::from(found));
    }
}

/// Control characters, characters that change the direction of text, and those without width, by Unicode's lists.
pub fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
            | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfeff | 0xffa0 | 0xfff9..=0xfffb | 0xe0000..=0xe0fff)
}

/// One of each kind.
pub const HARMFUL: [char; 24] = [
    '\0',
    '\u{7}',
    '\u{8}',
    '\u{1b}',
    '\u{7f}',
    '\u{85}',
    '\u{9b}',
    '\u{ad}',
    '\u{34f}',
    '\u{61c}',
    '\u{115f}',
    '\u{180e}',
    '\u{200b}',
    '\u{200d}',
    '\u{200f}',
    '\u{2028}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{3164}',
    '\u{feff}',
    '\u{ffa0}',
    '\u{fffb}',
    '\u{e0041}',
];

#[test]
fn harmful_characters_are_refused_wherever_they_stand() {
    for c in HARMFUL {
        let code = u32::from(c);
        let at = |text: String, place: &str| {
            let (said, found) = (compiled(&text), format!("hidden-character {place}"));
            assert!(said.split(", ").any(|finding| finding == found), "U+{code:04X}: {text:?}: {said}");
        };
        at(format!("{START}title: a{c}b\n"), "7:9");
        at(format!("{START}title: \"a{c}b\"\n"), "7:10");
        at(format!("{START}# {c}\n"), "7:3");
        at(format!("{START}ti{c}tle: a\n"), "7:3");
        at(format!("{START}  b{c}: {{ end: z }}\n"), "7:4");
        at(format!("{START}title: \"a\\U{code:08x}b\"\n"), "7:8");
        at(format!("{START}\"ti\\U{code:08x}tle\": b\n"), "7:1");
        if code <= 0xffff {
            at(format!("{START}title: \"a\\u{code:04x}b\"\n"), "7:8");
        }
        if code <= 0xff {
            at(format!("{START}title: \"a\\x{code:02x}b\"\n"), "7:8");
        }
        // As JSON, whose escapes may come in pairs.
        let json = format!(
            r#"{{"playbook": "x", "title": "a{}b"}}"#,
            c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>()
        );
        at(json, "1:28");
    }
}

#[test]
fn ends_of_lines_and_blanks() {
    let meet = |text: &String| compiled(text);
    let crlf = |text: &str| text.replace('\n', "\r\n");
    check(
        vec![
            ("as it is", START.to_owned(), ""),
            ("CRLF", crlf(START), ""),
            ("CRLF, a mistake", crlf(&format!("{START}tilte: x\n")), "unknown-key 7:1"),
            ("bare CR", START.replace('\n', "\r"), ""),
            ("bare CR, a mistake", format!("{START}tilte: x\n").replace('\n', "\r"), "unknown-key 7:1"),
            ("mixed ends", START.replacen('\n', "\r\n", 2).replacen('\n', "\r", 1), ""),
            ("a byte order mark", format!("\u{feff}{START}"), ""),
            (
                "a byte order mark, a mistake",
                format!("\u{feff}tilte: x\n{START}"),
                "document-kind 1:1, unknown-key 1:1",
            ),
            ("two byte order marks", format!("\u{feff}\u{feff}{START}"), "hidden-character 1:1"),
            ("a byte order mark later on", format!("{START}\u{feff}title: x\n"), "hidden-character 7:1"),
            ("an empty file", String::new(), "document-kind 1:1"),
            ("a blank", " ".into(), "document-kind 1:1"),
            ("a byte order mark alone", "\u{feff}".into(), "document-kind 1:1"),
            ("a comment alone", "# nothing\n".into(), "document-kind 1:1"),
            ("null", "null\n".into(), "document-kind 1:1, yaml-words 1:1"),
            ("~", "~".into(), "document-kind 1:1, yaml-words 1:1"),
            ("a tab before a key", format!("{START}\ttitle: x\n"), "yaml-syntax 7:2"),
            ("a tab as indentation", START.replace("  a:", "\ta:"), "yaml-syntax 6:2"),
            ("a tab behind a colon", format!("{START}title:\tx\n"), "yaml-syntax 7:8"),
            ("a tab in a text", format!("{START}title: \"a\tb\"\n"), ""),
            ("a no-break space before a key", format!("{START}\u{a0}title: x\n"), "unknown-key 7:1"),
            ("a no-break space as a name", START.replace("  a:", "  a\u{a0}:"), "bad-id 6:3"),
            ("an ideographic space in a name", START.replace("  a:", "  a\u{3000}b:"), "bad-id 6:3"),
        ],
        meet,
    );
}

#[test]
fn names_that_look_like_others() {
    let meet = |text: &String| compiled(text);
    check(
        vec![
            ("a Cyrillic letter in a state", format!("{START}  \u{430}: {{ end: z }}\n"), "bad-id 7:3"),
            ("a Greek letter in a fact", format!("{START}facts: {{ \u{3bf}rder: text }}\n"), "bad-id 7:10"),
            (
                "a full-width letter in an event",
                START.replace("events: { e: [] }", "events: { \u{ff45}: [] }"),
                "bad-id 3:11, unknown-event 4:24",
            ),
            (
                "a Cyrillic letter where the event is meant",
                START.replace("upon: e", "upon: \u{435}"),
                "unknown-event 4:24",
            ),
            (
                "a composed and a decomposed letter",
                format!("{START}messages: {{ caf\u{e9}: {{ en: x }}, cafe\u{301}: {{ en: y }} }}\n"),
                "bad-id 7:13, bad-id 7:30, yaml-words 7:43",
            ),
            ("a Kelvin sign", format!("{START}facts: {{ \u{212a}: text }}\n"), "bad-id 7:10"),
            ("mathematical letters in a key", format!("{START}\u{1d42d}\u{1d422}tle: x\n"), "unknown-key 7:1"),
            (
                "a Cyrillic letter in a condition",
                START.replace("upon: e", "upon: e, when: \u{435}vent.type == 'e'"),
                "condition-syntax 4:33",
            ),
            (
                "a Greek question mark in a condition",
                START.replace("upon: e", "upon: e, when: \"true\u{37e}\""),
                "condition-syntax 4:38",
            ),
            (
                "a full-width digit in a condition",
                START.replace("upon: e", "upon: e, when: \"1 < \u{ff12}\""),
                "condition-syntax 4:38",
            ),
            ("names that differ by case", format!("{START}  A: {{ end: z }}\n"), "unreachable-state 7:3"),
        ],
        meet,
    );
}
