//! What one step lacks, by itself.

use crate::check::{decline_without_refer, once_per_account, vague_because};
use crate::playbook::Key;
use crate::report::Finding;
use crate::step::{Ground, StepKind};

use super::whole::Whole;

pub(super) fn report(whole: &Whole<'_, '_>, findings: &mut Vec<Finding>) {
    for step in whole.survey.every_step.iter().map(|step| step.doc) {
        let (kind, view) = (step.kind.value, step.view());
        let pays = kind == StepKind::Compensation && view.reverses.is_none();
        if pays && view.paid_once.is_none() && whole.playbook.key == Key::Account {
            findings.push(once_per_account(step.kind.span));
        }
        if kind == StepKind::Decline && view.refer.is_none_or(|refer| refer.as_str().trim().is_empty()) {
            findings.push(decline_without_refer(step.kind.span));
        }
        let by_law = view.ground.is_some_and(|ground| ground.value == Ground::Regulation);
        if let Some(because) = view.because.filter(|because| by_law && !names_a_rule(because.as_str())) {
            findings.push(vague_because(because.span, because.as_str()));
        }
    }
}

/// Whether a text may name a rule: by a number, or by a name. Scripts without capitals are not judged.
fn names_a_rule(text: &str) -> bool {
    text.chars().any(|c| c.is_numeric() || c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
}
