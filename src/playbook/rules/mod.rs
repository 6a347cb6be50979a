//! Rules that a house has for all its playbooks, and a playbook narrower ones for itself.

mod amounts;
mod duty;
mod limit;
mod own;
mod role;
mod roles;

pub(crate) use amounts::Amounts;
pub(crate) use duty::{Duty, DutyRule, Unbound};
pub(crate) use limit::{Limit, Payout};
pub(crate) use own::{Narrowing, OwnRules};
pub(crate) use role::{AUTOMATIC, Role};
pub(crate) use roles::Roles;
