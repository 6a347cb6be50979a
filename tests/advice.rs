//! What whole playbooks are told: each warning where it is meant, and nowhere else.
//!
//! A case of a table is the states of a playbook, and the findings as `code` and what the message names first.

use amends::{Source, compile};

const HEAD: &str = "playbook: p\nversion: 1\nkey: [k]\nfacts: { k: text, ok: bool }\nevents: { e: [k], f: [k], answer: [k, ok] }\n\
    triggers: { t: { upon: e }, u: { upon: f, when: ok }, v: { upon: answer, when: ok } }\nmessages: { m: { en: hello } }\n";

/// The findings of these codes, in order.
fn check(codes: &[&str], table: &[(&str, &[&str])]) {
    for (states, expected) in table {
        let report =
            compile([Source::new("p.yaml", format!("{HEAD}states:\n{states}  z: {{ end: z }}\n"))]).report().clone();
        let of_code = report.iter().filter(|finding| codes.contains(&finding.code.as_str()));
        let found: Vec<String> = of_code
            .map(|finding| {
                let named: Vec<&str> = finding.message.split('`').skip(1).step_by(2).collect();
                format!("{} {}", finding.code, named.join(" "))
            })
            .collect();
        assert_eq!(found, *expected, "{report}\n{states}");
    }
}

#[test]
fn waits() {
    check(
        &["wait-without-deadline", "unheard-deadline"],
        &[
            ("  a: { upon: { f: z } }\n", &["wait-without-deadline a"]),
            ("  a: { upon: { trigger.u: z } }\n", &["wait-without-deadline a"]),
            ("  a: { upon: { f: z }, after: { 1d: z } }\n", &[]),
            ("  a: { upon: { f: z }, at: { end_of_day(now): z } }\n", &[]),
            // Limited by the state around, in regions too.
            ("  o: { after: { 9d: z }, states: { a: { upon: { f: z } } } }\n", &[]),
            ("  o: { after: { 9d: z }, together: { a: { upon: { f: z } }, b: { upon: { f: z } } } }\n", &[]),
            ("  o: { together: { a: { upon: { f: z } }, b: { after: { 1d: z } } } }\n", &["wait-without-deadline a"]),
            // Does not rest there.
            ("  a: { choose: [{ go: b }] }\n  b: { next: z }\n", &[]),
            // For receipts.
            (
                "  a: { do: [apology: { message: m }], upon: { step.failed: z }, next: z }\n",
                &["wait-without-deadline a"],
            ),
            (
                "  a: { do: [apology: { message: m, within: 1h }], upon: { step.failed: z }, next: z }\n",
                &["unheard-deadline a.apology a"],
            ),
            (
                "  a: { do: [apology: { message: m, within: 1h }], upon: { step.failed: z, step.overdue: z }, next: z }\n",
                &[],
            ),
            ("  a: { do: [apology: { message: m, within: 1h }], upon: { step: z } }\n", &[]),
            // One that is heard leads out for all.
            (
                "  a: { do: [apology: { message: m, within: 1h }, task: { action: t }], upon: { step.failed: z, step.overdue: z }, next: z }\n",
                &[],
            ),
            // By name, from elsewhere; staying counts as heard.
            (
                "  a: { do: [apology: { as: sorry, message: m, within: 1h }], upon: { step.failed: z }, next: b }\n  \
                   b: { upon: { step.overdue.sorry: { stay: true } }, after: { 1d: z } }\n",
                &[],
            ),
            // The answer to a question is judged with the question.
            ("  a: { do: [question: { message: m, asks: [ok], within: 1d }], upon: { answer: z } }\n", &[]),
            // Promises are heard, whatever else leads out.
            (
                "  a: { do: [promise: { message: m, by: 1d }], after: { 9d: z }, next: z }\n",
                &["unheard-deadline a.promise"],
            ),
            ("  a: { do: [promise: { message: m, by: 1d }], upon: { promise.broken: z }, next: z }\n", &[]),
        ],
    );
}

#[test]
fn steps() {
    check(
        &["step-without-within", "unhandled-failure", "decline-without-refer", "vague-because", "once-per-account"],
        &[
            ("  a: { do: [remedy: { action: x }], upon: { step: z }, after: { 1d: z } }\n", &["step-without-within "]),
            (
                "  a: { do: [task: { action: x }, notice: { to: staff, message: m }], upon: { step: z }, after: { 1d: z } }\n",
                &[],
            ),
            // What waits for ever is said to, and no more.
            ("  a: { do: [remedy: { action: x }], upon: { step.failed: z }, next: z }\n", &[]),
            (
                "  a: { do: [remedy: { action: x, within: 1d }], after: { 1d: z }, next: z }\n",
                &["unhandled-failure a.remedy"],
            ),
            (
                "  a: { upon: { f: { go: z, do: [compensation: { amount: 5 GBP, within: 1d, because: rule 4 }] } }, after: { 1d: z } }\n",
                &["unhandled-failure a.compensation"],
            ),
            (
                "  a: { do: [remedy: { action: x, within: 1d, ground: regulation, because: by law }], upon: { step: z } }\n",
                &["vague-because by law"],
            ),
            (
                "  a: { do: [remedy: { action: x, within: 1d, ground: contract, because: our terms }], upon: { step: z } }\n",
                &[],
            ),
            (
                "  a: { do: [remedy: { action: x, within: 1d, ground: regulation, because: Consumer Rights Act }], upon: { step: z } }\n",
                &[],
            ),
            (
                "  a: { do: [remedy: { action: x, within: 1d, ground: regulation, because: 消費者契約法 }], upon: { step: z } }\n",
                &[],
            ),
        ],
    );
}

