//! Verifies chains of records.

use std::collections::BTreeMap;
use std::fmt;

use crate::account::Account;
use crate::canon::Hash;
use crate::escape::escaped;

use super::line::link;

/// Verifies lines of records, without ends of lines: of any number of accounts, each account's from its first and in
/// order.
///
/// `heads` are those that the host kept ([`Account::head`]): only they show that no record was cut off the end. An
/// account without a head is not held to one.
///
/// # Errors
/// The first record that is wrong, and how; if none is, the first head that does not fit.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// # let record = engine.handle(&mut account, event, time.utc())?.record.unwrap();
/// # let due = account.wake_at().unwrap();
/// # let second = engine.handle(&mut account, amends::Input::Wake, due)?.record.unwrap();
/// use amends::verify;
/// assert_eq!(verify([record.line(), second.line()], [])?.records, 2);
/// let error = verify([second.line()], []).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "line 1: account `ana`, record 2: records before it were dropped, or stand further down",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify<'l>(
    lines: impl IntoIterator<Item = &'l str>,
    heads: impl IntoIterator<Item = Head>,
) -> Result<Verified, VerifyError> {
    let mut verifier = Verifier::new();
    for line in lines {
        verifier.line(line)?;
    }
    verifier.finish(heads)
}

/// The last record of an account, as the host kept it.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// # let record = engine.handle(&mut account, event, time.utc())?.record.unwrap();
/// # let due = account.wake_at().unwrap();
/// # let second = engine.handle(&mut account, amends::Input::Wake, due)?.record.unwrap();
/// use amends::{Head, Wrong, verify};
/// let (seq, hash) = account.head();
/// let head = Head { account: account.id().to_owned(), seq, hash };
/// assert!(verify([record.line(), second.line()], [head.clone()])?.ends_checked);
/// assert_eq!(verify([record.line()], [head]).unwrap_err().wrong, Wrong::CutOff);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a host makes it from what it stored")]
pub struct Head {
    /// The account's id.
    pub account: String,
    /// The number of its last record; 0 if it has none.
    pub seq: u64,
    /// That record's hash; the root of the chain if there is none.
    pub hash: Hash,
}

/// A trail that holds.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// # let record = engine.handle(&mut account, event, time.utc())?.record.unwrap();
/// # let due = account.wake_at().unwrap();
/// # let second = engine.handle(&mut account, amends::Input::Wake, due)?.record.unwrap();
/// use amends::{Verified, verify};
/// let verified: Verified = verify([record.line(), second.line()], [])?;
/// assert_eq!((verified.records, verified.heads[0].seq, verified.ends_checked), (2, 2, false));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// How many records there are.
    pub records: u64,
    /// The last record of each account, in order of the accounts' ids.
    pub heads: Vec<Head>,
    /// Whether any head was given. Only of accounts with a head it is known that nothing was cut off the end.
    pub ends_checked: bool,
}

/// Verifies line by line, for trails that don't fit into memory; it keeps one head an account.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// # let record = engine.handle(&mut account, event, time.utc())?.record.unwrap();
/// # let due = account.wake_at().unwrap();
/// # let second = engine.handle(&mut account, amends::Input::Wake, due)?.record.unwrap();
/// use amends::Verifier;
/// let mut verifier = Verifier::new();
/// for line in [record.line(), second.line()] {
///     verifier.line(line)?;
/// }
/// assert_eq!(verifier.finish([])?.records, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Verifier {
    heads: BTreeMap<String, (u64, Hash)>,
    records: u64,
}

/// What is wrong with a trail, at its first wrong record.
///
/// ```
/// use amends::{Wrong, verify};
/// let error = verify(["{}"], []).unwrap_err();
/// assert_eq!((error.line, error.wrong), (Some(1), Wrong::NotCanonical));
/// assert_eq!(error.to_string(), "line 1: this is not the canonical form of a record");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub struct VerifyError {
    /// The line, from 1; none where the end of an account does not fit its head.
    pub line: Option<u64>,
    /// The account, where the line or the head tells it.
    pub account: Option<String>,
    /// The record's number in its account, where the line tells it; the head's number where the end does not fit.
    pub seq: Option<u64>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// How a record is wrong; `Display` says it in words.
