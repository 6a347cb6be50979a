//! One run of the shipped playbooks, as text: what every build must come to, byte by byte.
//!
//! It reads nothing at run time, so that a build without a system can do it too.

use std::collections::VecDeque;
use std::fmt::Write;

use amends::{Desk, Engine, Event, Input, Receipt, Source, StepId, compile};

const SOURCES: [(&str, &str); 4] = [
    ("eu261.yaml", include_str!("../../playbooks/eu261.yaml")),
    ("late-parcel.yaml", include_str!("../../playbooks/late-parcel.yaml")),
    ("policy.yaml", include_str!("../../playbooks/policy.yaml")),
    ("uk261.yaml", include_str!("../../playbooks/uk261.yaml")),
];

/// What is written out in full; of the others the heads, which cover every byte of their records.
const IN_FULL: &str = include_str!("../../examples/events/late-parcel.ndjson");
const EVENTS: [&str; 2] =
    [include_str!("../../examples/events/eu261.ndjson"), include_str!("../../examples/events/uk261.ndjson")];

/// The playbooks' references, all records and steps of the parcels, the head of every account, all accounts of the parcels.
pub fn run() -> String {
    let sources = SOURCES.map(|(name, text)| Source::new(name, text));
    let house = compile(sources).finish().expect("the shipped playbooks have no errors");
    let engine = Engine::new(house).expect("a house has an engine");
    let mut text = String::new();
    engine.playbooks().for_each(|playbook| line(&mut text, &playbook.reference()));
    let mut desk = Desk::new(engine, [7; 32]);
    for event in IN_FULL.lines().filter_map(|line| Event::from_json(line).ok()) {
        handle(&mut desk, &event, &mut text);
    }
    desk.accounts().for_each(|account| line(&mut text, &serde_json::to_string(account).expect("an account is JSON")));
    for event in EVENTS.iter().flat_map(|file| file.lines()).filter_map(|line| Event::from_json(line).ok()) {
        handle(&mut desk, &event, &mut String::new());
    }
    for account in desk.accounts() {
        let (seq, hash) = account.head();
        line(&mut text, &format!("{} {seq} {hash}", account.id()));
    }
    text
}

/// Wakes who is due, hands the event in and does every step at once.
fn handle(desk: &mut Desk, event: &Event, text: &mut String) {
    let now = event.time().utc();
    while let Some((due, account)) = desk.next_wake().map(|(due, account)| (due, account.to_owned())) {
        if due >= now {
            break;
        }
        settle(desk, &account, Input::Wake, due, text);
    }
    settle(desk, event.subject(), event.clone().into(), now, text);
}

fn settle(
    desk: &mut Desk,
    account: &str,
    input: Input,
    now: amends::chrono::DateTime<amends::chrono::Utc>,
    text: &mut String,
) {
    let mut waiting: VecDeque<Input> = VecDeque::from([input]);
    while let Some(input) = waiting.pop_front() {
        let decision = desk.handle(account, input, now).expect("the host makes no mistakes");
        decision.record.iter().for_each(|record| line(text, record));
        for step in &decision.steps {
            line(
                text,
                &format!(
                    "{} {} {:?} {:?}",
                    step.id,
                    step.name,
                    step.text,
                    step.amount.map(|amount| amount.to_string())
                ),
            );
        }
        let done = |id: StepId| Input::from(Receipt::done(id));
        waiting.extend(decision.steps.iter().map(|step| done(step.id)));
    }
}

fn line(text: &mut String, what: &impl std::fmt::Display) {
    writeln!(text, "{what}").expect("a String takes what is written to it");
}
