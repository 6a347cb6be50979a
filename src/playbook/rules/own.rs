//! What a playbook says for itself.

use crate::step::Verb;
use crate::value::Name;

use super::{Amounts, Duty, Limit, Role, Roles};

/// The rules of one playbook. They narrow those of the house and never widen them; where there is no policy, they are all
/// that binds.
#[derive(Debug, Clone)]
pub(crate) struct OwnRules {
    pub(crate) roles: Roles,
    /// What roles may decide in this playbook, on top of that.
    pub(crate) discretion: Vec<Narrowing>,
    pub(crate) limits: Vec<Limit>,
    pub(crate) duties: Vec<Duty<Name>>,
}

/// What a role is narrowed to; what is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Narrowing {
    pub(crate) role: Name,
    pub(crate) may: Option<Vec<Verb>>,
    pub(crate) may_pay: Option<Amounts>,
}

impl Narrowing {
    /// The role where no house says what it may: what is left out, it may not.
    pub(crate) fn as_role(&self) -> Role {
        let (may, may_pay) = (self.may.clone(), self.may_pay.clone());
        Role { name: self.role.clone(), may: may.unwrap_or_default(), may_pay: may_pay.unwrap_or_default() }
    }

    /// Adds what another has.
    pub(crate) fn widen(&mut self, other: &Self) {
        if let Some(more) = &other.may {
            let may = self.may.get_or_insert_default();
            let new: Vec<Verb> = more.iter().copied().filter(|verb| !may.contains(verb)).collect();
            may.extend(new);
        }
        if let Some(more) = &other.may_pay {
            self.may_pay.get_or_insert_default().widen(more);
        }
    }

    /// Takes from the role what it is not left.
    pub(crate) fn narrow(&self, role: &mut Role) {
        if let Some(may) = &self.may {
            // What it has by implication it may keep by name.
            role.may = may.iter().copied().filter(|verb| role.may(*verb)).collect();
        }
        if let Some(may_pay) = &self.may_pay {
            role.may_pay.narrow(may_pay);
        }
    }
}
