//! Cases that stay in a choice for ever: said only where the engine brings one there.

use amends::{Happening, Proof, Verdict};

use crate::stage::{Stage, lint};

const HEAD: &str = "playbook: p\nversion: 1\nkey: [k]\nfacts: { k: text, days: { type: int, min: 0, max: 60 }, kilos: { type: int, min: 0, max: 60 } }\n\
    events: { e: [k, days, kilos], f: [k, kilos] }\n";

fn verdict(rest: &str) -> Verdict {
    let lint = lint(&format!("{HEAD}{rest}"));
    let is_it = |verdict: &&Verdict| verdict.code.as_str() == "stuck-choice" && verdict.claim.contains("`weigh`");
    lint.verdicts().iter().find(is_it).unwrap_or_else(|| panic!("{rest}")).clone()
}

/// Two states before the choice: what was asked in the first still holds.
fn far(guard: &str, rows: &str) -> String {
    format!(
        "triggers: {{ t: {{ upon: e, when: {guard} }} }}\nstates:\n  first: {{ after: {{ 1d: then }} }}\n  then: {{ after: {{ 1d: weigh }} }}\n  \
         weigh: {{ choose: [{rows}] }}\n  z: {{ end: z }}\n"
    )
}

#[test]
fn facts_that_a_guard_farther_back_keeps_away_are_not_held_against_a_choice() {
    for (rest, word) in [
        (far("days > 2", "{ when: days > 2, go: z }"), "unknown"),
        (far("days > 2", "{ when: days > 3, go: z }"), "refuted"),
        (
            far(
                "days > 2 && kilos < 5",
                "{ when: days > 2 && kilos < 3, go: z }, { when: kilos > 2 && kilos < 5, go: z }",
            ),
            "unknown",
        ),
        (far("days > 2", "{ when: days > 30, go: z }, { when: days < 30, go: z }"), "refuted"),
        (far("days > 2", "{ when: days > 3, go: z }, { go: z }"), "proved"),
    ] {
        let verdict = verdict(&rest);
        assert_eq!(verdict.proof.word(), word, "{} {rest}", verdict.proof);
    }
}

#[test]
fn what_an_earlier_trigger_takes_does_not_come_to_a_choice() {
    let triggers = |first: &str, rows: &str| {
        format!(
            "triggers: {{ t: {{ upon: e, when: {first}, go: wait }}, u: {{ upon: e, go: weigh }} }}\nstart: weigh\nstates:\n  \
             weigh: {{ choose: [{rows}] }}\n  wait: {{ after: {{ 1d: z }} }}\n  z: {{ end: z }}\n"
        )
    };
    assert_eq!(verdict(&triggers("days > 3", "{ when: days <= 3, go: z }")).proof, Proof::Proved);
    assert_eq!(
        verdict(&triggers("days > 3", "{ when: days < 3, go: z }")).proof.to_string(),
        "refuted when `days` is 3"
    );
}

#[test]
fn a_fact_that_changes_on_the_way_is_looked_at_as_it_is_then() {
    let states = "states:\n  a: { upon: { f: { go: weigh } }, after: { 1d: z } }\n  weigh: { choose: [{ when: kilos < 4, go: z }, { when: kilos > 4, go: z }] }\n  \
        z: { end: z }\n";
    let verdict = verdict(&format!("triggers: {{ t: {{ upon: e, when: kilos > 9 }} }}\n{states}"));
    let Proof::Refuted(witness) = &verdict.proof else { panic!("{}", verdict.proof) };
    assert_eq!(witness.to_string(), "when `kilos` is 4");
    let [Happening::Event { name: first, data: opening, .. }, Happening::Event { name: second, data, .. }] =
        witness.happenings()
    else {
        panic!("{:?}", witness.happenings())
    };
    // The way that is told leads there.
    let mut stage = Stage::new(&format!("{HEAD}triggers: {{ t: {{ upon: e, when: kilos > 9 }} }}\n{states}"));
    for (name, data) in [(first, opening), (second, data)] {
        let data: Vec<_> = data.iter().map(|(fact, value)| (fact.to_string(), value.clone().into())).collect();
        let decision = stage.send(name, &data);
        assert!(decision.cases[0].ended.is_none());
        if name == second {
            assert_eq!(decision.cases[0].configuration.last().unwrap().as_str(), "weigh");
        }
    }
}
