//! What `do` and `leave` do, in their order.

use crate::account::{PaymentState, PromiseState, Status};
use crate::ids::StepId;
use crate::playbook::{Action, Deadline, Period, StateId, StepPlan};
use crate::step::StepKind;
use crate::value::{Name, Time, Value};

use super::machine::Machine;
use super::running::Signal;
use crate::engine::emit::promises::CANCELLED;
use crate::engine::turn::Runaway;

/// Who holds a list of actions: a state, or a transition of it.
pub(in crate::engine) struct Holder<'a> {
    /// The state's name or the transition's label.
    pub(in crate::engine) label: &'a Name,
    pub(in crate::engine) state: StateId,
    /// The visit that the steps count for.
    pub(in crate::engine) visit: Option<u64>,
}

impl Machine<'_, '_> {
    pub(super) fn act(&mut self, actions: &[Action], holder: &Holder<'_>) -> Result<(), Runaway> {
        for action in actions {
            match action {
                Action::Step(plan) => self.plan_step(plan, holder),
                Action::Set(facts) => facts.iter().for_each(|(slot, value)| self.set(*slot, value)),
                Action::Raise(kind) => {
                    self.case.queue.push_back(Signal::named(kind.to_string()));
                }
                Action::Cancel(name) => self.cancel(name),
                Action::Resend(name) => self.resend(name),
                Action::Keep { promise, because } => self.settle_promise(promise, because, true),
                Action::Waive { promise, because } => self.settle_promise(promise, because, false),
            }
        }
        Ok(())
    }

    fn set(&mut self, slot: u16, value: &crate::expression::Expression) {
        let playbook = self.case.playbook;
        let Some(fact) = playbook.fact(slot) else { return };
        let result = match self.value(value) {
            Ok(value) => fact.accept(value, playbook.rounding).map_err(|fault| format!("expected {}", fault.expected)),
            Err(why) => Err(why),
        };
        match result {
            Ok(value) => {
                self.case.log.set.push((fact.name.clone(), value.clone(), fact.personal));
                if let Some(known) = self.case.facts.get_mut(usize::from(slot)) {
                    *known = Some(value);
                }
            }
            Err(why) => {
                self.case.log.erred(&Name::from(format!("set/{}", fact.name)), why.clone());
                let kind = format!("error.set.{}", fact.name);
                let signal = Signal::failure(kind, None, why);
                self.case.queue.push_back(signal);
            }
        }
    }

    /// Withdraws the steps of that name that are not done, those that wait for another among them; what is owed stays.
    fn cancel(&mut self, name: &Name) {
        self.withdraw_held(|step| step.name == *name);
        let is_open = |status| matches!(status, Status::Out | Status::Pending | Status::Waiting | Status::Asked);
        for step in self.case.steps.iter_mut().filter(|s| s.name == *name && is_open(s.status) && !s.owed) {
            let (was_out, was_unsent) = (step.is_out(), matches!(step.status, Status::Pending | Status::Asked));
            let was_asked = step.status == Status::Asked;
            step.status = Status::Withdrawn;
            self.case.log.withdrawn.push(step.id);
            if step.kind == StepKind::Promise {
                let now = self.turn.now;
                let waived = self.turn.settle(step.id, PromiseState::Waived, now, Some(CANCELLED));
                self.case.log.promises.extend(waived);
            }
            if was_asked {
                self.turn.free_reserve(step.id);
            }
            if was_unsent {
                self.turn.withdrawn_unsent.push(step.id);
            }
            if was_out {
                self.turn.withdrawn.push(step.id);
                self.turn.message_became(step.id, Status::Withdrawn);
                if step.pays.is_some() {
                    self.turn.set_payment(step.id, PaymentState::Withdrawn);
                }
            }
        }
    }

