//! What an account with an open case takes in a desk: bytes requested from the allocator and not given back.
//!
//! `cargo bench --bench memory` makes 10,000 accounts; a number behind `--` makes as many, `--test` few.

use allocation_counter::measure;
use amends::{Desk, Engine, Event, Input, Outcome, Receipt, Secret, Source, StepKind, Time, compile};

/// The most that an account may take, index and map included.
const BOUND: i64 = 1_200;

/// Five facts, and once the money is out, a timer and a payment. The step that is open is the payment.
const PAYS: &str = r#"
playbook: late-parcel
version: 1
key: [order]
facts:
  order: text
  days_late: { type: int, min: 0, max: 365 }
  order_total: { type: money, currency: GBP }
  tier: { type: enum, of: [standard, gold, platinum] }
  first_name: { type: text, personal: true }
events: { parcel.late: [order, days_late, order_total, tier, first_name] }
triggers: { late: { upon: parcel.late, when: days_late >= 1 } }
start: atone
states:
  atone:
    do: [compensation: { amount: order_total * 0.2, within: 3d, because: house rule 4 }]
    upon: { step.failed: unresolved }
    after: { 7d: unresolved }
    next: recovered
  recovered: { end: recovered }
  unresolved: { end: unresolved }
"#;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = arguments.iter().find_map(|argument| argument.parse().ok());
    let few = arguments.iter().any(|argument| argument == "--test");
    let accounts = asked.unwrap_or(if few { 500 } else { 10_000 });
    // `late-parcel`: an apology was made, so that a settled step, a sixth of facts and a counter are there too.
    let late_parcel = include_str!("late-parcel.yaml");
    println!("{:<28}{:>10}{:>16}{:>16}", "playbook", "accounts", "bytes each", "as JSON text");
    for (name, text, bound) in [("pays", PAYS, Some(BOUND)), ("late-parcel", late_parcel, None)] {
        let (bytes, stored) = bytes_each(text, accounts);
        println!("{name:<28}{accounts:>10}{bytes:>16}{stored:>16}");
        assert!(bound.is_none_or(|bound| bytes <= bound), "{name}: {bytes} bytes an account");
    }
}

/// Bytes that an account takes in a desk, and the length of one account as text.
fn bytes_each(playbook: &str, accounts: u32) -> (i64, usize) {
    let engine = Engine::new(compile([Source::new("p.yaml", playbook)]).finish().unwrap()).unwrap();
    let mut desk = Desk::new(engine, Secret::new([7; 32]));
    let measured = measure(|| (0..accounts).for_each(|n| open(&mut desk, n)));
    let stored = serde_json::to_string(desk.accounts().next().unwrap()).unwrap().len();
    (measured.bytes_current / i64::from(accounts), stored)
}

/// Opens a case on a new account, and brings it to where money is out and a timer runs.
fn open(desk: &mut Desk, n: u32) {
    let now: Time = "2026-03-27T16:30:00Z".parse().unwrap();
    let id = format!("customer-{n:07}");
    let line = format!(
        r#"{{"specversion":"1.0","id":"{n}","source":"warehouse","type":"parcel.late","subject":"{id}","time":"2026-03-27T16:29:00Z","data":{{"order":"A{n:07}","days_late":3,"order_total":"40.00 GBP","tier":"gold","first_name":"Ana"}}}}"#
    );
    let mut decision = desk.handle(&id, Event::from_json(&line).unwrap(), now.utc()).unwrap();
    while let Some(step) = decision.steps.first().filter(|step| step.kind != StepKind::Compensation) {
        decision = desk.handle(&id, Input::from(Receipt::done(step.id)), now.utc()).unwrap();
    }
    assert_eq!((decision.outcome, decision.steps.len()), (Outcome::Applied, 1));
    assert!(desk.account(&id).unwrap().wake_at().is_some());
}
