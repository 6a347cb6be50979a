//! What may be paid, what must be done first, and what is taken back.

use super::account::{Happening, Status, StepState, What};
use super::machine::Interpreter;
use super::tape::Tape;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Payout {
    Case,
    Account,
    /// What all accounts are paid: a pool adds it up.
    Playbook,
}

/// So many pence, in so many hours or ever.
#[derive(Debug, Clone)]
pub struct Limit {
    pub payout: Payout,
    pub hours: Option<i64>,
    pub at_most: i64,
}

/// An apology must have gone out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Duty {
    /// Hours after the case has opened: that a playbook keeps it is proved, and nothing breaks it but a skip.
    Within(i64),
    /// Before the payment of that number.
    BeforePay(usize),
    BeforeEnd,
}

pub fn limits(tape: &mut Tape) -> Vec<Limit> {
    let limit = |tape: &mut Tape| Limit {
        payout: tape.pick(&[Payout::Playbook, Payout::Case, Payout::Playbook, Payout::Account]),
        hours: tape.once_in(2).then(|| tape.pick(&[2, 5, 24])),
        at_most: tape.pick(&[1500, 600, 900, 2500]),
    };
    (0..tape.below(3)).map(|_| limit(tape)).collect()
}

pub fn duties(tape: &mut Tape) -> Vec<Duty> {
    let all = [Duty::BeforePay(1), Duty::BeforeEnd, Duty::BeforePay(2), Duty::Within(4)];
    (0..tape.below(5).saturating_sub(2)).map(|_| tape.pick(&all)).collect()
}

/// As the policy says them.
pub fn yaml(limits: &[Limit], duties: &[Duty]) -> String {
    let limit = |limit: &Limit| {
        let payout = match limit.payout {
            Payout::Case => "case",
            Payout::Account => "account",
            Payout::Playbook => "playbook",
        };
        let window = limit.hours.map_or(String::new(), |hours| format!("in: {hours}h, "));
        format!("  - {{ payout: {payout}, {window}at_most: {} }}\n", super::condition::pounds(limit.at_most))
    };
    let duty = |duty: &Duty| {
        let when = match duty {
            Duty::Within(hours) => format!("within: {hours}h"),
            Duty::BeforePay(1) => "before: compensation".to_owned(),
            Duty::BeforePay(_) => "before: second compensation".to_owned(),
            Duty::BeforeEnd => "before: end".to_owned(),
        };
        format!("  - {{ kind: apology, {when} }}\n")
    };
    let section = |name: &str, lines: Vec<String>| match lines.is_empty() {
        true => String::new(),
        false => format!("{name}:\n{}", lines.concat()),
    };
    section("limits", limits.iter().map(limit).collect()) + &section("duties", duties.iter().map(duty).collect())
}

impl StepState {
    /// Whether it is a payment that was decided and has neither failed nor been withdrawn.
    pub fn stands(&self) -> bool {
        let is_wanted = match self.status {
            Status::Asked | Status::Held | Status::Out | Status::Done => true,
            // It went through all the same.
            _ => self.paid.is_some(),
        };
        self.pays.is_some() && is_wanted
    }

    /// Goodwill is what neither law nor contract demands, and takes nothing back.
    pub fn is_goodwill(&self) -> bool {
        self.amount.is_some() && !self.of.owed && self.of.reverses.is_none()
    }
}

