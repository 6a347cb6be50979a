//! Threads that share an engine give each account the bytes that one thread gives it.

mod host;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Barrier;
use std::thread;

use amends::chrono::TimeDelta;
use amends::{Account, Engine, Event, Input, Receipt, Secret};

#[test]
fn two_threads_give_each_account_the_bytes_of_one() {
    check(2);
}

#[test]
fn more_threads_than_cores_do_too() {
    check(7);
}

fn check(threads: usize) {
    let engine = host::engine(&["eu261.yaml", "late-parcel.yaml", "uk261.yaml"]);
    let accounts = accounts();
    let mut of_one = run(&engine, accounts.iter());
    assert!(of_one.values().filter(|bytes| bytes.records.len() > 3).count() > 100);

    // Neighbours go to different threads, and all start at once.
    let barrier = Barrier::new(threads);
    let of_many = thread::scope(|scope| {
        let (engine, accounts, barrier) = (&engine, &accounts, &barrier);
        let part = |nth| accounts.iter().skip(nth).step_by(threads);
        let start = |nth| {
            scope.spawn(move || {
                barrier.wait();
                run(engine, part(nth))
            })
        };
        let running: Vec<_> = (0..threads).map(start).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    for (account, bytes) in of_many {
        assert_eq!(of_one.remove(&account), Some(bytes), "{account}");
    }
    assert_eq!(of_one.keys().next(), None, "each account has its thread");
}

/// What an account comes to.
#[derive(Debug, PartialEq, Eq)]
struct Bytes {
    records: Vec<String>,
    stored: String,
}

/// The events of each account, in order of their lines.
fn accounts() -> BTreeMap<String, Vec<Event>> {
    let mut accounts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for event in ["eu261.ndjson", "late-parcel.ndjson", "uk261.ndjson"].into_iter().flat_map(host::events) {
        accounts.entry(event.subject().to_owned()).or_default().push(event);
    }
    accounts
}

fn run<'a>(engine: &Engine, accounts: impl Iterator<Item = (&'a String, &'a Vec<Event>)>) -> BTreeMap<String, Bytes> {
    accounts.map(|(account, events)| (account.clone(), live(engine, account, events))).collect()
}

/// An account's events, each step done at once, each timer fired; then a hundred days of silence.
fn live(engine: &Engine, id: &str, events: &[Event]) -> Bytes {
    let mut account = Account::new(id, Secret::new(host::SECRET));
    let mut records = Vec::new();
    let mut settle = |account: &mut Account, input: Input, now| {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let decision = engine.handle(account, input, now).unwrap();
            inputs.extend(decision.steps.iter().map(|step| Receipt::done(step.id).into()));
            records.extend(decision.record.map(|record| record.line().to_owned()));
        }
    };
    let last = events.iter().map(|event| event.time().utc()).max().unwrap();
    let silence = last + TimeDelta::days(100);
    for (now, event) in events.iter().map(|event| (event.time().utc(), Some(event))).chain([(silence, None)]) {
        while let Some(due) = account.wake_at().filter(|due| *due < now) {
            settle(&mut account, Input::Wake, due);
        }
        if let Some(event) = event {
            settle(&mut account, event.clone().into(), now);
        }
    }
    Bytes { records, stored: serde_json::to_string(&account).unwrap() }
}