    /// Sends the last step of that name again: the same id and the next attempt, for a payment only after a receipt that
    /// said *failed*.
    fn resend(&mut self, name: &Name) {
        let playbook = self.case.playbook;
        let again = |status| matches!(status, Status::Out | Status::Failed);
        let last = self.case.steps.iter().rposition(|s| s.name == *name && again(s.status));
        let Some((at, step)) = last.and_then(|at| Some((at, self.case.steps.get(at)?.clone()))) else { return };
        let Some(state) = playbook.state_named(&step.state) else { return };
        let Some(plan) = playbook.plan(state, name) else { return };
        self.send(plan, state, step, Some(at));
    }

    /// `keep` or `waive`: the promise is settled by something else than its receipt.
    fn settle_promise(&mut self, name: &Name, because: &crate::playbook::Template, kept: bool) {
        let because = self.case_text(because);
        let open = self.case.steps.iter_mut().rev().find(|step| {
            step.kind == StepKind::Promise
                && step.name == *name
                && matches!(step.status, Status::Out | Status::Failed | Status::Pending)
        });
        let Some(step) = open else { return };
        if step.is_out() {
            self.turn.withdrawn.push(step.id);
            self.turn.message_became(step.id, Status::Withdrawn);
        }
        let was_broken = step.is_broken();
        step.status = if kept { Status::Done } else { Status::Withdrawn };
        step.due = None;
        step.remaining = None;
        let state = if kept { PromiseState::Kept } else { PromiseState::Waived };
        let (id, now) = (step.id, self.turn.now);
        self.case.log.promises.extend(self.turn.settle(id, state, now, Some(&because)));
        // What was broken before counts as done, and stays broken.
        if kept && !was_broken {
            self.case.queue.push_back(Signal::named(format!("promise.kept.{name}")));
        }
    }

    /// Deadlines of a plan, counted from now.
    pub(in crate::engine) fn moment(&self, deadline: &Deadline) -> Result<Time, String> {
        match deadline {
            Deadline::In(period) => self.after(*period, self.turn.now),
            Deadline::Moment(expression) => self.moment_of(expression),
            Deadline::From(period, base) => self.after(*period, self.moment_of(base)?),
        }
    }

    /// The end of a period that begins then.
    pub(in crate::engine) fn after(&self, period: Period, from: Time) -> Result<Time, String> {
        let playbook = self.case.playbook;
        let calendar = |id| self.turn.engine.calendar(playbook, id);
        period.after(from, playbook.zone, calendar).ok_or_else(|| match period.calendar() {
            Some(_) => "the calendar has not so much business time in ten years".to_owned(),
            None => "the moment lies beyond the year 9999".to_owned(),
        })
    }

    /// A moment, or the end of a date in the playbook's zone.
    pub(super) fn moment_of(&self, expression: &crate::expression::Expression) -> Result<Time, String> {
        match self.value(expression)? {
            Value::Time(time) => Ok(time),
            Value::Date(date) => {
                let next = date.plus_days(1).and_then(|next| self.case.playbook.zone.start_of(next));
                next.ok_or_else(|| "the date has no end before the year 9999 is over".to_owned())
            }
            _ => Err("this is no moment".to_owned()),
        }
    }

    pub(in crate::engine) fn value(&self, expression: &crate::expression::Expression) -> Result<Value, String> {
        self.scope().value(expression).map_err(|error| self.case.explain(&error))
    }

    /// The id of a step: by what it is and what caused it, never by a counter.
    pub(in crate::engine) fn step_id(&mut self, plan: &StepPlan, holder: &Holder<'_>) -> StepId {
        let account = self.turn.account.id().as_bytes();
        let (case, cause) = (self.case.id.as_bytes(), self.outside.cause);
        // A cause can come twice: a payment that fails, is sent again and fails again.
        let steps = &self.case.steps;
        let is_known = |id| steps.iter().any(|step| step.id == id);
        self.turn.unique_id(is_known, |ordinal| {
            let mut hasher = crate::canon::Hasher::new("amends/step/1");
            hasher.part(account).part(case).part(holder.label.as_bytes()).part(plan.name.as_bytes());
            StepId(hasher.part(cause.bytes()).part(&ordinal.to_be_bytes()).id())
        })
    }
}
