//! What rests on which states are active beside, and on dates that calendars count.

use amends::{Source, compile};

/// The verdict on the only claim of that code which holds these words.
fn verdict(text: &str, code: &str, words: &str) -> String {
    let policy = "policy: house\ncalendars: { office: { days: mon-fri } }\n";
    let house = compile([Source::new("p.yaml", text), Source::new("policy.yaml", policy)]).finish();
    let lint = house.unwrap_or_else(|report| panic!("{}\n{text}", report.to_text(false))).lint();
    let about = |claim: &str| claim.contains(words);
    let found: Vec<_> =
        lint.verdicts().iter().filter(|verdict| verdict.code.as_str() == code && about(&verdict.claim)).collect();
    let [verdict] = found.as_slice() else { panic!("{words}: {found:?}\n{text}") };
    verdict.proof.to_string()
}

/// Two regions, of which the first has three ends and the second two.
const REGIONS: &str = "playbook: p
version: 1
facts: { x: bool }
events: { e: [x], f: [x], g: [x], h: [x] }
triggers: { t: { upon: e } }
states:
  o:
    together:
      left:
        start: a
        states: { a: { upon: { f: [{ when: x, go: b }, { go: c }], g: d } }, b: { end: b }, c: { end: c }, d: { end: d } }
      right:
        start: i
        states: { i: { upon: { g: j, f: k } }, j: { end: j }, k: { end: k } }
    upon: { h: [UPON] }
    next: [NEXT]
    after: { 9d: z }
  z: { end: done }
  w: { end: done }
";

#[test]
fn what_states_beside_leave() {
    let proved = "proved";
    let open = "unknown: it rests on `In('b')`, `In('c')`, `In('d')`, which only a running case can tell";
    let hidden = "refuted whatever the facts";
    let mut wrong = Vec::new();
    for (upon, next, of_upon, of_next) in [
        ("{ when: In('b'), go: z }, { go: w }", "{ when: In('b'), go: z }, { go: w }", proved, proved),
        // In the left region one of the three is active in the end, and before that none may be.
        (
            "{ when: In('b') || In('c') || In('d'), go: z }, { go: w }",
            "{ when: In('b') || In('c') || In('d'), go: z }, { go: w }",
            proved,
            open,
        ),
        (
            "{ when: In('b') || In('c') || In('d') || In('a'), go: z }, { go: w }",
            "{ when: In('b') || In('c') || In('d') || In('a'), go: z }, { go: w }",
            hidden,
            hidden,
        ),
        (
            "{ when: In('b') && In('c'), go: z }, { go: w }",
            "{ when: In('b') && In('j'), go: z }, { go: w }",
            proved,
            proved,
        ),
        // A state is active wherever one in it is, and the root of it all always.
        ("{ when: In('right'), go: z }, { go: w }", "{ when: In('o'), go: z }, { go: w }", hidden, hidden),
        ("{ when: not In('z'), go: z }, { go: w }", "{ when: x || not x, go: z }, { go: w }", hidden, hidden),
        ("{ when: In('b') && x, go: z }, { when: x, go: w }", "{ when: In('i'), go: z }, { go: w }", proved, proved),
        // What only a moment can tell stays open.
        ("{ when: In('b') || now > opened, go: z }, { go: w }", "{ go: w }", "unknown", ""),
    ] {
        let text = REGIONS.replace("UPON", upon).replace("NEXT", next);
        let mut check = |place: &str, expected: &str| {
            if expected.is_empty() || !text.contains("go: w") {
                return;
            }
            let said = verdict(&text, "shadowed-transition", &format!("`{place}/1` of state `o`"));
            if !said.starts_with(expected) {
                wrong.push(format!("{upon} | {next}: {place}: {said}"));
            }
        };
        check("upon/h", of_upon);
        check("next", of_next);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_condition_on_a_state_can_hold_and_fail() {
    for (when, expected) in [
        ("x && In('b')", "proved"),
        ("x && (In('c') || In('j'))", "proved"),
        ("x && In('b') && In('c')", "unknown: it rests on `In('b')`, `In('c')`, which only a running case can tell"),
    ] {
        let upon = format!("{{ when: {when}, go: z }}, {{ go: w }}");
        let text = REGIONS.replace("UPON", &upon).replace("NEXT", "{ go: w }");
        assert_eq!(verdict(&text, "constant-condition", when), expected, "{when}");
    }
}

#[test]
fn dates_that_calendars_count_have_values() {
    let text = |derived: &str| {
        format!(
            "playbook: p
version: 1
facts: {{ d: {{ type: date, min: 2020-01-01 }}, any: date, some: int }}
events: {{ e: [d, any, some] }}
derive:
  rate: {{ on: d, rows: [{{ from: 2020-01-01, is: 5 GBP }}, {{ from: 2021-01-01, is: 6 GBP }}] }}
  value: {derived}
triggers: {{ t: {{ upon: e }} }}
states:
  a: {{ do: [task: {{ action: look, with: {{ value }} }}], upon: {{ step: z }} }}
  z: {{ end: done }}
"
        )
    };
    for (derived, expected) in [
        ("plus_days(any, 3)", "proved"),
        ("plus_days(any, some)", "proved"),
        ("plus_months(plus_workdays(any, 2), 1)", "proved"),
        ("workdays(d, any)", "proved"),
        ("accrue(rate, d, any)", "proved"),
        ("accrue(rate, plus_workdays(d, 2), any)", "proved"),
        ("accrue(rate, plus_days(d, 1), plus_days(any, 0 - some))", "proved"),
        // There is no rate before 2020.
        ("accrue(rate, any, d)", "unknown: it rests on `has(value)`, which only a running case can tell"),
        (
            "accrue(rate, plus_days(d, 0 - 1), any)",
            "unknown: it rests on `has(value)`, which only a running case can tell",
        ),
        (
            "accrue(rate, plus_days(d, some), any)",
            "unknown: it rests on `has(value)`, which only a running case can tell",
        ),
        ("10 / some", "refuted when `some` is 0"),
    ] {
        assert_eq!(verdict(&text(&format!("\"{derived}\"")), "table-gap", "`value`"), expected, "{derived}");
    }
}
