//! A host in memory: does each step at once, keeps records and personal values.

#![allow(dead_code, reason = "each test uses its part of it")]

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use amends::{Decision, Desk, Engine, Event, Input, Receipt, Secret, Source, Step, Time, Value, compile};

pub const SECRET: [u8; 32] = [7; 32];

/// The engine of these shipped playbooks, under the shipped policy.
pub fn engine(names: &[&str]) -> Engine {
    engine_under(names, &read("playbooks/policy.yaml"))
}

/// The engine of these shipped playbooks, under a policy.
pub fn engine_under(names: &[&str], policy: &str) -> Engine {
    let playbooks = names.iter().map(|name| Source::new(*name, read(&format!("playbooks/{name}"))));
    let sources = playbooks.chain([Source::new("policy.yaml", policy)]);
    Engine::new(compile(sources).finish().unwrap()).unwrap()
}

/// A file of the repository.
pub fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The events of a shipped file, without receipts and wakes.
pub fn events(name: &str) -> Vec<Event> {
    let text = read(&format!("examples/events/{name}"));
    text.lines().filter_map(|line| Event::from_json(line).ok()).collect()
}

#[derive(Clone)]
pub struct Host {
    pub desk: Desk,
    /// Records by account.
    pub records: BTreeMap<String, Vec<String>>,
    pub personal: BTreeMap<(String, u64, String), Value>,
    pub steps: Vec<Step>,
}

impl Host {
    pub fn new(engine: Engine) -> Self {
        Self {
            desk: Desk::new(engine, Secret::new(SECRET)),
            records: BTreeMap::new(),
            personal: BTreeMap::new(),
            steps: Vec::new(),
        }
    }

    /// Hands an input in and keeps what comes of it.
    pub fn handle(&mut self, account: &str, input: impl Into<Input>, now: Time) -> Decision {
        let decision = self.desk.handle(account, input, now.utc()).unwrap();
        assert_eq!(decision.outcome.is_change(), decision.record.is_some(), "a change and nothing else has a record");
        let own = decision.record.iter().map(|record| (record, &decision.personal));
        for (record, personal) in own.chain(decision.answered.iter().map(|it| (&it.record, &it.personal))) {
            for personal in personal {
                let key = (account.to_owned(), record.seq(), personal.path.clone());
                self.personal.insert(key, personal.value.clone());
            }
            self.records.entry(account.to_owned()).or_default().push(record.line().to_owned());
        }
        self.steps.extend(decision.steps.iter().cloned());
        decision
    }

    /// Hands an event in, does every step that follows at once, and gives all decisions.
    pub fn event(&mut self, event: Event) -> Vec<Decision> {
        let (account, now) = (event.subject().to_owned(), event.time());
        while let Some((due, name)) = self.desk.next_wake() {
            if due >= now.utc() {
                break;
            }
            let name = name.to_owned();
            self.settle(&name, Input::Wake, Time::from_utc(due).unwrap());
        }
        self.settle(&account, event, now)
    }

    fn settle(&mut self, account: &str, input: impl Into<Input>, now: Time) -> Vec<Decision> {
        let mut decisions = vec![self.handle(account, input, now)];
        let mut waiting: VecDeque<Step> = decisions[0].steps.iter().cloned().collect();
        while let Some(step) = waiting.pop_front() {
            let decision = self.handle(account, Receipt::done(step.id), now);
            waiting.extend(decision.steps.iter().cloned());
            decisions.push(decision);
        }
        decisions
    }
}
