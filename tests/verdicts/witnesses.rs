//! Every witness of the findings' fixtures is played through the engine, and shows what the finding says.

use std::fs;
use std::path::Path;

use amends::{Datum, Finding, Lint, Proof, Source, Verdict, Witness, compile};

use crate::stage::{Script, Stage};

/// The findings that are made of boxes.
const CODES: [&str; 10] = [
    "constant-condition",
    "dead-row",
    "dead-trigger",
    "overlapping-rows",
    "overlapping-triggers",
    "shadowed-transition",
    "stuck-choice",
    "table-gap",
    "unhandled-error",
    "unindexed-trigger",
];

#[test]
fn every_witness_shows_what_its_finding_says() {
    for code in CODES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings").join(code).join("bad.yaml");
        let text = fs::read_to_string(path).unwrap();
        let lint = compile([Source::new("bad.yaml", text.as_str())]).finish().unwrap().lint();
        let mut shown = 0;
        for verdict in lint.verdicts() {
            if let (Proof::Refuted(witness), true) = (&verdict.proof, verdict.code.as_str() == code) {
                Case { text: &text, lint: &lint, verdict, witness }.shows();
                shown += 1;
            }
        }
        assert!(shown > 0, "{code}");
    }
}

struct Case<'c> {
    text: &'c str,
    lint: &'c Lint,
    verdict: &'c Verdict,
    witness: &'c Witness,
}

