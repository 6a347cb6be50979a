//! Duties of a house: proved, refuted with a way that breaks them, or left open; and the engine breaks them just so.

use amends::{Source, compile};

const HEAD: &str = "playbook: p
version: 1
key: [order]
facts: { order: text, days: int, tier: { type: enum, of: [plain, gold], default: plain } }
events: { late: [order, days], more: { carries: [order], may_carry: [tier, days] } }
triggers: { t: { upon: late } }
messages: { m: { en: m } }
states:
";

const SORRY: &str = "apology: { message: m, within: 1h }";
const PAY: &str = "compensation: { amount: 5 GBP, because: rule 4, within: 1d }";

/// The verdict on one duty, and its finding if it is refuted.
fn verdict(duty: &str, states: &str) -> String {
    let playbook = format!("{HEAD}{states}");
    let policy = format!("policy: house\nduties: [{{ {duty} }}]\n");
    let sources = [Source::new("p.yaml", playbook.as_str()), Source::new("policy.yaml", policy.as_str())];
    let house = compile(sources).finish().unwrap_or_else(|bad| panic!("{}\n{playbook}", bad.to_text(false)));
    let lint = house.lint();
    let verdicts: Vec<_> = lint.verdicts().iter().filter(|verdict| verdict.code.as_str() == "broken-duty").collect();
    let [verdict] = verdicts.as_slice() else { panic!("{verdicts:?}") };
    let found = lint.report().iter().filter(|finding| finding.code.as_str() == "broken-duty").count();
    assert_eq!(found, usize::from(verdict.proof.word() == "refuted"), "{duty}\n{states}");
    verdict.proof.to_string()
}

