//! Money: what is paid for one thing once, what is taken back, and what fits the limits of a case and an account.

use amends::chrono::{DateTime, TimeDelta, Utc};
use amends::{HeldState, Input, Outcome, PaysId, Settlement, StepId, StepKind, Wants};

use super::auditor::{Case, Judged, Seen, ensure};
use super::house::{Limit, sum};

/// The payments of an account.
#[derive(Clone, Default)]
pub struct Money {
    pub payments: Vec<Payment>,
}

#[derive(Debug, Clone)]
pub struct Payment {
    /// Its place among the cases of the account.
    pub case: usize,
    pub step: StepId,
    /// What is paid for, and under which attempt; none while nobody has told.
    pub key: Option<(PaysId, u32)>,
    pub sum: (String, i64),
    pub is_owed: bool,
    decided: DateTime<Utc>,
    pub state: State,
    /// The payment that it takes back.
    pub of: Option<StepId>,
    /// It went through after it had failed or been withdrawn: nobody can bound that.
    pub is_late: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Decided, and waiting for a pool or for people.
    Reserved,
    Out,
    Done,
    Gone,
}

impl Payment {
    fn is_standing(&self) -> bool {
        self.state != State::Gone
    }
}

impl Money {
    pub fn take(&mut self, seen: &Seen<'_>, cases: &[Case]) -> Judged {
        let before = self.payments.len();
        self.hear(seen);
        self.note_reserved(seen, cases);
        self.note_out(seen, cases)?;
        self.drop_unanswered(seen);
        self.paid_once()?;
        self.is_what_is_out(seen)?;
        self.refused_for_a_reason(seen, cases)?;
        for at in before..self.payments.len() {
            self.fits_limits(seen, cases, at)?;
        }
        Ok(())
    }

    fn set(&mut self, step: StepId, from: &[State], to: State) {
        let is_it = |payment: &&mut Payment| payment.step == step && from.contains(&payment.state);
        self.payments.iter_mut().filter(is_it).for_each(|payment| payment.state = to);
    }

    /// What became of payments.
    fn hear(&mut self, seen: &Seen<'_>) {
        match seen.input {
            Input::Receipt(receipt) if seen.decision.outcome == Outcome::Applied => {
                let step = receipt.step();
                let is_done = *receipt.settlement() == Settlement::Done;
                let is_it = |payment: &&mut Payment| payment.step == step && payment.state != State::Reserved;
                if let Some(payment) = self.payments.iter_mut().rfind(is_it) {
                    payment.is_late |= is_done && payment.state == State::Gone;
                    payment.state = if is_done { State::Done } else { State::Gone };
                }
                if is_done {
                    self.set(step, &[State::Reserved], State::Gone);
                }
            }
            Input::Answer(answer) if seen.decision.outcome == Outcome::Applied && !answer.is_granted() => {
                self.release((answer.pays(), answer.attempt()));
            }
            _ => {}
        }
        // In one decision a step may be withdrawn and sent again.
        let is_out = |id: StepId| seen.after.open_steps().any(|open| open.id() == id);
        for id in seen.decision.withdrawn.iter().filter(|id| !is_out(**id)) {
            self.set(*id, &[State::Reserved, State::Out], State::Gone);
        }
        let is_closed = |state| matches!(state, HeldState::Refused | HeldState::Expired | HeldState::Withdrawn);
        for held in seen.decision.held.iter().filter(|held| is_closed(held.state())) {
            self.set(held.step(), &[State::Reserved], State::Gone);
        }
    }

    fn release(&mut self, key: (PaysId, u32)) {
        let is_it = |payment: &&mut Payment| payment.key == Some(key) && payment.state == State::Reserved;
        self.payments.iter_mut().filter(is_it).for_each(|payment| payment.state = State::Gone);
    }

    /// What is decided and may not go out yet.
    fn note_reserved(&mut self, seen: &Seen<'_>, cases: &[Case]) {
        let new = |case: &str, step, sum, key| Payment {
            case: place(cases, case),
            step,
            key,
            sum,
            is_owed: false,
            decided: seen.now(),
            state: State::Reserved,
            of: None,
            is_late: false,
        };
        for ask in &seen.decision.asks {
            let key = (ask.pays(), ask.attempt());
            match ask.wants() {
                Wants::Reserve { step, amount, .. } => {
                    let sum = sum(&amount.to_string()).unwrap();
                    self.payments.push(new(ask.case(), *step, sum, Some(key)));
                }
                Wants::Release => self.release(key),
                _ => {}
            }
        }
        for held in &seen.decision.held {
            let is_known =
                self.payments.iter().any(|known| known.step == held.step() && known.state == State::Reserved);
            let is_still = seen.after.held_steps().any(|known| known.step() == held.step());
            if held.state() == HeldState::Waiting && held.approvers().is_empty() && !is_known && is_still {
                self.payments.push(new(held.case(), held.step(), sum(&held.amount().to_string()).unwrap(), None));
            }
        }
    }

