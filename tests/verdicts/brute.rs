//! Random small playbooks: each verdict agrees with the engine on all values of all facts.

use amends::{Datum, Proof, Verdict};
use proptest::prelude::*;

use crate::stage::{Stage, lint};

/// Values of `p`, `w` and `i`, each with *left out* as the last.
fn values() -> Vec<Vec<(String, Option<Datum<'static>>)>> {
    let of = |name: &str, values: Vec<Datum<'static>>| -> Vec<(String, Option<Datum<'static>>)> {
        values.into_iter().map(Some).chain([None]).map(|value| (name.to_owned(), value)).collect()
    };
    let truths = of("p", vec![Datum::Bool(false), Datum::Bool(true)]);
    let words = of("w", ["low", "mid", "high"].map(Datum::from).to_vec());
    let numbers = of("i", (-3..=3).map(Datum::from).collect());
    let mut points = Vec::new();
    for p in &truths {
        for w in &words {
            for i in &numbers {
                points.push(vec![p.clone(), w.clone(), i.clone()]);
            }
        }
    }
    points
}

fn conditions() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        2 => Just("p".to_owned()),
        1 => prop::sample::select(vec!["has(p)", "has(w)", "has(i)"]).prop_map(str::to_owned),
        5 => (prop::sample::select(vec!["i", "i * 2", "i - 1", "6 / i", "i % 2"]), sign, -3..=3_i64)
            .prop_map(|(i, sign, n)| format!("{i} {sign} {n}")),
        2 => prop::sample::select(vec!["low", "mid", "high"]).prop_map(|word| format!("w == '{word}'")),
        1 => Just("w in ['low', 'high']".to_owned()),
        1 => Just("rank > 1".to_owned()),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.prop_map(|a| format!("!({a})")),
        ]
    })
}

#[derive(Debug, Clone)]
struct Small {
    triggers: Vec<String>,
    rows: Vec<String>,
    always: bool,
    table: Vec<String>,
}

fn playbooks() -> impl Strategy<Value = Small> {
    let some = |n| prop::collection::vec(conditions(), 1..=n);
    (some(2), some(3), prop::bool::ANY, prop::collection::vec(conditions(), 1..=2)).prop_map(
        |(triggers, rows, always, table)| {
            // A table does not read itself.
            let table = table.into_iter().map(|row| row.replace("rank > 1", "p")).collect();
            Small { triggers, rows, always, table }
        },
    )
}

impl Small {
    fn text(&self) -> String {
        let mut text = "playbook: p\nversion: 1\nkey: each event\nfacts:\n  p: bool\n  w: { type: enum, of: [low, mid, high] }\n  \
            i: { type: int, min: -3, max: 3 }\nevents:\n  e: { may_carry: [p, w, i] }\nderive:\n  rank:\n"
            .to_owned();
        for (at, when) in self.table.iter().enumerate() {
            text += &format!("    - {{ when: \"{when}\", is: {at} }}\n");
        }
        text += "    - { is: 5 }\n  known: rank\ntriggers:\n";
        for (at, when) in self.triggers.iter().enumerate() {
            text += &format!("  t{at}: {{ upon: e, when: \"{when}\", go: weigh }}\n");
        }
        text += "states:\n  weigh:\n    choose:\n";
        for (at, when) in self.rows.iter().enumerate() {
            text += &format!("      - {{ when: \"{when}\", go: end-{at} }}\n");
        }
        if self.always {
            text += "      - { go: end-3 }\n";
        }
        for at in 0..4 {
            text += &format!("  end-{at}: {{ end: end-{at} }}\n");
        }
        text
    }

    /// Whether any condition asks with `has` whether the fact is known; else the finding is that it may not be.
    fn asks_of(&self, fact: &str) -> bool {
        let asked = format!("has({fact})");
        self.triggers.iter().chain(&self.rows).chain(&self.table).any(|text| text.contains(&asked))
    }
}

fn verdict<'v>(verdicts: &'v [Verdict], code: &str, claim: &str) -> Option<&'v Proof> {
    verdicts.iter().find(|v| v.code.as_str() == code && v.claim.contains(claim)).map(|verdict| &verdict.proof)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn verdicts_agree_with_the_engine_on_all_values(small in playbooks()) {
        let text = small.text();
        // States that nothing leads to are errors of their own.
        let compiled = amends::compile([amends::Source::new("p.yaml", text.as_str())]);
        prop_assume!(!compiled.report().is_blocking());
        let lint = lint(&text);
        let mut opened = vec![false; small.triggers.len()];
        let mut taken = [false; 4];
        let mut stuck = false;
        let stage = Stage::new(&text);
        for point in values() {
            if point.iter().any(|(name, value)| value.is_none() && !small.asks_of(name)) {
                continue;
            }
            let facts: Vec<(String, Datum<'static>)> =
                point.iter().filter_map(|(name, value)| Some((name.clone(), value.clone()?))).collect();
            let path = stage.again().taken("e", &facts);
            let Some(first) = path.first() else { continue };
            for (at, opened) in opened.iter_mut().enumerate() {
                *opened |= *first == format!("trigger/t{at}");
            }
            match path.get(1) {
                Some(label) => {
                    let at = label.rsplit('/').next().unwrap().parse::<usize>().unwrap_or(0);
                    taken[at.min(3)] = true;
                }
                None => stuck = true,
            }
        }
        for (at, opened) in opened.iter().enumerate() {
            let proof = verdict(lint.verdicts(), "dead-trigger", &format!("`t{at}`")).unwrap();
            prop_assert_eq!(proof.word(), if *opened { "proved" } else { "refuted" }, "t{} of {}", at, text);
        }
        if opened.contains(&true) {
            let proof = verdict(lint.verdicts(), "stuck-choice", "`weigh`").unwrap();
            prop_assert_eq!(proof.word(), if stuck { "refuted" } else { "proved" }, "{}", text);
        }
        // A row that is taken is not shadowed; one that is shadowed is never taken.
        let count = small.rows.len() + usize::from(small.always);
        for (at, taken) in taken.iter().enumerate().take(count) {
            let label = if count > 1 { format!("`choose/{at}`") } else { "`choose`".to_owned() };
            // Nothing is claimed of one that never holds.
            let word = verdict(lint.verdicts(), "shadowed-transition", &label).map(Proof::word);
            prop_assert_ne!(word, Some("unknown"), "{} of {}", label, text);
            if *taken {
                prop_assert_eq!(word, Some("proved"), "{} of {}", label, text);
            }
        }
    }
}
