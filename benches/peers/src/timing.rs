//! Median times of jobs that take turns, so that what else the machine does falls on all of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 101;
/// How long a job runs in a round, in as many calls as fit.
const ROUND: Duration = Duration::from_millis(1);

/// A job that can be called any number of times.
pub struct Job<'a> {
    repeat: Box<dyn FnMut(u64) -> Duration + 'a>,
    calls: u64,
}

impl<'a> Job<'a> {
    pub fn new<T>(mut once: impl FnMut() -> T + 'a) -> Self {
        let mut repeat: Box<dyn FnMut(u64) -> Duration + 'a> = Box::new(move |calls| {
            let start = Instant::now();
            for _ in 0..calls {
                black_box(once());
            }
            start.elapsed()
        });
        let mut calls = 1;
        while repeat(calls) < ROUND {
            calls *= 2;
        }
        Self { repeat, calls }
    }

    fn nanoseconds(&mut self) -> f64 {
        (self.repeat)(self.calls).as_nanos() as f64 / self.calls as f64
    }
}

/// Nanoseconds a call of each.
pub fn medians<const N: usize>(mut jobs: [Job<'_>; N]) -> [f64; N] {
    let rounds: Vec<[f64; N]> = (0..ROUNDS).map(|_| jobs.each_mut().map(Job::nanoseconds)).collect();
    std::array::from_fn(|job| {
        let mut times: Vec<f64> = rounds.iter().map(|round| round[job]).collect();
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    })
}
