//! The rules of a house, compiled: they bind all its playbooks, from the moment they are loaded.

mod amounts;
mod contact;
mod duty;
mod limit;
mod policy;
mod reach;
mod role;
mod rules;
mod slots;
mod stretch;

pub(crate) use amounts::Amounts;
pub(crate) use contact::{Cap, Channel, Contact, Preference};
pub(crate) use duty::{Duty, DutyRule};
pub(crate) use limit::{Limit, Payout};
pub use policy::Policy;
pub(crate) use reach::Message;
pub(crate) use role::Role;
pub(crate) use rules::Rules;
pub(crate) use slots::Slots;
pub(crate) use stretch::Stretch;
