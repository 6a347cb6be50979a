//! Timers and deadlines that are due.

use crate::account::{CaseStep, Held, PromiseState, Status};
use crate::ids::{Cause, StepId};
use crate::step::StepKind;
use crate::value::{Name, Time};

use crate::engine::emit::promises::LATE;
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::{Running, Signal};
use crate::engine::turn::{Fired, Outside, Runaway, Turn};

/// How many moments that were past when they were computed may fire one after the other.
const MAX_PAST: u32 = 64;

/// Up to when timers fire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Until {
    /// Earlier than now: what is due exactly now may still be answered in time.
    Before,
    /// Now included.
    Now,
}

impl Until {
    /// Whether what is due at `at` fires at `now`.
    pub(in crate::engine) fn covers(self, at: Time, now: Time) -> bool {
        at < now || (self == Self::Now && at == now)
    }
}

/// What is due next in a case.
enum Due {
    Timer(usize),
    Step(usize),
    /// Nobody approved this step in time.
    Approval(StepId),
}

impl<'e> Turn<'e> {
    /// Fires what is due in the cases that are loaded, in order of deadline, then arming.
    pub(in crate::engine) fn fire_due(&mut self, until: Until) -> Result<(), Runaway> {
        let armed_before = self.account.armed;
        loop {
            let next = self
                .cases
                .iter()
                .enumerate()
                .filter_map(|(at, case)| {
                    let (time, armed, due) = case.next_due(armed_before)?;
                    Some(((time, armed), at, due))
                })
                .filter(|((time, _), ..)| until.covers(*time, self.now))
                .min_by_key(|(order, ..)| *order);
            let Some(((time, _), at, due)) = next else { break };
            let mut case = self.cases.remove(at);
            let result = self.fire(&mut case, time, &due).and_then(|()| self.fire_past(&mut case));
            self.cases.insert(at, case);
            result?;
        }
        self.break_outstanding_promises(until);
        Ok(())
    }

    fn fire(&mut self, case: &mut Running<'e>, time: Time, due: &Due) -> Result<(), Runaway> {
        case.log.touched = true;
        match due {
            Due::Timer(at) => self.fire_timer(case, *at),
            Due::Step(at) => self.fire_step(case, *at, time),
            Due::Approval(step) => self.expire_held(case, *step, time),
        }
    }

    /// A timer fires once; if nothing takes it then, it is spent.
    fn fire_timer(&mut self, case: &mut Running<'e>, at: usize) -> Result<(), Runaway> {
        let timer = case.timers.remove(at);
        let state = case.playbook.state(timer.state);
        let Some(rule) = state.timers.get(usize::from(timer.rule)) else { return Ok(()) };
        let kind = format!("{}.{}", if rule.is_at() { "at" } else { "after" }, state.name);
        let cause = Cause::of_timer(&case.id, &state.name, &rule.key, timer.cause);
        let personal = case.playbook.is_personal(rule.expression());
        self.fired.push(Fired { at: timer.at, case: case.id.clone(), event: kind.clone(), personal });
        let signal = Signal { timer: Some((timer.state, timer.rule)), ..Signal::named(kind.as_str()) };
        self.run_timer(case, &kind, cause, signal)
    }

    /// A step's deadline: a follow-up goes out, a promise is broken, anything else is overdue.
    fn fire_step(&mut self, case: &mut Running<'e>, at: usize, time: Time) -> Result<(), Runaway> {
        let Some(step) = case.steps.get_mut(at) else { return Ok(()) };
        let is_last_day = |held: &Held| held.step == step.id && !held.apart;
        if step.status == Status::Held && case.held.iter().any(is_last_day) {
            let id = step.id;
            return self.expire_held(case, id, time);
        }
        let word = match (step.status, step.kind) {
            (Status::Pending, _) => "follow_up",
            (_, StepKind::Promise) => "promise.broken",
            _ => "step.overdue",
        };
        let cause = Cause::of_timer(&case.id, &step.state, &format!("{word}/{}", step.name), step.cause);
        let kind = format!("{word}.{}", step.name);
        let personal = step.personal_due;
        self.fired.push(Fired { at: time, case: case.id.clone(), event: kind.clone(), personal });
        let origin = case.playbook.state_named(&step.state);
        if step.status == Status::Pending {
            let (name, Some(state)) = (step.name.clone(), origin) else { return Ok(()) };
            let step = step.clone();
            let outside = Outside { kind: &kind, source: "amends", time: self.now, cause, facts: &[], is_event: false };
            let Some(plan) = case.playbook.plan(state, &name) else { return Ok(()) };
            return Machine::carry_out(self, case, &outside, |machine| {
                machine.send(plan, state, step, Some(at));
                Ok(None)
            });
        }
        step.overdue = true;
        if step.kind == StepKind::Promise {
            case.log.promises.extend(self.settle(step.id, PromiseState::Broken, time, Some(LATE)));
        }
        let signal = Signal { origin, is_failure: true, ..Signal::named(kind.as_str()) };
        self.run_timer(case, &kind, cause, signal)
    }

