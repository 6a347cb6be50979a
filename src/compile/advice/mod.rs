//! Warnings: what is allowed and seldom meant.

mod across;
mod channels;
mod ears;
mod messages;
mod promises;
mod states;
mod steps;
mod unused;
mod waits;
mod whole;

pub(super) use across::{Member, advise_house};
pub(super) use channels::advise_channels;
pub(super) use whole::Whole;

use crate::report::Finding;

/// What a whole playbook is seldom meant to be. Nothing is called missing or unused where an error may be the reason,
/// so that only playbooks without errors are looked at.
pub(super) fn advise_whole(whole: &Whole<'_, '_>, findings: &mut Vec<Finding>) {
    unused::report(whole, findings);
    messages::report(whole, findings);
    waits::report(whole, findings);
    promises::report(whole, findings);
    steps::report(whole, findings);
}