    fn note_out(&mut self, seen: &Seen<'_>, cases: &[Case]) -> Judged {
        for step in &seen.decision.steps {
            let (Some(pays), Some(amount), StepKind::Compensation) = (step.pays, step.amount, step.kind) else {
                continue;
            };
            let (key, sum) = ((pays, step.attempt), sum(&amount.to_string()).unwrap());
            if let Some(of) = &step.reverses {
                let paid = self.payments.iter().rfind(|paid| paid.step == of.step && paid.state == State::Done);
                let is_it = paid.is_some_and(|paid| paid.key == Some((of.pays, of.attempt)));
                ensure(is_it, || format!("{} takes back what is not paid: {of:?}", step.name))?;
            }
            let waits = |known: &&mut Payment| known.step == step.id && known.state == State::Reserved;
            let is_out = |known: &&mut Payment| known.step == step.id && known.state == State::Out;
            let known = match self.payments.iter_mut().rfind(waits) {
                Some(known) => Some(known),
                None => self.payments.iter_mut().rfind(is_out),
            };
            match known {
                Some(known) => {
                    ensure(known.sum == sum, || format!("{} changed from {:?} to {sum:?}", step.name, known.sum))?;
                    let is_same = known.key.is_none_or(|before| before == key);
                    ensure(is_same, || format!("{} is paid under another key", step.name))?;
                    (known.key, known.state) = (Some(key), State::Out);
                }
                None => self.payments.push(Payment {
                    case: place(cases, &step.case),
                    step: step.id,
                    key: Some(key),
                    sum,
                    is_owed: step.ground.is_some_and(|ground| ground != amends::Ground::Goodwill),
                    decided: seen.now(),
                    state: State::Out,
                    of: step.reverses.as_ref().map(|of| of.step),
                    is_late: false,
                }),
            }
            // It may go out and be withdrawn at once.
            if !seen.after.open_steps().any(|open| open.id() == step.id) {
                self.set(step.id, &[State::Out], State::Gone);
            }
            self.takes_back_no_more(step.reverses.as_ref().map(|of| of.step))?;
        }
        Ok(())
    }

    fn takes_back_no_more(&self, of: Option<StepId>) -> Judged {
        let Some(of) = of else { return Ok(()) };
        let paid = self.payments.iter().rfind(|paid| paid.step == of && paid.state == State::Done).unwrap();
        let back = self.payments.iter().filter(|back| back.of == Some(of) && back.is_standing());
        let all: i64 = back.clone().map(|back| back.sum.1).sum();
        let is_same = back.clone().all(|back| back.sum.0 == paid.sum.0);
        ensure(is_same && all <= paid.sum.1, || format!("{all} is taken back of {:?}", paid.sum))
    }

    /// What a pool allowed and nobody wants any more. What was asked for anew waits for the next answer.
    fn drop_unanswered(&mut self, seen: &Seen<'_>) {
        let Input::Answer(answer) = seen.input else { return };
        if answer.is_granted() && seen.decision.outcome == Outcome::Applied {
            let is_anew = |step: StepId| {
                seen.decision
                    .asks
                    .iter()
                    .any(|ask| matches!(ask.wants(), Wants::Reserve { step: asked, .. } if *asked == step))
            };
            let waits = |step: StepId| is_anew(step) || seen.after.held_steps().any(|held| held.step() == step);
            let is_it = |payment: &&mut Payment| {
                let key = Some((answer.pays(), answer.attempt()));
                payment.key == key && payment.state == State::Reserved && !waits(payment.step)
            };
            self.payments.iter_mut().filter(is_it).for_each(|payment| payment.state = State::Gone);
        }
    }

