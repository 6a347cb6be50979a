//! One input on one account, beside the same without an engine: parse the event, write and hash an equal record.

mod floor;

use amends::{Account, Decision, Engine, Event, Input, Outcome, Receipt, Secret, Source, Time, compile};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const LATE: &str = r#"{"specversion":"1.0","id":"17","source":"warehouse","type":"parcel.late","subject":"customer-1","time":"2026-03-27T16:29:00Z","data":{"order":"A1","days_late":3,"order_total":"40.00 GBP","tier":"gold","first_name":"Ana"}}"#;
const REPLIED: &str = r#"{"specversion":"1.0","id":"18","source":"survey","type":"customer.replied","subject":"customer-1","time":"2026-03-27T16:29:00Z","data":{"order":"A2","satisfied":true,"words":"thank you","form":"mail","page":3}}"#;
const NOBODYS: &str = r#"{"specversion":"1.0","id":"19","source":"warehouse","type":"parcel.weighed","subject":"customer-1","time":"2026-03-27T16:29:00Z","data":{"order":"A1","grams":1250,"scale":"belt 3","operator":"night","checked":true}}"#;

fn engine() -> Engine {
    let source = Source::new("late-parcel.yaml", include_str!("late-parcel.yaml"));
    Engine::new(compile([source]).finish().unwrap()).unwrap()
}

fn account() -> Account {
    Account::new("customer-1", Secret::new([7; 32]))
}

fn now() -> Time {
    "2026-03-27T16:30:00Z".parse().unwrap()
}

fn handle(engine: &Engine, account: &mut Account, input: impl Into<Input>, outcome: Outcome) -> Decision {
    let decision = engine.handle(account, input, now().utc()).unwrap();
    assert_eq!(decision.outcome, outcome);
    decision
}

fn handle_line(engine: &Engine, account: &mut Account, line: &str, outcome: Outcome) -> Decision {
    handle(engine, account, Event::from_json(line).unwrap(), outcome)
}

/// An account with an open case whose first step is out, and that step's receipt.
fn with_open_case(engine: &Engine) -> (Account, Receipt) {
    let mut account = account();
    let decision = handle_line(engine, &mut account, LATE, Outcome::Applied);
    (account, Receipt::done(decision.steps[0].id))
}

/// What a decision's record costs to write and hash.
fn record(decision: &Decision) -> floor::Record {
    floor::Record::of(decision.record.as_ref().unwrap().line())
}

/// A line of JSON opens a case, its first step goes out, its record is written.
#[divan::bench_group]
mod opening {
    use super::*;

    #[divan::bench]
    fn a_floor_parse_write_hash(bencher: Bencher<'_, '_>) {
        let record = record(&handle_line(&engine(), &mut account(), LATE, Outcome::Applied));
        bencher.bench(|| (floor::event(black_box(LATE)).1.0.len(), record.write()));
    }

    #[divan::bench]
    fn b_from_json_and_handle(bencher: Bencher<'_, '_>) {
        let engine = engine();
        bencher
            .with_inputs(account)
            .bench_refs(|account| handle_line(&engine, account, black_box(LATE), Outcome::Applied));
    }

    /// The event is there already.
    #[divan::bench]
    fn c_handle(bencher: Bencher<'_, '_>) {
        let engine = engine();
        bencher
            .with_inputs(|| (account(), Some(Event::from_json(LATE).unwrap())))
            .bench_refs(|(account, event)| handle(&engine, account, event.take().unwrap(), Outcome::Applied));
    }
}

/// The first step is done: the machine goes on to the next states, and a payment goes out.
#[divan::bench_group]
mod receipt {
    use super::*;

    #[divan::bench]
    fn a_floor_write_hash(bencher: Bencher<'_, '_>) {
        let engine = engine();
        let (mut account, receipt) = with_open_case(&engine);
        let record = record(&handle(&engine, &mut account, receipt, Outcome::Applied));
        bencher.bench(|| record.write());
    }

    #[divan::bench]
    fn b_handle(bencher: Bencher<'_, '_>) {
        let engine = engine();
        bencher
            .with_inputs(|| {
                let (account, receipt) = with_open_case(&engine);
                (account, Some(receipt))
            })
            .bench_refs(|(account, receipt)| handle(&engine, account, receipt.take().unwrap(), Outcome::Applied));
    }
}

/// An event that a playbook knows, of a customer who has no case.
#[divan::bench_group]
mod no_trigger {
    use super::*;

    #[divan::bench]
    fn a_floor_parse(bencher: Bencher<'_, '_>) {
        bencher.bench(|| floor::event(black_box(REPLIED)).1.0.len());
    }

    #[divan::bench]
    fn b_from_json(bencher: Bencher<'_, '_>) {
        bencher.bench(|| Event::from_json(black_box(REPLIED)).unwrap());
    }

    #[divan::bench]
    fn c_from_json_and_handle(bencher: Bencher<'_, '_>) {
        let (engine, mut account) = (engine(), account());
        bencher.bench_local(|| handle_line(&engine, &mut account, black_box(REPLIED), Outcome::NoTrigger));
    }
}

/// An event of a type that no playbook knows.
#[divan::bench_group]
mod unknown_event {
    use super::*;

    #[divan::bench]
    fn a_floor_parse_envelope(bencher: Bencher<'_, '_>) {
        bencher.bench(|| floor::envelope(black_box(NOBODYS)).kind.len());
    }

    #[divan::bench]
    fn b_from_json(bencher: Bencher<'_, '_>) {
        bencher.bench(|| Event::from_json(black_box(NOBODYS)).unwrap());
    }

    #[divan::bench]
    fn c_from_json_and_handle(bencher: Bencher<'_, '_>) {
        let (engine, mut account) = (engine(), account());
        bencher.bench_local(|| handle_line(&engine, &mut account, black_box(NOBODYS), Outcome::UnknownEvent));
    }
}
