//! A pool as it is stored and read back: what no engine stores is refused.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::{Money, Name, Time};

use super::Pool;
use super::entries::{Entry, MAX_ENTRIES, MAX_SUMS, Sum};
use super::pool::FORMAT;

/// The members of a pool.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Pool", rename = "Pool", expecting = "a pool")]
struct Form {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Time>,
    id: Name,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    payments: Vec<Entry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sums: Vec<Sum>,
    v: u32,
}

impl Serialize for Pool {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Form::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Pool {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pool = Form::deserialize(deserializer)?;
        // What a later version stores is that version's to judge; the engine says that it is later.
        match pool.fault().filter(|_| pool.v <= FORMAT) {
            Some(what) => Err(D::Error::custom(format!("the pool is not one that an engine stored: {what}"))),
            None => Ok(pool),
        }
    }
}

impl Pool {
    /// What it says that can't be.
    fn fault(&self) -> Option<String> {
        if self.v == 0 {
            return Some("`v` is 0".into());
        }
        if self.payments.len() > MAX_ENTRIES || self.sums.len() > MAX_SUMS {
            return Some("`payments` or `sums` hold more than is ever kept".into());
        }
        let times = |times: Vec<Time>| times.windows(2).any(|pair| matches!(pair, [a, b] if a > b));
        if times(self.payments.iter().map(|entry| entry.at).collect()) {
            return Some("`payments` are not in order".into());
        }
        if times(self.sums.iter().map(|sum| sum.at).collect()) {
            return Some("`sums` are not in order".into());
        }
        let of_entry = |entry: &Entry| (entry.pays, entry.attempt, entry.amount.currency());
        let mut keys: Vec<_> = self.payments.iter().map(of_entry).collect();
        let returned = self.payments.iter().flat_map(|entry| &entry.returned);
        keys.extend(returned.map(|back| (back.pays, back.attempt, back.amount.currency())));
        keys.sort_unstable();
        if let Some([(pays, ..), _]) = keys.windows(2).find(|pair| matches!(pair, [a, b] if a == b)) {
            return Some(format!("payment `{pays}` comes twice"));
        }
        let of_entry = |entry: &Entry| {
            let what = self.entry_fault(entry)?;
            Some(format!("payment `{}`: {what}", entry.pays))
        };
        let of_sum = |sum: &Sum| is_nothing(sum.amount).then(|| "a sum is not above zero".to_owned());
        self.payments.iter().find_map(of_entry).or_else(|| self.sums.iter().find_map(of_sum))
    }

    fn entry_fault(&self, entry: &Entry) -> Option<&'static str> {
        let returned = || entry.returned.iter().map(|back| back.amount);
        let attempts = || entry.returned.iter().map(|back| back.attempt).chain([entry.attempt]);
        if is_nothing(entry.amount) || returned().any(|amount| amount.amount().is_negative()) {
            return Some("`amount` is not above zero");
        }
        if attempts().any(|attempt| attempt == 0) {
            return Some("`attempt` is 0");
        }
        if returned().any(|amount| amount.currency() != entry.amount.currency()) {
            return Some("it was paid in one currency and taken back in another");
        }
        None
    }
}

fn is_nothing(amount: Money) -> bool {
    amount.amount().is_negative() || amount.amount().is_zero()
}
