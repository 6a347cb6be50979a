//! The constants of a column on a line, so that values and sets are numbers.

use std::cmp::Ordering;

use crate::expression::{Cut, Values, order};
use crate::value::{Decimal, Value};

use super::{at, place};

/// Bytes of a text, and digits behind the point of a number, by which a value is told from others.
const KEY_BYTES: usize = 14;
const KEY_PLACES: u32 = 9;

/// The constants that guards compare a column with, in ascending order.
///
/// They divide all values of the column: the *n*th constant (from 0) has the ordinal 2*n* + 1, and all that lies right
/// before it 2*n*. No guard tells two values of one ordinal apart.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Of each constant, side by side, so that finding one seldom goes to the constants themselves.
    keys: Box<[i128]>,
    /// Those that their keys don't tell, each with its place in the order.
    untold: Box<[(u32, Value)]>,
}

impl Line {
    /// How many ordinals there are.
    pub(super) fn len(&self) -> u32 {
        place(2 * self.keys.len() + 1)
    }

    pub(super) fn ordinal(&self, value: &Value) -> u32 {
        let key = key(value);
        let first = self.keys.partition_point(|known| *known < key);
        match self.keys.get(first) {
            Some(known) if *known != key => place(2 * first),
            Some(_) if is_told(key) => place(2 * first + 1),
            Some(_) => self.ordinal_among(value, place(first), key),
            None => place(2 * first),
        }
    }

    /// The ordinal of a value among constants of the same key, the first of which has that place.
    fn ordinal_among(&self, value: &Value, first: u32, key: i128) -> u32 {
        let from = self.untold.partition_point(|(place, _)| *place < first);
        let rest = self.untold.get(from..).unwrap_or_default();
        let alike = rest.partition_point(|(place, _)| at(&self.keys, *place) == Some(&key));
        match rest.get(..alike).unwrap_or_default().binary_search_by(|(_, constant)| order(constant, value)) {
            Ok(at) => 2 * (first + place(at)) + 1,
            Err(at) => 2 * (first + place(at)),
        }
    }
}

/// Constants on their way to a line, in the order in which guards name them.
#[derive(Debug, Default)]
pub(super) struct Marks<'p> {
    /// With their keys, taken while they are at hand: later each would have to be fetched again.
    marks: Vec<(i128, &'p Value)>,
}

/// A place beside a mark: the mark's number, and whether it is the place above.
type MarkedCut = Option<(u32, bool)>;

/// A set of values by marks: its spans, each from one cut to another.
pub(super) type Marked = Vec<(MarkedCut, MarkedCut)>;

impl<'p> Marks<'p> {
    pub(super) fn add(&mut self, values: &Values<'p>) -> Marked {
        let mut mark = |cut: Option<Cut<'p>>| cut.map(|cut| (self.mark(cut.value), cut.is_above));
        values.spans().map(|(from, until)| (mark(from), mark(until))).collect()
    }

    /// Both sides of one value are cuts more often than not.
    fn mark(&mut self, value: &'p Value) -> u32 {
        if self.marks.last().is_none_or(|(_, last)| !std::ptr::eq(*last, value)) {
            self.marks.push((key(value), value));
        }
        place(self.marks.len() - 1)
    }

    /// The line, and of each mark the ordinal.
    pub(super) fn lined(&self) -> (Line, Vec<u32>) {
        let compare = |a: &(i128, &Value), b: &(i128, &Value)| match a.0.cmp(&b.0) {
            Ordering::Equal if !is_told(a.0) => order(a.1, b.1),
            order => order,
        };
        let mut sorted: Vec<(u32, (i128, &Value))> = (0..).zip(self.marks.iter().copied()).collect();
        sorted.sort_unstable_by(|(_, a), (_, b)| compare(a, b));
        let (mut keys, mut untold) = (Vec::new(), Vec::new());
        let mut ordinals = vec![0; self.marks.len()];
        let mut last = None;
        for (mark, keyed) in sorted {
            if last.is_none_or(|last| compare(&last, &keyed).is_ne()) {
                if !is_told(keyed.0) {
                    untold.push((place(keys.len()), keyed.1.clone()));
                }
                keys.push(keyed.0);
                last = Some(keyed);
            }
            if let Some(ordinal) = usize::try_from(mark).ok().and_then(|mark| ordinals.get_mut(mark)) {
                *ordinal = place(2 * keys.len() - 1);
            }
        }
        (Line { keys: keys.into(), untold: untold.into() }, ordinals)
    }
}

/// The first and the last ordinal between two cuts, given how many there are and those of all marks.
pub(super) fn span((from, until): (MarkedCut, MarkedCut), len: u32, ordinals: &[u32]) -> (u32, u32) {
    let behind = |(mark, is_above): (u32, bool)| at(ordinals, mark).copied().unwrap_or(0) + u32::from(is_above);
    (from.map_or(0, behind), until.map_or(len, behind).saturating_sub(1))
}

/// A number that never falls as a value of one type grows; see [`is_told`].
fn key(value: &Value) -> i128 {
    let (key, is_told) = match value {
        Value::Bool(value) => (i128::from(*value), true),
        Value::Int(n) => (i128::from(*n) * 10_i128.pow(KEY_PLACES), true),
        Value::Decimal(n) => number(*n),
        Value::Money(money) => number(money.amount()),
        Value::Duration(duration) => (duration.as_nanoseconds(), true),
        Value::Date(date) => (i128::from(date.naive().to_epoch_days()), true),
        Value::Time(time) => {
            let time = time.utc();
            (i128::from(time.timestamp()) * 1_000_000_000 + i128::from(time.timestamp_subsec_nanos()), true)
        }
        Value::Text(text) => {
            let mut bytes = [0; 16];
            for (to, from) in bytes.iter_mut().skip(1).zip(text.bytes().take(KEY_BYTES)) {
                *to = from;
            }
            // Of two that differ in zeros at the end alone the shorter is the lesser.
            if let (Some(last), Ok(length)) = (bytes.last_mut(), u8::try_from(text.len().min(KEY_BYTES + 1))) {
                *last = length;
            }
            (i128::from_be_bytes(bytes), text.len() <= KEY_BYTES)
        }
    };
    2 * key + i128::from(!is_told)
}

/// Whether no two values have this key.
fn is_told(key: i128) -> bool {
    key % 2 == 0
}

/// A number in units of its ninth place, rounded down, and whether nothing was lost: 28 digits and 9 are fewer than an
/// `i128` holds.
fn number(n: Decimal) -> (i128, bool) {
    let (coefficient, scale) = (n.coefficient(), n.scale());
    match KEY_PLACES.checked_sub(scale) {
        Some(missing) => (coefficient.saturating_mul(10_i128.pow(missing)), true),
        None => (coefficient.div_euclid(10_i128.pow(scale - KEY_PLACES)), false),
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
            let mut marks = Marks::default();
            let marked: Vec<u32> = values.iter().skip(1).step_by(2).rev().map(|value| marks.mark(value)).collect();
            let (line, of_marks) = marks.lined();
            let (odd, backwards) = ((0..).map(|n| 2 * n + 1).take(marked.len()), of_marks.iter().rev().copied());
            assert!(odd.eq(backwards), "{values:?}: {of_marks:?}");
            let ordinals: Vec<u32> = values.iter().map(|value| line.ordinal(value)).collect();
            assert_eq!(ordinals, (0..place(values.len())).collect::<Vec<_>>(), "{values:?}");
        }
    }
}
