//! Goodwill that no limit lets out.

use crate::check::currency_without_limit;
use crate::playbook::Action;
use crate::report::Finding;
use crate::step::StepKind;
use crate::value::Type;

use super::Under;

/// What a limit does not list it does not allow, so that goodwill in another currency would never go out.
pub(super) fn check(under: &Under<'_>, findings: &mut Vec<Finding>) {
    let (playbook, rules) = (under.playbook, &under.rules);
    for (state, action) in playbook.actions() {
        let Action::Step(plan) = action else { continue };
        let pays = plan.kind == StepKind::Compensation && plan.reverses.is_none() && !plan.is_owed();
        let Some(Type::Money(Some(currency))) = plan.amount.as_ref().map(|amount| amount.ty()) else { continue };
        let Some(limit) = rules.limits.iter().position(|limit| limit.at_most.of(*currency).is_none()) else { continue };
        let steps = &under.survey.every_step;
        let step = steps.iter().find(|step| step.state == state.0 && step.name == plan.name).filter(|_| pays);
        let Some(step) = step else { continue };
        // The limits of the house come first.
        let of_house = under.house.doc.limits.iter().chain(&under.member.read.doc.limits);
        let finding = currency_without_limit(step.doc.kind.span, &plan.name, &currency.to_string());
        findings.push(match of_house.clone().nth(limit) {
            Some(written) => finding.label(written.payout.span, "this limit does not list it"),
            None => finding,
        });
    }
}
