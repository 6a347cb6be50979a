//! The same accounts by one thread and by two that share the engine, beside what two threads bring this machine where
//! nothing is shared: parsing the same events, writing and hashing the same records.

mod floor;

use std::collections::VecDeque;
use std::{slice, thread};

use amends::{Account, Engine, Event, Input, Receipt, Secret, Source, Time, compile};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const ACCOUNTS: usize = 2_000;
/// One to seven days late, in turn: what the playbooks ask about.
const LATEST_DAY: usize = 7;
const THREADS: [usize; 2] = [1, 2];

fn engine() -> Engine {
    let sources = [
        Source::new("late-parcel.yaml", include_str!("late-parcel.yaml")),
        Source::new("six-states.yaml", include_str!("six-states.yaml")),
    ];
    Engine::new(compile(sources).finish().unwrap()).unwrap()
}

/// Late parcels, each of another customer's: a case of either playbook opens.
fn lines() -> Vec<String> {
    let line = |n: usize| {
        let (days, pounds) = (n % LATEST_DAY + 1, n % 90 + 10);
        format!(
            r#"{{"specversion":"1.0","id":"{n}","source":"warehouse","type":"parcel.late","subject":"customer-{n}","time":"2026-03-27T16:29:00Z","data":{{"order":"A{n}","days_late":{days},"order_total":"{pounds}.00 GBP"}}}}"#
        )
    };
    (0..ACCOUNTS).map(line).collect()
}

/// Each event opens its cases, every step is done at once. Gives the lines of the records.
fn run(engine: &Engine, lines: &[String]) -> Vec<String> {
    let now = "2026-03-27T16:30:00Z".parse::<Time>().unwrap().utc();
    let mut records = Vec::new();
    for line in lines {
        let event = Event::from_json(line).unwrap();
        let mut account = Account::new(event.subject(), Secret::new([7; 32]));
        let mut inputs: VecDeque<Input> = [event.into()].into();
        while let Some(input) = inputs.pop_front() {
            let decision = engine.handle(&mut account, input, now).unwrap();
            inputs.extend(decision.steps.iter().map(|step| Receipt::done(step.id).into()));
            records.extend(decision.record.map(|record| record.line().to_owned()));
        }
    }
    records
}

/// One part of the accounts each.
fn split<'a, T, R: Send>(all: &'a [T], threads: usize, job: impl Fn(&'a [T]) -> R + Sync) -> Vec<R>
where
    T: Sync,
{
    thread::scope(|scope| {
        let job = &job;
        let parts = all.chunks(all.len().div_ceil(threads));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || job(part))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[divan::bench_group(sample_count = 15, sample_size = 1)]
mod accounts {
    use super::*;

    #[divan::bench(args = THREADS)]
    fn a_floor_parse_write_hash(bencher: Bencher<'_, '_>, threads: usize) {
        let (engine, lines) = (engine(), lines());
        // Seven accounts' records are written over and over: all of them would not stay in the processor's memory.
        let of_one = |line: &String| -> Vec<floor::Record> {
            run(&engine, slice::from_ref(line)).iter().map(|record| floor::Record::of(record)).collect()
        };
        let few: Vec<_> = lines.iter().take(LATEST_DAY).map(of_one).collect();
        bencher.counter(ItemsCount::new(ACCOUNTS)).bench(|| {
            split(black_box(&lines), threads, |part| {
                for (line, records) in part.iter().zip(few.iter().cycle()) {
                    black_box(floor::event(line).1.0.len());
                    records.iter().for_each(|record| drop(black_box(record.write())));
                }
            })
        });
    }

    #[divan::bench(args = THREADS)]
    fn b_handle(bencher: Bencher<'_, '_>, threads: usize) {
        let (engine, lines) = (engine(), lines());
        bencher
            .counter(ItemsCount::new(ACCOUNTS))
            .bench(|| split(black_box(&lines), threads, |part| run(&engine, part).len()));
    }
}
