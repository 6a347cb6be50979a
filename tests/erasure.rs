//! Erasure: the person is forgotten, what others have a right to stays, and the chain still holds.

mod host;

use amends::{
    Account, Decision, Engine, Event, Head, Input, Lack, Outcome, Receipt, Secret, Source, StepId, Time, replay, verify,
};
use host::{Host, SECRET};

/// Something of everything that an account can hold when its person asks to be forgotten.
const PLAYBOOK: &str = r#"
playbook: p
version: 1
key: [order]
facts:
  order: text
  who: { type: text, personal: true }
  income: { type: money, currency: GBP, personal: true }
  born: { type: date, personal: true }
events:
  e: { carries: [order, who, income, born] }
  seen.twice: []
triggers:
  t: { upon: e }
  often: { upon: seen.twice, count: 9, in: 30d, set: { order: "'-'" }, go: ended }
start: a
states:
  a:
    do:
      - compensation: { as: share, amount: income * 0.5, because: rule 1, once: [who] }
      - compensation: { as: flat, amount: 7 GBP, because: rule 2 }
      - promise: { as: call, message: m, by: 20d, wait: false }
      - promise: { as: birthday, message: m, by: "plus_days(born, 30000)", wait: false }
      - follow_up: { as: gift, message: m, after: 10d, wait: false }
      - follow_up: { as: refund, message: m, after: 10d, wait: false, ground: regulation, because: rule 3 }
    upon: { step.failed: ended }
    at: { "plus_days(born, 25000)": ended }
    after: { 40d: ended }
  ended: { end: done }
messages: { m: { en: "Dear {who}" } }
"#;

const PERSONAL: [&str; 6] = ["Ana", "73412", "36706", "1971", "2053", "2039"];

