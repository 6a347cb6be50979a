//! Warnings: what is allowed and seldom meant.

mod across;
mod channels;
mod deviation;
mod ears;
mod law;
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

use crate::playbook::Period;
use crate::report::Finding;

/// What a whole playbook is seldom meant to be. Nothing is called missing or unused where an error may be the reason,
/// so that only playbooks without errors are looked at.
pub(super) fn advise_whole(whole: &Whole<'_, '_>, legal_limits: &[Option<Period>], findings: &mut Vec<Finding>) {
    unused::report(whole, findings);
    messages::report(whole, findings);
    waits::report(whole, findings);
    promises::report(whole, findings);
    deviation::report(whole, findings);
    law::report(whole, legal_limits, findings);
    steps::report(whole, findings);
}
