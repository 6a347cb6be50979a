//! Who really pays: once under a key, whoever asks how often; and what pools allowed, held against that.

use std::collections::BTreeMap;

use amends::chrono::{DateTime, Utc};
use amends::{Ask, PaysId, Step, Wants};

use super::auditor::{Judged, ensure};
use super::authority::text_before;
use super::house::{House, sum};
use super::money::is_after;

pub type Key = (PaysId, u32);

/// All that money did, whatever accounts know of it.
#[derive(Default)]
pub struct Provider {
    orders: BTreeMap<Key, Order>,
    grants: BTreeMap<Key, Grant>,
    /// The largest sum that a pool ever allowed under a key.
    allowed: BTreeMap<Key, (String, i64)>,
    /// The latest moment for which a pool allowed anything.
    time: BTreeMap<String, DateTime<Utc>>,
}

struct Order {
    sum: (String, i64),
    is_paid: bool,
    of: Option<Key>,
    /// It went through after the provider had said that it failed.
    is_late: bool,
}

struct Grant {
    sum: (String, i64),
    pool: String,
    playbook: String,
    at: DateTime<Utc>,
}

impl Provider {
    /// Whether the step's payment went through; decided when it is asked first.
    pub fn pay(&mut self, step: &Step, succeeds: bool) -> bool {
        let key = (step.pays.unwrap(), step.attempt);
        let of = step.reverses.as_ref().map(|of| (of.pays, of.attempt));
        let sum = sum(&step.amount.unwrap().to_string()).unwrap();
        // No provider gives back more than it has.
        let is_there = of.is_none_or(|of| self.left(of) >= sum.1);
        let new = || Order { sum, is_paid: succeeds && is_there, of, is_late: false };
        self.orders.entry(key).or_insert_with(new).is_paid
    }

    pub fn knows(&self, step: &Step) -> bool {
        self.orders.contains_key(&(step.pays.unwrap(), step.attempt))
    }

    /// What has failed goes through after all, and what was paid comes back.
    pub fn changes_its_mind(&mut self, step: &Step) -> bool {
        let key = (step.pays.unwrap(), step.attempt);
        let is_taken_back = self.orders.values().any(|order| order.of == Some(key));
        let order = self.orders.get_mut(&key).unwrap();
        if !(is_taken_back || order.of.is_some()) {
            order.is_late |= !order.is_paid;
            order.is_paid = !order.is_paid;
        }
        order.is_paid
    }

    fn left(&self, key: Key) -> i64 {
        let Some(order) = self.orders.get(&key).filter(|order| order.is_paid) else { return 0 };
        let back = self.orders.values().filter(|back| back.of == Some(key) && back.is_paid);
        order.sum.1 - back.map(|back| back.sum.1).sum::<i64>()
    }

    /// Under one `pays` money went out once, and no more came back than went out.
    pub fn paid_once(&self) -> Judged {
        let mut last: Option<PaysId> = None;
        for ((pays, attempt), order) in &self.orders {
            if order.is_paid && !order.is_late {
                ensure(last != Some(*pays), || format!("paid twice: {pays}, again under attempt {attempt}"))?;
                last = Some(*pays);
            }
            let left = self.left((*pays, *attempt));
            ensure(left >= 0, || format!("{left} is left of {:?}", order.sum))?;
        }
        Ok(())
    }

    /// A pool allows a payment.
    pub fn grant(&mut self, ask: &Ask) {
        let Wants::Reserve { playbook, amount, .. } = ask.wants() else { return };
        let playbook = text_before(playbook, '@').to_owned();
        let time = self.time.entry(ask.pool().to_owned()).or_insert(ask.at());
        *time = ask.at().max(*time);
        let key = (ask.pays(), ask.attempt());
        let sum = sum(&amount.to_string()).unwrap();
        let most = self.allowed.entry(key).or_insert_with(|| sum.clone());
        most.1 = most.1.max(sum.1);
        let at = self.grants.get(&key).map_or(*time, |known| known.at);
        self.grants.insert(key, Grant { sum, pool: ask.pool().to_owned(), playbook, at });
    }

    /// No goodwill goes out that its pool did not allow, where it has one.
    pub fn is_allowed(&self, house: &House, step: &Step) -> Judged {
        let (Some(pays), Some(amount), None) = (step.pays, step.amount, &step.reverses) else { return Ok(()) };
        let limits = &house.books[text_before(&step.playbook, '@')].limits;
        let is_owed = step.ground.is_some_and(|ground| ground != amends::Ground::Goodwill);
        if is_owed || limits.iter().all(|limit| limit.payout != "playbook") {
            return Ok(());
        }
        let sum = sum(&amount.to_string()).unwrap();
        let allowed = self.allowed.get(&(pays, step.attempt));
        ensure(allowed.is_some_and(|known| sum.1 <= known.1), || format!("no pool allowed {sum:?} as {}", step.name))
    }

    /// A pool hears that nobody wants a payment any more: whether money had gone before that, only a receipt says.
    pub fn release(&mut self, ask: &Ask) {
        self.grants.remove(&(ask.pays(), ask.attempt()));
    }

    /// All goodwill that was allowed fits what the house allows all accounts together; `stands` says what is out or, without
    /// a sum, may still go out as it was allowed, beside what was really paid.
    pub fn fits_pools(&self, house: &House, stands: &BTreeMap<Key, Option<(String, i64)>>) -> Judged {
        for (pool, now) in &self.time {
            let of_pool = || self.grants.iter().filter(|(_, grant)| grant.pool == *pool);
            let limits = of_pool().flat_map(|(_, grant)| &house.books[&grant.playbook].limits);
            for limit in limits.filter(|limit| limit.payout == "playbook") {
                for (currency, bound) in &limit.at_most {
                    let within = of_pool().filter(|(_, grant)| is_after(grant.at, limit, *now));
                    let sums = within.map(|(key, grant)| match (stands.get(key), self.orders.get(key)) {
                        (_, Some(order)) if order.is_late => 0,
                        (Some(known), _) => match known.as_ref().unwrap_or(&grant.sum) {
                            (known, sum) if known == currency => *sum,
                            _ => 0,
                        },
                        (None, Some(order)) if order.sum.0 == *currency => self.left(*key),
                        _ => 0,
                    });
                    let all: i64 = sums.sum();
                    ensure(all <= *bound, || format!("{all} {currency} of {pool} is above {limit:?}"))?;
                }
            }
        }
        Ok(())
    }
}
