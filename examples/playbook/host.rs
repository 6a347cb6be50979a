//! A host: accounts, a virtual clock, and somebody who does the steps.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use amends::{Decision, Desk, Engine, Event, Input, Outcome, Receipt, StepId, Time};
use chrono::{DateTime, Utc};

use crate::args::Receipts;
use crate::audit;
use crate::entry::{BadLine, Entry, ReceiptLine};
use crate::exit::Failure;
use crate::order::CommandLine;
use crate::question::Question;
use crate::refused::Refused;
use crate::trail::Trail;

/// How many steps may come out of one another at one instant: beyond, the playbook asks for steps without end.
const MAX_DEPTH: u32 = 1_000;
/// The most times that an account is woken at one instant.
const MAX_WAKES: u32 = 1_000;

pub struct Host {
    desk: Desk,
    does_steps: bool,
    /// The latest time that a line named.
    latest: Option<DateTime<Utc>>,
    /// Accounts whose timers no longer lead anywhere, and are left alone.
    stuck: BTreeSet<String>,
    /// Messages that wait until they may go out: when, which of those of that time, and whose.
    held_back: BTreeMap<(DateTime<Utc>, u64), (String, StepId)>,
    pub trail: Trail,
    /// The line that is taken.
    line: u64,
    /// Of which input somebody wants to know why.
    pub question: Option<Question>,
}

/// How often an account was woken at one instant.
#[derive(Default)]
struct Woken {
    times: u32,
    last: Option<(DateTime<Utc>, String)>,
}

impl Host {
    pub fn new(engine: Engine, receipts: Receipts, trail: Trail) -> Self {
        let desk = Desk::new(engine, audit::secret());
        let does_steps = receipts == Receipts::Auto;
        Self {
            desk,
            does_steps,
            latest: None,
            stuck: BTreeSet::new(),
            held_back: BTreeMap::new(),
            trail,
            line: 0,
            question: None,
        }
    }

    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Does what a line says.
    pub fn take(&mut self, line: u64, entry: Entry) -> Result<(), Failure> {
        self.line = line;
        match entry {
            Entry::Event(event) => self.take_event(line, event),
            Entry::Receipt(receipt) => self.take_receipt(line, &receipt),
            Entry::Command(command) => self.take_command(line, *command),
            Entry::Wake(time) => self.wait(time),
        }
    }

    /// Passes over a line that can't be used.
    pub fn pass_over(&mut self, line: u64, text: Option<&str>, bad: BadLine) -> Result<(), Failure> {
        self.trail.summary.bad_lines.add(bad.code);
        let refused = Refused::line(line, text, bad);
        if let Some(question) = &mut self.question {
            question.line_refused(&refused)?;
        }
        self.trail.refuse(refused, true)
    }

    /// Lets time pass: every timer due by then fires, those due at that very time too.
    pub fn wait(&mut self, until: Time) -> Result<(), Failure> {
        self.arrive(until.utc())?;
        self.wake(|due| due <= until.utc())
    }

    /// There are no more lines: what was due at the time of the last of them fires.
    pub fn end(&mut self) -> Result<(), Failure> {
        let latest = self.latest;
        self.wake(|due| latest.is_some_and(|latest| due <= latest))
    }

    fn take_event(&mut self, line: u64, event: Event) -> Result<(), Failure> {
        let now = event.time().utc();
        self.arrive(now)?;
        let Some(decision) = self.handle(event.subject(), event.clone().into(), now)? else {
            self.trail.summary.events.add("failed");
            return Ok(());
        };
        self.trail.summary.events.add_outcome(decision.outcome);
        let is_refused =
            matches!(decision.outcome, Outcome::Rejected | Outcome::Conflict | Outcome::TooOld | Outcome::UnknownEvent);
        if is_refused || !decision.refusals.is_empty() {
            for refusal in &decision.refusals {
                self.trail.summary.faults.add(&refusal.to_string());
            }
            let is_told = decision.outcome == Outcome::Rejected;
            self.trail.refuse(Refused::event(line, &event, &decision), is_told)?;
        }
        for member in self.desk.engine().undeclared(&event) {
            self.trail.summary.ignored(event.kind(), member);
        }
        self.do_steps(event.subject(), &decision, now)
    }

