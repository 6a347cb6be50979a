//! The rules of a house, compiled: they bind all its playbooks, from the moment they are loaded.

mod amounts;
mod contact;
mod duty;
mod limit;
mod policy;
mod role;
mod rules;

pub(crate) use amounts::Amounts;
pub(crate) use contact::{Cap, Channel, Contact, Preference};
pub(crate) use duty::{Duty, DutyRule};
pub(crate) use limit::{Limit, Payout};
pub use policy::Policy;
pub(crate) use role::{AUTOMATIC, Role};
pub(crate) use rules::Rules;