impl Interpreter<'_> {
    /// Whether so much fits what the house allows a case and an account.
    pub fn fits(&self, case: usize, amount: i64) -> bool {
        let limits = self.house.map_or(&[][..], |house| &house.limits).iter();
        limits
            .filter(|limit| limit.payout != Payout::Playbook)
            .all(|limit| self.used(limit, case) + amount <= limit.at_most)
    }

    /// Whether a pool has to be asked.
    pub fn has_pool(&self) -> bool {
        self.house.is_some_and(|house| house.limits.iter().any(|limit| limit.payout == Payout::Playbook))
    }

    /// What the pool of the case's playbook says to so much more.
    pub fn fits_pool(&self, case: usize, amount: i64) -> bool {
        let limits = self.house.map_or(&[][..], |house| &house.limits).iter();
        limits
            .filter(|limit| limit.payout == Payout::Playbook)
            .all(|limit| self.used(limit, case) + amount <= limit.at_most)
    }

    /// All that counts, by the time at which it was decided.
    fn used(&self, limit: &Limit, case: usize) -> i64 {
        let cases = &self.account.cases;
        let counts = |(_, step): &(usize, &StepState)| {
            let concerned = match limit.payout {
                Payout::Case => step.case == case,
                Payout::Account => true,
                Payout::Playbook => cases[step.case].playbook == cases[case].playbook,
            };
            let recent = limit.hours.is_none_or(|hours| self.account.now - hours * 60 < step.decided);
            // What its pool will refuse counts elsewhere until that is heard.
            let refused = step.status == Status::Asked && !step.fits && limit.payout == Payout::Playbook;
            concerned && recent && !refused && step.stands() && step.of.reverses.is_none()
        };
        let counted = self.account.steps.iter().enumerate().filter(counts);
        counted
            .map(|(at, step)| step.amount.unwrap_or_default() - self.taken_back(at, |back| back.paid.is_some()))
            .sum()
    }

    /// What is taken back of a payment.
    fn taken_back(&self, of: usize, counts: impl Fn(&StepState) -> bool) -> i64 {
        let back = self.account.steps.iter().filter(|step| step.reversed == Some(of) && counts(step));
        back.filter_map(|step| step.amount).sum()
    }

    /// The payment that a step takes back, if that can be: of the last step of the name of which a payment stands.
    pub fn reversed(&self, case: usize, name: &str) -> Option<usize> {
        let steps = &self.account.steps;
        let named = steps.iter().rev().filter(|step| step.case == case && step.name == name);
        let payment = |pays: &String| {
            let is_it =
                |step: &StepState| step.stands() && step.of.reverses.is_none() && step.pays.as_ref() == Some(pays);
            // Of one that waits for another, the other's.
            steps.iter().rposition(|step| is_it(step) && !matches!(step.status, Status::Another(_) | Status::Needless))
        };
        let standing = named.filter_map(|step| step.pays.as_ref()).find_map(payment)?;
        steps[standing].paid.is_some().then_some(standing)
    }

    /// Whether so much is left of it.
    pub fn is_left(&self, of: usize, amount: i64) -> bool {
        self.account.steps[of].amount.unwrap_or_default() - self.taken_back(of, StepState::stands) >= amount
    }

    /// A step goes out, or the case ends: where people meddled, notes what would have had to be done before.
    pub fn mind(&mut self, case: usize, step: Option<&StepState>) {
        let found = &self.account.cases[case];
        let meddled = self.is_ordered || found.overridden && !step.is_some_and(|step| step.of.owed);
        if !meddled || self.apologised(case, None) {
            return;
        }
        let paid = self
            .account
            .steps
            .iter()
            .filter(|other| other.case == case && other.amount.is_some() && other.counts_as_done());
        let number = 1 + paid.count();
        let duties = self.house.map_or(&[][..], |house| &house.duties).iter();
        let broken = duties.filter(|duty| match duty {
            Duty::BeforePay(first) => step.is_some_and(|step| step.amount.is_some()) && number >= *first,
            Duty::Within(_) | Duty::BeforeEnd => step.is_none(),
        });
        if broken.count() > 0 {
            self.is_breach = true;
            self.account.cases[case].halted = true;
        }
    }

    /// Whether an apology went out, or need not: another than this.
    pub fn apologised(&self, case: usize, but: Option<usize>) -> bool {
        let mut steps = self.account.steps.iter().enumerate().filter(|(at, _)| Some(*at) != but);
        steps.any(|(_, step)| step.case == case && step.kind == "apology" && step.counts_as_done())
    }

    /// Whether a duty wants this step, and none such went out yet.
    pub fn is_needed(&self, number: usize) -> bool {
        let step = &self.account.steps[number];
        let has_duty = self.house.is_some_and(|house| !house.duties.is_empty());
        has_duty && step.kind == "apology" && !self.apologised(step.case, Some(number))
    }

    /// Whether words that had to be out in a time are not: where people sent the case, they have to be out at once.
    pub fn owes_words(&self, case: usize) -> bool {
        let duties = self.house.map_or(&[][..], |house| &house.duties);
        duties.iter().any(|duty| matches!(duty, Duty::Within(_))) && !self.apologised(case, None)
    }

    /// The payment that waits for the answer to that ask.
    pub fn waits_for(&self, ask: usize) -> Option<usize> {
        self.account.steps.iter().position(|step| step.status == Status::Asked && step.asked == ask)
    }

    /// What the pool said has come.
    pub fn answered(&mut self, ask: usize, fits: bool) -> &'static str {
        // What was due has just called it off.
        let Some(number) = self.waits_for(ask) else { return "unknown_step" };
        let (case, time) = (self.account.steps[number].case, self.account.now);
        let happening = Happening { time, ..Happening::default() };
        if !fits {
            self.disarm(number);
            self.account.steps[number].status = Status::Failed;
            let name = format!("step.failed.{}", self.account.steps[number].name);
            self.run_anyway(case, &Happening { name, step: Some(number), ..happening });
            self.tell_waiting(number);
            return "applied";
        }
        if self.is_paid(number) {
            self.disarm(number);
            self.account.steps[number].status = Status::Needless;
            self.rest(case, &happening);
            return "applied";
        }
        if !self.account.steps[number].needs_people {
            self.account.steps[number].status = Status::Out;
            self.account.steps[number].attempt = self.account.steps[number].attempt_asked;
            self.emit(number);
            return "applied";
        }
        let (found, step) = (&self.account.cases[case], &self.account.steps[number]);
        let is_left =
            step.visit.is_some_and(|visit| !found.active.contains(&step.state) || found.visit(step.state) != visit);
        if is_left || !found.is_open() {
            self.disarm(number);
            self.account.steps[number].status = Status::Withdrawn;
            return "applied";
        }
        let due = step.due.filter(|due| *due < self.account.now && step.of.approve_within.is_none());
        if let Some(due) = due.filter(|_| !self.account.timers.iter().any(|timer| timer.what == What::Overdue(number)))
        {
            // Its time went by while the pool was asked, and nobody said yes: it expires when time is next looked at.
            self.arm(due, What::Overdue(number));
        }
        self.hold(number, time);
        self.rest(case, &happening);
        "applied"
    }

    /// The pool is asked, and says at once what will be heard later.
    pub fn ask(&mut self, number: usize, attempt: usize) {
        let step = &mut self.account.steps[number];
        (step.status, step.fits, step.attempt_asked) = (Status::Asked, false, attempt);
        let (case, amount) = (step.case, step.amount.unwrap_or_default());
        let fits = self.fits_pool(case, amount);
        self.account.asks += 1;
        (self.account.steps[number].fits, self.account.steps[number].asked) = (fits, self.account.asks);
        self.account.answer.asked.push((number, self.account.asks, fits));
    }

    /// A payment waits for people from now on.
    pub fn hold(&mut self, number: usize, event: i64) {
        let step = &mut self.account.steps[number];
        step.status = Status::Held;
        let (case, within) = (step.case, step.of.approve_within);
        self.account.answer.held.push((number, "waiting"));
        if let Some(within) = within {
            self.arm(self.moment(within, case, event), What::Expired(number));
        }
    }

    /// Whether another step was paid for the same.
    pub fn is_paid(&self, number: usize) -> bool {
        let pays = &self.account.steps[number].pays;
        let paid = |(at, other): (usize, &StepState)| at != number && other.pays == *pays && other.paid.is_some();
        self.account.steps.iter().enumerate().any(paid)
    }

    /// Those that waited for a payment that is refused wait in vain.
    fn tell_waiting(&mut self, first: usize) {
        for at in 0..self.account.steps.len() {
            let step = &mut self.account.steps[at];
            if step.status == Status::Another(first) {
                step.status = Status::Failed;
                let (case, name) = (step.case, format!("step.failed.{}", step.name));
                let time = self.account.now;
                self.run_anyway(case, &Happening { name, step: Some(at), time, ..Happening::default() });
            }
        }
    }
}

impl StepState {
    /// For duties: it went out, or its work is another's.
    fn counts_as_done(&self) -> bool {
        match self.status {
            Status::Out | Status::Done | Status::Needless | Status::Another(_) => true,
            Status::Failed => self.went_out,
            _ => false,
        }
    }
}
