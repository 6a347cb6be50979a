//! What binds one playbook: the rules of the house, as far as the playbook does not narrow them.

use crate::expression::Expression;
use crate::playbook::{AUTOMATIC, Period, Playbook};
use crate::value::Money;

use super::{Duty, Limit, OwnRules, Policy, Role};

/// Roles, limits and duties as they bind the cases of one playbook.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) roles: Vec<Role>,
    /// All of them hold at once: those of the house, then the playbook's. Business time is that of the policy's calendars.
    pub(crate) limits: Vec<Limit>,
    /// Those that can bind: a duty whose condition means nothing in the playbook is left out.
    pub(crate) duties: Vec<Duty<Expression>>,
}

impl Rules {
    /// The rules of a house for one of its playbooks, which may narrow them and never widens them. Without a policy the
    /// playbook's own are all there is; none where it has none either.
    pub(crate) fn new(policy: Option<&Policy>, playbook: &Playbook) -> Option<Self> {
        let own = playbook.own_rules.as_deref();
        if policy.is_none() && own.is_none() {
            return None;
        }
        let of_house = |period: Period| match policy {
            Some(policy) => policy.period_of(playbook, period),
            None => Some(period),
        };
        let (mut limits, mut duties) = match policy {
            Some(policy) => (policy.limits.clone(), policy.duties.clone()),
            None => (Vec::new(), Vec::new()),
        };
        if let Some(own) = own {
            limits.extend(own.limits.iter().filter_map(|limit| limit.counted(of_house)));
            duties.extend(own.duties.iter().filter_map(|duty| duty.counted(of_house)));
        }
        let duties = duties.iter().filter_map(|duty| duty.bound(playbook).ok()).collect();
        Some(Self { roles: roles(policy, own), limits, duties })
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

/// The roles of the house, each as far as the playbook narrows it; a role that the house does not know may do nothing.
fn roles(policy: Option<&Policy>, own: Option<&OwnRules>) -> Vec<Role> {
    match (policy, own) {
        (Some(policy), Some(own)) => policy.roles.narrowed(own.roles.whole().iter().chain(&own.discretion)),
        (Some(policy), None) => policy.roles.all(),
        (None, Some(own)) => own.roles.narrowed(own.discretion.iter()),
        (None, None) => Vec::new(),
    }
}