    pub(in crate::engine) fn run_timer(
        &mut self,
        case: &mut Running<'e>,
        kind: &str,
        cause: Cause,
        signal: Signal<'_>,
    ) -> Result<(), Runaway> {
        let outside = Outside { kind, source: "amends", time: self.now, cause, facts: &[], is_event: false };
        Machine::run(self, case, &outside, signal).map(|_| ())
    }

    /// Moments that were past already when they were computed fire at once, each in a macrostep of its own.
    pub(in crate::engine) fn fire_past(&mut self, case: &mut Running<'e>) -> Result<(), Runaway> {
        for _ in 0..MAX_PAST {
            if case.halted.is_some() || case.ended.is_some() {
                return Ok(());
            }
            let Some(at) = Machine::past_due(case, self.now, self.account.armed) else { return Ok(()) };
            self.fire_timer(case, at)?;
        }
        if Machine::past_due(case, self.now, self.account.armed).is_none() {
            return Ok(());
        }
        case.halted = Some(Name::from("moments in the past"));
        (case.log.halted, case.log.touched) = (true, true);
        Ok(())
    }

    /// Promises outlive their case: in the account they are broken in time, and nothing moves.
    fn break_outstanding_promises(&mut self, until: Until) {
        let (now, armed_before) = (self.now, self.account.armed);
        let is_due =
            |step: &CaseStep| step.kind == StepKind::Promise && step.fires_at().is_some_and(|at| until.covers(at, now));
        // Of the cases that a timer has just ended.
        for at in 0..self.cases.len() {
            let Some(case) = self.cases.get_mut(at).filter(|case| case.ended.is_some()) else { continue };
            let id = case.id.clone();
            let steps = case.steps.iter_mut().filter(|step| step.armed <= armed_before && is_due(step));
            let broken: Vec<_> = steps.map(|step| broken(step, &id)).collect();
            for (step, fired) in broken {
                let promise = self.settle(step, PromiseState::Broken, fired.at, Some(LATE));
                self.fired.push(fired);
                if let Some(case) = self.cases.get_mut(at) {
                    case.log.promises.extend(promise);
                }
            }
        }
        if !self.outstanding.iter().any(|(_, step)| is_due(step)) {
            return;
        }
        let due = self.outstanding.to_mut().iter_mut().filter(|(_, step)| is_due(step));
        let broken: Vec<_> = due.map(|(case, step)| broken(step, case)).collect();
        for (step, fired) in broken {
            let promise = self.settle(step, PromiseState::Broken, fired.at, Some(LATE));
            self.promises_of_ended.extend(promise);
            self.fired.push(fired);
        }
    }
}

/// The deadline of a promise of a case that has ended passes.
fn broken(step: &mut CaseStep, case: &Name) -> (StepId, Fired) {
    step.overdue = true;
    let at = step.due.unwrap_or(step.at);
    let event = format!("promise.broken.{}", step.name);
    (step.id, Fired { at, case: case.clone(), event, personal: step.personal_due })
}

impl Running<'_> {
    /// The earliest timer or deadline that was armed before this input: when, its arming, what.
    fn next_due(&self, armed_before: u64) -> Option<(Time, u64, Due)> {
        if self.halted.is_some() || self.ended.is_some() {
            return None;
        }
        let timers = self.timers.iter().enumerate().map(|(at, timer)| (timer.at, timer.armed, Due::Timer(at)));
        let steps = self.steps.iter().enumerate();
        let steps = steps.filter_map(|(at, step)| Some((step.fires_at()?, step.armed, Due::Step(at))));
        let approvals = self.held.iter();
        let approvals =
            approvals.filter_map(|held| Some((held.expires_apart()?, held.armed, Due::Approval(held.step))));
        let before = timers.chain(steps).chain(approvals).filter(|(_, armed, _)| *armed <= armed_before);
        before.min_by_key(|(at, armed, _)| (*at, *armed))
    }
}