///
/// ```
/// use amends::Wrong;
/// assert_eq!(Wrong::CutOff.code(), "cut_off");
/// assert_eq!(Wrong::CutOff.to_string(), "records at the end were cut off");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wrong {
    /// The line is not the canonical form of a record. An empty line is none.
    NotCanonical,
    /// Its hash does not cover what it says: it was changed.
    Changed,
    /// Records before it are missing: they were dropped, or stand further down.
    Dropped,
    /// Its number was there before: it was put in, or stands too far down.
    Inserted,
    /// It does not follow the record before it: one of the two was exchanged.
    Unchained,
    /// Records at the end of the account are missing: its head has a higher number.
    CutOff,
    /// The last record is not the one that the host kept as head.
    WrongHead,
}

impl Wrong {
    /// A stable word for it, in snake_case.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotCanonical => "not_canonical",
            Self::Changed => "changed",
            Self::Dropped => "dropped",
            Self::Inserted => "inserted",
            Self::Unchained => "unchained",
            Self::CutOff => "cut_off",
            Self::WrongHead => "wrong_head",
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotCanonical => "this is not the canonical form of a record",
            Self::Changed => "it was changed: its hash does not cover what it says",
            Self::Dropped => "records before it were dropped, or stand further down",
            Self::Inserted => "it was inserted, or stands too far down: a record of this number was there before",
            Self::Unchained => "it does not follow the record before it: one of the two was exchanged",
            Self::CutOff => "records at the end were cut off",
            Self::WrongHead => "the last record is not the one that was kept as head",
        })
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(account) = &self.account {
            write!(f, "account `{}`", escaped(&account))?;
            if let Some(seq) = self.seq {
                write!(f, ", record {seq}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}", self.wrong)
    }
}

impl Verifier {
    /// A verifier that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next line, without its end of line.
    ///
    /// # Errors
    /// Where the record is wrong. What is said of later lines of its account rests on the last good one.
    pub fn line(&mut self, line: &str) -> Result<(), VerifyError> {
        self.records = self.records.saturating_add(1);
        let number = self.records;
        let Some(link) = link(line) else {
            return Err(VerifyError { line: Some(number), account: None, seq: None, wrong: Wrong::NotCanonical });
        };
        let (last, head) = match self.heads.get(&link.account) {
            Some((seq, hash)) => (*seq, *hash),
            None => (0, Account::root(&link.account)),
        };
        let wrong = if link.hash != link.computed {
            Some(Wrong::Changed)
        } else if link.seq <= last {
            Some(Wrong::Inserted)
        } else if link.seq > last.saturating_add(1) {
            Some(Wrong::Dropped)
        } else if link.prev != head {
            Some(Wrong::Unchained)
        } else {
            None
        };
        if let Some(wrong) = wrong {
            return Err(VerifyError { line: Some(number), account: Some(link.account), seq: Some(link.seq), wrong });
        }
        self.heads.insert(link.account, (link.seq, link.hash));
        Ok(())
    }

    /// Holds the ends to the heads that the host kept. An account without a head is not held to one.
    ///
    /// # Errors
    /// The first account, in the order of `heads`, whose end is not as kept: [`Wrong::CutOff`] or [`Wrong::WrongHead`].
    pub fn finish(self, heads: impl IntoIterator<Item = Head>) -> Result<Verified, VerifyError> {
        let mut ends_checked = false;
        for kept in heads {
            ends_checked = true;
            let (seq, hash) = match self.heads.get(&kept.account) {
                Some((seq, hash)) => (*seq, *hash),
                None => (0, Account::root(&kept.account)),
            };
            let wrong = match seq.cmp(&kept.seq) {
                std::cmp::Ordering::Less => Some(Wrong::CutOff),
                std::cmp::Ordering::Equal if hash == kept.hash => None,
                _ => Some(Wrong::WrongHead),
            };
            if let Some(wrong) = wrong {
                return Err(VerifyError { line: None, account: Some(kept.account), seq: Some(kept.seq), wrong });
            }
        }
        let heads = self.heads.into_iter().map(|(account, (seq, hash))| Head { account, seq, hash }).collect();
        Ok(Verified { records: self.records, heads, ends_checked })
    }
}
