//! A file of events through a `Desk`, NDJSON in and audit out, beside a loop that parses each line and writes and hashes
//! as many records.
//!
//! The events are every departure from New York in 2013 (data of nycflights13): 336,776 lines of CloudEvents, of which
//! the first 50,000 are read. `AMENDS_FLIGHTS` names the file, gzipped or not; `AMENDS_FLIGHTS_LINES` says how many
//! lines, or `all`. Without a file the bench says so and does nothing.

mod floor;

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use amends::chrono::{DateTime, Utc};
use amends::{Decision, Desk, Engine, Event, Input, Receipt, Secret, Source, compile};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use flate2::read::GzDecoder;

const LINES: usize = 50_000;

fn main() {
    match flights(&path(), lines()) {
        Ok(lines) => {
            FLIGHTS.set(lines).unwrap();
            divan::main();
        }
        Err(error) => eprintln!("run: SKIPPED, no flights: {}: {error}; AMENDS_FLIGHTS names them", path().display()),
    }
}

static FLIGHTS: OnceLock<Vec<String>> = OnceLock::new();

fn path() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/flights-2013.ndjson.gz");
    std::env::var_os("AMENDS_FLIGHTS").map_or_else(beside, PathBuf::from)
}

fn lines() -> usize {
    match std::env::var("AMENDS_FLIGHTS_LINES").as_deref() {
        Ok("all") => usize::MAX,
        Ok(lines) => lines.parse().expect("AMENDS_FLIGHTS_LINES is a number or `all`"),
        Err(_) => LINES,
    }
}

fn flights(path: &Path, lines: usize) -> std::io::Result<Vec<String>> {
    let file = File::open(path)?;
    let is_gzip = path.extension().is_some_and(|extension| extension == "gz");
    let reader: Box<dyn Read> = if is_gzip { Box::new(GzDecoder::new(file)) } else { Box::new(file) };
    BufReader::new(reader).lines().take(lines).collect()
}

fn engine() -> Engine {
    let source = Source::new("eu261.yaml", include_str!("../playbooks/eu261.yaml"));
    Engine::new(compile([source]).finish().unwrap()).unwrap()
}

/// Somebody who does every step at once and wakes accounts in time.
struct Host {
    desk: Desk,
    /// The lines of the records.
    audit: Vec<u8>,
}

impl Host {
    fn new(engine: Engine) -> Self {
        Self { desk: Desk::new(engine, Secret::new([7; 32])), audit: Vec::new() }
    }

    fn run(&mut self, lines: &[String]) {
        let mut latest = DateTime::<Utc>::MIN_UTC;
        for line in lines {
            let event = Event::from_json(line).unwrap();
            let (account, now) = (event.subject().to_owned(), event.time().utc());
            self.wake(|due| due < now);
            latest = latest.max(now);
            self.take(&account, event.into(), now);
        }
        self.wake(|due| due <= latest);
    }

    /// Fires the timers that are due, in order of deadline.
    fn wake(&mut self, is_due: impl Fn(DateTime<Utc>) -> bool) {
        while let Some((due, account)) = self.desk.next_wake().filter(|(due, _)| is_due(*due)) {
            let account = account.to_owned();
            self.take(&account, Input::Wake, due);
        }
    }

    /// Handles an input, then does what comes of it.
    fn take(&mut self, account: &str, input: Input, now: DateTime<Utc>) {
        let mut waiting: VecDeque<_> = self.handle(account, input, now).steps.into();
        while let Some(step) = waiting.pop_front() {
            let decision = self.handle(account, Receipt::done(step.id).into(), now);
            waiting.retain(|step| !decision.withdrawn.contains(&step.id));
            waiting.extend(decision.steps);
        }
    }

    fn handle(&mut self, account: &str, input: Input, now: DateTime<Utc>) -> Decision {
        let decision = self.desk.handle(account, input, now).unwrap();
        if let Some(record) = &decision.record {
            self.audit.extend_from_slice(record.line().as_bytes());
            self.audit.push(b'\n');
        }
        decision
    }
}

/// What the floor writes: the first records of the run, and how many bytes all of them have. These few are written over
/// and over, for records that lie about in memory would slow the floor down.
struct Records {
    few: Vec<floor::Record>,
    bytes: usize,
}

impl Records {
    fn of(lines: &[String]) -> Self {
        let mut host = Host::new(engine());
        host.run(lines);
        let audit = String::from_utf8(host.audit).unwrap();
        Self { few: audit.lines().take(64).map(floor::Record::of).collect(), bytes: audit.len() }
    }

    /// Writes and hashes as many bytes.
    fn write(&self) -> Vec<u8> {
        let mut audit = Vec::new();
        for record in self.few.iter().cycle() {
            if audit.len() >= self.bytes {
                break;
            }
            let (text, hash) = record.write();
            black_box(hash);
            audit.extend_from_slice(text.as_bytes());
            audit.push(b'\n');
        }
        audit
    }
}

#[divan::bench_group(sample_count = 9, sample_size = 1)]
mod flights {
    use super::*;

    #[divan::bench]
    fn a_floor_parse_write_hash(bencher: Bencher<'_, '_>) {
        let lines = FLIGHTS.get().unwrap();
        let records = Records::of(lines);
        bencher.counter(ItemsCount::new(lines.len())).bench(|| {
            for line in lines {
                black_box(floor::event(line).1.0.len());
            }
            records.write()
        });
    }

    #[divan::bench]
    fn b_run(bencher: Bencher<'_, '_>) {
        let lines = FLIGHTS.get().unwrap();
        let engine = engine();
        bencher.counter(ItemsCount::new(lines.len())).with_inputs(|| Host::new(engine.clone())).bench_refs(|host| {
            host.run(lines);
            host.audit.len()
        });
    }
}
