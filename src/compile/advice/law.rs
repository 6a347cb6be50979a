//! Deadlines that end later than a law allows.

use crate::check::later_than_law;
use crate::document::{LegalLimit, StepView};
use crate::playbook::{Deadline, Pattern, Period, StateId};
use crate::report::Finding;

use super::whole::Whole;

/// Steps that a law wants within a time, and that may be due after it; `limits` are those times, in order.
pub(super) fn report(whole: &Whole<'_, '_>, limits: &[Option<Period>], findings: &mut Vec<Finding>) {
    for (entry, limit) in whole.doc.legal_limits.iter().zip(limits) {
        let Some(limit) = limit else { continue };
        for step in &whole.survey.every_step {
            let satisfies = entry.value.satisfied_by.iter().any(|name| *name == *step.name.as_str());
            let due = whole.playbook.plan(StateId(step.state), &step.name).and_then(|plan| plan.due.as_ref());
            let Some(period) = due.filter(|_| satisfies).and_then(|due| comparable(whole, &entry.value, due)) else {
                continue;
            };
            let StepView { within, by, .. } = step.doc.view();
            if let Some(written) = within.or(by).filter(|_| period.may_outlast(*limit)) {
                let law = &entry.value.within;
                findings.push(later_than_law(written.span, &step.name, written.as_str(), (law.as_str(), law.span)));
            }
        }
    }
}

/// What a deadline counts from the moment at which the law does, or later.
fn comparable(whole: &Whole<'_, '_>, limit: &LegalLimit, due: &Deadline) -> Option<Period> {
    match due {
        Deadline::In(period) => Some(*period),
        // The case opened when that happened.
        Deadline::From(period, base) => {
            let opens = |pattern: &Pattern| pattern.matches(limit.from.as_str());
            let opened = whole.playbook.triggers.iter().any(|trigger| opens(&trigger.upon));
            (opened && base.text() == "opened").then_some(*period)
        }
        Deadline::Moment(_) => None,
    }
}
