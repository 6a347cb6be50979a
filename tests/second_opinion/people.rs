//! What people ask for, and whether they get it.

use std::collections::BTreeSet;

use super::account::{Account, Happening, Status, StepState, What};
use super::chart::Chart;
use super::input::{Named, Order};
use super::machine::Interpreter;
use super::playbook::*;

/// The roles of a house where people act, as a policy has them.
pub const ROLES: &str = "roles:
  automatic: { may_pay: 2.50 GBP }
  agent: { may_pay: 4 GBP, may: [skip, resend, move] }
  lead: { includes: [agent], may_pay: 6 GBP, may: [approve, close] }
";

/// What goes out without anybody's approval, in minor units.
pub const AUTOMATIC: i64 = 250;

/// Whom the stories know; two of them have no such role.
pub const WHO: [&str; 3] = ["ann", "bob", "cat"];
pub const IN_ROLE: [&str; 8] = ["lead", "agent", "lead", "agent", "lead", "lead", "automatic", "king"];
pub const VERBS: [&str; 7] = ["approve", "refuse", "skip", "resend", "move", "grant", "close"];

/// The same where a payment waits for them.
pub const ON_HELD: [&str; 9] = ["approve", "refuse", "skip", "resend", "move", "grant", "close", "approve", "approve"];

/// A step that a person grants, in its playbook's words.
const GRANT: &str = "command.grant";

fn may(role: &str, verb: &str) -> bool {
    match verb {
        "grant" => true,
        "approve" | "refuse" | "close" => role == "lead",
        _ => true,
    }
}

fn may_pay(role: &str) -> i64 {
    if role == "lead" { 600 } else { 400 }
}

