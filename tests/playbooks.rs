//! The shipped playbooks held to what the rules owe, edge by edge.
//!
//! The tables in `tests/data` were written from the rules and not from the playbooks. A row is one event; its last
//! column is what that event brings about with a host that does each step at once.
use std::collections::{BTreeMap, VecDeque};

use amends::{Decision, Desk, Engine, Event, Input, Outcome, Receipt, Secret, Source, Step, StepKind, Time, compile};
use chrono::{DateTime, Utc};

/// What one event brought about: the steps in order, and how it and its cases ended.
#[derive(Debug, Default)]
struct Answer {
    outcome: Option<Outcome>,
    steps: Vec<Step>,
    /// Steps and ends as they came, as the tables write them.
    words: Vec<String>,
}

/// A host that does each step at once.
struct Host {
    desk: Desk,
    word: fn(&Step) -> Option<String>,
}

impl Host {
    fn new(playbooks: &[&str], word: fn(&Step) -> Option<String>) -> Self {
        let sources = playbooks.iter().map(|name| Source::new(*name, read(&format!("playbooks/{name}"))));
        let engine = Engine::new(compile(sources).finish().unwrap()).unwrap();
        Self { desk: Desk::new(engine, Secret::new([7; 32])), word }
    }

    /// Wakes the account while timers are due earlier, hands in the event, does the steps.
    fn take(&mut self, event: Event) -> Answer {
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

    fn wake(&mut self, before: DateTime<Utc>, account: &str) -> Answer {
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
                waiting.push_back(self.desk.handle(account, Receipt::done(step.id), now).unwrap());
                answer.steps.push(step);
            }
            for case in decision.cases {
                assert_eq!(case.halted, None);
                answer.words.extend(case.ended.map(|outcome| format!("ends {outcome}")));
            }
        }
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The rows of a table, without its head.
fn rows(path: &str) -> Vec<Vec<String>> {
    let text = read(path);
    let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let columns = lines.next().unwrap().len();
    let rows: Vec<_> = lines.collect();
    assert!(rows.len() > 20 && rows.iter().all(|row| row.len() == columns), "{path}");
    rows
}

fn event(id: usize, subject: &str, kind: &str, time: &str, data: &str) -> Event {
    let text = |text: &str| serde_json::to_string(text).unwrap();
    let json = format!(
        r#"{{"id":"{id}","source":"table","type":{},"subject":{},"time":{},"data":{data}}}"#,
        text(kind),
        text(subject),
        text(time)
    );
    Event::from_json(&json).unwrap_or_else(|e| panic!("{e}: {json}"))
}

/// The law tables name what a passenger gets, besides words.
fn law_word(step: &Step) -> Option<String> {
    let kind = step.kind.as_str();
    match step.kind {
        StepKind::Apology | StepKind::Notice => None,
        StepKind::Compensation => Some(format!("{kind} {}", step.amount?)),
        StepKind::Care | StepKind::Question => Some(format!("{kind} {}", step.name)),
        _ => Some(kind.to_owned()),
    }
}

/// The events of a law table, in order, each with what is expected of it.
fn law_events(table: &str) -> Vec<(Event, String)> {
    let start: Time = "2026-11-02T07:00:00Z".parse().unwrap();
    let rows = rows(table).into_iter().enumerate();
    rows.map(|(at, row)| {
        let [subject, kind, data, expected] = row.as_slice() else { panic!("{row:?}") };
        let time = start.utc() + chrono::TimeDelta::minutes(i64::try_from(at).unwrap());
        (event(at, subject, kind, &time.to_rfc3339(), data), expected.clone())
    })
    .collect()
}

fn law(answer: &Answer) -> String {
    if answer.outcome == Some(Outcome::Rejected) {
        return "rejected".to_owned();
    }
    let steps: Vec<_> = answer.steps.iter().filter_map(law_word).collect();
    if steps.is_empty() { "nothing".to_owned() } else { steps.join("; ") }
}

/// The regions of a case go on side by side: which of them speaks first is not what a rule is about.
fn in_any_order(list: &str) -> Vec<&str> {
    let mut items: Vec<_> = list.split("; ").collect();
    items.sort_unstable();
    items
}

fn check_law(playbook: &str, table: &str) {
    let mut host = Host::new(&[playbook], law_word);
    let mut wrong = Vec::new();
    for (event, expected) in law_events(table) {
        let subject = event.subject().to_owned();
        let answer = host.take(event);
        if in_any_order(&law(&answer)) != in_any_order(&expected) {
            wrong.push(format!("{subject}: expected {expected}, was {}", law(&answer)));
        }
        for step in &answer.steps {
            check_citation(&subject, step);
        }
        // Who falls below every threshold is no case; whose case opens is answered.
        let opened = answer.outcome == Some(Outcome::Applied);
        assert_eq!(opened, !answer.steps.is_empty(), "{subject}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Money, care and refusals rest on the regulation and name the article.
fn check_citation(subject: &str, step: &Step) {
    let is_owed = matches!(step.kind, StepKind::Compensation | StepKind::Care | StepKind::Question | StepKind::Decline);
    if is_owed {
        let because = step.because.as_deref().unwrap_or_default();
        assert_eq!(step.ground.map(|ground| ground.as_str()), Some("regulation"), "{subject}: {}", step.name);
        assert!(because.contains("261") && because.contains("Art "), "{subject}: {}: {because}", step.name);
    }
    if step.kind == StepKind::Decline {
        assert!(step.refer.as_deref().is_some_and(|refer| refer.contains("Art 16")), "{subject}: {:?}", step.refer);
    }
    for text in [&step.text, &step.because, &step.refer].into_iter().flatten() {
        assert!(!text.contains(['{', '}']), "{subject}: {}: a placeholder is left: {text}", step.name);
    }
}

#[test]
fn eu261_owes_what_the_table_says() {
    check_law("eu261.yaml", "tests/data/eu261.tsv");
}

#[test]
fn uk261_owes_what_the_table_says() {
    check_law("uk261.yaml", "tests/data/uk261.tsv");
}

#[test]
fn both_laws_together_pay_no_flight_twice() {
    let alone = |name| Host::new(&[name], law_word);
    let (mut eu, mut uk) = (alone("eu261.yaml"), alone("uk261.yaml"));
    let mut both = Host::new(&["eu261.yaml", "uk261.yaml"], law_word);
    let mut payments = 0;
    for table in ["tests/data/eu261.tsv", "tests/data/uk261.tsv"] {
        for (event, _) in law_events(table) {
            let subject = event.subject().to_owned();
            let each = [eu.take(event.clone()), uk.take(event.clone())];
            let together = both.take(event);
            let mut expected: Vec<_> = each.iter().flat_map(|answer| &answer.steps).filter_map(law_word).collect();
            let mut found: Vec<_> = together.steps.iter().filter_map(law_word).collect();
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{subject}");
            let paid: Vec<_> = together.steps.iter().filter(|step| step.kind == StepKind::Compensation).collect();
            assert!(paid.len() <= 1, "{subject} is paid twice: {paid:?}");
            let law = |step: &Step| step.playbook.split('@').next().map(str::to_owned);
            let laws: BTreeMap<_, _> = together.steps.iter().map(|step| (law(step), ())).collect();
            assert!(laws.len() <= 1, "{subject} is answered under two laws");
            payments += paid.len();
        }
    }
    assert!(payments > 200, "{payments}");
}

#[test]
fn what_may_be_halved_shows_the_full_amount_and_what_is_disputed_both() {
    let cases = [
        (
            "eu261.yaml",
            "flight.arrived",
            r#"{"distance_km":5848,"intra_eu":false,"arrival_delay":"PT3H20M"}"#,
            "300.00 EUR",
            Some("600.00 EUR"),
            None,
        ),
        (
            "eu261.yaml",
            "flight.arrived",
            r#"{"distance_km":5848,"intra_eu":false,"arrival_delay":"PT4H"}"#,
            "600.00 EUR",
            None,
            Some("300.00 EUR"),
        ),
        (
            "eu261.yaml",
            "flight.arrived",
            r#"{"distance_km":5848,"intra_eu":false,"arrival_delay":"PT4H1S"}"#,
            "600.00 EUR",
            None,
            None,
        ),
        (
            "eu261.yaml",
            "flight.arrived",
            r#"{"distance_km":9369,"intra_eu":true,"arrival_delay":"PT4H"}"#,
            "400.00 EUR",
            None,
            None,
        ),
        (
            "eu261.yaml",
            "flight.brought_forward",
            r#"{"distance_km":900,"intra_eu":true,"notice_days":7,"departs_early":"PT2H"}"#,
            "250.00 EUR",
            None,
            Some("0.00 EUR"),
        ),
        (
            "eu261.yaml",
            "boarding.denied",
            r#"{"distance_km":900,"intra_eu":true,"volunteered":false,"reroute_offered":true,"reroute_arrival_delay":"PT2H"}"#,
            "125.00 EUR",
            Some("250.00 EUR"),
            None,
        ),
        (
            "uk261.yaml",
            "flight.arrived",
            r#"{"law":"uk","distance_km":5848,"intra_eu":false,"arrival_delay":"PT3H20M"}"#,
            "260.00 GBP",
            Some("520.00 GBP"),
            None,
        ),
        (
            "uk261.yaml",
            "flight.arrived",
            r#"{"law":"uk","distance_km":5848,"intra_eu":false,"arrival_delay":"PT4H"}"#,
            "520.00 GBP",
            None,
            Some("260.00 GBP"),
        ),
        (
            "uk261.yaml",
            "flight.arrived",
            r#"{"law":"uk","distance_km":4696,"intra_eu":true,"arrival_delay":"PT3H20M"}"#,
            "260.00 GBP",
            Some("520.00 GBP"),
            None,
        ),
    ];
    for (at, (playbook, kind, data, amount, full, other)) in cases.into_iter().enumerate() {
        let answer = Host::new(&[playbook], law_word).take(event(at, "booking", kind, "2026-11-02T07:00:00Z", data));
        let paid: Vec<_> = answer.steps.iter().filter(|step| step.kind == StepKind::Compensation).collect();
        let [step] = paid.as_slice() else { panic!("{data}: {paid:?}") };
        let with = step.with.iter().find(|(name, _)| *name == "full_amount").map(|(_, value)| value.to_string());
        let disputed = step.disputed.as_ref().map(|disputed| disputed.amount.to_string());
        let found = (step.amount.unwrap().to_string(), with, disputed);
        assert_eq!(found, (amount.to_owned(), full.map(str::to_owned), other.map(str::to_owned)), "{data}");
    }
}

#[test]
fn late_parcel_does_what_the_table_says() {
    fn word(step: &Step) -> Option<String> {
        let kind = step.kind.as_str();
        let what = match step.kind {
            StepKind::Compensation => step.amount?.to_string(),
            StepKind::Escalation => step.to.to_string(),
            _ => step.message.as_deref()?.to_owned(),
        };
        Some(format!("{kind} {what}"))
    }
    let mut host = Host::new(&["late-parcel.yaml"], word);
    let mut ids: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in rows("tests/data/late-parcel.tsv") {
        let [subject, time, kind, data, expected] = row.as_slice() else { panic!("{row:?}") };
        let answer = if kind == "(wake)" {
            host.wake(time.parse::<Time>().unwrap().utc(), subject)
        } else {
            // The same event again has the same id.
            let next = ids.len();
            let id = *ids.entry((subject.clone(), time.clone(), data.clone())).or_insert(next);
            host.take(event(id, subject, kind, time, data))
        };
        let words = if answer.words.is_empty() { "nothing".to_owned() } else { answer.words.join("; ") };
        if words != *expected {
            wrong.push(format!("{subject} at {time}: expected {expected}, was {words}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
