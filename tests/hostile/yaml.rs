//! Playbooks whose structure attacks the reader or the compiler.

use amends::{Report, Source, compile};

use crate::bounded::{Row, check};

pub const START: &str =
    "playbook: x\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { end: z }\n";

/// The codes and places of the first findings, and how many more there are.
pub fn compiled(text: &str) -> String {
    let compiled = compile([Source::new("hostile.yaml", text)]);
    let said = findings(compiled.report());
    let again = compile([Source::new("hostile.yaml", text)]);
    assert_eq!(compiled.report().to_json(), again.report().to_json(), "the same text gives the same findings");
    assert_eq!(compiled.report().is_blocking(), compiled.finish().is_err());
    said
}

fn findings(report: &Report) -> String {
    const SHOWN: usize = 3;
    let place = |finding: &amends::Finding| {
        let (source, span) = (report.source_of(finding).unwrap(), finding.span());
        assert!(source.text().get(span.start as usize..span.end as usize).is_some(), "{span:?} lies outside the text");
        let at = source.position(span.start);
        format!("{} {}:{}", finding.code, at.line, at.column)
    };
    let mut said: Vec<_> = report.iter().take(SHOWN).map(place).collect();
    if report.len() > SHOWN {
        said.push(format!("+{}", report.len() - SHOWN));
    }
    // What is drawn is bounded too, and safe to look at.
    for drawn in [report.to_text(false), report.to_json(), report.to_string()] {
        crate::text::assert_harmless(&drawn);
        assert!(drawn.len() <= 4_096 * (report.len() + 1), "{} bytes say {} findings", drawn.len(), report.len());
    }
    said.join(", ")
}

fn table(rows: Vec<Row<String>>) {
    check(rows, |text| compiled(text));
}

