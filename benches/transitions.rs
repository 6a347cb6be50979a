//! The receipts of a case's six steps, beside writing and hashing the same six records.

mod floor;

use amends::{Account, Engine, Event, Outcome, Receipt, Secret, Source, Time, compile};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const STATES: usize = 6;

fn engine() -> Engine {
    let source = Source::new("six-states.yaml", include_str!("six-states.yaml"));
    Engine::new(compile([source]).finish().unwrap()).unwrap()
}

fn time() -> Time {
    "2026-03-27T16:30:00Z".parse().unwrap()
}

/// A case that goes through all six: its account before the first receipt, the receipts, the records that they write.
struct Walk {
    engine: Engine,
    account: Account,
    receipts: Vec<Receipt>,
    records: Vec<floor::Record>,
}

impl Walk {
    fn new() -> Self {
        let (engine, time) = (engine(), time());
        let mut account = Account::new("customer-1", Secret::new([7; 32]));
        let event = Event::new("1", "warehouse", "parcel.late", "customer-1", time)
            .with("order", "A1")
            .with("days_late", 3)
            .with("order_total", "40.00 GBP");
        let mut decision = engine.handle(&mut account, event, time.utc()).unwrap();
        let start = account.clone();
        let (mut receipts, mut records) = (Vec::new(), Vec::new());
        while let Some(step) = decision.steps.first() {
            let receipt = Receipt::done(step.id);
            decision = engine.handle(&mut account, receipt.clone(), time.utc()).unwrap();
            receipts.push(receipt);
            records.push(floor::Record::of(decision.record.as_ref().unwrap().line()));
        }
        assert_eq!(receipts.len(), STATES);
        assert_eq!(decision.cases[0].ended.as_deref(), Some("recovered"));
        Self { engine, account: start, receipts, records }
    }
}

#[divan::bench_group]
mod six_receipts {
    use super::*;

    #[divan::bench]
    fn a_floor_write_hash(bencher: Bencher<'_, '_>) {
        let walk = Walk::new();
        bencher.counter(ItemsCount::new(STATES)).bench(|| {
            for record in black_box(&walk.records) {
                black_box(record.write());
            }
        });
    }

    #[divan::bench]
    fn b_handle(bencher: Bencher<'_, '_>) {
        let Walk { engine, account, receipts, .. } = Walk::new();
        let now = time().utc();
        bencher.counter(ItemsCount::new(STATES)).with_inputs(|| (account.clone(), receipts.clone())).bench_refs(
            |(account, receipts)| {
                for receipt in receipts.drain(..) {
                    let decision = black_box(engine.handle(account, receipt, now).unwrap());
                    assert_eq!(decision.outcome, Outcome::Applied);
                }
            },
        );
    }
}
