//! What binds one playbook: the rules of the house, as far as the playbook does not narrow them.

use crate::playbook::Playbook;
use crate::value::Money;

use super::role::AUTOMATIC;
use super::{Duty, Limit, Policy, Role};

/// Roles, limits and duties as they bind the cases of one playbook.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) roles: Vec<Role>,
    pub(crate) limits: Vec<Limit>,
    pub(crate) duties: Vec<Duty>,
}

impl Rules {
    /// The rules of a house for one of its playbooks.
    pub(crate) fn new(policy: &Policy, _playbook: &Playbook) -> Self {
        Self { roles: policy.roles.clone(), limits: policy.limits.clone(), duties: policy.duties.clone() }
    }

    pub(crate) fn role(&self, name: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.name == *name)
    }

    /// Whether goodwill of that amount goes out without anybody's approval: always where the house knows no roles.
    pub(crate) fn is_automatic(&self, amount: Money) -> bool {
        self.roles.is_empty() || self.role(AUTOMATIC).is_some_and(|role| role.may_pay.allow(amount))
    }

    /// The role with the least authority of those that may let so much go out; of equal ones the first.
    pub(crate) fn lowest_for(&self, amount: Money) -> Option<&Role> {
        let sufficient = self.roles.iter().filter(|role| role.may_approve(amount));
        sufficient.min_by_key(|role| role.may_pay.of(amount.currency()).map(Money::amount))
    }
}