#[test]
fn promises() {
    let promise = "do: [promise: { as: call, message: m, by: 1d }], next: b";
    for (rest, b, expected) in [
        ("", "b: { after: { 1d: z } }", &[][..]),
        // A way out that does not answer it.
        ("upon: { f: b }", "b: { after: { 1d: z } }", &["open-promise call z"]),
        ("upon: { f: b }", "b: { upon: { promise: z }, after: { 1d: b } }", &[]),
        ("upon: { f: { go: b, do: [{ keep: call, because: done by mail }] } }", "b: { after: { 1d: z } }", &[]),
        ("upon: { f: b }", "b: { do: [{ waive: call, because: asked to }], after: { 1d: z } }", &[]),
        ("upon: { f: b }, leave: [{ waive: call, because: asked to }]", "b: { after: { 1d: z } }", &[]),
        ("upon: { promise.broken: b }", "b: { after: { 1d: z } }", &[]),
        ("upon: { promise.broken: { go: a, times: 1, else: z } }", "b: { after: { 1d: z } }", &[]),
        ("after: { 3d: b }", "b: { after: { 1d: z } }", &["open-promise call z"]),
    ] {
        check(&["open-promise"], &[(&format!("  a: {{ {promise}, {rest} }}\n  {b}\n"), expected)]);
    }
    // One that holds nothing up.
    let states = "  a: { do: [promise: { as: call, message: m, by: 1d, wait: false }], next: z }\n";
    check(&["open-promise"], &[(states, &["open-promise call z"])]);
}

#[test]
fn what_says_nothing_is_missing() {
    check(
        &["missing-because", "unheard-answer"],
        &[
            (
                "  a: { do: [remedy: { action: x, ground: contract, because: '' }], upon: { step: z } }\n",
                &["missing-because "],
            ),
            (
                "  a: { do: [question: { message: m, asks: [] }], upon: { answer: z }, after: { 1d: z } }\n",
                &["unheard-answer a asks"],
            ),
        ],
    );
}

#[test]
fn versions_may_replace_each_other() {
    let text = |version: u32, effective: &str| {
        let rest = "events: { e: [] }\ntriggers: { t: { upon: e } }\nstates: { z: { end: z } }\n";
        let effective = if effective.is_empty() { String::new() } else { format!("effective: {{ {effective} }}\n") };
        Source::new(format!("{version}.yaml"), format!("playbook: p\nversion: {version}\n{effective}{rest}"))
    };
    for (lower, higher, days) in [
        ("", "", None),
        ("", "from: 2026-01-01", None),
        ("from: 2025-01-01", "from: 2026-01-01", None),
        ("until: 2026-01-01", "from: 2026-01-01", None),
        ("from: 2027-01-01", "until: 2026-01-01", None),
        ("until: 2026-02-01", "from: 2026-01-01", Some("from 2026-01-01 until 2026-02-01")),
        ("from: 2026-02-01", "from: 2026-01-01", Some("from 2026-02-01 on")),
        ("until: 2026-02-01", "", Some("before 2026-02-01")),
    ] {
        let report = compile([text(1, lower), text(2, higher)]).report().clone();
        let found = report.iter().find(|finding| finding.code.as_str() == "overlapping-versions");
        match days {
            Some(days) => assert!(found.is_some_and(|finding| finding.message.contains(days)), "{report}"),
            None => assert!(found.is_none(), "{lower} / {higher}: {report}"),
        }
    }
}

#[test]
fn what_is_personal_is_so_in_every_playbook() {
    let text = |name: &str, version: u32, personal: bool| {
        format!(
            "playbook: {name}\nversion: {version}\nfacts: {{ who: {{ type: text, personal: {personal} }} }}\nevents: {{ e: [who] }}\n\
             triggers: {{ t: {{ upon: e, when: who != '' }} }}\nstates: {{ z: {{ end: z }} }}\n"
        )
    };
    // Each playbook as name, version and whether it hides the fact; what is said, and of which other playbook.
    type House<'a> = &'a [(&'a str, u32, bool)];
    let table: &[(House<'_>, &[&str])] = &[
        (&[("p", 1, true), ("q", 1, true)], &[]),
        (&[("p", 1, false), ("q", 1, false)], &[]),
        (&[("p", 1, false), ("q", 1, true)], &["a q"]),
        (&[("p", 1, true), ("q", 1, false)], &["b p"]),
        (&[("p", 1, true), ("q", 1, false), ("r", 1, false)], &["b p", "c p"]),
        // A later version may mend an earlier one, and not the other way round.
        (&[("p", 1, false), ("p", 2, true)], &[]),
        (&[("p", 2, true), ("p", 1, false)], &[]),
        (&[("p", 1, true), ("p", 2, false)], &["b p@1"]),
        (&[("p", 1, false), ("p", 2, true), ("q", 1, true)], &["a q"]),
        (&[("p", 3, true), ("p", 2, false), ("p", 1, true)], &["b p@1"]),
    ];
    for (house, expected) in table {
        let sources = house.iter().zip(["a", "b", "c"]);
        let compiled = compile(
            sources.map(|((name, version, personal), file)| Source::new(file, text(name, *version, *personal))),
        );
        let report = compiled.report();
        let said = report.iter().filter(|finding| finding.code.as_str() == "personal-elsewhere").map(|finding| {
            let file = report.sources()[usize::from(finding.span().source)].name();
            format!("{file} {}", finding.message.split('`').nth(5).unwrap())
        });
        assert_eq!(said.collect::<Vec<_>>(), *expected, "{house:?}");
        assert_eq!(report.is_blocking(), !expected.is_empty(), "{report}");
    }
}
