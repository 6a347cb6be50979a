//! Bounds on what is paid.

use crate::playbook::Window;
use crate::value::Name;

use super::Amounts;

/// A bound on money: what is decided and not failed, within a window that ends now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) payout: Payout,
    /// None: for ever.
    pub(crate) window: Option<Window>,
    pub(crate) at_most: Amounts,
    pub(crate) because: Option<Name>,
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
