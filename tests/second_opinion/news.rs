//! What a case hears of its steps: that a time has come, what a receipt says, that another is gone.

use super::account::{Happening, Status, StepState, Timer, What};
use super::calendar;
use super::machine::Interpreter;
use super::playbook::{Moment, Since};

/// A case in which withdrawing sets free what is withdrawn again stands still.
const MOST_RELEASED: usize = 64;

impl Interpreter<'_> {
    /// What a timer does when its time has come.
    pub fn fire(&mut self, timer: Timer) {
        let time = self.account.now;
        let about = |name: String, step: usize| Happening { name, step: Some(step), time, ..Happening::default() };
        let (case, happening) = match timer.what {
            What::State { case, state, key } => {
                let word = key.split('/').next().unwrap_or_default();
                let name = format!("{word}.s{state}");
                (case, Happening { name, timer: Some((state, key)), time, ..Happening::default() })
            }
            What::Expired(number) => return self.expire(number),
            What::Overdue(number)
                if self.account.steps[number].status == Status::Held
                    && self.account.steps[number].of.approve_within.is_none() =>
            {
                return self.expire(number);
            }
            What::Overdue(number) => {
                let step = &self.account.steps[number];
                (step.case, about(format!("step.overdue.{}", step.name), number))
            }
            What::Broken(number) => {
                let step = &mut self.account.steps[number];
                step.broken = true;
                let about = about(format!("promise.broken.{}", step.name), number);
                let case = step.case;
                self.end_promise(number, "broken", timer.due);
                (case, about)
            }
            What::FollowUp(number) => {
                let step = self.account.steps[number].clone();
                let rest = Happening { time, ..Happening::default() };
                // It does not wait for itself.
                self.account.steps[number].status = Status::Failed;
                if let Some(other) = self.another(&step) {
                    self.account.steps[number].status = other;
                    return self.rest(step.case, &rest);
                }
                self.account.steps[number].status = Status::Out;
                self.account.steps[number].due = step.within.map(|within| self.moment(within, step.case, time));
                let due = self.account.steps[number].due;
                if !self.find_channel(number) {
                    return self.rest(step.case, &rest);
                }
                self.emit(number);
                if let Some(due) = due {
                    self.arm(due, What::Overdue(number));
                }
                let case = self.account.steps[number].case;
                return self.rest(case, &rest);
            }
        };
        self.run_anyway(case, &happening);
    }

    pub fn moment(&self, moment: Moment, case: usize, event: i64) -> i64 {
        let from = match moment.since {
            Since::Now => self.account.now,
            Since::Opened => self.account.cases[case].opened,
            Since::Event => event,
        };
        match moment.unit {
            None => from + moment.count * 60,
            Some(unit) => calendar::after(from, moment.count, unit),
        }
    }

    fn expire(&mut self, number: usize) {
        self.unhold(number, "expired");
        self.tell_approval(number, "expired");
    }

    /// A receipt that says something new; gives the outcome.
    pub fn receipt(&mut self, number: usize, done: bool) -> &'static str {
        let step = &self.account.steps[number];
        if !step.went_out {
            return "unknown_step";
        }
        let (payment, was) = (step.pays.clone(), step.status);
        // Of a step that was sent again, nothing is known yet.
        let before = if was == Status::Out { None } else { step.answered };
        match (before, done) {
            (Some(true), true) | (Some(false), false) => return "duplicate",
            (Some(true), false) if payment.is_none() => return "conflict",
            _ => {}
        }
        // Money that went out too late to be withdrawn, and came back, is news as of any other payment.
        let came_back = before == Some(true) && !done;
        let withdrawn = matches!(was, Status::Withdrawn | Status::Skipped) && !came_back;
        let (now, promise) = (self.account.now, step.promise);
        if was == Status::Held {
            // The attempt before went through after all.
            self.unhold(number, "withdrawn");
        }
        let step = &mut self.account.steps[number];
        if !withdrawn {
            step.status = if done { Status::Done } else { Status::Failed };
        }
        if !done {
            step.failed_attempt = step.attempt;
            self.account.forget_failed(number);
        }
        let step = &mut self.account.steps[number];
        step.answered = Some(done);
        step.paid = done.then_some(now);
        let raises = !withdrawn && !(promise && (step.broken || was == Status::Failed));
        step.broken |= promise && !done;
        self.disarm(number);
        self.end_promise(number, if done { "kept" } else { "broken" }, now);
        let word = match (promise, done) {
            (true, true) => "promise.kept",
            (true, false) => "promise.broken",
            (false, true) => "step.done",
            (false, false) => "step.failed",
        };
        let waiting =
            (0..self.account.steps.len()).filter(|at| self.account.steps[*at].status == Status::Another(number));
        let concerned: Vec<usize> = [number].into_iter().chain(waiting).collect();
        for at in concerned {
            let other = &mut self.account.steps[at];
            if at != number {
                if other.status != Status::Another(number) {
                    continue;
                }
                other.status = if done { Status::Needless } else { Status::Failed };
            }
            let (of, name) = (other.case, format!("{word}.{}", other.name));
            if raises || at != number {
                let happening = Happening { name, step: Some(at), time: now, ..Happening::default() };
                self.run_anyway(of, &happening);
            } else if !withdrawn {
                self.rest(of, &Happening { name, time: now, ..Happening::default() });
            }
        }
        "applied"
    }

    /// Steps that wait for one that is withdrawn hear of it when all else of the input is done: those that were out first.
    pub fn release(&mut self) {
        let waiters_of = |steps: &[StepState], first: usize| -> Vec<usize> {
            let waits = |at: &usize| steps[*at].status == Status::Another(first);
            (0..steps.len()).filter(waits).collect()
        };
        for round in 0.. {
            let steps = &self.account.steps;
            let is_over =
                |at: &usize| !matches!(steps[*at].status, Status::Pending | Status::Out | Status::Asked | Status::Held);
            let is_gone = |at: &usize| is_over(at) && !waiters_of(steps, *at).is_empty();
            let were_out = self.account.answer.withdrawn.iter().copied();
            let Some(first) = were_out.chain(0..steps.len()).find(is_gone) else { return };
            let is_done = matches!(steps[first].status, Status::Done | Status::Needless);
            for at in waiters_of(&self.account.steps, first) {
                let step = &mut self.account.steps[at];
                if step.status != Status::Another(first) {
                    continue;
                }
                step.status = if is_done { Status::Needless } else { Status::Failed };
                let word = match (step.promise, is_done) {
                    (true, true) => "promise.kept",
                    (true, false) => "promise.broken",
                    (false, true) => "step.done",
                    (false, false) => "step.failed",
                };
                let (of, name) = (step.case, format!("{word}.{}", step.name));
                if round >= MOST_RELEASED && self.account.cases[of].runs() {
                    self.halt(of);
                }
                let time = self.account.now;
                self.run_anyway(of, &Happening { name, step: Some(at), time, ..Happening::default() });
            }
        }
    }

    pub fn run_anyway(&mut self, case: usize, happening: &Happening) {
        if !self.run(case, happening) {
            self.rest(case, happening);
        }
    }

    /// Nobody takes it, but a state may be complete now, or a `choose` hold.
    pub fn rest(&mut self, case: usize, happening: &Happening) {
        if self.account.cases[case].runs() {
            let (before, mut microsteps) = (self.account.clone(), 0);
            self.settle(case, happening, &mut microsteps);
            self.undo_if_halted(case, before);
            self.fire_past(case);
        }
    }
}
