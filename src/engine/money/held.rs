//! Goodwill that waits for people to approve it: held, and then granted, refused, expired or withdrawn.

use crate::account::{CaseStep, Held, HeldState, Payment, PaymentState, Status, Step};
use crate::explanation::Fate;
use crate::ids::{Cause, StepId};
use crate::playbook::{StateId, StepPlan};
use crate::step::StepKind;
use crate::value::{Money, Name, Time};

use crate::engine::emit::emit::Whole;
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::{Running, Signal};
use crate::engine::turn::{Fired, Runaway, Turn};

impl Machine<'_, '_> {
    /// Whether a payment has to wait for people: goodwill beyond what the house pays on its own. What went out goes out again
    /// for no more than that.
    pub(in crate::engine) fn needs_approval(&self, out: &Step, step: &CaseStep, amount: Money) -> bool {
        let went_out = step.amount.filter(|before| step.attempt > 0 && before.currency() == amount.currency());
        let is_bound = step.kind == StepKind::Compensation && !step.owed && out.reverses.is_none();
        is_bound
            && went_out.is_none_or(|before| amount.amount() > before.amount())
            && self.turn.engine.rules(self.case.playbook).is_some_and(|rules| !rules.is_automatic(amount))
    }

    /// Decides a payment that waits for approval: its sum is reserved, it is not out.
    pub(in crate::engine) fn hold(
        &mut self,
        plan: &StepPlan,
        state: StateId,
        Whole { out, logged }: &Whole,
        step: CaseStep,
        place: Option<usize>,
    ) {
        let (Some(amount), Some(pays)) = (out.amount, out.pays) else { return };
        let apart = match plan.approve_within.as_ref().map(|within| self.moment(within)).transpose() {
            Ok(apart) => apart,
            Err(why) => {
                self.turn.free_reserve(step.id);
                return self.fail_at_once(plan, step, state, why, place);
            }
        };
        let lowest = self.turn.engine.rules(self.case.playbook).and_then(|rules| rules.lowest_for(amount));
        let role = lowest.map(|role| role.name.clone());
        self.record_step(plan, Fate::Held { role: role.clone() }, place.is_none());
        // A pool may have said that it fits: then it is reserved already.
        if !self.turn.is_held(step.id) {
            let attempt = self.turn.attempt(pays);
            self.turn.hold_payment(Payment {
                amount: Some(amount),
                attempt,
                at: self.turn.now,
                case: self.case.id.clone(),
                paid: None,
                pays,
                personal: logged.personal_amount,
                state: PaymentState::Held,
                step: step.id,
            });
        }
        let within = plan.approve_within.as_ref().and_then(|within| within.expression());
        let held = Held {
            amount,
            apart: apart.is_some(),
            approvers: Vec::new(),
            armed: self.turn.next_armed(),
            at: self.turn.now,
            case: self.case.id.clone(),
            name: step.name.clone(),
            needs: plan.approvals,
            personal: logged.personal_amount,
            personal_until: if apart.is_some() { self.case.playbook.is_personal(within) } else { logged.personal_due },
            playbook: self.case.playbook.reference.clone(),
            requester: self.turn.requester.clone(),
            role,
            state: HeldState::Waiting,
            step: step.id,
            until: apart.or(step.due),
        };
        self.case.log.held.push(held.clone());
        self.case.held.push(held);
        // If it waited for its pool until its deadline had passed, nobody has said yes in time: that is still to be told.
        let overdue = step.overdue && apart.is_some();
        self.keep(CaseStep { status: Status::Held, amount: Some(amount), overdue, pays: Some(pays), ..step }, place);
    }

