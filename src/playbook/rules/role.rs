//! Who may do what.

use crate::step::Verb;
use crate::value::{Money, Name};

use super::{Amounts, Narrowing};

/// The role under which the engine itself pays.
pub(crate) const AUTOMATIC: &str = "automatic";

/// A role with what it has from those that it includes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Role {
    pub(crate) name: Name,
    /// The commands it may give.
    pub(crate) may: Vec<Verb>,
    pub(crate) may_pay: Amounts,
}

impl Role {
    /// Whether it may give the command. Who may pay may grant, as much as that; who may approve may refuse.
    pub(crate) fn may(&self, verb: Verb) -> bool {
        match verb {
            Verb::Grant => self.may.contains(&verb) || !self.may_pay.0.is_empty(),
            Verb::Refuse => self.may.contains(&verb) || self.may.contains(&Verb::Approve),
            _ => self.may.contains(&verb),
        }
    }

    /// Whether it may let so much go out.
    pub(crate) fn may_approve(&self, amount: Money) -> bool {
        self.may(Verb::Approve) && self.may_pay.allow(amount)
    }

    /// What it has, to be had by those that include it.
    pub(crate) fn as_narrowing(&self) -> Narrowing {
        Narrowing { role: self.name.clone(), may: Some(self.may.clone()), may_pay: Some(self.may_pay.clone()) }
    }
}
