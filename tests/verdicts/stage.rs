//! Playbooks that are changed to show a thing, and one account that meets events.

use amends::{Account, Datum, Decision, Engine, Event, Lint, Secret, Source, Time, compile};
use serde_yaml::{Mapping, Value};

/// One account on one playbook.
pub struct Stage {
    engine: Engine,
    account: Account,
    sent: u32,
}

impl Stage {
    pub fn new(text: &str) -> Self {
        let house = compile([Source::new("p.yaml", text)]).finish();
        let house = house.unwrap_or_else(|report| panic!("{}\n{text}", report.to_text(false)));
        let engine = Engine::new(house).unwrap();
        Self { engine, account: Account::new("ana", Secret::new([7; 32])), sent: 0 }
    }

    /// A fresh account on the same playbook.
    pub fn again(&self) -> Self {
        Self { engine: self.engine.clone(), account: Account::new("ana", Secret::new([7; 32])), sent: 0 }
    }

    /// Sends an event that carries these facts.
    pub fn send(&mut self, kind: &str, facts: &[(String, Datum<'static>)]) -> Decision {
        self.sent += 1;
        let time: Time = "2026-03-02T09:00:00Z".parse().unwrap();
        let mut event = Event::new(self.sent.to_string(), "test", kind, "ana", time);
        for (name, datum) in facts {
            event = event.with(name.clone(), datum.clone());
        }
        self.engine.handle(&mut self.account, event, time.utc()).unwrap()
    }

    /// The transitions that an event takes, the trigger first if it opens the case.
    pub fn taken(&mut self, kind: &str, facts: &[(String, Datum<'static>)]) -> Vec<String> {
        let decision = self.send(kind, facts);
        assert!(decision.refusals.is_empty(), "{kind} {facts:?}: {:?}", decision.refusals);
        decision.cases.first().map(|case| case.taken.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }
}

pub fn lint(text: &str) -> Lint {
    let house = compile([Source::new("p.yaml", text)]).finish();
    house.unwrap_or_else(|report| panic!("{}\n{text}", report.to_text(false))).lint()
}

/// A playbook's document, to be changed.
pub struct Script(pub Mapping);

impl Script {
    pub fn new(text: &str) -> Self {
        Self(serde_yaml::from_str(text).unwrap())
    }

    pub fn text(&self) -> String {
        serde_yaml::to_string(&self.0).unwrap()
    }

    pub fn section(&mut self, name: &str) -> &mut Mapping {
        let entry = self.0.entry(Value::from(name)).or_insert_with(|| Value::Mapping(Mapping::new()));
        entry.as_mapping_mut().unwrap()
    }

    /// Adds a trigger that goes straight to a state, on an event that may carry every fact.
    pub fn probe(mut self, state: &str) -> Self {
        let facts: Vec<Value> = self.section("facts").keys().cloned().collect();
        let mut event = Mapping::new();
        event.insert("may_carry".into(), facts.into());
        self.section("events").insert("probe.event".into(), event.into());
        let trigger = serde_yaml::from_str(&format!("{{ upon: probe.event, go: {state} }}")).unwrap();
        self.section("triggers").insert("probe".into(), trigger);
        self
    }

    /// Nothing left but facts and derived values, and a choice between a condition, its contrary, and neither.
    pub fn judging(mut self, condition: &str) -> Self {
        for gone in ["states", "triggers", "messages", "key", "start"] {
            self.0.remove(gone);
        }
        let row = |when: String, go: &str| {
            let mut row = Mapping::new();
            row.insert("when".into(), when.into());
            row.insert("go".into(), go.into());
            Value::Mapping(row)
        };
        let mut last = Mapping::new();
        last.insert("go".into(), "errs".into());
        let rows = vec![row(condition.into(), "holds"), row(format!("!({condition})"), "fails"), last.into()];
        let mut judging = Mapping::new();
        judging.insert("choose".into(), rows.into());
        let states = self.section("states");
        states.insert("judging".into(), judging.into());
        for end in ["holds", "fails", "errs"] {
            states.insert(end.into(), serde_yaml::from_str(&format!("{{ end: {end} }}")).unwrap());
        }
        self.probe("judging")
    }

    /// Facts that an event has to carry, where the witness does not care: any that the playbook takes.
    pub fn complete(&mut self, event: &str, facts: &[(String, Datum<'static>)]) -> Vec<(String, Datum<'static>)> {
        let declared = self.section("events").get(event).cloned().unwrap();
        let carried = declared.get("carries").unwrap_or(&declared).as_sequence().cloned().unwrap_or_default();
        let mut complete = facts.to_vec();
        for name in carried.iter().map(|name| name.as_str().unwrap().to_owned()) {
            if !complete.iter().any(|(known, _)| *known == name) {
                let datum = some_value(self.section("facts").get(name.as_str()).unwrap());
                complete.push((name, datum));
            }
        }
        complete
    }
}

/// Some value of a fact so declared.
fn some_value(fact: &Value) -> Datum<'static> {
    let ty = fact.get("type").unwrap_or(fact).as_str().unwrap();
    let text = |text: &str| Datum::Text(text.to_owned().into());
    match ty {
        "int" | "decimal" => Datum::from(fact.get("min").and_then(Value::as_i64).unwrap_or(1)),
        "bool" => Datum::Bool(true),
        "money" => text(&format!("10.00 {}", fact.get("currency").and_then(Value::as_str).unwrap_or("GBP"))),
        "duration" => text("PT1H"),
        "date" => text("2026-01-01"),
        "time" => text("2026-01-01T00:00:00Z"),
        "enum" => text(fact["of"][0].as_str().unwrap()),
        _ => text("x"),
    }
}
