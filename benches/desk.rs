//! The timer index of a desk: arm, cancel and take the next, with a thousand timers and with a million.
//!
//! Deadlines and the order of the changes are scattered, as they are where customers come as they like.

use std::cell::RefCell;

use amends::{Name, Time, Wakes};
use chrono::{DateTime, TimeDelta, Utc};
use divan::Bencher;

fn main() {
    divan::main();
}

const NUMBERS: [u64; 2] = [1_000, 1_000_000];

/// How many changes are timed together: of a million timers, each time others, that no cache remembers.
const BATCH: u64 = 100;

type Timer = (Name, DateTime<Utc>);

/// A number scattered over 64 bits, always the same for the same (SplitMix64).
fn scattered(n: u64) -> u64 {
    let mixed = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The n-th timer: an account, and a moment within thirty days.
fn timer(n: u64) -> Timer {
    let start: Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let seconds = i64::try_from(scattered(n) % (30 * 86_400)).unwrap();
    (Name::from(format!("customer-{n:07}")), start.utc() + TimeDelta::seconds(seconds))
}

/// An index with so many timers, and what is timed next.
struct Bench {
    wakes: Wakes,
    timers: u64,
    next: u64,
    batch: Vec<Timer>,
}

impl Bench {
    fn new(timers: u64) -> RefCell<Self> {
        let mut bench = Self { wakes: Wakes::default(), timers, next: 0, batch: Vec::new() };
        bench.batch = (0..timers).map(timer).collect();
        bench.arm();
        bench.batch.clear();
        RefCell::new(bench)
    }

    fn arm(&mut self) {
        self.batch.iter().for_each(|(account, at)| self.wakes.arm(account.clone(), *at));
    }

    fn cancel(&mut self) {
        self.batch.iter().for_each(|(account, at)| assert!(self.wakes.cancel(account.clone(), *at)));
    }

    /// The next timers that the index has, or that it has not.
    fn choose(&mut self, known: bool) {
        let from = if known { self.next % self.timers } else { self.timers + self.next };
        self.batch = (from..from + BATCH).map(timer).collect();
        self.next += BATCH;
    }

    fn take(&mut self) {
        let taken = (0..BATCH).map_while(|_| self.wakes.take_next(DateTime::<Utc>::MAX_UTC));
        self.batch.extend(taken.map(|(at, account)| (account, at)));
    }
}

#[divan::bench(args = NUMBERS, sample_count = 200, sample_size = 1)]
fn arm_100(bencher: Bencher<'_, '_>, timers: u64) {
    let bench = Bench::new(timers);
    let prepare = || {
        let mut bench = bench.borrow_mut();
        bench.cancel();
        bench.choose(false);
    };
    bencher.with_inputs(prepare).bench_local_values(|()| bench.borrow_mut().arm());
}

#[divan::bench(args = NUMBERS, sample_count = 200, sample_size = 1)]
fn cancel_100(bencher: Bencher<'_, '_>, timers: u64) {
    let bench = Bench::new(timers);
    let prepare = || {
        let mut bench = bench.borrow_mut();
        bench.arm();
        bench.choose(true);
    };
    bencher.with_inputs(prepare).bench_local_values(|()| bench.borrow_mut().cancel());
}

/// What was taken is armed again for thirty days later, as a case goes on.
#[divan::bench(args = NUMBERS, sample_count = 200, sample_size = 1)]
fn take_next_100(bencher: Bencher<'_, '_>, timers: u64) {
    let bench = Bench::new(timers);
    let prepare = || {
        let mut bench = bench.borrow_mut();
        bench.batch.iter_mut().for_each(|(_, at)| *at += TimeDelta::days(30));
        bench.arm();
        bench.batch.clear();
    };
    bencher.with_inputs(prepare).bench_local_values(|()| bench.borrow_mut().take());
}