impl Case<'_> {
    fn shows(&self) {
        let claim = &self.verdict.claim;
        match self.verdict.code.as_str() {
            "constant-condition" => {
                let always = self.finding().message.contains("always");
                assert_eq!(self.judged(&self.source(0)), if always { "holds" } else { "fails" }, "{claim}");
            }
            "dead-row" => {
                let own = self.judged(&self.when(0));
                let earlier: Vec<String> =
                    (1..self.finding().labels.len()).map(|at| self.judged(&self.when(at))).collect();
                match earlier.as_slice() {
                    [] => assert_ne!(own, "holds", "{claim}"),
                    _ => assert!(own == "holds" && earlier.contains(&own), "{claim}: {own} {earlier:?}"),
                }
            }
            "overlapping-rows" => {
                assert_eq!([self.judged(&self.when(0)), self.judged(&self.when(1))], ["holds", "holds"], "{claim}");
            }
            "table-gap" => assert_eq!(self.judged(&format!("has({})", self.name(0))), "fails", "{claim}"),
            "unhandled-error" => {
                let expression = self.source(0);
                let is_condition = ["==", "<", ">", "!"].iter().any(|sign| expression.contains(sign));
                let condition = if is_condition { expression } else { format!("({expression}) == ({expression})") };
                assert_eq!(self.judged(&condition), "errs", "{claim}");
            }
            "dead-trigger" => {
                let taken = self.opened_by(&[]);
                assert_ne!(taken, format!("trigger/{}", self.name(0)), "{claim}");
                // Alone it would open the case where it is only hidden.
                let earlier: Vec<String> = (1..self.finding().labels.len()).map(|at| self.source(at)).collect();
                let alone = self.opened_by(&earlier);
                assert_eq!(alone == format!("trigger/{}", self.name(0)), !earlier.is_empty(), "{claim}: {alone}");
            }
            "overlapping-triggers" => {
                let (later, earlier) = (self.name(0), self.source(1));
                assert_eq!(self.opened_by(&[]), format!("trigger/{earlier}"), "{claim}");
                assert_eq!(self.opened_by(&[earlier]), format!("trigger/{later}"), "{claim}");
            }
            "unindexed-trigger" => {
                // Facts are found where no atom is in the way: there it fires.
                if self.witness.facts().next().is_some() {
                    assert_eq!(self.opened_by(&[]), format!("trigger/{}", self.name(0)), "{claim}");
                }
            }
            "stuck-choice" => self.is_stuck(),
            "shadowed-transition" => self.is_shadowed(),
            other => panic!("no test shows {other}"),
        }
    }

    fn finding(&self) -> &Finding {
        let is_it = |found: &&Finding| {
            let about = found.message.contains(&format!("`{}`", self.name(0)));
            let shown = found.message.contains(&self.witness.to_string());
            found.code == self.verdict.code && (found.span() == self.verdict.span || about || shown)
        };
        self.lint.report().iter().find(is_it).unwrap_or_else(|| panic!("{} has no finding", self.verdict.claim))
    }

    /// The text that the finding points at.
    fn source(&self, label: usize) -> String {
        let span = self.finding().labels[label].span;
        self.text[span.start as usize..span.end as usize].to_owned()
    }

    /// The condition of the row that the finding points at.
    fn when(&self, label: usize) -> String {
        let row: serde_yaml::Value = serde_yaml::from_str(&self.source(label)).unwrap();
        row["when"].as_str().unwrap().to_owned()
    }

    /// A name in the claim's text.
    fn name(&self, at: usize) -> &str {
        self.verdict.claim.split('`').nth(2 * at + 1).unwrap_or_default()
    }

    fn facts(&self) -> Vec<(String, Datum<'static>)> {
        let facts = self.witness.facts().filter_map(|(name, value)| Some((name.to_owned(), value?.clone().into())));
        facts.collect()
    }

    /// What the engine makes of a condition on the witness: `holds`, `fails` or `errs`.
    fn judged(&self, condition: &str) -> String {
        let text = Script::new(self.text).judging(condition).text();
        let decision = Stage::new(&text).send("probe.event", &self.facts());
        decision.cases[0].ended.as_ref().unwrap_or_else(|| panic!("{text} stays open")).to_string()
    }

    /// The trigger that opens a case on the witness where some are taken out.
    fn opened_by(&self, without: &[String]) -> String {
        let mut script = Script::new(self.text);
        for trigger in without {
            // Switched off rather than gone, so that its states can still be reached.
            let trigger = script.section("triggers").get_mut(trigger.as_str()).unwrap();
            trigger.as_mapping_mut().unwrap().insert("when".into(), "false".into());
        }
        let event = self.witness.event().unwrap();
        let facts = script.complete(event, &self.facts());
        Stage::new(&script.text()).taken(event, &facts).first().cloned().unwrap_or_default()
    }

    fn is_stuck(&self) {
        let state = self.name(1);
        let mut script = Script::new(self.text);
        let facts = match self.witness.event() {
            Some(event) => script.complete(event, &self.facts()),
            None => self.facts(),
        };
        let mut script = if self.witness.event().is_some() { script } else { script.probe(state) };
        let mut stage = Stage::new(&script.text());
        let opened = stage.send(self.witness.event().unwrap_or("probe.event"), &facts);
        let case = &opened.cases[0];
        assert_eq!((case.configuration.last().unwrap().as_str(), &case.ended), (state, &None), "{facts:?}");
        assert!(opened.steps.is_empty() && opened.wake_at.is_none());
        // Nothing that may still come moves it.
        let events: Vec<String> = script.section("events").keys().map(|key| key.as_str().unwrap().to_owned()).collect();
        for event in events {
            let facts = script.complete(&event, &facts);
            let moved = stage.send(&event, &facts).cases.iter().any(|case| !case.opened && !case.taken.is_empty());
            assert!(!moved, "{event} moves it");
        }
    }

    fn is_shadowed(&self) {
        let (short, state) = (self.name(0), self.name(1));
        let label = format!("{state}/{short}");
        let mut script = Script::new(self.text).probe(state);
        let facts = self.facts();
        let mut stage = Stage::new(&script.text());
        let opened = stage.taken("probe.event", &facts);
        let taken = match self.witness.event() {
            None => opened,
            Some(event) => {
                let facts = script.complete(event, &facts);
                stage.taken(event, &facts)
            }
        };
        assert!(!taken.contains(&label), "{label} is taken");
        // The one that is taken is one of those that the finding names, and the shadowed one's condition holds too.
        let place = |label: &String| label.starts_with(&format!("{state}/"));
        assert!(taken.iter().any(place), "{taken:?}");
        let span = self.verdict.span;
        let row = &self.text[span.start as usize..span.end as usize];
        let row: serde_yaml::Value = serde_yaml::from_str(row).unwrap();
        if let Some(when) = row.get("when") {
            assert_eq!(self.judged(when.as_str().unwrap()), "holds");
        }
    }
}