    fn take_receipt(&mut self, line: u64, receipt: &ReceiptLine) -> Result<(), Failure> {
        let account = receipt.account.as_str();
        let Some(now) = receipt.time.map(Time::utc).or(self.latest) else {
            self.trail.summary.receipts.add("bad_receipt");
            let reason = "no line before it has a time: say when, with `at`".to_owned();
            return self.trail.refuse(Refused::receipt(line, receipt, "bad_receipt", reason), true);
        };
        self.arrive(now)?;
        let Some(step) = self.find(receipt) else {
            self.trail.summary.receipts.add_outcome(Outcome::UnknownStep);
            let refused = Refused::receipt(line, receipt, Outcome::UnknownStep.code(), self.not_found(receipt));
            return self.trail.refuse(refused, true);
        };
        let input = match receipt.failed() {
            None => Receipt::done(step),
            Some(reason) => Receipt::failed(step, reason),
        };
        let Some(decision) = self.handle(account, input.into(), now)? else {
            self.trail.summary.receipts.add("failed");
            return Ok(());
        };
        self.trail.summary.receipts.add_outcome(decision.outcome);
        if decision.outcome.is_change() {
            self.trail.ledger.settled(account, step, receipt.failed().is_none());
        } else if decision.outcome != Outcome::Duplicate {
            let reason = decision.outcome.reason().to_owned();
            self.trail.refuse(Refused::receipt(line, receipt, decision.outcome.code(), reason), true)?;
        }
        self.do_steps(account, &decision, now)
    }

    fn take_command(&mut self, line: u64, order: CommandLine) -> Result<(), Failure> {
        let CommandLine { account, command, time } = order;
        let Some(now) = time.map(Time::utc).or(self.latest) else {
            self.trail.summary.commands.add("bad_command");
            let reason = "no line before it has a time: say when, with `at`".to_owned();
            return self.trail.refuse(Refused::command(line, &account, &command, "bad_command", reason), true);
        };
        self.arrive(now)?;
        let Some(decision) = self.handle(&account, command.clone().into(), now)? else {
            self.trail.summary.commands.add("failed");
            return Ok(());
        };
        match &decision.denial {
            Some(denial) => {
                self.trail.summary.commands.add(&format!("denied: {}", denial.code));
                let refused = Refused::command(line, &account, &command, denial.code, denial.reason.clone());
                self.trail.refuse(refused, true)?;
            }
            None => self.trail.summary.commands.add_outcome(decision.outcome),
        }
        self.do_steps(&account, &decision, now)
    }

    /// The step that a receipt means: by id, or the oldest open one of that name; what failed and is not open can be a
    /// payment that came back.
    fn find(&self, receipt: &ReceiptLine) -> Option<StepId> {
        if let Ok(id) = receipt.step.parse() {
            return Some(id);
        }
        let account = self.desk.account(&receipt.account)?;
        let open = account.open_steps().find(|step| step.name() == receipt.step).map(|step| step.id());
        open.or_else(|| {
            receipt.failed()?;
            self.trail.ledger.latest_done(&receipt.account, &receipt.step)
        })
    }

    fn not_found(&self, receipt: &ReceiptLine) -> String {
        let Some(account) = self.desk.account(&receipt.account) else {
            return "no case was ever opened for this account".to_owned();
        };
        let open: BTreeSet<_> = account.open_steps().map(|step| format!("`{}`", step.name())).collect();
        if open.is_empty() {
            return "this account has no open step".to_owned();
        }
        let open: Vec<_> = open.into_iter().collect();
        format!("no open step has this name; open are {}", open.join(", "))
    }

    /// Moves the clock: what was due before then fires. What is due at that very time waits, for an answer at the deadline
    /// is in time, and other lines may be of the same time.
    fn arrive(&mut self, now: DateTime<Utc>) -> Result<(), Failure> {
        self.latest = Some(self.latest.map_or(now, |latest| latest.max(now)));
        self.wake(|due| due < now)
    }