fn start() -> Time {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

fn later(days: i64) -> Time {
    start().checked_add(amends::Duration::seconds(days * 86_400).unwrap()).unwrap()
}

fn host() -> Host {
    let house =
        amends::compile([Source::new("p.yaml", PLAYBOOK)]).finish().unwrap_or_else(|e| panic!("{}", e.to_text(false)));
    Host::new(Engine::new(house).unwrap())
}

fn event(order: &str) -> Event {
    let event = Event::new(order, "shop", "e", "a-17", start()).with("order", order).with("who", "Ana");
    event.with("income", "73412.00 GBP").with("born", "1971-05-06")
}

/// Hands in what changes the account.
fn apply(host: &mut Host, account: &str, input: impl Into<Input>, now: Time) -> Decision {
    let decision = host.handle(account, input, now);
    assert!(decision.outcome.is_change(), "{:?}", decision.outcome);
    decision
}

fn out(account: &Account, name: &str) -> Option<StepId> {
    account.open_steps().find(|step| step.name() == name).map(|step| step.id())
}

/// An account with a case, a counted event, a payment that was made, and everything else still out.
fn lived() -> Host {
    let mut host = host();
    let _ = apply(&mut host, "a-17", event("A1"), start());
    let counted = Event::new("c", "shop", "seen.twice", "a-17", start());
    assert_eq!(host.handle("a-17", counted, start()).outcome, Outcome::Counted);
    let flat = out(host.desk.account("a-17").unwrap(), "flat").unwrap();
    assert_eq!(host.handle("a-17", Receipt::done(flat), start()).outcome, Outcome::Applied);
    host
}

fn erased() -> Host {
    let mut host = lived();
    let _ = apply(&mut host, "a-17", Input::Erase, later(1));
    host
}

#[test]
fn open_cases_end_and_what_is_owed_goes_out_first() {
    let mut host = lived();
    let decision = host.handle("a-17", Input::Erase, later(1));
    let change = &decision.cases[0];
    assert_eq!((change.ended.as_deref(), change.configuration.len(), change.taken.len()), (Some("erased"), 0, 0));
    let sent: Vec<&str> = decision.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(sent, ["refund"], "owed by regulation; the gift is not");
    assert_eq!(decision.steps[0].text.as_deref(), Some("Dear Ana"), "the host can still do it");
    let line = host.records["a-17"].last().unwrap();
    assert!(line.contains(r#""input":"erase""#) && line.contains(r#""ended":"erased""#), "{line}");
}

#[test]
fn nothing_personal_stays_and_what_was_paid_does() {
    let host = erased();
    let account = host.desk.account("a-17").unwrap();
    let stored = serde_json::to_string(account).unwrap();
    let before = serde_json::to_string(lived().desk.account("a-17").unwrap()).unwrap();
    let secret = serde_json::to_value(host.desk.secret_of("a-17")).unwrap();
    for personal in PERSONAL.iter().copied().chain(secret.as_str()) {
        assert!(before.contains(personal), "{personal} is a test of nothing: {before}");
        assert!(!stored.contains(personal), "{personal} stays in {stored}");
    }
    assert!(stored.contains("\"7.00 GBP\""), "what was paid is no personal fact: {stored}");
    assert_eq!(account.erased(), Some(later(1).utc()));
    assert_eq!(account.open_cases().count(), 0);
    let open: Vec<_> = account.open_steps().map(|step| (step.name(), step.amount(), step.due())).collect();
    let due = Some(later(20).utc());
    assert_eq!(open, [("share", None, None), ("call", None, due), ("birthday", None, None), ("refund", None, None)]);
    let restored: Account = serde_json::from_str(&stored).unwrap();
    assert_eq!(&restored, account);
}

/// What an erased account answers: input, days after the start, outcome.
#[test]
fn afterwards_receipts_count_and_nothing_else() {
    let mut host = erased();
    let account = host.desk.account("a-17").unwrap();
    let (share, call) = (out(account, "share").unwrap(), out(account, "call").unwrap());
    let unknown: StepId = "00112233445566778899aabbccddeeff".parse().unwrap();
    let table: [(Input, i64, Outcome); 11] = [
        (event("A1").into(), 2, Outcome::Erased),
        (event("A2").into(), 2, Outcome::Erased),
        (Event::new("d", "shop", "seen.twice", "a-17", later(2)).into(), 2, Outcome::Erased),
        (Event::new("x", "shop", "undeclared", "a-17", later(2)).into(), 2, Outcome::Erased),
        (Input::Erase, 2, Outcome::Erased),
        (Receipt::done(unknown).into(), 2, Outcome::UnknownStep),
        (Receipt::done(share).into(), 2, Outcome::Applied),
        (Receipt::done(share).into(), 2, Outcome::Duplicate),
        (Receipt::failed(share, "came back").into(), 3, Outcome::Applied),
        (Input::Wake, 19, Outcome::NothingDue),
        (Input::Wake, 20, Outcome::Applied),
    ];
    for (input, days, expected) in table {
        let name = format!("{input:?}");
        let decision = host.handle("a-17", input, later(days));
        assert_eq!(decision.outcome, expected, "{name}");
        assert!(decision.steps.is_empty() && decision.personal.is_empty(), "{name}");
    }
    let line = host.records["a-17"].last().unwrap();
    assert!(line.contains("promise.broken.call"), "{line}");
    assert_eq!(host.handle("a-17", Receipt::done(call), later(21)).outcome, Outcome::Applied);
    assert_eq!(host.desk.account("a-17").unwrap().wake_at(), None);
}

#[test]
fn the_chain_verifies_and_replay_says_what_is_lacking() {
    let mut host = erased();
    let share = out(host.desk.account("a-17").unwrap(), "share").unwrap();
    let _ = apply(&mut host, "a-17", Receipt::done(share), later(2));
    let account = host.desk.account("a-17").unwrap();
    let (seq, hash) = account.head();
    let lines = || host.records["a-17"].iter().map(String::as_str);
    let verified = verify(lines(), [Head { account: "a-17".to_owned(), seq, hash }]).unwrap();
    assert!(verified.ends_checked && verified.records == 5);

    let engine = host.desk.engine();
    let values = |seq: u64, path: &str| host.personal.get(&("a-17".to_owned(), seq, path.to_owned())).cloned();
    // Before anything is dropped, an auditor comes to the same account.
    let whole = replay(engine, "a-17", host.desk.secret_of("a-17"), lines(), values).unwrap();
    assert_eq!(&whole.account, account);
    let no_values = replay(engine, "a-17", host.desk.secret_of("a-17"), lines(), |_, _| None).unwrap_err();
    assert_eq!((no_values.seq(), no_values.lack()), (1, Some(&Lack::Personal("input.data.born".to_owned()))));
    let no_secret = replay(engine, "a-17", None, lines(), values).unwrap_err();
    assert_eq!((no_secret.seq(), no_secret.lack()), (1, Some(&Lack::Secret)));
    let neither = replay(engine, "a-17", None, lines(), |_, _| None).unwrap_err();
    assert_eq!(
        neither.to_string(),
        "record 1: it can't be replayed without the personal value `input.data.born`, which may have been erased"
    );
}

#[test]
fn records_without_anything_personal_replay_without_a_secret() {
    let mut host = host();
    for n in 0..3 {
        let _ = apply(&mut host, "a-17", Event::new(n.to_string(), "shop", "seen.twice", "a-17", later(n)), later(n));
    }
    let engine = host.desk.engine().clone();
    let open = replay(&engine, "a-17", None, host.records["a-17"].iter().map(String::as_str), |_, _| None).unwrap();
    assert_eq!((open.records, open.account.head()), (3, host.desk.account("a-17").unwrap().head()));
    let _ = apply(&mut host, "a-17", Input::Erase, later(4));
    let closed = replay(&engine, "a-17", None, host.records["a-17"].iter().map(String::as_str), |_, _| None).unwrap();
    assert_eq!(Some(&closed.account), host.desk.account("a-17"));
}

#[test]
fn digests_of_defaults_are_never_called_tampering() {
    let text = "playbook: p\nversion: 1\nfacts: { who: { type: text, personal: true, default: nobody } }\nevents: { e: [] }\n\
        triggers: { t: { upon: e } }\nstates:\n  a: { do: [notice: { message: m, to: team }], next: z }\n  z: { end: done }\n\
        messages: { m: { en: 'Dear {who}' } }\n";
    let mut host = Host::new(Engine::new(amends::compile([Source::new("p.yaml", text)]).finish().unwrap()).unwrap());
    let _ = apply(&mut host, "a-17", Event::new("1", "shop", "e", "a-17", start()), start());
    assert!(host.records["a-17"][0].contains("digest"));
    let lines = host.records["a-17"].iter().map(String::as_str);
    let error = replay(host.desk.engine(), "a-17", None, lines, |_, _| None).unwrap_err();
    assert_eq!(error.lack(), Some(&Lack::Secret), "{error}");
}

#[test]
fn an_account_that_never_lived_can_be_erased_too() {
    let mut host = host();
    assert_eq!(host.handle("a-18", Input::Erase, start()).outcome, Outcome::Applied);
    assert_eq!(host.desk.account("a-18").unwrap().erased(), Some(start().utc()));
}

#[test]
fn a_halted_case_is_erased_too() {
    let text = "playbook: p\nversion: 1\nfacts: { who: { type: text, personal: true } }\nevents: { e: [who], f: [] }\n\
        triggers: { t: { upon: e } }\nstates:\n  a: { upon: { f: b } }\n  b: { do: [raise: r], upon: { r: c } }\n\
        \x20 c: { do: [raise: r], upon: { r: b, e: z } }\n  z: { end: done }\n";
    let compiled = amends::compile([Source::new("p.yaml", text)]);
    let mut host =
        Host::new(Engine::new(compiled.finish().unwrap_or_else(|e| panic!("{}", e.to_text(false)))).unwrap());
    let _ = apply(&mut host, "a-17", Event::new("1", "shop", "e", "a-17", start()).with("who", "Ana"), start());
    let halted = host.handle("a-17", Event::new("2", "shop", "f", "a-17", start()), start());
    assert!(halted.cases[0].halted.is_some());
    let decision = host.handle("a-17", Input::Erase, start());
    assert_eq!(decision.cases[0].ended.as_deref(), Some("erased"));
    assert!(!serde_json::to_string(host.desk.account("a-17").unwrap()).unwrap().contains("Ana"));
}

#[test]
fn an_account_that_lost_its_secret_is_none_that_an_engine_stored() {
    let host = lived();
    let engine = host.desk.engine();
    let good = serde_json::to_value(host.desk.account("a-17").unwrap()).unwrap();
    let secret = serde_json::to_value(Secret::new(SECRET)).unwrap();
    type Bend = dyn Fn(&mut serde_json::Map<String, serde_json::Value>);
    let table: [(&str, &Bend); 3] = [
        ("it has no secret and was not erased", &|account| drop(account.remove("secret"))),
        ("it was erased and has a secret", &|account| {
            account.insert("erased".into(), "2026-03-02T09:00:00Z".into());
        }),
        ("it was erased and has an open case", &|account| {
            account.remove("secret");
            account.insert("erased".into(), "2026-03-02T09:00:00Z".into());
        }),
    ];
    for (expected, bend) in table {
        let mut members = good.as_object().unwrap().clone();
        assert!(members.insert("secret".into(), secret.clone()).is_some());
        bend(&mut members);
        let mut account: Account = serde_json::from_value(members.into()).unwrap();
        let error = engine.handle(&mut account, Input::Wake, start().utc()).unwrap_err();
        assert!(error.is_invalid_account() && error.to_string().ends_with(expected), "{error}");
    }
}
