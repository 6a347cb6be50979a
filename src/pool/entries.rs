//! The payments that a pool keeps: the latest one by one, those before as sums.

use serde::{Deserialize, Serialize};

use crate::ids::PaysId;
use crate::value::{Currency, Decimal, Money, Time};

use super::Told;

/// How many payments are kept one by one. What was decided before them still counts, and can't be given back any more.
pub(super) const MAX_ENTRIES: usize = 4_096;
/// How many are added up at once where there are more.
const FOLDED_AT_ONCE: usize = 64;
/// How many sums are kept: where there are more, two that are near in time become one.
pub(super) const MAX_SUMS: usize = 256;

/// What is paid for, and under which attempt: under this key a provider pays once, and a pool counts once.
pub(crate) type Key = (PaysId, u32);

/// A payment that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) amount: Money,
    pub(crate) at: Time,
    pub(crate) attempt: u32,
    pub(crate) pays: PaysId,
    /// What was taken back of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) returned: Vec<Returned>,
    /// The last that was told of it.
    pub(crate) told: Told,
}

/// A payment that took back part of another, or nothing any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Returned {
    pub(crate) amount: Money,
    pub(crate) attempt: u32,
    pub(crate) pays: PaysId,
    pub(crate) told: Told,
}

/// Payments added up, as if all had been decided with the last of them: they count a little too long rather than too short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sum {
    pub(crate) amount: Money,
    pub(crate) at: Time,
}

impl Entry {
    pub(crate) fn key(&self) -> Key {
        (self.pays, self.attempt)
    }

    /// What counts of it.
    pub(super) fn left(&self) -> Decimal {
        let returned = self.returned.iter().map(|back| back.amount.amount());
        let left = returned.fold(self.amount.amount(), |left, back| left.checked_sub(back).unwrap_or(left));
        left.max(Decimal::ZERO)
    }
}

/// Adds up; more than can be counted is more than any bound.
pub(super) fn add(a: Decimal, b: Decimal) -> Decimal {
    a.checked_add(b).unwrap_or(Decimal::MAX)
}

/// Takes the oldest payments together, where there are more than are kept one by one.
pub(super) fn fold(entries: &mut Vec<Entry>, sums: &mut Vec<Sum>) {
    if entries.len() <= MAX_ENTRIES {
        return;
    }
    let oldest: Vec<Entry> = entries.drain(..FOLDED_AT_ONCE.min(entries.len())).collect();
    // What is noted late may be older than what was added up before.
    let Some(at) = oldest.last().map(|entry| entry.at).max(sums.last().map(|sum| sum.at)) else { return };
    let mut currencies: Vec<Currency> = oldest.iter().map(|entry| entry.amount.currency()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    for currency in currencies {
        let of_it = oldest.iter().filter(|entry| entry.amount.currency() == currency);
        let amount = of_it.map(Entry::left).fold(Decimal::ZERO, add);
        if !amount.is_zero() {
            sums.push(Sum { amount: Money::new(amount, currency), at });
        }
    }
    // In order of time, for those before are older; of one time in order of currency.
    while sums.len() > MAX_SUMS && join_nearest(sums) {}
}

/// Makes one of the two sums of a currency that are nearest in time, the oldest such; whether there are any.
fn join_nearest(sums: &mut Vec<Sum>) -> bool {
    let next = |at: usize| {
        let first = sums.get(at)?;
        let later = sums.iter().enumerate().skip(at + 1);
        let (next, second) = later.into_iter().find(|(_, sum)| sum.amount.currency() == first.amount.currency())?;
        Some((second.at.since(first.at), at, next))
    };
    let Some((_, first, second)) = (0..sums.len()).filter_map(next).min() else { return false };
    let joined = sums.remove(first);
    if let Some(kept) = second.checked_sub(1).and_then(|second| sums.get_mut(second)) {
        kept.amount = Money::new(add(kept.amount.amount(), joined.amount.amount()), kept.amount.currency());
    }
    true
}