    /// Lets everything happen that is due, in order of time: messages that were held back go out, and every account with a
    /// timer due is woken at that timer's deadline, by account. An answer at the deadline is in time.
    fn wake(&mut self, is_due: impl Fn(DateTime<Utc>) -> bool) -> Result<(), Failure> {
        let mut woken = Woken::default();
        loop {
            let wake = self.next_wake(&is_due);
            let held_back = self.held_back.first_key_value().map(|((time, _), _)| *time).filter(|time| is_due(*time));
            if held_back.is_some_and(|time| wake.as_ref().is_none_or(|(due, _)| time <= *due)) {
                let Some(((time, _), (account, step))) = self.held_back.pop_first() else { return Ok(()) };
                self.do_each(&account, [step].into(), time)?;
                continue;
            }
            let Some((due, account)) = wake else { return Ok(()) };
            if !woken.goes_on(due, &account) {
                self.trail.fail(&account, &format!("it is woken at {due} without end, and was left alone"));
                self.stuck.insert(account);
                continue;
            }
            self.trail.summary.wakes += 1;
            let Some(decision) = self.handle(&account, Input::Wake, due)? else {
                self.stuck.insert(account);
                continue;
            };
            if decision.record.is_none() {
                self.stuck.insert(account);
                continue;
            }
            self.do_steps(&account, &decision, due)?;
        }
    }

    fn next_wake(&self, is_due: impl Fn(DateTime<Utc>) -> bool) -> Option<(DateTime<Utc>, String)> {
        let due = self.desk.wakes().take_while(|(due, _)| is_due(*due));
        let mut due = due.filter(|(_, account)| self.stuck.is_empty() || !self.stuck.contains(*account));
        due.next().map(|(due, account)| (due, account.to_owned()))
    }

    /// Does steps at once, or when they may go out, and answers with their receipts, and the steps that come of that, until
    /// none is left.
    fn do_steps(&mut self, account: &str, first: &Decision, now: DateTime<Utc>) -> Result<(), Failure> {
        if !self.does_steps {
            return Ok(());
        }
        let steps = self.at_hand(account, first, now);
        self.do_each(account, steps, now)
    }

    fn do_each(&mut self, account: &str, steps: Vec<StepId>, now: DateTime<Utc>) -> Result<(), Failure> {
        let mut waiting: VecDeque<(StepId, u32)> = steps.into_iter().map(|step| (step, 1)).collect();
        while let Some((step, depth)) = waiting.pop_front() {
            if depth > MAX_DEPTH {
                self.trail
                    .fail(account, &format!("steps bring about steps without end; {MAX_DEPTH} in a row were done"));
                break;
            }
            self.trail.summary.done += 1;
            let Some(decision) = self.handle(account, Receipt::done(step).into(), now)? else { break };
            if decision.outcome.is_change() {
                self.trail.ledger.settled(account, step, true);
            }
            waiting.retain(|(step, _)| !decision.withdrawn.contains(step));
            let steps = self.at_hand(account, &decision, now);
            waiting.extend(steps.into_iter().map(|step| (step, depth + 1)));
        }
        Ok(())
    }

    /// The steps that go out now; those that may not yet are kept, and what is sent again or withdrawn is kept no longer.
    fn at_hand(&mut self, account: &str, decision: &Decision, now: DateTime<Utc>) -> Vec<StepId> {
        let sent = |step: StepId| decision.steps.iter().any(|known| known.id == step);
        self.held_back.retain(|_, (_, step)| !sent(*step) && !decision.withdrawn.contains(step));
        let mut at_hand = Vec::new();
        for step in &decision.steps {
            match step.not_before.map(Time::utc).filter(|time| *time > now) {
                Some(time) => {
                    let later = self.held_back.range((time, 0)..=(time, u64::MAX)).next_back();
                    let number = later.map_or(0, |((_, number), _)| number + 1);
                    self.held_back.insert((time, number), (account.to_owned(), step.id));
                }
                None => at_hand.push(step.id),
            }
        }
        at_hand
    }

    /// Hands an input to the engine and keeps what comes out. Nothing where the engine could not decide.
    fn handle(&mut self, account: &str, input: Input, now: DateTime<Utc>) -> Result<Option<Decision>, Failure> {
        if let Some(question) = &mut self.question {
            question.input(self.line, account, &input, now, &self.desk)?;
        }
        match self.desk.handle(account, input, now) {
            Ok(decision) => {
                self.trail.decided(account, &decision)?;
                Ok(Some(decision))
            }
            Err(error) => {
                self.trail.fail(account, &error.to_string());
                Ok(None)
            }
        }
    }
}

impl Woken {
    /// Counts, and says whether it is not too often.
    fn goes_on(&mut self, due: DateTime<Utc>, account: &str) -> bool {
        match &self.last {
            Some((at, last)) if *at == due && last == account => self.times += 1,
            _ => *self = Self { times: 1, last: Some((due, account.to_owned())) },
        }
        self.times <= MAX_WAKES
    }
}
