//! One input's record.

use std::fmt;

use crate::canon::Hash;

/// The record of one input that changed an account: one line of canonical JSON, chained to the one before by its hash.
///
/// Store it with the account in one transaction, unique by account and [`seq`](Self::seq).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub(crate) line: String,
    pub(crate) seq: u64,
    pub(crate) hash: Hash,
}

impl Record {
    /// The line, without an end of line.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Its place in the account's records, from 1.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// SHA-256 of the line's canonical form without the member `hash`.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}
