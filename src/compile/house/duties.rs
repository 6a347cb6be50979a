//! Duties of the house that a playbook can't meet.

use crate::check::unbound_duty;
use crate::playbook::Unbound;
use crate::report::Finding;

use super::super::advice::Member;
use super::Written;

/// Duties whose condition means nothing in some playbooks, each said once.
pub(super) fn unbound(house: Written<'_>, members: &[Member<'_>], findings: &mut Vec<Finding>) {
    for (duty, written) in house.policy.duties.iter().zip(&house.doc.duties) {
        let Some(when) = &written.when else { continue };
        let why = |member: &Member<'_>| duty.bound(member.playbook).err();
        let not: Vec<(&str, Unbound)> =
            members.iter().filter_map(|member| Some((member.playbook.name(), why(member)?))).collect();
        if let Some((_, first)) = not.first() {
            let names: Vec<&str> = not.iter().map(|(name, _)| *name).collect();
            findings.push(unbound_duty(when.span, &names, first));
        }
    }
}
