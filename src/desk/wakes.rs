//! When accounts want to be woken.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

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
pub struct Wakes(BTreeMap<DateTime<Utc>, Whose>);

/// Whose a deadline is. Nearly every deadline is one account's, and without the names among them many lie in few lines of
/// memory: what is looked for among a million lies in no cache.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Whose {
    One(Name),
    /// Two or more.
    #[expect(clippy::box_collection, reason = "no larger than a name: nearly all are one")]
    Several(Box<BTreeSet<Name>>),
}

impl Wakes {
    /// Adds the deadline of an account, which may have others.
    pub fn arm(&mut self, account: impl Into<Name>, at: DateTime<Utc>) {
        let account = account.into();
        match self.0.entry(at) {
            Entry::Vacant(free) => {
                free.insert(Whose::One(account));
            }
            Entry::Occupied(known) => known.into_mut().add(account),
        }
    }

    /// Takes back a deadline of an account; whether it was there.
    pub fn cancel(&mut self, account: impl Into<Name>, at: DateTime<Utc>) -> bool {
        let account = account.into();
        let Entry::Occupied(mut known) = self.0.entry(at) else { return false };
        match known.get_mut() {
            Whose::One(one) if *one == account => {
                known.remove();
                true
            }
            Whose::One(_) => false,
            Whose::Several(several) => {
                let was_there = several.remove(&account);
                if let (1, Some(last)) = (several.len(), several.first()) {
                    let last = last.clone();
                    known.insert(Whose::One(last));
                }
                was_there
            }
        }
    }

    /// The earliest deadline and whose it is; of equal ones the first account by id.
    pub fn next(&self) -> Option<(DateTime<Utc>, &str)> {
        self.iter().next()
    }

    /// Takes out the earliest deadline and whose it is, unless it is later than `now`.
    pub fn take_next(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Name)> {
        let (at, account) = self.next().filter(|(at, _)| *at <= now)?;
        let account = Name::from(account);
        self.cancel(account.clone(), at);
        Some((at, account))
    }

    /// All deadlines, in order.
    pub fn iter(&self) -> impl Iterator<Item = (DateTime<Utc>, &str)> {
        self.0.iter().flat_map(|(at, whose)| whose.iter().map(|account| (*at, account.as_str())))
    }
}

impl Whose {
    fn add(&mut self, account: Name) {
        match self {
            Self::One(one) if *one == account => {}
            Self::One(one) => *self = Self::Several(Box::new(BTreeSet::from([one.clone(), account]))),
            Self::Several(several) => {
                several.insert(account);
            }
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Name> {
        let (one, several) = match self {
            Self::One(one) => (Some(one), None),
            Self::Several(several) => (None, Some(several.iter())),
        };
        one.into_iter().chain(several.into_iter().flatten())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Name, Wakes};
    use crate::value::Time;

    /// A set of pairs does the same, and equal contents are equal indexes, whatever led to them.
    #[test]
    fn as_a_set_of_deadlines_with_their_accounts() {
        let at = |hour: u32| format!("2026-03-02T{hour:02}:00:00Z").parse::<Time>().unwrap().utc();
        let (mut wakes, mut expected) = (Wakes::default(), BTreeSet::new());
        // Each of few accounts and hours again and again, so that they meet.
        for n in 0..4_000_u32 {
            let mixed = n.wrapping_mul(2_654_435_761) >> 12;
            let (account, hour) = (Name::from(format!("customer-{}", mixed % 5)), at(mixed / 5 % 4));
            if mixed / 20 % 2 == 0 {
                wakes.arm(account.clone(), hour);
                expected.insert((hour, account));
            } else {
                assert_eq!(wakes.cancel(account.clone(), hour), expected.remove(&(hour, account)), "{n}");
            }
            let pairs = || expected.iter().map(|(hour, account)| (*hour, account.as_str()));
            assert!(wakes.iter().eq(pairs()), "{n}");
            assert_eq!(wakes.next(), pairs().next(), "{n}");
            let mut anew = Wakes::default();
            pairs().for_each(|(hour, account)| anew.arm(account, hour));
            assert_eq!(anew, wakes, "{n}");
            if n % 7 == 0 {
                let due = expected.first().filter(|(hour, _)| *hour <= at(2)).cloned();
                assert_eq!(wakes.take_next(at(2)), due, "{n}");
                due.iter().for_each(|taken| assert!(expected.remove(taken)));
            }
        }
    }

    #[test]
    fn an_account_and_its_deadline_take_thirty_six_bytes() {
        assert_eq!(
            (size_of::<super::Whose>(), size_of_val(&Time::clamped(chrono::DateTime::UNIX_EPOCH).utc())),
            (24, 12)
        );
    }
}
