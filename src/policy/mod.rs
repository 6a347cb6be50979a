//! The rules of a house, compiled: they bind all its playbooks, from the moment they are loaded.

mod contact;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod policy;
mod reach;
mod rules;
mod slots;
mod stretch;

#[allow(unused_imports, reason = "the engine will name them all")]
pub(crate) use crate::playbook::{
    AUTOMATIC, Amounts, Duty, DutyRule, Limit, Narrowing, OwnRules, Payout, Role, Unbound,
};
pub(crate) use contact::{Cap, Channel, Contact, Preference};
pub use policy::Policy;
pub(crate) use reach::Message;
pub(crate) use rules::Rules;
pub(crate) use slots::Slots;
pub(crate) use stretch::Stretch;
