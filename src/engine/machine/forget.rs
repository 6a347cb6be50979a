//! What a case need not keep: a recovery that goes round for years stays small.

use crate::account::{CaseStep, Status};
use crate::ids::StepId;
use crate::step::StepKind;
use crate::value::Name;

use super::running::Running;

/// How many steps a case keeps before old ones are forgotten.
const MAX_STEPS: usize = 256;

/// How many steps of a case may wait for a receipt or their time; a case with more is halted.
const MAX_OPEN: usize = 1_024;

impl Running<'_> {
    /// A case that only ever asks, and is never answered, stands still.
    pub(in crate::engine) fn halt_overfull(&mut self) {
        let is_open = |step: &&CaseStep| step.runs() || matches!(step.status, Status::Pending | Status::Waiting);
        if self.halted.is_none() && self.ended.is_none() && self.steps.iter().filter(is_open).count() > MAX_OPEN {
            self.halted = Some(Name::from("open steps"));
            (self.log.halted, self.log.touched) = (true, true);
        }
    }

    /// A case whose steps wait for one another, and are withdrawn and decided again without end, stands still.
    pub(in crate::engine) fn halt_circling(&mut self) {
        if self.halted.is_none() {
            self.halted = Some(Name::from("withdrawn steps"));
            (self.log.halted, self.log.touched) = (true, true);
        }
    }

    /// Forgets the oldest settled steps beyond the limit, and gives what became of them. Kept are payments, which can
    /// come back, the last step of each name, which `resend` and `once` mean, and the steps of present visits.
    pub(in crate::engine) fn forget_settled(&mut self) -> Vec<(StepId, &'static str)> {
        let mut surplus = self.steps.len().saturating_sub(MAX_STEPS);
        if surplus == 0 {
            return Vec::new();
        }
        let mut last_of_name: Vec<(&str, StepId)> = Vec::new();
        for step in self.steps.iter().rev() {
            if !last_of_name.iter().any(|(name, _)| *name == step.name.as_str()) {
                last_of_name.push((&step.name, step.id));
            }
        }
        let kept: Vec<StepId> = last_of_name.into_iter().map(|(_, id)| id).collect();
        let visits: Vec<u64> = self.active.iter().map(|visit| visit.visit).collect();
        let mut forgotten = Vec::new();
        self.steps.retain(|step| {
            let present = step.visit.is_some_and(|visit| visits.contains(&visit));
            let word = became(step)
                .filter(|_| surplus > 0 && step.kind != StepKind::Compensation && !present && !kept.contains(&step.id));
            if let Some(word) = word {
                surplus -= 1;
                forgotten.push((step.id, word));
            }
            word.is_none()
        });
        forgotten
    }
}

/// What became of a step, if nothing more can.
fn became(step: &CaseStep) -> Option<&'static str> {
    match step.status {
        Status::Done => Some("done"),
        Status::Failed => Some("failed"),
        Status::Skipped | Status::Withdrawn => Some("withdrawn"),
        Status::Pending | Status::Out | Status::Waiting | Status::Asked | Status::Held => None,
    }
}