impl Interpreter<'_> {
    /// Gives the outcome; what a denied command did is undone, what was due stays.
    pub fn command(&mut self, order: &Order) -> &'static str {
        let before = self.account.clone();
        let obeyed = self.obey(order);
        self.is_ordered = false;
        let outcome = match if self.is_breach { Err("duty") } else { obeyed } {
            Ok(()) => "applied",
            Err(why) => {
                self.account = before;
                self.account.answer.denied = Some(why);
                "denied"
            }
        };
        self.account.orders.push(order.clone());
        outcome
    }

    fn obey(&mut self, order: &Order) -> Result<(), &'static str> {
        if order.reason.is_empty() {
            return Err("no_reason");
        }
        let case = self.case_of(order)?;
        if !self.has_people() || !["lead", "agent"].contains(&order.role) {
            return Err("unknown_role");
        }
        if !may(order.role, order.verb) {
            return Err("authority");
        }
        if !self.account.cases[case].runs() && !["move", "close"].contains(&order.verb) {
            return Err("halted");
        }
        (self.requester, self.is_ordered) = (Some(order.who), true);
        let happening =
            Happening { name: format!("command.{}", order.verb), time: self.account.now, ..Happening::default() };
        match order.verb {
            "approve" => self.approve(case, order),
            "refuse" => self.refuse(case, order),
            "skip" => self.skip(case, order, &happening),
            "resend" => self.resend_asked(case, order, &happening),
            "move" => self.go(case, order, &happening),
            "grant" => self.grant(case, order, &happening),
            _ => self.close(case, order, &happening),
        }
    }

    fn case_of(&self, order: &Order) -> Result<usize, &'static str> {
        let cases = &self.account.cases;
        let open: Vec<usize> = (0..cases.len()).filter(|at| cases[*at].is_open()).collect();
        match &order.case {
            Some(id) => open
                .iter()
                .copied()
                .find(|at| cases[*at].id == *id)
                .ok_or_else(|| if cases.iter().any(|case| case.id == *id) { "case_ended" } else { "unknown_case" }),
            None => match open.as_slice() {
                [] => Err("unknown_case"),
                [only] => Ok(*only),
                _ => Err("several_cases"),
            },
        }
    }

    fn step_of(
        &self,
        case: usize,
        order: &Order,
        unfit: &'static str,
        fits: impl Fn(Status) -> bool,
    ) -> Result<usize, &'static str> {
        let steps = &self.account.steps;
        let is_meant = |at: &usize| match &order.step {
            None => true,
            Some(Named::Name(name)) => steps[*at].name == *name,
            Some(Named::Number(number)) => at == number,
        };
        let meant: Vec<usize> = (0..steps.len()).filter(|at| steps[*at].case == case && is_meant(at)).collect();
        let fitting: Vec<usize> = meant.iter().copied().filter(|at| fits(steps[*at].status)).collect();
        match fitting.as_slice() {
            [only] => Ok(*only),
            [] if meant.is_empty() && order.step.is_some() => Err("unknown_step"),
            [] => Err(unfit),
            _ => Err("several_steps"),
        }
    }

    fn approve(&mut self, case: usize, order: &Order) -> Result<(), &'static str> {
        let number = self.step_of(case, order, "not_held", |status| status == Status::Held)?;
        let step = &mut self.account.steps[number];
        if step.amount.is_some_and(|amount| amount > may_pay(order.role)) {
            return Err("authority");
        }
        if step.requester == Some(order.who) {
            return Err("four_eyes");
        }
        if step.approvers.contains(&order.who) {
            return Err("already_approved");
        }
        step.approvers.push(order.who);
        if step.approvers.len() < step.of.approvals {
            self.account.answer.held.push((number, "waiting"));
            return Ok(());
        }
        let (pays, decided) = (step.pays.clone().unwrap(), step.clone());
        self.account.answer.held.push((number, "granted"));
        if self.is_paid(number) {
            self.disarm(number);
            self.account.steps[number].status = Status::Needless;
            self.rest(case, &Happening { time: self.account.now, ..Happening::default() });
            return Ok(());
        }
        self.mind(case, Some(&decided));
        self.account.steps[number].status = Status::Out;
        self.account.steps[number].attempt = 1 + self.failed_attempt(&pays);
        self.disarm_expiry(number);
        self.emit(number);
        self.tell_approval(number, "granted");
        Ok(())
    }

    fn refuse(&mut self, case: usize, order: &Order) -> Result<(), &'static str> {
        let number = self.step_of(case, order, "not_held", |status| status == Status::Held)?;
        self.unhold(number, "refused");
        self.tell_approval(number, "refused");
        Ok(())
    }

    fn skip(&mut self, case: usize, order: &Order, happening: &Happening) -> Result<(), &'static str> {
        let open = |status| !matches!(status, Status::Done | Status::Needless | Status::Withdrawn | Status::Skipped);
        let number = self.step_of(case, order, "not_open", open)?;
        let step = &self.account.steps[number];
        if step.of.owed {
            return Err("owed");
        }
        if self.is_needed(number) {
            return Err("duty");
        }
        self.account.cases[case].overridden = true;
        match self.account.steps[number].status {
            Status::Out => {
                self.account.answer.withdrawn.push(number);
                self.account.forget_unsent(number);
            }
            Status::Held => self.unhold(number, "withdrawn"),
            _ => {}
        }
        self.disarm(number);
        self.account.steps[number].status = Status::Skipped;
        self.end_promise(number, "waived", self.account.now);
        self.rest(case, happening);
        Ok(())
    }

    fn resend_asked(&mut self, case: usize, order: &Order, happening: &Happening) -> Result<(), &'static str> {
        let again = |status| matches!(status, Status::Out | Status::Failed | Status::Closed);
        let number = self.step_of(case, order, "not_open", again)?;
        if self.account.steps[number].name == GRANT {
            return Err("not_sent");
        }
        self.is_over_limit = false;
        let emitted = self.account.answer.steps.len();
        self.resend_step(case, number, happening);
        let is_needless = matches!(
            self.account.steps[number].status,
            Status::Another(_) | Status::Needless | Status::Asked | Status::Held | Status::Done
        );
        if !is_needless && self.account.answer.steps.len() == emitted {
            return Err(if self.is_over_limit { "limit" } else { "not_sent" });
        }
        self.rest(case, happening);
        Ok(())
    }

    fn go(&mut self, case: usize, order: &Order, happening: &Happening) -> Result<(), &'static str> {
        let Some(to) = order.to else { return Err("bad_argument") };
        let playbook = self.playbook(case);
        if to >= playbook.states.len() {
            return Err("unknown_state");
        }
        self.wake_up(case);
        self.account.cases[case].overridden = true;
        let active = &self.account.cases[case].active;
        // The nearest state around it that is active and no mere pair of regions, else the playbook.
        let around = playbook.ancestors(to, None);
        let is_domain = |state: &&StateId| active.contains(state) && playbook.states[**state].kind == Kind::Compound;
        let domain = around.iter().find(is_domain).copied().unwrap_or(ROOT);
        let to_exit: BTreeSet<StateId> =
            active.iter().copied().filter(|state| playbook.is_descendant(*state, domain)).collect();
        let (before, mut microsteps) = (self.account.clone(), 0);
        self.exit(case, &to_exit, happening);
        let mut to_enter = BTreeSet::new();
        Chart { playbook }.compute_entry_set(&self.account.cases[case], &[to], domain, &mut to_enter);
        self.enter(case, &to_enter, happening);
        self.settle(case, happening, &mut microsteps);
        self.undo_if_halted(case, before);
        self.fire_past(case);
        if self.owes_words(case) { Err("duty") } else { Ok(()) }
    }

    fn close(&mut self, case: usize, order: &Order, happening: &Happening) -> Result<(), &'static str> {
        self.wake_up(case);
        let to_exit: BTreeSet<StateId> = self.account.cases[case].active.iter().copied().collect();
        self.exit(case, &to_exit, happening);
        self.mind(case, None);
        self.end(case, order.outcome.unwrap_or("closed"));
        Ok(())
    }

    /// A case that stood still runs again.
    fn wake_up(&mut self, case: usize) {
        let found = &mut self.account.cases[case];
        found.halted = false;
        self.account.answer.halted.retain(|id| *id != found.id);
    }

    fn grant(&mut self, case: usize, order: &Order, happening: &Happening) -> Result<(), &'static str> {
        let amount = order.amount.filter(|minor| *minor > 0).ok_or("bad_argument")?;
        if amount > may_pay(order.role) {
            return Err("authority");
        }
        let found = &self.account.cases[case];
        let playbook = self.playbook(case);
        let state = found.active.iter().copied().find(|state| playbook.is_leaf(*state)).unwrap();
        let pays = format!("grant {}", order.id);
        let number = self.account.steps.len();
        let kind = StepKind::Compensation { amount: super::condition::Amount::Is(amount), once: Once::Case };
        let of = Step { named: Some(GRANT.to_owned()), waits: false, ..Step::plain(kind) };
        let granted = StepState {
            amount: Some(amount),
            pays: Some(pays.clone()),
            attempt: 1 + self.failed_attempt(&pays),
            decided: self.account.now,
            ..StepState::new(case, of, state)
        };
        if !self.fits(case, amount) {
            return Err("limit");
        }
        self.mind(case, Some(&granted));
        let attempt = granted.attempt;
        self.account.steps.push(granted);
        if self.has_pool() {
            self.ask(number, attempt);
        } else {
            self.emit(number);
        }
        self.rest(case, happening);
        Ok(())
    }

    /// A payment waits no longer and was not sent; who waits for it waits in vain.
    pub fn unhold(&mut self, number: usize, word: &'static str) {
        self.disarm(number);
        self.account.steps[number].status = Status::Closed;
        self.account.answer.held.push((number, word));
    }

    pub fn tell_approval(&mut self, number: usize, word: &str) {
        let (case, name) = (self.account.steps[number].case, &self.account.steps[number].name);
        let name = format!("approval.{word}.{name}");
        let time = self.account.now;
        self.run_anyway(case, &Happening { name, step: Some(number), time, ..Happening::default() });
    }

    fn disarm_expiry(&mut self, number: usize) {
        self.account.timers.retain(|timer| timer.what != What::Expired(number));
    }
}

impl Account {
    /// Whether a command of this id was given before, and if so, whether it was the same.
    pub fn ordered(&self, order: &Order) -> Option<bool> {
        self.orders.iter().find(|known| known.id == order.id).map(|known| known == order)
    }
}
