//! Runs the rows of a table, each on a thread with little stack, and counts what it takes.

use std::thread;
use std::time::{Duration, Instant};

use allocation_counter::AllocationInfo;

const STACK: usize = 512 * 1024;
/// What a row may ask of the allocator in all: this, and so much for each byte of its input.
const BYTES: u64 = 16 << 20;
const BYTES_PER_BYTE: u64 = 1_000;
/// Only what never ends, or grows with the square of its input, takes so long.
const FOREVER: Duration = Duration::from_secs(60);

/// Something hostile, and how large it is.
pub trait Input: Send + 'static {
    fn bytes(&self) -> usize;
}

impl Input for String {
    fn bytes(&self) -> usize {
        self.len()
    }
}

impl Input for &'static str {
    fn bytes(&self) -> usize {
        self.len()
    }
}

/// What a row is about, the input, and what must be said of it.
pub type Row<I> = (&'static str, I, &'static str);

/// Lets each row meet what it attacks. `meet` gives the error's code and place in a word or two; what is expected may
/// stop at `…`.
#[track_caller]
pub fn check<I: Input>(table: Vec<Row<I>>, meet: fn(&I) -> String) {
    let mut wrong = Vec::new();
    for (what, input, expected) in table {
        let bytes = u64::try_from(input.bytes()).unwrap();
        let (said, took, elapsed) = on_small_stack(move || {
            let start = Instant::now();
            let mut said = String::new();
            let took = allocation_counter::measure(|| said = meet(&input));
            (said, took, start.elapsed())
        });
        let fits = match expected.strip_suffix('…') {
            Some(start) => said.starts_with(start),
            None => said == expected,
        };
        if !fits {
            wrong.push(format!("{what}:\n  expected {expected}\n  said     {said}"));
        }
        if let Some(excess) = excess(&took, bytes, elapsed) {
            wrong.push(format!("{what}: {excess}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn excess(took: &AllocationInfo, bytes: u64, elapsed: Duration) -> Option<String> {
    let may = BYTES + BYTES_PER_BYTE * bytes;
    if took.bytes_total > may {
        return Some(format!("{} bytes were allocated for an input of {bytes}", took.bytes_total));
    }
    (elapsed > FOREVER).then(|| format!("it took {elapsed:?}"))
}

/// Runs on a thread with little stack. Whoever recurses over an input overflows it, and the process aborts.
pub fn on_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
