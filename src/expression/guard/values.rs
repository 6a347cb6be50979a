//! Sets of values of one type.

use std::cmp::Ordering;

use crate::expression::arithmetic;
use crate::expression::scope::Val;
use crate::expression::tree::Comparison;
use crate::value::Value;

/// The most cuts of a set that was put together of others. A list behind `in` may be longer.
const MAX_CUTS: usize = 256;

/// Values of one type, as they lie on a line: where one is inside, and where that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Values<'p> {
    /// Whether the least of all values is inside.
    begins_inside: bool,
    /// In ascending order; at each of them inside becomes outside or the other way round.
    cuts: Vec<Cut<'p>>,
}

/// A place between two values, beside one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut<'p> {
    pub(crate) value: &'p Value,
    /// Whether it lies right above the value, or right below.
    pub(crate) is_above: bool,
}

/// How two values of a type lie to each other: whole numbers beside decimals, zero beside amounts.
pub(crate) fn order(a: &Value, b: &Value) -> Ordering {
    // What was checked can be compared: an amount with constants of its currency, or with zero alone.
    arithmetic::order(&Val::from(a), &Val::from(b)).unwrap_or(Ordering::Equal)
}

impl Cut<'_> {
    fn order(&self, other: &Self) -> Ordering {
        order(self.value, other.value).then(self.is_above.cmp(&other.is_above))
    }
}

impl<'p> Values<'p> {
    pub(super) fn all() -> Self {
        Self { begins_inside: true, cuts: Vec::new() }
    }

    /// Those that compare so with a constant.
    pub(super) fn comparing(comparison: Comparison, value: &'p Value) -> Self {
        let (below, above) = (Cut { value, is_above: false }, Cut { value, is_above: true });
        let (begins_inside, cuts) = match comparison {
            Comparison::Equal => (false, vec![below, above]),
            Comparison::NotEqual => (true, vec![below, above]),
            Comparison::Less => (true, vec![below]),
            Comparison::LessOrEqual => (true, vec![above]),
            Comparison::Greater => (false, vec![above]),
            Comparison::GreaterOrEqual => (false, vec![below]),
        };
        Self { begins_inside, cuts }
    }

    /// These and no others.
    pub(super) fn of(values: &'p [Value]) -> Self {
        let mut values: Vec<&Value> = values.iter().collect();
        values.sort_by(|a, b| order(a, b));
        values.dedup_by(|a, b| order(a, b) == Ordering::Equal);
        let cuts = values.into_iter().flat_map(|value| [false, true].map(|is_above| Cut { value, is_above }));
        Self { begins_inside: false, cuts: cuts.collect() }
    }

    pub(super) fn others(mut self) -> Self {
        self.begins_inside = !self.begins_inside;
        self
    }

    /// What lies in both; nothing where that would be too long.
    pub(super) fn and(&self, other: &Self) -> Option<Self> {
        self.merged(other, |a, b| a && b)
    }

    /// What lies in one of them; nothing where that would be too long.
    pub(super) fn or(&self, other: &Self) -> Option<Self> {
        self.merged(other, |a, b| a || b)
    }

    fn merged(&self, other: &Self, is_inside: impl Fn(bool, bool) -> bool) -> Option<Self> {
        if self.cuts.len() + other.cuts.len() > MAX_CUTS {
            return None;
        }
        let (mut a, mut b) = (self.begins_inside, other.begins_inside);
        let begins_inside = is_inside(a, b);
        let (mut inside, mut cuts) = (begins_inside, Vec::new());
        let (mut left, mut right) = (self.cuts.iter().peekable(), other.cuts.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some(x), Some(y)) => x.order(y),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return Some(Self { begins_inside, cuts }),
            };
            let at_left = if order.is_le() { left.next() } else { None };
            let at_right = if order.is_ge() { right.next() } else { None };
            (a, b) = (a ^ at_left.is_some(), b ^ at_right.is_some());
            if is_inside(a, b) != inside {
                inside = !inside;
                cuts.extend(at_left.or(at_right));
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        !self.begins_inside && self.cuts.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.cuts.len()
    }

    /// Its unbroken parts, each from one cut to another, in ascending order; without a cut it goes on for ever.
    pub(crate) fn spans(&self) -> impl Iterator<Item = (Option<Cut<'p>>, Option<Cut<'p>>)> {
        let first = self.begins_inside.then(|| (None, self.cuts.first().copied()));
        let rest = self.cuts.get(usize::from(self.begins_inside)..).unwrap_or_default();
        first.into_iter().chain(rest.chunks(2).map(|pair| (pair.first().copied(), pair.get(1).copied())))
    }

    pub(crate) fn contains(&self, value: &Value) -> bool {
        let before = self.cuts.partition_point(|cut| match order(cut.value, value) {
            Ordering::Less => true,
            Ordering::Equal => !cut.is_above,
            Ordering::Greater => false,
        });
        self.begins_inside ^ (before % 2 == 1)
    }
}