    /// Lets a payment go out that was approved by all whom it takes, and tells the case. What it says is filled in now; how
    /// much and by when were decided.
    pub(in crate::engine) fn grant_held(&mut self, id: StepId, approver: Name) -> Option<Signal<'static>> {
        let playbook = self.case.playbook;
        let at = self.case.steps.iter().position(|step| step.id == id)?;
        let step = self.case.steps.get(at)?.clone();
        let (state, name) = (playbook.state_named(&step.state)?, step.name.clone());
        let plan = playbook.plan(state, &name)?;
        self.case.held.iter_mut().filter(|held| held.step == id).for_each(|held| held.approvers.push(approver.clone()));
        self.turn.no_longer_held(self.case, id, HeldState::Granted);
        self.send(plan, state, step, Some(at));
        let is_out = self.case.steps.get(at).is_some_and(CaseStep::is_out);
        if !is_out {
            // It failed at once, and the case is told that; or it is needless. Whoever waits for it waits in vain.
            self.turn.free_reserve(id);
            self.turn.withdrawn_unsent.push(id);
            return None;
        }
        let kind = format!("approval.granted.{name}");
        Some(Signal { origin: Some(state), ..Signal::named(kind) })
    }

    /// Closes a payment that somebody refused: not done, and nothing but that is told.
    pub(in crate::engine) fn refuse_held(&mut self, id: StepId, because: String) -> Option<Signal<'static>> {
        let (name, origin) = self.turn.close_held(self.case, id, HeldState::Refused)?;
        let kind = format!("approval.refused.{name}");
        Some(Signal::failure(kind, origin, because))
    }

    /// Withdraws what waits for approval and is concerned.
    pub(in crate::engine) fn withdraw_held(&mut self, is_concerned: impl Fn(&CaseStep) -> bool) {
        if self.case.held.is_empty() {
            return;
        }
        let held = self.case.steps.iter().filter(|step| step.status == Status::Held && is_concerned(step));
        let ids: Vec<StepId> = held.map(|step| step.id).collect();
        for id in ids {
            self.turn.drop_held(self.case, id, Status::Withdrawn);
        }
    }
}

impl<'e> Turn<'e> {
    /// A payment waits no longer; says so.
    pub(in crate::engine) fn no_longer_held(&mut self, case: &mut Running<'e>, id: StepId, state: HeldState) {
        let Some(at) = case.held.iter().position(|held| held.step == id) else { return };
        let held = case.held.remove(at);
        case.log.held.push(Held { state, ..held });
    }

    /// A payment that waits is closed without going out: its step, and the sum that was reserved for it. Gives what tells of
    /// it.
    fn close_held(&mut self, case: &mut Running<'e>, id: StepId, state: HeldState) -> Option<(Name, Option<StateId>)> {
        self.no_longer_held(case, id, state);
        self.free_reserve(id);
        // Whoever waits for it waits in vain.
        self.withdrawn_unsent.push(id);
        let step = case.steps.iter_mut().find(|step| step.id == id)?;
        (step.status, step.due, step.remaining) = (Status::Failed, None, None);
        Some((step.name.clone(), case.playbook.state_named(&step.state)))
    }

    /// A payment that waits is no longer wanted: withdrawn, or skipped by somebody.
    pub(in crate::engine) fn drop_held(&mut self, case: &mut Running<'e>, id: StepId, status: Status) {
        if self.close_held(case, id, HeldState::Withdrawn).is_some() {
            case.log.withdrawn.push(id);
            if let Some(step) = case.steps.iter_mut().find(|step| step.id == id) {
                step.status = status;
            }
        }
    }

    /// Nobody approved a payment in time.
    pub(in crate::engine) fn expire_held(
        &mut self,
        case: &mut Running<'e>,
        id: StepId,
        time: Time,
    ) -> Result<(), Runaway> {
        let held = case.held.iter().find(|held| held.step == id);
        let personal = held.is_some_and(|held| held.personal_until);
        let Some(cause) = case
            .steps
            .iter()
            .find(|step| step.id == id)
            .map(|step| Cause::of_timer(&case.id, &step.state, &format!("approval/{}", step.name), step.cause))
        else {
            return Ok(());
        };
        let Some((name, origin)) = self.close_held(case, id, HeldState::Expired) else { return Ok(()) };
        let kind = format!("approval.expired.{name}");
        self.fired.push(Fired { at: time, case: case.id.clone(), event: kind.clone(), personal });
        let signal = Signal { origin, is_failure: true, ..Signal::named(kind.as_str()) };
        self.run_timer(case, &kind, cause, signal)
    }
}
