//! Texts that are made to be hard to read: each is refused by name, quickly, and nothing panics.

use crate::document::{limits, read};
use crate::report::Source;

const START: &str = "playbook: x\nversion: 1\nevents: {}\ntriggers: {}\n";

/// The codes of the findings, and that reading was quick.
fn codes(text: impl Into<String>) -> Vec<&'static str> {
    let text = text.into();
    let reading = read([Source::new("hostile.yaml", text.clone())]);
    let codes: Vec<_> = reading.findings.iter().map(|finding| finding.code.as_str()).collect();
    let report = reading.into_report();
    let (drawn, json) = (report.to_text(false), report.to_json());
    for c in drawn.chars().chain(json.chars()) {
        let fine = c == '\n'
            || !c.is_control() && !('\u{200b}'..='\u{200f}').contains(&c) && !('\u{2028}'..='\u{202e}').contains(&c);
        assert!(fine, "{c:?} reaches the terminal from {text:?}");
    }
    codes
}

type Row<'a> = (&'a str, String, &'a [&'a str]);

fn check(table: &[Row<'_>]) {
    for (what, text, expected) in table {
        assert_eq!(codes(text.clone()), *expected, "{what}");
    }
}

#[test]
fn large_and_deep_documents_meet_a_limit() {
    let keys = |count: usize| (0..count).map(|key| format!("k{key}: 1\n")).collect::<String>();
    check(&[
        ("too many bytes", "#".repeat(limits::MAX_BYTES + 1), &["limits-exceeded"]),
        ("nested lists", format!("a: {}", "[".repeat(200_000)), &["limits-exceeded"]),
        ("nested maps", format!("a: {}", "{a: ".repeat(50_000)), &["limits-exceeded"]),
        ("nested blocks", "- ".repeat(100_000), &["limits-exceeded"]),
        (
            "nested by indentation",
            (0..400).map(|level| format!("{}a:\n", " ".repeat(level))).collect(),
            &["limits-exceeded"],
        ),
        (
            "100,000 keys",
            format!("{{{}}}", (0..32_000).map(|key| format!("k{key},")).collect::<String>()),
            &["limits-exceeded"],
        ),
        (
            "keys in one map",
            format!("{START}facts:\n{}", keys(limits::MAX_KEYS + 1).replace('k', " k")),
            &["limits-exceeded"],
        ),
        ("nodes", format!("{START}states: [{}]", "1,".repeat(limits::MAX_NODES)), &["limits-exceeded"]),
        (
            "a long text",
            format!("{START}states: {{}}\ntitle: {}", "a".repeat(limits::MAX_TEXT + 1)),
            &["limits-exceeded"],
        ),
    ]);
}

#[test]
fn more_findings_than_anybody_reads_are_cut_off() {
    let many = |line: &str| {
        format!("{START}states:\n{}", (0..5_000).map(|at| format!("  s{at}: {line}\n")).collect::<String>())
    };
    for text in [many("[]"), many("{ nekst: a }"), many("{ clock: [] }"), "\u{200b}".repeat(80_000)] {
        let codes = codes(text);
        assert_eq!(codes.len(), limits::MAX_FINDINGS + 1);
        assert_eq!(codes.last(), Some(&"limits-exceeded"));
    }
    let list = format!("{START}states: {{}}\nsources: [{}]", "[], ".repeat(20_000));
    assert_eq!(codes(list).len(), limits::MAX_FINDINGS + 1);
}

#[test]
fn characters_nobody_sees_are_refused_raw_and_as_escapes() {
    let hidden = [
        "\u{0}",
        "\u{7}",
        "\u{1b}",
        "\u{7f}",
        "\u{85}",
        "\u{ad}",
        "\u{200b}",
        "\u{200d}",
        "\u{200e}",
        "\u{202e}",
        "\u{2066}",
        "\u{feff}",
        "\u{e0041}",
    ];
    for text in hidden {
        let c = text.chars().next().unwrap();
        assert_eq!(codes(format!("{START}states: {{}}\ntitle: a{text}b")), ["hidden-character"], "{c:?} in a text");
        assert_eq!(codes(format!("{START}# {text}\nstates: {{}}")), ["hidden-character"], "{c:?} in a comment");
        let escape = format!("{START}states: {{}}\ntitle: \"a\\U{:08x}b\"", u32::from(c));
        assert_eq!(codes(escape), ["hidden-character"], "{c:?} as an escape");
    }
    assert_eq!(codes(format!("{START}states: {{}}\n\"ti\\u202etle\": a")), ["hidden-character", "unknown-key"]);
}

#[test]
fn broken_texts_are_refused() {
    let with = |text: &str| format!("{START}states:\n{text}");
    check(&[
        ("nothing", String::new(), &["document-kind"]),
        ("blanks and comments", "  \n# x\n".to_owned(), &["document-kind"]),
        ("a mark alone", "---\n".to_owned(), &["document-kind"]),
        ("a byte order mark alone", "\u{feff}".to_owned(), &["document-kind"]),
        ("a word", "playbook".to_owned(), &["document-kind"]),
        ("a list", "- playbook: x".to_owned(), &["document-kind"]),
        ("an empty map", "{}".to_owned(), &["document-kind"]),
        ("another document", "journey: x".to_owned(), &["document-kind"]),
        ("another spelling", "playbok: x".to_owned(), &["document-kind"]),
        ("not first", format!("title: x\n{START}states: {{}}"), &["document-kind"]),
        ("a second document", format!("{START}states: {{}}\n---\nplaybook: y\n"), &["yaml-feature"]),
        ("a directive", format!("%YAML 1.2\n---\n{START}states: {{}}\n"), &["yaml-feature"]),
        ("a map as a key", with("  a: { end: {{x}} }"), &["yaml-feature"]),
        (
            "an alias bomb",
            "a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n".to_owned(),
            &["yaml-feature", "yaml-feature", "yaml-feature"],
        ),
        ("an open quote", with("  a: \"end"), &["yaml-syntax"]),
        ("an open bracket", with("  a: { end: [x"), &["yaml-syntax"]),
        ("a tab", with("\ta: {}"), &["yaml-syntax"]),
        ("a merge key", with("  a: { <<: { end: x } }"), &["yaml-feature"]),
        ("an empty key", with("  : { end: x }"), &["wrong-type"]),
        ("equal keys of which one is quoted", with("  a: { end: x }\n  \"a\": { end: z }"), &["duplicate-key"]),
        ("equal keys by an escape", with("  a: { end: x }\n  \"\\x61\": { end: z }"), &["duplicate-key"]),
    ]);
}

/// Cut or changed anywhere, a document is read or refused, and never panics.
#[test]
fn no_cut_and_no_changed_byte_panics() {
    let text = include_str!("../../../playbooks/late-parcel.yaml");
    for at in (0..text.len()).step_by(29).filter(|at| text.is_char_boundary(*at)) {
        let _ = codes(&text[..at]);
        for other in ["{", "}", "[", ":", "\"", "'", "-", "\n", "&", "*", "!", "é", "|", ">", ","] {
            let changed = format!("{}{other}{}", &text[..at], &text[at..]);
            let _ = read([Source::new("x", changed)]).into_report().to_json();
        }
    }
}
