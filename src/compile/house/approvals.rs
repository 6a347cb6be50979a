//! Goodwill that may wait for approval, and not get it.

use crate::check::unheard_approval;
use crate::playbook::{Action, On, StateId, StepPlan};
use crate::report::Finding;
use crate::step::StepKind;
use crate::value::Money;

use super::Under;

pub(super) fn check(under: &Under<'_>, findings: &mut Vec<Finding>) {
    for (state, action) in under.playbook.actions() {
        let Action::Step(plan) = action else { continue };
        if !may_wait(under, plan) {
            continue;
        }
        let refused = !is_heard(under, state, &format!("approval.refused.{}", plan.name));
        let may_expire = plan.due.is_some() || plan.approve_within.is_some();
        let expired = may_expire && !is_heard(under, state, &format!("approval.expired.{}", plan.name));
        let what = match (refused, expired) {
            (true, true) => "is refused, or nobody approves it in time",
            (true, false) => "is refused",
            (false, true) => "is approved by nobody in time",
            (false, false) => continue,
        };
        let steps = &under.survey.every_step;
        if let Some(step) = steps.iter().find(|step| step.state == state.0 && step.name == plan.name) {
            findings.push(unheard_approval(step.doc.kind.span, &plan.name, what));
        }
    }
}

/// Whether the house may have to be asked: unless the amount is written, and small enough.
fn may_wait(under: &Under<'_>, plan: &StepPlan) -> bool {
    let is_gift = plan.kind == StepKind::Compensation && plan.reverses.is_none() && !plan.is_owed();
    let written = plan.amount.as_ref().and_then(|amount| amount.text().trim().parse::<Money>().ok());
    is_gift && !under.rules.roles.is_empty() && !written.is_some_and(|amount| under.rules.is_automatic(amount))
}

/// Whether the state or one around it hears the event, or any other by the step's name.
fn is_heard(under: &Under<'_>, state: StateId, event: &str) -> bool {
    let playbook = under.playbook;
    playbook.transitions.iter().any(|transition| {
        let around = transition.source == state || playbook.is_inside(state, transition.source);
        match &transition.on {
            On::Event(pattern) => pattern.matches(event) && (around || pattern.text() == event),
            _ => false,
        }
    })
}
