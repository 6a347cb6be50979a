//! What must be true of several facts at once.

use std::cmp::Ordering;

use super::values::Values;

/// For each of some facts the values that it must have, and so must be known; of all others nothing is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guards<'p> {
    /// By slot, in ascending order.
    facts: Vec<(u16, Values<'p>)>,
    /// Whether nothing meets them.
    is_never: bool,
    /// Whether what they stand for is true wherever they are met.
    is_exact: bool,
}

impl<'p> Guards<'p> {
    /// What is always true.
    pub(crate) fn always() -> Self {
        Self { facts: Vec::new(), is_never: false, is_exact: true }
    }

    /// What is never true.
    pub(super) fn never() -> Self {
        Self { facts: Vec::new(), is_never: true, is_exact: true }
    }

    /// What may be true, whatever the facts are.
    pub(super) fn unclear() -> Self {
        Self { is_exact: false, ..Self::always() }
    }

    /// What is true where one fact has one of these values.
    pub(super) fn of(slot: u16, values: Values<'p>) -> Self {
        if values.is_empty() { Self::never() } else { Self { facts: vec![(slot, values)], ..Self::always() } }
    }

    /// The facts, by slot, each with the values that it must have.
    pub(crate) fn facts(&self) -> &[(u16, Values<'p>)] {
        &self.facts
    }

    pub(crate) fn is_never(&self) -> bool {
        self.is_never
    }

    pub(crate) fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// What must be true for both to be.
    pub(super) fn and(self, other: Self) -> Self {
        if self.is_never || other.is_never {
            return Self::never();
        }
        let mut is_exact = self.is_exact && other.is_exact;
        let mut facts = Vec::with_capacity(self.facts.len() + other.facts.len());
        for (slot, a, b) in paired(self.facts, other.facts) {
            let values = match (a, b) {
                (Some(a), Some(b)) => a.and(&b).unwrap_or_else(|| {
                    is_exact = false;
                    if a.len() < b.len() { a } else { b }
                }),
                (Some(values), None) | (None, Some(values)) => values,
                (None, None) => continue,
            };
            if values.is_empty() {
                return Self::never();
            }
            facts.push((slot, values));
        }
        Self { facts, is_never: false, is_exact }
    }

    /// What must be true for one of them to be.
    pub(super) fn or(self, other: Self) -> Self {
        match (self.is_never, other.is_never) {
            (true, _) => return other,
            (_, true) => return self,
            _ => {}
        }
        let of_one = matches!((&*self.facts, &*other.facts), ([(a, _)], [(b, _)]) if a == b) || self == other;
        let mut is_exact = of_one && self.is_exact && other.is_exact;
        let mut facts = Vec::new();
        for (slot, a, b) in paired(self.facts, other.facts) {
            match (a, b) {
                (Some(a), Some(b)) => match a.or(&b) {
                    Some(values) => facts.push((slot, values)),
                    None => is_exact = false,
                },
                _ => is_exact = false,
            }
        }
        Self { facts, is_never: false, is_exact }
    }
}

/// The entries of two lists by slot.
fn paired<'p>(
    left: Vec<(u16, Values<'p>)>,
    right: Vec<(u16, Values<'p>)>,
) -> impl Iterator<Item = (u16, Option<Values<'p>>, Option<Values<'p>>)> {
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    std::iter::from_fn(move || {
        let order = match (left.peek(), right.peek()) {
            (Some((a, _)), Some((b, _))) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return None,
        };
        let a = if order.is_le() { left.next() } else { None };
        let b = if order.is_ge() { right.next() } else { None };
        let slot = a.as_ref().or(b.as_ref()).map(|(slot, _)| *slot)?;
        Some((slot, a.map(|(_, values)| values), b.map(|(_, values)| values)))
    })
}
