//! One input's record.

use std::fmt;

use crate::canon::Hash;

/// The record of one input that changed an account: one line of canonical JSON, chained to the one before by its hash.
///
/// Store it with the account in one transaction, unique by account and [`seq`](Self::seq). `Display` gives the line.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{Event, Record, verify};
/// let decision = engine.handle(&mut account, Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// let record: Record = decision.record.unwrap();
/// assert!(record.line().starts_with(r#"{"account":"ana","at":"2026-03-02T09:00:00Z""#));
/// assert_eq!((record.seq(), record.hash()), account.head());
/// assert_eq!(verify([record.line()], [])?.records, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub(crate) line: String,
    pub(crate) seq: u64,
    pub(crate) hash: Hash,
}

impl Record {
    /// The line, without an end of line: canonical JSON, a strict subset of RFC 8785.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Its place in the account's records, from 1.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// SHA-256 of the line without its member `hash`. The next record of the account has it as `prev`.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}
