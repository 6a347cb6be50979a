//! When accounts want to be woken.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::value::Name;

/// When each of many accounts wants to be woken, in order of deadline, then account: for a host that keeps its accounts
/// elsewhere. A [`Desk`](crate::Desk) has one of its own.
///
/// Each change takes time that grows with the logarithm of their number. Equal changes in any order make equal indexes.
///
/// ```
/// use amends::{Time, Wakes};
/// let at = |text: &str| text.parse::<Time>().map(Time::utc);
/// let (noon, evening) = (at("2026-03-02T12:00:00Z")?, at("2026-03-02T18:00:00Z")?);
/// let mut wakes = Wakes::default();
/// wakes.arm("bob", noon);
/// wakes.arm("ana", evening);
/// assert_eq!(wakes.next(), Some((noon, "bob")));
///
/// // An account's `wake_at` has changed.
/// assert!(wakes.cancel("ana", evening));
/// wakes.arm("ana", noon);
/// assert_eq!(wakes.iter().collect::<Vec<_>>(), [(noon, "ana"), (noon, "bob")]);
///
/// assert_eq!(wakes.take_next(noon), Some((noon, "ana".into())));
/// assert_eq!(wakes.take_next(noon), Some((noon, "bob".into())));
/// assert_eq!(wakes.take_next(evening), None);
/// # Ok::<(), amends::TextError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wakes(BTreeSet<(DateTime<Utc>, Name)>);

impl Wakes {
    /// Adds the deadline of an account, which may have others.
    pub fn arm(&mut self, account: impl Into<Name>, at: DateTime<Utc>) {
        self.0.insert((at, account.into()));
    }

    /// Takes back a deadline of an account; whether it was there.
    pub fn cancel(&mut self, account: impl Into<Name>, at: DateTime<Utc>) -> bool {
        self.0.remove(&(at, account.into()))
    }

    /// The earliest deadline and whose it is; of equal ones the first account by id.
    pub fn next(&self) -> Option<(DateTime<Utc>, &str)> {
        self.0.first().map(|(at, account)| (*at, account.as_str()))
    }

    /// Takes out the earliest deadline and whose it is, unless it is later than `now`.
    pub fn take_next(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Name)> {
        self.0.first().filter(|(at, _)| *at <= now)?;
        self.0.pop_first()
    }

    /// All deadlines, in order.
    pub fn iter(&self) -> impl Iterator<Item = (DateTime<Utc>, &str)> {
        self.0.iter().map(|(at, account)| (*at, account.as_str()))
    }
}
