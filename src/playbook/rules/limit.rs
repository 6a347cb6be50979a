//! Bounds on what is paid.

use crate::playbook::Period;
use crate::value::{Currency, Decimal, Money, Name};

use super::Amounts;

/// A bound on money: what is decided and not failed, within a window that ends now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) payout: Payout,
    /// None: for ever.
    pub(crate) window: Option<Period>,
    /// The window as written.
    pub(crate) span: Option<Name>,
    pub(crate) at_most: Amounts,
    pub(crate) because: Option<Name>,
}

impl Limit {
    /// The same, its window as it counts for another document; none where that can't be.
    pub(crate) fn counted(&self, period: impl Fn(Period) -> Option<Period>) -> Option<Self> {
        let window = match self.window {
            Some(window) => Some(period(window)?),
            None => None,
        };
        Some(Self { window, ..self.clone() })
    }

    /// What it allows in that currency: nothing where it does not name it.
    pub(crate) fn bound(&self, currency: Currency) -> Money {
        self.at_most.of(currency).unwrap_or(Money::new(Decimal::ZERO, currency))
    }

    /// Why something does not fit, with the amount, what is used and what is left where these may be told.
    pub(crate) fn reason(&self, currency: Currency, told: Option<(Money, Money, Money)>) -> String {
        let limit = self.words(currency);
        let because = self.because.as_deref().map(|rule| format!(" ({rule})")).unwrap_or_default();
        match told {
            Some((amount, used, left)) => {
                format!("limit: {amount} is more than is left of {limit}{because}: {used} is used, {left} left")
            }
            None => format!("limit: more than is left of {limit}{because}"),
        }
    }

    /// The limit in one currency, in words: `100.00 GBP a case`, `3000.00 GBP an account in 365d`.
    pub(crate) fn words(&self, currency: Currency) -> String {
        let bound = self.bound(currency);
        let of = if self.payout == Payout::Account { "an" } else { "a" };
        let span = self.span.as_deref().map(|span| format!(" in {span}")).unwrap_or_default();
        format!("{bound} {of} {}{span}", self.payout.as_str())
    }
}

/// What a limit adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Payout {
    Case,
    Account,
    /// All accounts, of one playbook.
    Playbook,
}

impl Payout {
    /// All, by the words of policies.
    pub(crate) const WORDS: [(&'static str, Self); 3] =
        [("case", Self::Case), ("account", Self::Account), ("playbook", Self::Playbook)];

    pub(crate) fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, payout)| *payout == self).map_or("", |(word, _)| word)
    }
}