    /// At no time are two payments for one thing out or done.
    fn paid_once(&self) -> Judged {
        let standing = |payment: &&Payment| matches!(payment.state, State::Out | State::Done) && !payment.is_late;
        let mut keys: Vec<PaysId> =
            self.payments.iter().filter(standing).map(|payment| payment.key.unwrap().0).collect();
        keys.sort_unstable();
        let twice = keys.windows(2).find(|pair| pair[0] == pair[1]);
        ensure(twice.is_none(), || format!("paid twice: {twice:?}"))
    }

    /// The account shows as out what it told.
    fn is_what_is_out(&self, seen: &Seen<'_>) -> Judged {
        let out = self.payments.iter().filter(|payment| payment.state == State::Out).map(|payment| payment.step);
        let shown = seen.after.open_steps().filter(|step| step.kind() == StepKind::Compensation).map(|step| step.id());
        let (mut out, mut shown): (Vec<StepId>, Vec<StepId>) = (out.collect(), shown.collect());
        out.sort_unstable();
        shown.sort_unstable();
        ensure(out == shown, || format!("told to be out: {out:?}, shown: {shown:?}"))
    }

    /// What counts of a payment: less what was taken back.
    pub fn counts(&self, payment: &Payment) -> i64 {
        if !payment.is_standing() || payment.of.is_some() {
            return 0;
        }
        let back = self.payments.iter().filter(|back| back.of == Some(payment.step) && back.state == State::Done);
        (payment.sum.1 - back.map(|back| back.sum.1).sum::<i64>()).max(0)
    }

    /// Goodwill that was decided just now fits the limits of its case and its account, all that counts with it. What is
    /// owed and was decided with it may have come after it.
    fn fits_limits(&self, seen: &Seen<'_>, cases: &[Case], at: usize) -> Judged {
        let new = &self.payments[at];
        if new.is_owed || new.of.is_some() || !new.is_standing() {
            return Ok(());
        }
        let owed_with_it = |payment: &Payment| payment.is_owed && payment.decided == seen.now();
        for limit in own_limits(seen, &cases[new.case]) {
            let all = self.used(seen, limit, new.case, &new.sum.0, |payment| !owed_with_it(payment));
            let bound = limit.at_most.get(&new.sum.0).copied().unwrap_or(0);
            ensure(all <= bound, || format!("{all} is above {limit:?} with {new:?}"))?;
        }
        Ok(())
    }

    /// What counts against a limit of the case or the account.
    fn used(
        &self,
        seen: &Seen<'_>,
        limit: &Limit,
        case: usize,
        currency: &str,
        counts: impl Fn(&Payment) -> bool,
    ) -> i64 {
        let counting = self.payments.iter().filter(|payment| {
            let is_of_it = limit.payout == "account" || payment.case == case;
            let is_within = is_after(payment.decided, limit, seen.now());
            is_of_it && is_within && payment.sum.0 == *currency && counts(payment)
        });
        counting.map(|payment| self.counts(payment)).sum()
    }

    /// Nobody is denied a sum that fits: what failed or was withdrawn is free again.
    fn refused_for_a_reason(&self, seen: &Seen<'_>, cases: &[Case]) -> Judged {
        let (Input::Command(command), Some(denial)) = (seen.input, &seen.decision.denial) else { return Ok(()) };
        let (true, Some((currency, asked))) = (denial.code == "limit", command.get("amount").and_then(sum)) else {
            return Ok(());
        };
        let case = place(cases, seen.record["concerns"]["case"].as_str().unwrap());
        let is_over = |limit: &Limit| {
            let used = self.used(seen, limit, case, &currency, |_| true);
            used + asked > limit.at_most.get(&currency).copied().unwrap_or(0)
        };
        ensure(own_limits(seen, &cases[case]).any(is_over), || format!("denied though it fits: {command:?}"))
    }
}

/// Whether something lies in the window that ends at `now`.
pub fn is_after(time: DateTime<Utc>, limit: &Limit, now: DateTime<Utc>) -> bool {
    limit.window.is_none_or(|window| time > now - TimeDelta::seconds(window))
}

/// The limits that an account keeps to by itself.
fn own_limits<'a>(seen: &'a Seen<'_>, case: &Case) -> impl Iterator<Item = &'a Limit> {
    seen.book(case).limits.iter().filter(|limit| limit.payout != "playbook")
}

/// The last case of that id.
fn place(cases: &[Case], id: &str) -> usize {
    cases.iter().rposition(|case| case.id == *id).unwrap_or_else(|| panic!("nobody knows {id}"))
}
