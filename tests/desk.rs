//! A desk keeps its accounts as if each was handled on its own, and knows when each wants to be woken.

use amends::{Account, Desk, Engine, Event, Input, Source, Time, compile};

const TEXT: &str = "playbook: p\nversion: 1\nfacts: { name: { type: text, personal: true } }\nevents: { e: [name], f: [] }\n\
    triggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";

fn engine() -> Engine {
    Engine::new(compile([Source::new("p.yaml", TEXT)]).finish().unwrap()).unwrap()
}

fn at(text: &str) -> Time {
    format!("2026-03-02T{text}:00Z").parse().unwrap()
}

fn event(kind: &str, account: &str, time: Time) -> Event {
    Event::new(format!("{kind}/{time}"), "shop", kind, account, time).with("name", "Ana")
}

#[test]
fn a_secret_that_is_derived_late_gives_the_same_bytes() {
    let mut desk = Desk::new(engine(), [7; 32]);
    let time = at("09:00");
    let nobodys = desk.handle("ana", event("f", "ana", time), time.utc()).unwrap();
    assert_eq!((nobodys.record, desk.account("ana")), (None, None));

    let mut account = Account::new("ana", desk.secret_of("ana"));
    let expected = engine().handle(&mut account, event("e", "ana", time), time.utc()).unwrap();
    assert_eq!(expected.personal.len(), 1);
    assert_eq!(desk.explain("ana", event("e", "ana", time), time.utc()).unwrap().decision, expected);
    assert_eq!(desk.handle("ana", event("e", "ana", time), time.utc()).unwrap(), expected);
    let stored = |account: &Account| serde_json::to_string(account).unwrap();
    assert_eq!(desk.account("ana").map(stored), Some(stored(&account)));
    assert_eq!(desk.account("ana"), Some(&account));
}

#[test]
fn wakes_come_by_deadline_then_account() {
    let due = |time: &str| at(time).utc() + amends::chrono::TimeDelta::days(1);
    let mut desk = Desk::new(engine(), [7; 32]);
    for (account, time) in [("dan", "09:00"), ("bob", "10:00"), ("ana", "10:00"), ("cleo", "09:30"), ("ana", "10:00")] {
        let decision = desk.handle(account, event("e", account, at(time)), at(time).utc()).unwrap();
        assert_eq!(decision.wake_at, Some(due(time)));
    }
    let check = |desk: &Desk, expected: &[(&str, &str)]| {
        let expected: Vec<_> = expected.iter().map(|(time, account)| (due(time), *account)).collect();
        assert_eq!(desk.wakes().collect::<Vec<_>>(), expected);
        assert_eq!(desk.next_wake(), expected.first().copied());
    };
    check(&desk, &[("09:00", "dan"), ("09:30", "cleo"), ("10:00", "ana"), ("10:00", "bob")]);
    assert_eq!(desk.handle("dan", Input::Wake, due("09:00")).unwrap().wake_at, None);
    check(&desk, &[("09:30", "cleo"), ("10:00", "ana"), ("10:00", "bob")]);
    // An account that was put in takes the place, and the deadline, of the one before.
    let ana = desk.account("ana").cloned();
    assert_eq!(desk.insert(Account::new("ana", [1; 32])), ana);
    check(&desk, &[("09:30", "cleo"), ("10:00", "bob")]);
}
