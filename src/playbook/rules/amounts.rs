//! Bounds on money.

use crate::value::{Currency, Money};

/// One amount a currency; of a currency that is not among them nothing is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Amounts(pub(crate) Vec<Money>);

impl Amounts {
    /// The bound in that currency, if there is one.
    pub(crate) fn of(&self, currency: Currency) -> Option<Money> {
        self.0.iter().copied().find(|amount| amount.currency() == currency)
    }

    /// Whether an amount lies within.
    pub(crate) fn allow(&self, amount: Money) -> bool {
        self.of(amount.currency()).is_some_and(|bound| amount.amount() <= bound.amount())
    }

    /// Takes the larger of the two in each currency.
    pub(crate) fn widen(&mut self, other: &Self) {
        for amount in &other.0 {
            match self.0.iter_mut().find(|known| known.currency() == amount.currency()) {
                Some(known) if known.amount() < amount.amount() => *known = *amount,
                Some(_) => {}
                None => self.0.push(*amount),
            }
        }
    }

    /// Takes the smaller of the two in each currency, and drops what the other has not.
    pub(crate) fn narrow(&mut self, other: &Self) {
        self.0.retain_mut(|known| match other.of(known.currency()) {
            Some(bound) => {
                if bound.amount() < known.amount() {
                    *known = bound;
                }
                true
            }
            None => false,
        });
    }
}
