//! What the policy of a house and its playbooks say against each other.

mod duties;
mod goodwill;
mod names;
mod narrower;
#[cfg(test)]
mod tests;

use crate::document::PolicyDoc;
use crate::playbook::Playbook;
use crate::policy::{Policy, Rules};
use crate::report::Finding;

use super::advice::Member;
use super::spoiled::Spoiled;
use super::survey::Survey;

/// A policy without errors and the document that it was lowered from.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) policy: &'a Policy,
    pub(super) doc: &'a PolicyDoc,
}

/// A playbook under the policy of its house.
struct Under<'a> {
    house: Written<'a>,
    playbook: &'a Playbook,
    member: &'a Member<'a>,
    survey: Survey<'a>,
    /// What binds it.
    rules: Rules,
}

/// Holds every playbook to the policy.
pub(super) fn check_house(house: Written<'_>, members: &[Member<'_>], findings: &mut Vec<Finding>) {
    for member in members {
        let Some(rules) = Rules::new(Some(house.policy), member.playbook) else { continue };
        // It was surveyed before; a playbook without errors has no finding of that.
        let survey = Survey::new(&member.read.doc, &Spoiled::none(), &mut Vec::new());
        let under = Under { house, playbook: member.playbook, member, survey, rules };
        names::check(&under, findings);
        narrower::check(&under, findings);
        goodwill::check(&under, findings);
    }
    duties::unbound(house, members, findings);
}
