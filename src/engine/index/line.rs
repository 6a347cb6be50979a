//! The constants of a column on a line, so that values and sets are numbers.

use crate::expression::{Cut, order};
use crate::value::{Decimal, Value};

use super::place;

/// Bytes of a text, and digits behind the point of a number, by which a value is looked for first.
const KEY_BYTES: usize = 15;
const KEY_PLACES: u32 = 9;

/// The constants that guards compare a column with, in ascending order.
///
/// They divide all values of the column: the *n*th constant (from 0) has the ordinal 2*n* + 1, and all that lies right
/// before it 2*n*. No guard tells two values of one ordinal apart.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Of each constant, side by side, so that finding one seldom goes to the constants themselves.
    keys: Box<[i128]>,
    constants: Box<[Value]>,
}

impl Line {
    pub(super) fn new(constants: Vec<&Value>) -> Self {
        let mut keyed: Vec<(i128, &Value)> = constants.into_iter().map(|value| (key(value), value)).collect();
        keyed.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| order(one, other)));
        keyed.dedup_by(|(a, one), (b, other)| a == b && order(one, other).is_eq());
        let (keys, constants): (Vec<_>, Vec<_>) = keyed.into_iter().map(|(key, value)| (key, value.clone())).unzip();
        Self { keys: keys.into(), constants: constants.into() }
    }

    /// How many ordinals there are.
    pub(super) fn len(&self) -> u32 {
        place(2 * self.constants.len() + 1)
    }

    pub(super) fn ordinal(&self, value: &Value) -> u32 {
        let key = key(value);
        let first = self.keys.partition_point(|known| *known < key);
        let alike = self.keys.get(first..).map_or(0, |rest| rest.partition_point(|known| *known == key));
        let alike = self.constants.get(first..first + alike).unwrap_or_default();
        match alike.binary_search_by(|constant| order(constant, value)) {
            Ok(at) => place(2 * (first + at) + 1),
            Err(at) => place(2 * (first + at)),
        }
    }

    /// The first and the last ordinal between two cuts, which lie at constants.
    pub(super) fn span(&self, from: Option<Cut<'_>>, until: Option<Cut<'_>>) -> (u32, u32) {
        let first = from.map_or(0, |cut| self.ordinal(cut.value) + u32::from(cut.is_above));
        let behind = until.map_or(self.len(), |cut| self.ordinal(cut.value) + u32::from(cut.is_above));
        (first, behind.saturating_sub(1))
    }
}

/// A number that never falls as a value of one type grows. Different values may have the same.
fn key(value: &Value) -> i128 {
    match value {
        Value::Bool(value) => i128::from(*value),
        Value::Int(n) => i128::from(*n) * 10_i128.pow(KEY_PLACES),
        Value::Decimal(n) => number(*n),
        Value::Money(money) => number(money.amount()),
        Value::Duration(duration) => duration.as_nanoseconds(),
        Value::Date(date) => i128::from(date.naive().to_epoch_days()),
        Value::Time(time) => {
            let time = time.utc();
            i128::from(time.timestamp()) * 1_000_000_000 + i128::from(time.timestamp_subsec_nanos())
        }
        Value::Text(text) => {
            let mut bytes = [0; 16];
            for (to, from) in bytes.iter_mut().skip(1).zip(text.bytes().take(KEY_BYTES)) {
                *to = from;
            }
            i128::from_be_bytes(bytes)
        }
    }
}

/// A number in units of its ninth place, rounded down: 28 digits and 9 are fewer than an `i128` holds.
fn number(n: Decimal) -> i128 {
    let (coefficient, scale) = (n.coefficient(), n.scale());
    match KEY_PLACES.checked_sub(scale) {
        Some(missing) => coefficient.saturating_mul(10_i128.pow(missing)),
        None => coefficient.div_euclid(10_i128.pow(scale - KEY_PLACES)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lie_on_the_line_as_they_compare() {
        let number = |text: &str| Value::Decimal(text.parse().unwrap());
        let money = |text: &str| Value::Money(text.parse().unwrap());
        let ascending: [Vec<Value>; 7] = [
            [false, true].map(Value::from).into(),
            [i64::MIN, -1, 0, 1, i64::MAX].map(Value::from).into(),
            [
                number("-9999999999999999999999999999"),
                Value::Int(i64::MIN),
                number("-0.0000000002"),
                number("-0.0000000001"),
                Value::Int(0),
                number("0.0000000001"),
                number("0.1"),
                Value::Int(7),
                number("7.0000000000000000000000001"),
                number("9999999999999999999999999999"),
            ]
            .into(),
            [money("-0.01 GBP"), Value::Int(0), money("0.01 GBP"), money("99999999999999999999999999.99 GBP")].into(),
            ["-PT1H", "PT0S", "PT1H30M"].map(|text| Value::Duration(text.parse().unwrap())).into(),
            ["0001-01-01", "1969-12-31", "1970-01-01", "9999-12-31"]
                .map(|text| Value::Date(text.parse().unwrap()))
                .into(),
            [
                "",
                "\0",
                "a",
                "a\0",
                "carrier-of-parcels",
                "carrier-of-parcels-1",
                "carrier-of-parcels-2",
                "é",
                "\u{10ffff}",
            ]
            .map(Value::from)
            .into(),
        ];
        for values in ascending {
            let keys: Vec<i128> = values.iter().map(key).collect();
            assert!(keys.is_sorted(), "{values:?}: {keys:?}");
            // Each second one is a constant, in any order; those between fall between.
            let line = Line::new(values.iter().skip(1).step_by(2).rev().collect());
            let ordinals: Vec<u32> = values.iter().map(|value| line.ordinal(value)).collect();
            assert_eq!(ordinals, (0..place(values.len())).collect::<Vec<_>>(), "{values:?}");
        }
    }
}
