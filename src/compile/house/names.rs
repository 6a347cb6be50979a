//! Names that the policy gives: its own, roles, parties and channels.

use crate::check::{unknown_party, unknown_word};
use crate::document::{StepView, Text};
use crate::playbook::CUSTOMER;
use crate::report::Finding;
use crate::step::StepKind;

use super::Under;

/// A policy that names nobody, or no channel, leaves these names to the host.
pub(super) fn check(under: &Under<'_>, findings: &mut Vec<Finding>) {
    let (policy, written) = (under.house.policy, &under.member.read.doc.policy);
    if !written.as_str().is_empty() && written.value != policy.name {
        findings.push(unknown_word(written.span, "policy of this house", written.as_str(), [policy.name.as_str()]));
    }
    for step in &under.survey.every_step {
        let view = step.doc.view();
        findings.extend(to(under, step.doc.kind.value, &view));
        findings.extend(view.channel.and_then(|channel| of_channel(under, channel)));
    }
}

fn to(under: &Under<'_>, kind: StepKind, view: &StepView<'_>) -> Option<Finding> {
    let policy = under.house.policy;
    let written = view.to?;
    let roles = || policy.roles.iter().map(|role| &role.name);
    let is_role = roles().any(|role| *role == written.value);
    if kind == StepKind::Escalation {
        let known = policy.roles.is_empty() || is_role;
        return (!known)
            .then(|| unknown_party(written.span, written.as_str(), "role", roles().map(|name| name.as_str())));
    }
    let names = || roles().chain(&policy.parties).map(|name| name.as_str()).chain([CUSTOMER]);
    let nobody = policy.roles.is_empty() && policy.parties.is_empty();
    let known = nobody || names().any(|name| name == written.as_str());
    (!known).then(|| unknown_party(written.span, written.as_str(), "role or party", names()))
}

fn of_channel(under: &Under<'_>, written: &Text) -> Option<Finding> {
    let names = || under.house.policy.channels.iter().map(|channel| channel.name.as_str());
    let known = names().next().is_none() || names().any(|name| name == written.as_str());
    (!known).then(|| unknown_word(written.span, "channel", written.as_str(), names()))
}
