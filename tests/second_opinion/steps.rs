//! What a `do` list does, and what becomes of steps.

use super::account::{Happening, Status, StepState, Sworn, Timer, View, What};
use super::calendar;
use super::condition::Asked;
use super::input::Emitted;
use super::machine::Interpreter;
use super::people::AUTOMATIC;
use super::playbook::*;

/// A case in which withdrawing sets free what is withdrawn again stands still.
const MOST_RELEASED: usize = 64;

impl Interpreter<'_> {
    pub fn act(
        &mut self,
        case: usize,
        actions: &[Action],
        state: StateId,
        visit: Option<usize>,
        happening: &Happening,
    ) {
        for action in actions {
            match action {
                Action::Step(step) => self.decide(case, step, state, visit, happening, None),
                Action::Set(set) => self.set(case, set, happening),
                Action::Raise(event) => self.raise(case, (*event).to_owned(), None),
                Action::Cancel(name) => self.cancel(case, name),
                Action::Resend(name) => self.resend(case, name, happening),
                Action::Keep(name) => self.settle_promise(case, name, Status::Done),
                Action::Waive(name) => self.settle_promise(case, name, Status::Withdrawn),
            }
        }
    }

    fn raise(&mut self, case: usize, name: String, step: Option<usize>) {
        let happening = Happening { name, step, time: self.account.now, ..Happening::default() };
        self.account.cases[case].queue.push(happening);
    }

    fn set(&mut self, case: usize, set: &Set, happening: &Happening) {
        // What the event carries is stored already.
        let stored = Happening { data: Vec::new(), ..happening.clone() };
        let view = View::new(&self.account, case, &stored);
        let (fact, value) = match set {
            Set::Days(value) => (DAYS, value.value(&view).filter(|days| (0..=9).contains(days))),
            Set::Extra(value) => (EXTRA, value.value(&view)),
            Set::Bad(value) => (BAD, value.value(&view).map(i64::from)),
            Set::Total(value) => (TOTAL, value.value(&view)),
        };
        match value {
            Some(value) => self.account.cases[case].facts[fact] = Some(value),
            None => self.raise(case, format!("error.set.{}", FACTS[fact]), None),
        }
    }

    /// `again` is the step that goes out once more.
    fn decide(
        &mut self,
        case: usize,
        step: &Step,
        state: StateId,
        visit: Option<usize>,
        happening: &Happening,
        again: Option<&StepState>,
    ) {
        let stored = Happening { data: Vec::new(), ..happening.clone() };
        let view = View::new(&self.account, case, &stored);
        if !step.when.as_ref().is_none_or(|when| when.holds(&view)) {
            return;
        }
        // What is out goes again as it went; what failed is paid anew, for the same thing.
        let as_before = again.filter(|again| again.status == Status::Out).and_then(|again| again.amount);
        let amount = match &step.kind {
            StepKind::Compensation { .. } if as_before.is_some() => Some(as_before),
            // Nothing, or less, can't be paid.
            StepKind::Compensation { amount, .. } => Some(amount.value(&view).filter(|minor| *minor > 0)),
            StepKind::Task(Some(amount)) => Some(amount.value(&view)),
            _ => None,
        };
        let is_payment = matches!(step.kind, StepKind::Compensation { .. });
        let erred = amount == Some(None);
        let pays = match &step.kind {
            StepKind::Compensation { once, .. } => {
                let before = again.and_then(|again| again.pays.clone());
                before.or_else(|| self.pays(case, &step.name(state), *once, &view))
            }
            _ => Some(String::new()),
        };
        let erred = erred || pays.is_none();
        let moment = |model: &Self, moment: Moment| model.moment(moment, case, happening.time);
        let promise = matches!(step.kind, StepKind::Promise { .. });
        let due = match &step.kind {
            StepKind::Promise { by } => Some(moment(self, *by)),
            // Sent again it goes out at once.
            StepKind::FollowUp { after } if again.is_none() => Some(moment(self, *after)),
            _ => step.within.map(|within| moment(self, within)),
        };
        let mut decided = StepState {
            visit,
            amount: amount.flatten().filter(|_| is_payment),
            due,
            pays: pays.filter(|_| is_payment),
            ..StepState::new(case, step.clone(), state)
        };
        if erred {
            decided.status = Status::Failed;
            decided.due = None;
            decided.pays = None;
            let name = format!("step.failed.{}", decided.name);
            self.account.steps.push(decided);
            self.raise(case, name, Some(self.account.steps.len() - 1));
            return;
        }
        if let Some(other) = self.another(&decided) {
            let is_out = matches!(self.account.steps[other].status, Status::Out | Status::Pending | Status::Held);
            decided.status = if is_out { Status::Another(other) } else { Status::Needless };
            self.account.steps.push(decided);
            return;
        }
        if let Some(pays) = &decided.pays {
            decided.attempt = 1 + self.failed_attempt(pays);
        }
        let number = self.account.steps.len();
        if self.must_wait(&decided, again) {
            (decided.status, decided.went_out, decided.requester) = (Status::Held, false, self.requester);
            self.account.steps.push(decided);
            self.account.answer.held.push((number, "waiting"));
            if let Some(due) = due {
                self.arm(due, What::Overdue(number));
            }
            if let Some(within) = step.approve_within {
                self.arm(moment(self, within), What::Expired(number));
            }
            return;
        }
        if matches!(step.kind, StepKind::FollowUp { .. }) && again.is_none() {
            decided.status = Status::Pending;
            let due = decided.due.take().unwrap_or_default();
            self.account.steps.push(decided);
            self.arm(due, What::FollowUp(number));
            return;
        }
        self.account.steps.push(decided);
        self.emit(number);
        if promise {
            self.swear(number);
        }
        if let Some(due) = due {
            self.arm(due, if promise { What::Broken(number) } else { What::Overdue(number) });
        }
    }

    /// Whether a payment is more than goes out without anybody's approval, and than what went out of it before.
    fn must_wait(&self, step: &StepState, again: Option<&StepState>) -> bool {
        let Some(amount) = step.amount.filter(|amount| self.world[0].people && *amount > AUTOMATIC) else {
            return false;
        };
        let sent = again.filter(|again| again.went_out).and_then(|again| again.amount);
        sent.is_none_or(|sent| amount > sent)
    }

    /// The step that makes this one needless: out or done, for the same payment or once in the case.
    fn another(&self, step: &StepState) -> Option<usize> {
        let blocks = |other: &StepState| match &step.pays {
            Some(pays) => other.pays.as_ref() == Some(pays),
            None => step.once && other.case == step.case && other.name == step.name,
        };
        let stands = |other: &StepState| match other.status {
            Status::Out | Status::Done | Status::Pending | Status::Held => true,
            // The payment went through although it was withdrawn.
            Status::Withdrawn | Status::Skipped => other.paid.is_some(),
            _ => false,
        };
        self.account.steps.iter().rposition(|other| blocks(other) && stands(other))
    }

    /// The last attempt at paying for this that failed; 0 if none did.
    pub fn failed_attempt(&self, pays: &str) -> usize {
        let same = self.account.steps.iter().filter(|step| step.pays.as_deref() == Some(pays));
        same.map(|step| step.failed_attempt).max().unwrap_or_default()
    }

    fn pays(&self, case: usize, name: &str, once: Once, view: &View) -> Option<String> {
        let playbook = self.playbook(case);
        let found = &self.account.cases[case];
        let key = match playbook.key {
            Key::EachEvent => found.opened_by.clone(),
            _ => found.id.clone(),
        };
        let incident = found.incident;
        let by_case = format!("case {key} {incident:?}");
        let what = match once {
            Once::Unsaid | Once::Case => by_case,
            Once::Event => format!("event {}", found.last),
            Once::Incident => incident.map_or(by_case, |incident| format!("incident {incident}")),
            Once::Facts(facts) => {
                let values: Option<Vec<_>> = facts.iter().map(|fact| view.fact(*fact)).collect();
                format!("facts {:?}", values?)
            }
        };
        Some(format!("{} {name} {what}", playbook.name))
    }

    pub fn emit(&mut self, number: usize) {
        let step = &self.account.steps[number];
        let case = &self.account.cases[step.case];
        let emitted = Emitted {
            number,
            name: step.name.clone(),
            kind: step.kind,
            state: format!("s{}", step.state),
            case: case.id.clone(),
            amount: step.amount,
            due: step.due,
            attempt: step.attempt,
            pays: step.pays.clone(),
        };
        self.account.answer.steps.push(emitted);
    }

    /// Whether it holds its state up no longer.
    pub fn is_settled(&self, step: &StepState) -> bool {
        match step.status {
            Status::Done | Status::Withdrawn | Status::Skipped | Status::Needless => true,
            // A receipt is its own news first: the step that waits has a macrostep to come.
            Status::Another(other) => {
                let first = &self.account.steps[other];
                let is_gone = matches!(first.status, Status::Withdrawn | Status::Skipped);
                self.telling != Some(other) && !is_gone && self.is_settled(first)
            }
            Status::Pending | Status::Out | Status::Held | Status::Failed | Status::Closed => false,
        }
    }

    fn last_named(&self, case: usize, name: &str, fits: impl Fn(&StepState) -> bool) -> Option<usize> {
        self.account.steps.iter().rposition(|step| step.case == case && step.name == name && fits(step))
    }

    /// Withdraws all of that name that are not done.
    fn cancel(&mut self, case: usize, name: &str) {
        for number in 0..self.account.steps.len() {
            let step = &mut self.account.steps[number];
            let was = step.status;
            let stands = matches!(was, Status::Out | Status::Pending | Status::Held | Status::Another(_));
            if step.case == case && step.name == name && stands {
                if was == Status::Held {
                    self.unhold(number, "withdrawn");
                }
                self.account.steps[number].status = Status::Withdrawn;
                self.disarm(number);
                self.end_promise(number, "waived", self.account.now);
                if was == Status::Out {
                    self.account.answer.withdrawn.push(number);
                }
            }
        }
    }

    /// The same step once more, as it would be decided now.
    fn resend(&mut self, case: usize, name: &str, happening: &Happening) {
        let may = |step: &StepState| matches!(step.status, Status::Out | Status::Failed | Status::Closed);
        if let Some(number) = self.last_named(case, name, may) {
            self.resend_step(case, number, happening);
        }
    }

    pub fn resend_step(&mut self, case: usize, number: usize, happening: &Happening) {
        let before = self.account.steps[number].clone();
        let (state, visit, untouched) = (before.state, before.visit, self.account.clone());
        self.disarm(number);
        self.account.steps[number].status = Status::Failed;
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
        let attempt = if before.pays.is_some() { again.attempt } else { before.attempt + 1 };
        for (held, _) in self.account.answer.held.iter_mut().filter(|(held, _)| *held == other) {
            *held = number;
        }
        for step in &mut self.account.answer.steps[emitted..] {
            (step.number, step.attempt) = (number, attempt);
        }
        let sent = again.status == Status::Out;
        let attempt = if sent { attempt } else { before.attempt };
        self.account.steps[number] = StepState {
            attempt,
            failed_attempt: before.failed_attempt,
            paid: before.paid,
            answered: before.answered,
            went_out: before.went_out || sent,
            ..again
        };
    }

    fn settle_promise(&mut self, case: usize, name: &str, status: Status) {
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
            }
            if status == Status::Done && !self.account.steps[number].broken {
                self.raise(case, format!("promise.kept.{name}"), Some(number));
            }
        }
    }

    fn swear(&mut self, step: usize) {
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
                let within = self.account.steps[number].within;
                let due = within.map(|within| self.moment(within, self.account.steps[number].case, time));
                self.account.steps[number].status = Status::Out;
                self.account.steps[number].due = due;
                self.emit(number);
                if let Some(due) = due {
                    self.arm(due, What::Overdue(number));
                }
                return;
            }
        };
        self.run_anyway(case, &happening);
    }

    fn moment(&self, moment: Moment, case: usize, event: i64) -> i64 {
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
        }
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
        self.telling = Some(number);
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
        self.telling = None;
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
            let was_dropped =
                |at: &usize| matches!(steps[*at].status, Status::Withdrawn | Status::Skipped | Status::Closed);
            let is_gone = |at: &usize| was_dropped(at) && !waiters_of(steps, *at).is_empty();
            let were_out = self.account.answer.withdrawn.iter().copied();
            let Some(first) = were_out.chain(0..steps.len()).find(is_gone) else { return };
            if round >= MOST_RELEASED {
                let waits = |step: &StepState| matches!(step.status, Status::Another(_));
                let waiting = steps.iter().filter(|step| waits(step)).map(|step| step.case);
                let cases: std::collections::BTreeSet<usize> = waiting.collect();
                cases
                    .into_iter()
                    .filter(|case| self.account.cases[*case].runs())
                    .collect::<Vec<_>>()
                    .into_iter()
                    .for_each(|case| self.halt(case));
                return;
            }
            for at in waiters_of(&self.account.steps, first) {
                let step = &mut self.account.steps[at];
                if step.status == Status::Another(first) {
                    step.status = Status::Failed;
                    let word = if step.promise { "promise.broken" } else { "step.failed" };
                    let (of, name) = (step.case, format!("{word}.{}", step.name));
                    let time = self.account.now;
                    self.run_anyway(of, &Happening { name, step: Some(at), time, ..Happening::default() });
                }
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
