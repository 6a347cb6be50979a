//! The ledger of promises: what is made, put off, kept, broken or waived while an input runs.

use crate::account::{CaseStep, Promise, PromiseState, Step};
use crate::ids::StepId;
use crate::input::{Receipt, Settlement};
use crate::step::StepKind;
use crate::value::{Name, Time};

use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::Running;
use crate::engine::turn::Turn;

/// Why a promise is broken whose deadline has passed.
pub(in crate::engine) const LATE: &str = "not kept in time";

/// Why a promise is waived that was to be sent again, but another makes needless.
pub(super) const ANOTHER: &str = "another step does it";

/// Why a promise is waived that the playbook withdraws.
pub(in crate::engine) const CANCELLED: &str = "withdrawn by the playbook";

impl Turn<'_> {
    /// Settles the promise of a step, if it is open, and gives it as it is now. What is settled stays as it is.
    pub(in crate::engine) fn settle(
        &mut self,
        step: StepId,
        state: PromiseState,
        at: Time,
        because: Option<&str>,
    ) -> Option<Promise> {
        let place = self.open_promise(step)?;
        let promise = self.promises.to_mut().get_mut(place)?;
        (promise.state, promise.settled, promise.because) = (state, Some(at), because.map(Name::from));
        Some(promise.clone())
    }

    /// The same, as a receipt says.
    pub(in crate::engine) fn settle_by_receipt(&mut self, receipt: &Receipt) -> Option<Promise> {
        let (state, because) = match receipt.settlement() {
            Settlement::Done => (PromiseState::Kept, None),
            Settlement::Failed(reason) => (PromiseState::Broken, Some(reason.as_str())),
        };
        self.settle(receipt.step(), state, self.now, because)
    }

    /// Another deadline for the promise of a step, if it is open; none while it stands still.
    pub(in crate::engine) fn put_off(&mut self, step: &CaseStep) {
        let place = if step.kind == StepKind::Promise { self.open_promise(step.id) } else { None };
        if let Some(promise) = place.and_then(|place| self.promises.to_mut().get_mut(place)) {
            promise.due = step.due;
        }
    }

    fn open_promise(&self, step: StepId) -> Option<usize> {
        self.promises.iter().rposition(|promise| promise.step == step && promise.state == PromiseState::Open)
    }
}

impl Machine<'_, '_> {
    /// A promise goes out: it is made, or has another deadline if it was open and is sent again.
    pub(in crate::engine) fn promise(&mut self, out: &Step, step: &CaseStep) {
        if self.turn.open_promise(step.id).is_some() {
            return self.turn.put_off(step);
        }
        let promise = Promise {
            because: None,
            case: out.case.clone(),
            due: step.due,
            made: step.at,
            message: out.message.clone().unwrap_or_default(),
            name: step.name.clone(),
            owner: self.case.owner(),
            personal_due: step.personal_due,
            playbook: out.playbook.clone(),
            settled: None,
            state: PromiseState::Open,
            step: step.id,
        };
        self.turn.promises.to_mut().push(promise.clone());
        self.case.log.promises.push(promise);
    }

    /// The case is handed to somebody: its open promises are theirs now.
    pub(super) fn hand_over(&mut self, to: &Name) {
        let is_of_case = |promise: &Promise| {
            promise.state == PromiseState::Open && self.case.steps.iter().any(|step| step.id == promise.step)
        };
        if !self.turn.promises.iter().any(is_of_case) {
            return;
        }
        for promise in self.turn.promises.to_mut().iter_mut().filter(|promise| is_of_case(promise)) {
            promise.owner = Some(to.clone());
        }
    }
}

impl Running<'_> {
    /// The role that the case was last escalated to, else the owner of its playbook.
    pub(in crate::engine) fn owner(&self) -> Option<Name> {
        let playbook = self.playbook;
        let went_out = |step: &&CaseStep| step.kind == StepKind::Escalation && step.attempt > 0;
        let last = self.steps.iter().filter(went_out).max_by_key(|step| step.order);
        let role = last.and_then(|step| playbook.plan(playbook.state_named(&step.state)?, &step.name)?.to.clone());
        role.or_else(|| playbook.owner.clone())
    }
}
