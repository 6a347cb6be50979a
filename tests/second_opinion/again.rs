//! What people and playbooks do to steps that were decided: call them off, send them again, keep or waive a promise.

use super::account::{Happening, Status, StepState, Sworn, What};
use super::machine::Interpreter;
use super::playbook::Step;

impl Interpreter<'_> {
    fn last_named(&self, case: usize, name: &str, fits: impl Fn(&StepState) -> bool) -> Option<usize> {
        self.account.steps.iter().rposition(|step| step.case == case && step.name == name && fits(step))
    }

    /// Withdraws all of that name that are not done.
    pub fn cancel(&mut self, case: usize, name: &str) {
        for number in 0..self.account.steps.len() {
            let step = &mut self.account.steps[number];
            let was = step.status;
            let stands =
                matches!(was, Status::Out | Status::Pending | Status::Asked | Status::Held | Status::Another(_));
            let stands = stands && !step.of.owed;
            if step.case == case && step.name == name && stands {
                if was == Status::Held {
                    self.unhold(number, "withdrawn");
                }
                self.account.steps[number].status = Status::Withdrawn;
                self.disarm(number);
                self.end_promise(number, "waived", self.account.now);
                if was == Status::Out {
                    self.account.answer.withdrawn.push(number);
                    self.account.forget_unsent(number);
                }
            }
        }
    }

    /// The same step once more, as it would be decided now.
    pub fn resend(&mut self, case: usize, name: &str, happening: &Happening) {
        let may = |step: &StepState| matches!(step.status, Status::Out | Status::Failed | Status::Closed);
        if let Some(number) = self.last_named(case, name, may) {
            self.resend_step(case, number, happening);
        }
    }

    pub fn resend_step(&mut self, case: usize, number: usize, happening: &Happening) {
        let before = self.account.steps[number].clone();
        let (state, visit, untouched) = (before.state, before.visit, self.account.clone());
        self.disarm(number);
        self.account.forget_unsent(number);
        (self.account.steps[number].status, self.account.steps[number].went_out) = (Status::Failed, false);
        let emitted = self.account.answer.steps.len();
        self.decide(case, &Step { when: None, ..before.of.clone() }, state, visit, happening, Some(&before));
        // What was decided is no step of its own.
        let again = self.account.steps.pop().unwrap();
        if again.status == Status::Failed && before.status == Status::Out {
            // It could not be sent again, but is out as it was.
            self.account = untouched;
            return;
        }
        let other = self.account.steps.len();
        self.swear_again(number, other);
        self.account.contacts.iter_mut().filter(|(_, of)| *of == other).for_each(|(_, of)| *of = number);
        for timer in self.account.timers.iter_mut() {
            timer.what = match timer.what.clone() {
                What::Overdue(at) if at == other => What::Overdue(number),
                What::Broken(at) if at == other => What::Broken(number),
                What::Expired(at) if at == other => What::Expired(number),
                what => what,
            };
        }
        for queued in self.account.cases[case].queue.iter_mut().filter(|queued| queued.step == Some(other)) {
            queued.step = Some(number);
        }
        let attempt = match &before.pays {
            Some(_) => again.attempt,
            None if before.went_out => before.attempt + 1,
            None => 1,
        };
        for (held, _) in self.account.answer.held.iter_mut().filter(|(held, _)| *held == other) {
            *held = number;
        }
        for (asked, ..) in self.account.answer.asked.iter_mut().filter(|(asked, ..)| *asked == other) {
            *asked = number;
        }
        for step in &mut self.account.answer.steps[emitted..] {
            (step.number, step.attempt) = (number, attempt);
        }
        let sent = again.status == Status::Out;
        let attempt = if sent { attempt } else { before.attempt };
        self.account.steps[number] = StepState {
            attempt,
            decided: if before.status == Status::Out { before.decided } else { again.decided },
            pays: again.pays.clone().or(before.pays),
            reversed: again.reversed.or(before.reversed),
            failed_attempt: before.failed_attempt,
            paid: before.paid,
            answered: before.answered,
            went_out: before.went_out || sent,
            ..again
        };
    }

    pub fn settle_promise(&mut self, case: usize, name: &str, status: Status) {
        let stands = |step: &StepState| matches!(step.status, Status::Out | Status::Failed);
        if let Some(number) = self.last_named(case, name, stands) {
            let was = self.account.steps[number].status;
            let word = if status == Status::Done { "kept" } else { "waived" };
            self.end_promise(number, word, self.account.now);
            self.account.steps[number].status = status;
            self.account.steps[number].answered = (status == Status::Done).then_some(true);
            self.disarm(number);
            if was == Status::Out {
                self.account.answer.withdrawn.push(number);
                self.account.forget_unsent(number);
            }
            if status == Status::Done && !self.account.steps[number].broken {
                self.raise(case, format!("promise.kept.{name}"), Some(number));
            }
        }
    }

    pub fn swear(&mut self, step: usize) {
        self.account.sworn.push(Sworn { step, made: self.account.now, end: None });
    }

    /// What was decided for a step that is sent again is that step's: the promise that it made before, if it stands.
    fn swear_again(&mut self, number: usize, other: usize) {
        let sworn = &mut self.account.sworn;
        let stands = sworn.iter().any(|promise| promise.step == number && promise.end.is_none());
        if stands {
            sworn.retain(|promise| promise.step != other);
        }
        sworn.iter_mut().filter(|promise| promise.step == other).for_each(|promise| promise.step = number);
    }

    /// The first end of a promise is its end.
    pub fn end_promise(&mut self, step: usize, word: &'static str, at: i64) {
        let mut open = self.account.sworn.iter_mut().filter(|promise| promise.step == step && promise.end.is_none());
        if let Some(promise) = open.next() {
            promise.end = Some((word, at));
        }
    }

    pub fn disarm(&mut self, number: usize) {
        self.account.timers.retain(
            |timer| !matches!(timer.what, What::Overdue(at) | What::Broken(at) | What::FollowUp(at) | What::Expired(at) if at == number),
        );
    }
}