fn keys(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

const KB256: usize = 256 * 1024;

#[test]
fn a_quarter_of_a_megabyte_of_one_thing() {
    let fill = |part: &str| part.repeat(KB256 / part.len());
    let under = |part: &str| format!("{START}title: {}", part.repeat((KB256 - START.len() - 7) / part.len()));
    table(vec![
        ("[", fill("["), "limits-exceeded 1:256"),
        ("[ as a value", under("["), "limits-exceeded 7:263"),
        ("{", fill("{"), "limits-exceeded 1:256"),
        ("{ as a value", under("{"), "limits-exceeded 7:263"),
        ("{a: ", under("{a: "), "limits-exceeded 7:132"),
        ("[{", under("[{"), "limits-exceeded 7:263"),
        ("]", fill("]"), "yaml-syntax 1:1"),
        ("- ", fill("- "), "limits-exceeded 1:65"),
        ("- as a value", format!("{START}sources:\n  {}", "- ".repeat(100_000)), "limits-exceeded 8:65"),
        ("? ", fill("? "), "yaml-feature 1:3"),
        (": ", fill(": "), "limits-exceeded 1:65"),
        ("!", fill("!"), "yaml-syntax 1:1"),
        ("! as a value", under("!"), "yaml-syntax 7:8"),
        ("! !", under("! "), "yaml-feature 7:8, yaml-syntax 7:10"),
        ("&", under("&"), "yaml-feature 7:8"),
        ("*", under("*"), "yaml-feature 7:8"),
        ("\"", fill("\""), "yaml-syntax 1:3"),
        ("\" as a value", under("\""), "yaml-syntax 7:10"),
        ("pairs of \"", under("\"\""), "yaml-syntax 7:10"),
        ("'", fill("'"), "limits-exceeded 1:1"),
        ("' as a value", under("'"), "yaml-syntax 7:8"),
        ("|", under("|"), "yaml-syntax 7:8"),
        ("lines of |", under("|\n"), "yaml-syntax 9:1"),
        (">", under(">"), "yaml-syntax 7:8"),
        ("%", fill("%"), "yaml-syntax 1:262145"),
        ("#", fill("#"), "document-kind 1:1"),
        ("# in lines", fill("#\n"), "document-kind 1:1"),
        ("-", fill("-"), "limits-exceeded 1:1"),
        ("---", fill("---\n"), "yaml-feature 2:1"),
        ("...", fill("...\n"), "document-kind 1:1"),
        (",", under(","), "yaml-syntax 7:8"),
        ("\\", under("\\"), "limits-exceeded 7:8"),
        ("escapes", format!("{START}title: \"{}\"", "\\n".repeat(100_000)), "limits-exceeded 7:8"),
        ("blanks", fill(" "), "document-kind 1:1"),
        ("line ends", fill("\n"), "document-kind 1:1"),
        ("line ends in quotes", format!("{START}title: \"{}\"", "\n".repeat(200_000)), "yaml-syntax 7:8"),
        ("one byte more", "#".repeat(KB256 + 1), "limits-exceeded 1:1"),
    ]);
}

#[test]
fn many_keys_and_long_texts() {
    table(vec![
        ("100,000 keys", keys(100_000, |n| format!("k{n}: 1\n")), "limits-exceeded 1:1"),
        (
            "as many keys as fit",
            format!("{START}facts:\n{}", keys(8_000, |n| format!("  k{n}: int\n"))),
            "unused-fact 8:3, unused-fact 9:3, unused-fact 10:3, +7997",
        ),
        (
            "more keys than a map may have",
            format!("{START}facts:\n{}", keys(8_193, |n| format!("  k{n}: int\n"))),
            "limits-exceeded 8200:3",
        ),
        (
            "more keys in a flow map",
            format!("{START}facts: {{{}}}", keys(20_000, |n| format!("k{n},"))),
            "limits-exceeded 7:48051",
        ),
        ("the same key", format!("{START}{}", "title: x\n".repeat(20_000)), "limits-exceeded 8194:1"),
        ("unknown keys", keys(20_000, |n| format!("k{n}: 1\n")), "limits-exceeded 8193:1"),
        ("a text of 300 KB", format!("{START}title: {}", "a".repeat(300_000)), "limits-exceeded 1:1"),
        ("a text of 65 KB", format!("{START}title: {}", "a".repeat(65_537)), "limits-exceeded 7:8"),
        ("a quoted text of 65 KB", format!("{START}title: \"{}\"", "a".repeat(65_537)), "limits-exceeded 7:8"),
        ("a key of 65 KB", format!("{START}{}: x", "a".repeat(65_537)), "yaml-syntax 7:65538"),
        ("a key of 2 KB", format!("{START}{}: x", "a".repeat(2_000)), "yaml-syntax 7:2001"),
        ("a name of 60 KB", format!("{START}  {}: {{ end: z }}", "a".repeat(60_000)), "yaml-syntax 7:60003"),
        ("a comment of 200 KB", format!("{START}# {}", "a".repeat(200_000)), ""),
        ("items", format!("{START}sources: [{}]", "a,".repeat(70_000)), "limits-exceeded 7:131037"),
        ("indentation", keys(500, |n| format!("{}a:\n", " ".repeat(n))), "limits-exceeded 33:33"),
        ("indentation of 100,000", format!("{START}title:\n{}x", " ".repeat(100_000)), ""),
    ]);
}

#[test]
fn features_that_multiply() {
    let bomb = keys(9, |n| {
        let name = |n: usize| char::from(b'b' + u8::try_from(n).unwrap());
        format!(
            "{}: &{} [{}]\n",
            name(n),
            name(n),
            vec![format!("*{}", char::from(b'a' + u8::try_from(n).unwrap())); 9].join(",")
        )
    });
    table(vec![
        ("an alias bomb", format!("a: &a [lol,lol]\n{bomb}"), "yaml-feature 1:4, yaml-feature 2:4, yaml-feature 2:8"),
        (
            "an alias bomb in a playbook",
            format!("{START}sources: &a [x, x]\ncovers: [*a, *a]\n"),
            "yaml-feature 7:10, yaml-feature 8:10",
        ),
        ("an alias", format!("{START}title: *a\n"), "yaml-feature 7:8"),
        ("an alias of itself", format!("{START}sources: &a [*a]\n"), "yaml-feature 7:10, yaml-feature 7:14"),
        ("an anchor alone", format!("{START}title: &a x\n"), "yaml-feature 7:8"),
        ("an anchored key", format!("{START}&a title: x\n"), "yaml-feature 7:1"),
        ("a merge key", format!("{START}  b: {{ <<: {{ end: z }} }}\n"), "yaml-feature 7:8"),
        ("a merge list", format!("{START}  <<: [{{ b: {{ end: z }} }}]\n"), "yaml-feature 7:3"),
        ("a merge key at the top", format!("{START}<<: {{ title: x }}\n"), "yaml-feature 7:1"),
        ("a tag", format!("{START}title: !!str x\n"), "yaml-feature 7:8"),
        (
            "a tag of a language",
            format!("{START}title: !!python/object/apply:os.system ['true']\n"),
            "unquoted-expression 7:8, wrong-type 7:8",
        ),
        ("a tag on a map", format!("{START}facts: !x {{ a: int }}\n"), "yaml-feature 7:8"),
        ("a tag on a key", format!("{START}!!str title: x\n"), "yaml-feature 7:1"),
        ("a binary", format!("{START}title: !!binary aGVsbG8=\n"), "unquoted-expression 7:8"),
        ("a directive", format!("%YAML 1.1\n---\n{START}"), "yaml-feature 1:1"),
        ("a tag directive", format!("%TAG ! tag:x,2000:\n---\n{START}"), "yaml-feature 1:1"),
        ("two documents", format!("{START}---\n{START}"), "yaml-feature 7:1"),
        ("two documents by dots", format!("{START}...\n{START}"), "yaml-feature 8:1"),
        ("10,000 documents", "---\na: b\n".repeat(10_000), "yaml-feature 3:1"),
        ("a map as a key", format!("{START}? {{ a: b }}\n: c\n"), "yaml-feature 7:3"),
        ("a list as a key", format!("{START}[a]: c\n"), "yaml-feature 7:1"),
        ("equal keys", format!("{START}title: x\ntitle: z\n"), "duplicate-key 8:1"),
        ("equal states", format!("{START}  a: {{ end: other }}\n"), "duplicate-key 7:3"),
        ("equal keys by quotes", format!("{START}  \"a\": {{ end: other }}\n"), "duplicate-key 7:3"),
        ("equal keys by an escape", format!("{START}  \"\\x61\": {{ end: other }}\n"), "duplicate-key 7:3"),
        ("equal keys in a flow map", format!("{START}facts: {{ f: int, f: text }}\n"), "duplicate-key 7:18"),
        (
            "equal keys deep down",
            format!("{START}  b: {{ do: [task: {{ action: x, with: {{ k: 1, k: 2 }} }}], next: a }}\n"),
            "duplicate-key 7:46",
        ),
    ]);
}

#[test]
fn numbers_that_are_none() {
    let fact = |fact: &str| format!("{START}facts: {{ f: {fact} }}\n");
    let version = |version: &str| START.replace("version: 1", &format!("version: {version}"));
    table(vec![
        ("version of 30 digits", version("123456789012345678901234567890"), "wrong-type 2:10"),
        ("version 1e400", version("1e400"), "wrong-type 2:10"),
        ("version .nan", version(".nan"), "wrong-type 2:10"),
        ("version .inf", version("-.inf"), "wrong-type 2:10"),
        ("version 0x10", version("0x10"), "wrong-type 2:10"),
        ("version 0o7", version("0o7"), "wrong-type 2:10"),
        ("version 1_000", version("1_000"), "wrong-type 2:10"),
        ("version -1", version("-1"), "wrong-type 2:10"),
        ("version +1", version("+1"), "wrong-type 2:10"),
        ("version 1.0", version("1.0"), "wrong-type 2:10"),
        ("version 0", version("0"), ""),
        ("version ~", version("~"), "yaml-words 2:10"),
        ("version null", version("null"), "yaml-words 2:10"),
        ("version yes", version("yes"), "yaml-words 2:10"),
        ("version in Arabic digits", version("١"), "wrong-type 2:10"),
        ("min of 30 digits", fact("{ type: int, min: 123456789012345678901234567890 }"), "bad-literal 7:31"),
        ("min 1e400", fact("{ type: decimal, min: 1e400 }"), "bad-literal 7:35"),
        ("min .nan", fact("{ type: decimal, min: .nan }"), "bad-literal 7:35"),
        ("min above max", fact("{ type: int, min: 2, max: 1 }"), "bad-fact 7:39"),
        ("money of 30 digits", fact("{ type: money, max: 123456789012345678901234567890 GBP }"), "bad-literal 7:33"),
        ("a date that is none", fact("{ type: date, min: 2026-02-30 }"), "bad-literal 7:32"),
        ("year 10000", fact("{ type: date, max: 10000-01-01 }"), "bad-literal 7:32"),
        ("year 9999", fact("{ type: date, max: 9999-12-31 }"), "unused-fact 7:10"),
        ("a duration without end", fact("{ type: duration, max: 99999999999999999999d }"), "bad-literal 7:36"),
        ("a second 60", fact("{ type: time, max: 2026-12-31T23:59:60Z }"), "bad-literal 7:32"),
    ]);
}

#[test]
fn large_playbooks_compile_or_meet_a_limit() {
    let states = |count: usize, state: &dyn Fn(usize) -> String| {
        format!(
            "playbook: x\nversion: 1\nfacts: {{ f: int }}\nevents: {{ e: [f] }}\ntriggers: {{ t: {{ upon: e }} }}\nstates:\n{}  s{count}: {{ end: z }}\n",
            keys(count, state)
        )
    };
    let nested = |depth: usize| {
        let open = keys(depth, |n| format!("s{n}: {{ states: {{ "));
        format!(
            "playbook: x\nversion: 1\nevents: {{ e: [] }}\ntriggers: {{ t: {{ upon: e }} }}\nstates: {{ {open} z: {{ end: z }} {} }}",
            "} } ".repeat(depth)
        )
    };
    table(vec![
        (
            "2,000 states in a line",
            states(2_000, &|n| format!("  s{n}: {{ upon: {{ e: s{} }}, after: {{ 1d: s{} }} }}\n", n + 1, n + 1)),
            "unused-fact 3:10",
        ),
        (
            "2,000 states by choose",
            states(2_000, &|n| format!("  s{n}: {{ choose: [{{ go: s{} }}] }}\n", n + 1)),
            "unused-fact 3:10",
        ),
        (
            "1,000 states that lead to each other",
            states(1_000, &|n| {
                format!(
                    "  s{n}: {{ upon: {{ e: [{{ when: f > {n}, go: s0 }}, {{ go: s{} }}] }}, after: {{ 1d: s{} }} }}\n",
                    n + 1,
                    n + 1
                )
            }),
            "",
        ),
        (
            "a ring of 2,000 states",
            states(2_000, &|n| format!("  s{n}: {{ upon: {{ e: s{} }} }}\n", (n + 1) % 2_000)),
            "no-way-to-end 7:3, unreachable-state 2007:3",
        ),
        ("as many states inside each other as fit", nested(14), "no-way-to-end 5:240"),
        ("more states inside each other", nested(15), "limits-exceeded 5:260"),
        ("100 states inside each other", nested(100), "limits-exceeded 5:261"),
        (
            "transitions inside each other",
            format!("{START}  b: {{ next: {}a{} }}\n", "{ times: 1, go: a, else: ".repeat(28), " }".repeat(28)),
            "unreachable-state 7:3",
        ),
        (
            "more transitions inside each other",
            format!("{START}  b: {{ next: {}a{} }}\n", "{ times: 1, go: a, else: ".repeat(30), " }".repeat(30)),
            "limits-exceeded 7:739",
        ),
        (
            "2,000 derived values, each of the one before",
            format!(
                "{START}facts: {{ f: int }}\nderive:\n  d0: f\n{}",
                keys(2_000, |n| format!("  d{}: d{n} + 1\n", n + 1))
            ),
            "unused-fact 2009:3",
        ),
        (
            "30 derived values, each twice the one before",
            format!(
                "{START}facts: {{ f: int }}\nderive:\n  d0: f\n{}",
                keys(30, |n| format!("  d{}: d{n} + d{n}\n", n + 1))
            ),
            "unused-fact 39:3",
        ),
        (
            "a table of 2,000 rows",
            format!(
                "{START}facts: {{ f: int }}\nderive:\n  d:\n{}    - {{ is: 0 }}\n",
                keys(2_000, |n| format!("    - {{ when: f > {n}, is: {n} }}\n"))
            ),
            "unused-fact 9:3",
        ),
        (
            "2,000 triggers",
            states(1, &|_| "  s0: { next: s1 }\n".into())
                .replace("t: { upon: e }", &keys(2_000, |n| format!("t{n}: {{ upon: e, when: f == {n} }}, "))),
            "",
        ),
        (
            "2,000 unknown names",
            states(2_000, &|n| format!("  s{n}: {{ next: nowhere{n} }}\n")),
            "unknown-state 7:15, unknown-state 8:15, unknown-state 9:15, +1997",
        ),
    ]);
}
