//! What a `do` list does: steps are decided.

use super::account::{Happening, Status, StepState, View, What};
use super::condition::Asked;
use super::house::{Sent, is_message};
use super::input::Emitted;
use super::machine::Interpreter;
use super::people::AUTOMATIC;
use super::playbook::*;
use super::words;

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

    pub fn raise(&mut self, case: usize, name: String, step: Option<usize>) {
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
    pub fn decide(
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
        let reversed = step.reverses.as_ref().map(|name| self.reversed(case, name));
        let pays = match &step.kind {
            StepKind::Compensation { once, .. } => {
                let before = again.and_then(|again| again.pays.clone());
                let back = reversed.flatten().and_then(|of| self.account.steps[of].pays.clone());
                let back = back.map_or(String::new(), |of| format!(" back {of}"));
                before.or_else(|| Some(self.pays(case, &step.name(state), *once, &view)? + &back))
            }
            _ => Some(String::new()),
        };
        let erred = erred || pays.is_none() || reversed == Some(None);
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
            decided: self.account.now,
            reversed: reversed.flatten(),
            sent: Sent { channel: step.channel.map(str::to_owned), ..Sent::default() },
            ..StepState::new(case, step.clone(), state)
        };
        if erred {
            return self.fail_at_once(decided);
        }
        if matches!(step.kind, StepKind::FollowUp { .. }) && again.is_none() {
            decided.status = Status::Pending;
            let due = decided.due.take().unwrap_or_default();
            self.account.steps.push(decided);
            self.arm(due, What::FollowUp(self.account.steps.len() - 1));
            return;
        }
        if let Some(other) = self.another(&decided) {
            decided.status = other;
            self.account.steps.push(decided);
            return;
        }
        if let Some(pays) = &decided.pays {
            decided.attempt = 1 + self.failed_attempt(pays);
        }
        let number = self.account.steps.len();
        // What is out already may go out again.
        let was_out = again.is_some_and(|again| again.status == Status::Out);
        if let Some(amount) = decided.amount.filter(|_| !was_out) {
            let fits = match decided.reversed {
                Some(of) => self.is_left(of, amount),
                None => step.owed || self.fits(case, amount),
            };
            if !fits {
                self.is_over_limit = decided.reversed.is_none();
                return self.fail_at_once(decided);
            }
        }
        self.mind(case, Some(&decided));
        let needs_people = decided.is_goodwill() && self.must_wait(&decided, again);
        if !was_out && decided.is_goodwill() && (needs_people || self.has_pool()) {
            (decided.needs_people, decided.requester) = (needs_people, self.requester);
            let attempt = decided.attempt;
            self.account.steps.push(decided);
            if let Some(due) = due {
                self.arm(due, What::Overdue(number));
            }
            if self.has_pool() {
                self.ask(number, attempt);
            } else {
                self.hold(number, happening.time);
            }
            return;
        }
        self.account.steps.push(decided);
        if !self.find_channel(number) {
            return;
        }
        self.emit(number);
        if promise {
            self.swear(number);
        }
        if let Some(due) = due {
            self.arm(due, if promise { What::Broken(number) } else { What::Overdue(number) });
        }
    }

    fn fail_at_once(&mut self, step: StepState) {
        let (case, name) = (step.case, format!("step.failed.{}", step.name));
        self.account.steps.push(StepState { status: Status::Failed, due: None, pays: None, ..step });
        self.raise(case, name, Some(self.account.steps.len() - 1));
    }

    /// Whether a payment is more than goes out without anybody's approval, and than what went out of it before.
    fn must_wait(&self, step: &StepState, again: Option<&StepState>) -> bool {
        let Some(amount) = step.amount.filter(|amount| self.has_people() && *amount > AUTOMATIC) else {
            return false;
        };
        let sent = again.filter(|again| again.went_out).and_then(|again| again.amount);
        sent.is_none_or(|sent| amount > sent)
    }

    /// Chooses the channel of a step that goes out now; without one it fails at once.
    pub fn find_channel(&mut self, number: usize) -> bool {
        let step = &self.account.steps[number];
        let Some(house) = self.house.filter(|_| is_message(&step.of.kind)) else { return true };
        let preferred = self.account.cases[step.case].facts[ORDER];
        // What a duty wants is not one message too many.
        let is_capped = !self.is_needed(number);
        match house.send(&self.account, step.of.channel, preferred, step.due, is_capped) {
            Ok(sent) => {
                if house.counts_messages() {
                    self.account.contacts.push((sent.at.unwrap_or(self.account.now), number));
                }
                self.account.steps[number].sent = sent;
                true
            }
            Err(why) => {
                self.account.unsent.push(why);
                let word = if step.promise { "promise.broken" } else { "step.failed" };
                let (case, name) = (step.case, format!("{word}.{}", step.name));
                let step = &mut self.account.steps[number];
                (step.status, step.due) = (Status::Failed, None);
                self.raise(case, name, Some(number));
                false
            }
        }
    }

    /// What becomes of a step because of another that is out or done, for the same payment or once in the case.
    pub fn another(&self, step: &StepState) -> Option<Status> {
        let blocks = |other: &StepState| match &step.pays {
            Some(pays) => other.pays.as_ref() == Some(pays) && (other.stands() || other.status == Status::Asked),
            None => {
                let stands = matches!(other.status, Status::Pending | Status::Out | Status::Done);
                // What was withdrawn may have been done all the same.
                let stands = stands || other.paid.is_some();
                step.once && other.case == step.case && other.name == step.name && stands
            }
        };
        let is_apology = step.of.kind.word() == "apology" && self.house.is_some_and(|house| house.one_apology);
        let incident = self.account.cases[step.case].incident.filter(|_| is_apology);
        let apology = incident.and_then(|incident| self.account.apology(incident, None));
        let other = apology.or_else(|| self.account.steps.iter().rposition(blocks))?;
        let is_out =
            matches!(self.account.steps[other].status, Status::Pending | Status::Out | Status::Asked | Status::Held);
        Some(if is_out { Status::Another(other) } else { Status::Needless })
    }

    /// The last attempt at paying for this that failed; 0 if none did.
    pub fn failed_attempt(&self, pays: &str) -> usize {
        let same = self.account.steps.iter().filter(|step| step.pays.as_deref() == Some(pays));
        same.map(|step| step.failed_attempt).max().unwrap_or_default()
    }

    pub fn pays(&self, case: usize, name: &str, once: Once, view: &View) -> Option<String> {
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
        self.account.steps[number].went_out = true;
        let step = &self.account.steps[number];
        let case = &self.account.cases[step.case];
        let says = ["apology", "promise", "follow_up"].contains(&step.kind);
        let days = case.facts[DAYS].unwrap_or_default();
        let emitted = Emitted {
            number,
            name: step.name.clone(),
            kind: step.kind,
            state: format!("s{}", step.state),
            case: case.id.clone(),
            text: says.then(|| words::said(self.playbook(step.case), case.facts[ORDER], days)),
            amount: step.amount,
            due: step.due,
            attempt: step.attempt,
            pays: step.pays.clone(),
            sent: step.sent.clone(),
        };
        self.account.answer.steps.push(emitted);
    }

    /// Whether it holds its state up no longer.
    pub fn is_settled(&self, step: &StepState) -> bool {
        match step.status {
            Status::Done | Status::Withdrawn | Status::Skipped | Status::Needless => true,
            // What became of the other is news of its own, and comes first.
            Status::Another(_) => false,
            Status::Pending | Status::Out | Status::Asked | Status::Held | Status::Failed | Status::Closed => false,
        }
    }
}
