//! Tables of cases in `tests/data`, and a host that does what a playbook says.

use std::collections::VecDeque;

use amends::{Decision, Desk, Engine, Event, Input, Outcome, Receipt, Secret, Source, Step, Time, compile};
use chrono::{DateTime, Utc};

/// What one event brought about: the steps in order, and how it and its cases ended.
#[derive(Debug, Default)]
pub struct Answer {
    pub outcome: Option<Outcome>,
    pub steps: Vec<Step>,
    /// Steps and ends as they came, as the tables write them.
    pub words: Vec<String>,
}

/// A host that does each step at once, unless it is told otherwise.
pub struct Host {
    desk: Desk,
    word: fn(&Step) -> Option<String>,
    /// What becomes of a step; none for nothing.
    pub receipt: fn(&Step) -> Option<Receipt>,
}

impl Host {
    /// The shipped playbooks of these files under the shipped policy.
    pub fn new(playbooks: &[&str], word: fn(&Step) -> Option<String>) -> Self {
        let files = playbooks.iter().copied().chain(["policy.yaml"]);
        let sources = files.map(|name| Source::new(name, read(&format!("playbooks/{name}"))));
        let engine = Engine::new(compile(sources).finish().unwrap()).unwrap();
        Self { desk: Desk::new(engine, Secret::new([7; 32])), word, receipt: |step| Some(Receipt::done(step.id)) }
    }

    /// Wakes the account while timers are due earlier, hands in the event, does the steps.
    pub fn take(&mut self, event: Event) -> Answer {
        let mut answer = self.wake(event.time().utc(), event.subject());
        let account = event.subject().to_owned();
        let now = event.time().utc();
        let decision = self.desk.handle(&account, event, now).unwrap();
        answer.outcome = Some(decision.outcome);
        if !decision.outcome.is_change() || decision.outcome == Outcome::Counted {
            answer.words.push(decision.outcome.code().to_owned());
        }
        self.work(&account, decision, now, &mut answer);
        answer
    }

    pub fn wake(&mut self, before: DateTime<Utc>, account: &str) -> Answer {
        let mut answer = Answer::default();
        while let Some(due) = self.desk.account(account).and_then(|known| known.wake_at()).filter(|due| *due < before) {
            let decision = self.desk.handle(account, Input::Wake, due).unwrap();
            self.work(account, decision, due, &mut answer);
        }
        answer
    }

    fn work(&mut self, account: &str, first: Decision, now: DateTime<Utc>, answer: &mut Answer) {
        let mut waiting = VecDeque::from([first]);
        while let Some(decision) = waiting.pop_front() {
            for step in decision.steps {
                answer.words.extend((self.word)(&step));
                if let Some(receipt) = (self.receipt)(&step) {
                    waiting.push_back(self.desk.handle(account, receipt, now).unwrap());
                }
                answer.steps.push(step);
            }
            for case in decision.cases {
                assert_eq!(case.halted, None);
                answer.words.extend(case.ended.map(|outcome| format!("ends {outcome}")));
            }
        }
    }
}

/// The files of all shipped playbooks.
pub fn playbooks() -> Vec<String> {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.ends_with(".yaml") && name != "policy.yaml").collect();
    names.sort();
    names
}

pub fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The rows of a table, without its head.
pub fn rows(path: &str) -> Vec<Vec<String>> {
    let text = read(path);
    let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let columns = lines.next().unwrap().len();
    let rows: Vec<_> = lines.collect();
    assert!(rows.len() > 20 && rows.iter().all(|row| row.len() == columns), "{path}");
    rows
}

pub fn event(id: usize, subject: &str, kind: &str, time: &str, data: &str) -> Event {
    let text = |text: &str| serde_json::to_string(text).unwrap();
    let json = format!(
        r#"{{"id":"{id}","source":"table","type":{},"subject":{},"time":{},"data":{data}}}"#,
        text(kind),
        text(subject),
        text(time)
    );
    Event::from_json(&json).unwrap_or_else(|e| panic!("{e}: {json}"))
}

/// The events of a table of rules, in order, each with what is expected of it.
pub fn rule_events(table: &str) -> Vec<(Event, String)> {
    let start: Time = "2026-11-02T07:00:00Z".parse().unwrap();
    let rows = rows(table).into_iter().enumerate();
    rows.map(|(at, row)| {
        let [subject, kind, data, expected] = row.as_slice() else { panic!("{row:?}") };
        let time = start.utc() + chrono::TimeDelta::minutes(i64::try_from(at).unwrap());
        (event(at, subject, kind, &time.to_rfc3339(), data), expected.clone())
    })
    .collect()
}

/// The events of a table of stories, in order and without wakes, each with what is expected of it.
pub fn story_events(table: &str) -> Vec<(Event, String)> {
    let rows = rows(table).into_iter().enumerate();
    rows.filter(|(_, row)| row[2] != "(wake)")
        .map(|(at, row)| (event(at, &row[0], &row[2], &row[1], &row[3]), row[4].clone()))
        .collect()
}
