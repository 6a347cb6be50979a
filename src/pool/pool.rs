//! A pool: what a playbook pays all accounts together.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::value::{Currency, Decimal, Money, Name, Time};

use super::Told;
use super::entries::{Entry, Key, Returned, Sum, add, fold};

/// The version of the stored form.
pub(crate) const FORMAT: u32 = 1;

/// What limits across accounts (`payout: playbook`) add up: all that a playbook pays, to whomever.
///
/// A serde value: store it like an account, under its id, which is the name of the playbook, and the house. An account that
/// is to pay goodwill asks it first ([`Decision::asks`](crate::Decision::asks)): [`Engine::reserve`](crate::Engine::reserve)
/// puts the question to the pool and gives the answer, which goes back to the account as an input. A
/// [`Desk`](crate::Desk) does all of this by itself.
///
/// It keeps payments as long as they count, by what they pay for and the attempt, so that asking twice reserves once. It
/// keeps 4,096 of them one by one; of older ones sums, which count a little longer than their payments would and are not
/// given back where one of these fails. Its own time is the latest moment at which somebody reserved, and never goes back:
/// what is reserved counts from then.
///
/// Reading it back errs where it says what no engine stores. `Debug` leaves out the amounts, of which some may be personal.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { as: gift, amount: 40 GBP, because: rule }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let policy = "policy: house\nlimits: [{ payout: playbook, in: 1d, at_most: 70 GBP }]\n";
/// # let sources = [amends::Source::new("p.yaml", text), amends::Source::new("policy.yaml", policy)];
/// # let engine = amends::Engine::new(amends::compile(sources).finish()?)?;
/// # let (mut ana, mut bob) = (amends::Account::new("ana", amends::Secret::new([7; 32])), amends::Account::new("bob", amends::Secret::new([8; 32])));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// // limits: [{ payout: playbook, in: 1d, at_most: 70 GBP }]
/// // compensation: { as: gift, amount: 40 GBP, … }
/// use amends::{Event, Pool};
/// let mut pool = Pool::new("p");
/// let decision = engine.handle(&mut ana, Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// assert!(decision.steps.is_empty()); // nothing goes out before the pool has said yes
/// let answer = engine.reserve(&mut pool, &decision.asks[0])?.unwrap();
/// let decision = engine.handle(&mut ana, answer, time.utc())?;
/// assert_eq!(decision.steps[0].name, "gift");
/// assert_eq!((pool.id(), pool.time()), ("p", Some(time.utc())));
/// assert_eq!(pool.used("GBP".parse()?, None), "40 GBP".parse()?);
///
/// let decision = engine.handle(&mut bob, Event::new("2", "shop", "e", "bob", time), time.utc())?;
/// let answer = engine.reserve(&mut pool, &decision.asks[0])?.unwrap();
/// assert!(!answer.is_granted());
/// let decision = engine.handle(&mut bob, answer, time.utc())?;
/// assert_eq!(decision.limits[0].limit, "70.00 GBP a playbook in 1d");
/// # let stored = serde_json::to_string(&pool)?;
/// # assert_eq!(serde_json::from_str::<Pool>(&stored)?, pool);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Pool {
    pub(crate) at: Option<Time>,
    pub(crate) id: Name,
    /// In order of their times.
    pub(crate) payments: Vec<Entry>,
    /// Of older payments, in order of their times.
    pub(crate) sums: Vec<Sum>,
    pub(crate) v: u32,
}

impl Pool {
    /// A pool in which nothing counts yet. `id` is that of asks: the name of the playbook.
    pub fn new(id: impl Into<Name>) -> Self {
        Self { at: None, id: id.into(), payments: Vec::new(), sums: Vec::new(), v: FORMAT }
    }

    /// The id, as [asks](crate::Ask::pool) name it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its own time: the latest moment at which something was reserved; none before the first.
    pub fn time(&self) -> Option<DateTime<Utc>> {
        self.at.map(Time::utc)
    }

    /// What counts in a currency of what was decided later than a moment, of all that it keeps if none is given.
    pub fn used(&self, currency: Currency, after: Option<DateTime<Utc>>) -> Money {
        Money::new(self.counted(currency, after.map(Time::clamped), None), currency)
    }

    /// The same, one payment apart.
    pub(crate) fn counted(&self, currency: Currency, after: Option<Time>, but: Option<Key>) -> Decimal {
        let lies_within = |at: Time| after.is_none_or(|after| at > after);
        let payments = self.payments.iter().filter(|entry| lies_within(entry.at) && Some(entry.key()) != but);
        let payments = payments.filter(|entry| entry.amount.currency() == currency).map(Entry::left);
        let sums = self.sums.iter().filter(|sum| lies_within(sum.at) && sum.amount.currency() == currency);
        sums.map(|sum| sum.amount.amount()).chain(payments).fold(Decimal::ZERO, add)
    }

    /// Whether so much is reserved already by this key.
    pub(crate) fn covers(&self, key: Key, amount: Money) -> bool {
        let same = |entry: &&Entry| entry.key() == key && entry.amount.currency() == amount.currency();
        self.payments.iter().find(same).is_some_and(|entry| entry.amount.amount() >= amount.amount())
    }

    /// Counts a payment. Of one that counts already the larger sum does: what was told late, or by an account that began
    /// again from an older state, takes nothing back.
    pub(crate) fn put(&mut self, mut entry: Entry) {
        let currency = entry.amount.currency();
        let same = |known: &Entry| known.key() == entry.key() && known.amount.currency() == currency;
        if let Some(at) = self.payments.iter().position(same) {
            let known = self.payments.remove(at);
            let told = known.told.max(entry.told);
            if known.amount.amount() < entry.amount.amount() {
                let at = known.at.max(entry.at);
                entry = Entry { at, returned: known.returned, told, ..entry };
            } else {
                entry = Entry { told, ..known };
            }
        }
        let place = self.payments.partition_point(|known| known.at <= entry.at);
        self.payments.insert(place, entry);
        fold(&mut self.payments, &mut self.sums);
    }

    /// What went by this key counts no longer, unless something newer was told of it.
    pub(crate) fn release(&mut self, key: Key, told: Told) {
        self.payments.retain(|entry| entry.key() != key || entry.told > told);
    }

    /// Part of a payment was taken back. Of one that it does not keep by itself nothing is given back.
    pub(crate) fn take_back(&mut self, of: Key, returned: Returned) {
        let Some(entry) = self.payments.iter_mut().find(|entry| entry.key() == of) else { return };
        let same = |back: &Returned| (back.pays, back.attempt) == (returned.pays, returned.attempt);
        match entry.returned.iter_mut().find(|back| same(back)) {
            Some(known) if known.told <= returned.told => *known = returned,
            Some(_) => {}
            None => entry.returned.push(returned),
        }
    }

    /// Forgets what lies before every window.
    pub(crate) fn forget(&mut self, until: Time) {
        self.payments.retain(|entry| entry.at > until);
        self.sums.retain(|sum| sum.at > until);
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("id", &self.id)
            .field("at", &self.at)
            .field("payments", &self.payments.len())
            .finish_non_exhaustive()
    }
}