fn check(table: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (duty, states, expected) in table {
        let states = states.replace("SORRY", SORRY).replace("PAY", PAY);
        let said = verdict(duty, &states);
        if said != *expected {
            wrong.push(format!("{duty}\n{states}\n  expected {expected}\n  said     {said}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn one_kind_before_another() {
    let duty = "kind: apology, before: compensation";
    check(&[
        (duty, "  a: { do: [SORRY], next: b }\n  b: { do: [PAY], next: z }\n  z: { end: z }\n", "proved"),
        (duty, "  a: { do: [SORRY, PAY], next: z }\n  z: { end: z }\n", "proved"),
        (
            duty,
            "  a: { do: [PAY, SORRY], next: z }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1",
        ),
        (duty, "  a: { upon: { more: z } }\n  z: { end: z }\n", "proved"),
        (
            duty,
            "  a: { upon: { more: b }, after: { 1d: c } }\n  b: { do: [SORRY], next: c }\n  c: { do: [PAY], next: z }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then time passes",
        ),
        // Neither an apology under a condition nor one that may fail before it goes out is sure.
        (
            duty,
            "  a: { do: [apology: { message: m, within: 1h, when: days > 3 }], next: b }\n  b: { do: [PAY], next: z }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 3",
        ),
        (
            duty,
            "  a: { do: [apology: { message: m, with: { x: 7 / days } }], upon: { step.failed: b }, next: b }\n  b: { do: [PAY], next: z }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 0",
        ),
        // A follow-up waits, and may come after.
        (
            "kind: follow_up, before: compensation",
            "  a: { do: [follow_up: { message: m, after: 1d, wait: false }], next: b }\n  b: { do: [PAY], next: z }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1",
        ),
        // A condition keeps the money for those who had an apology; that is true, and not followed.
        (
            duty,
            "  a: { choose: [{ when: days > 3, go: b }, { go: c }] }\n  b: { do: [SORRY], next: c }\n  c: { do: [compensation: { amount: 5 GBP, because: rule 4, when: days > 3 }], after: { 1d: z } }\n  z: { end: z }\n",
            "unknown: that `c.compensation` comes first can't be ruled out",
        ),
        // Inside, around, and in leaving.
        (
            duty,
            "  o: { do: [SORRY], states: { i: { do: [PAY], upon: { more: j } }, j: { do: [PAY], after: { 1d: z } } } }\n  z: { end: z }\n",
            "proved",
        ),
        (duty, "  a: { leave: [SORRY], upon: { more: { go: z, do: [PAY] } } }\n  z: { end: z }\n", "proved"),
        (
            duty,
            "  a: { leave: [PAY], upon: { more: { go: z, do: [SORRY] } } }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then `more` comes with `order` `A1` and without `tier`, `days`",
        ),
        (
            duty,
            "  a: { upon: { more: { stay: true, do: [SORRY, PAY] } }, after: { 1d: z } }\n  z: { end: z }\n",
            "proved",
        ),
        // Regions are entered in their order, and take turns then.
        (
            duty,
            "  o: { together: { x: { do: [SORRY] }, w: { do: [PAY], after: { 1d: { stay: true, do: [compensation: { as: more, amount: 1 GBP, because: rule 4 }] } } } }, after: { 2d: z } }\n  z: { end: z }\n",
            "proved",
        ),
        (
            duty,
            "  o: { together: { x: { do: [PAY] }, w: { do: [SORRY] } }, after: { 2d: z } }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1",
        ),
        (
            duty,
            "  o: { do: [SORRY], together: { x: { do: [PAY] }, w: { do: [PAY] } }, after: { 1d: z } }\n  z: { end: z }\n",
            "proved",
        ),
        (
            duty,
            "  o: { together: { x: { upon: { more: { stay: true, do: [SORRY] } } }, w: { after: { 1d: { stay: true, do: [PAY] } } } }, after: { 2d: z } }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then time passes",
        ),
    ]);
}

#[test]
fn before_the_second() {
    let duty = "kind: escalation, before: second remedy";
    let fix = "remedy: { action: fix, within: 1d }";
    let up = "escalation: { to: lead, because: rule 4, within: 1d }";
    let with = |states: &str| states.replace("FIX", fix).replace("UP", up);
    check(&[
        (
            duty,
            &with(
                "  a: { do: [FIX], upon: { step.failed: b }, next: z }\n  b: { do: [UP, FIX], next: z }\n  z: { end: z }\n",
            ),
            "proved",
        ),
        (
            duty,
            &with(
                "  a: { do: [FIX], upon: { step.failed: b }, next: z }\n  b: { do: [FIX], next: z }\n  z: { end: z }\n",
            ),
            "refuted when `late` comes with `order` `A1`, `days` 1, then `a.remedy` fails",
        ),
        (
            duty,
            &with(
                "  a: { do: [FIX], upon: { step.failed: { go: a, times: 1, else: b } }, next: z }\n  b: { do: [UP], next: z }\n  z: { end: z }\n",
            ),
            "refuted when `late` comes with `order` `A1`, `days` 1, then `a.remedy` fails",
        ),
        (
            duty,
            &with(
                "  a: { do: [FIX], upon: { more: { stay: true, do: [{ remedy: { as: again, action: fix } }] } }, next: z, after: { 9d: z } }\n  z: { end: z }\n",
            ),
            "refuted when `late` comes with `order` `A1`, `days` 1, then `more` comes with `order` `A1` and without `tier`, `days`",
        ),
        // To send it once more is no second one.
        (
            duty,
            &with(
                "  a: { do: [FIX], upon: { step.failed: { stay: true, do: [resend: a.remedy] } }, next: z }\n  z: { end: z }\n",
            ),
            "proved",
        ),
        (
            "kind: apology, before: second apology",
            "  a: { do: [SORRY, { apology: { as: again, message: m } }], next: z }\n  z: { end: z }\n",
            "proved",
        ),
        (
            "kind: apology, before: third compensation",
            "  a: { do: [PAY, { compensation: { as: more, amount: 1 GBP, because: rule 4 } }, SORRY, { compensation: { as: most, amount: 1 GBP, because: rule 4 } }], next: z }\n  z: { end: z }\n",
            "proved",
        ),
    ]);
}

#[test]
fn before_the_end() {
    let duty = "kind: apology, before: end";
    check(&[
        (duty, "  a: { do: [SORRY], next: z }\n  z: { end: z }\n", "proved"),
        (duty, "  a: { after: { 1d: z } }\n  z: { do: [SORRY], end: z }\n", "proved"),
        (
            duty,
            "  a: { upon: { more: b }, after: { 9d: z } }\n  b: { do: [SORRY], next: z }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then time passes",
        ),
        // What the state waits for is done; what it does not wait for may not be out yet.
        (
            "kind: follow_up, before: end",
            "  a: { do: [follow_up: { message: m, after: 7d }], next: z }\n  z: { end: z }\n",
            "proved",
        ),
        (
            "kind: follow_up, before: end",
            "  a: { do: [follow_up: { message: m, after: 7d, wait: false }], after: { 1d: z } }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then time passes",
        ),
        // What became of it is told of what went out.
        (
            "kind: follow_up, before: end",
            "  a: { do: [follow_up: { message: m, after: 7d, within: 1d }], upon: { step.failed: z, step.overdue: z }, next: z }\n  z: { end: z }\n",
            "proved",
        ),
        // All regions have come to their ends.
        (
            duty,
            "  o: { together: { x: { states: { i: { do: [SORRY], next: q }, q: { end: q } } }, w: { states: { k: { after: { 1d: r } }, r: { end: r } } } }, next: z }\n  z: { end: z }\n",
            "proved",
        ),
        // The end of a part is none of the case.
        (
            duty,
            "  o: { states: { i: { after: { 1d: e } }, e: { end: e } }, next: b }\n  b: { do: [SORRY], next: z }\n  z: { end: z }\n",
            "proved",
        ),
        (
            "kind: compensation, before: end",
            "  a: { do: [PAY], next: z }\n  z: { end: z }\n",
            "unknown: a way to the end `z` without it can't be ruled out",
        ),
    ]);
}

#[test]
fn within_a_time_of_opening() {
    let duty = "kind: apology, within: 4h";
    check(&[
        (duty, "  a: { do: [SORRY], next: z }\n  z: { end: z }\n", "proved"),
        (duty, "  a: { after: { 3h: b } }\n  b: { do: [SORRY], next: z }\n  z: { end: z }\n", "proved"),
        (
            duty,
            "  a: { after: { 3h: b } }\n  b: { after: { 2h: c } }\n  c: { do: [SORRY], next: z }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then time passes, then time passes",
        ),
        (
            duty,
            "  a: { upon: { more: b }, after: { 5h: b } }\n  b: { do: [SORRY], next: z }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then time passes",
        ),
        // Nothing ever comes.
        (
            duty,
            "  a: { upon: { more: b } }\n  b: { do: [SORRY], next: z }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then time passes",
        ),
        // An end before the time is up, without it.
        (
            duty,
            "  a: { upon: { more: z }, after: { 1h: b } }\n  b: { do: [SORRY], next: z }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then `more` comes with `order` `A1` and without `tier`, `days`",
        ),
        // One region sends it in time for the others, which wait for long.
        (
            duty,
            "  o: { together: { x: { states: { i: { choose: [{ when: days > 3, go: j }, { go: k }] }, j: { do: [SORRY] }, k: { do: [{ apology: { as: other, message: m } }] } } }, w: { after: { 9d: { stay: true } } } }, after: { 20d: z } }\n  z: { end: z }\n",
            "proved",
        ),
        (
            duty,
            "  o: { together: { x: { states: { i: { after: { 3h: j } }, j: { do: [SORRY], next: q }, q: { end: q } } }, w: { after: { 1h: b } } } }\n  b: { after: { 2h: z } }\n  z: { do: [{ apology: { as: last, message: m } }], end: z }\n",
            "proved",
        ),
        (
            duty,
            "  o: { together: { x: { states: { i: { after: { 3h: j } }, j: { do: [SORRY], next: q }, q: { end: q } } }, w: { after: { 1h: b } } } }\n  b: { after: { 4h: z } }\n  z: { do: [{ apology: { as: last, message: m } }], end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then time passes, then time passes",
        ),
        (
            "kind: apology, within: 2 months",
            "  a: { after: { 8w: b } }\n  b: { do: [SORRY], next: z }\n  z: { end: z }\n",
            "proved",
        ),
    ]);
}

#[test]
fn a_condition_narrows_what_breaks_it() {
    let states = "  a: { after: { 9d: z } }\n  z: { end: z }\n";
    check(&[
        (
            "kind: apology, before: end, when: days >= 7",
            states,
            "refuted when `late` comes with `order` `A1`, `days` 7, then time passes",
        ),
        (
            "kind: apology, before: end, when: days >= 7 && days < 7",
            states,
            "unknown: a way to the end `z` without it can't be ruled out",
        ),
        (
            "kind: apology, before: end, when: days >= 7",
            "  a: { choose: [{ when: days >= 7, go: b }, { go: z }] }\n  b: { do: [SORRY], next: z }\n  z: { end: z }\n",
            "unknown: a way to the end `z` without it can't be ruled out",
        ),
        (
            "kind: apology, within: 4h, when: tier == 'gold'",
            "  a: { upon: { more: { stay: true } }, after: { 2h: b } }\n  b: { after: { 3h: z } }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 1, then `more` comes with `order` `A1`, `tier` `gold` and without `days`, then time passes, then time passes",
        ),
        // A step that asks the same goes out where the duty binds, if no event changes what it asks.
        (
            "kind: apology, before: end, when: days >= 7",
            "  a: { do: [apology: { message: m, within: 1h, when: days >= 7 }], next: z, after: { 9d: z } }\n  z: { end: z }\n",
            "proved",
        ),
        (
            "kind: follow_up, before: end, when: days >= 7",
            "  a: { do: [follow_up: { message: m, after: 7d, when: days >= 7 }], next: z }\n  z: { end: z }\n",
            "proved",
        ),
        (
            "kind: apology, before: end, when: days >= 7",
            "  a: { do: [apology: { message: m, within: 1h, when: days >= 7 }], upon: { more: { stay: true } }, after: { 9d: z } }\n  z: { end: z }\n",
            "refuted when `late` comes with `order` `A1`, `days` 6, then `more` comes with `order` `A1`, `days` 7 and without `tier`, then time passes",
        ),
        // What is set on the way is not known afterwards.
        (
            "kind: apology, before: end, when: days >= 7",
            "  a: { do: [set: { days: 9 }], after: { 9d: z } }\n  z: { end: z }\n",
            "unknown: a way to the end `z` without it can't be ruled out",
        ),
    ]);
}

#[test]
fn a_playbook_has_duties_of_its_own() {
    let text = format!("{HEAD}  a: {{ do: [{PAY}], next: z }}\n  z: {{ end: z }}\n");
    let text = text.replace("facts:", "duties: [{ kind: apology, before: compensation, because: rule 1 }]\nfacts:");
    let lint = compile([Source::new("p.yaml", text)]).finish().unwrap().lint();
    let found: Vec<_> = lint.report().iter().filter(|finding| finding.code.as_str() == "broken-duty").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "`a.compensation` goes out, and no `apology` went out before it");
    assert_eq!(found[0].labels[1].text, "this breaks the duty `apology before compensation`");
}
