//! A pool's answer: the payment goes out, or it fails.

use crate::account::{CaseStep, LimitHit, LoggedStep, Outcome, Payment, PaymentState, Status, Step, push_snug};
use crate::explanation::Fate;
use crate::ids::{Cause, StepId};
use crate::input::Receipt;
use crate::pool::{Answer, Ask, Told, Wants};
use crate::value::Name;

use super::time::Until;
use crate::engine::Engine;
use crate::engine::commit::Said;
use crate::engine::emit::emit::Whole;
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::{Running, Signal};
use crate::engine::stop::Stop;
use crate::engine::turn::{Outside, Runaway, Turn};

/// How often in a row pools may say no to one case: beyond, it asks without end, and stands still.
const MAX_REFUSALS: u32 = 64;

impl Engine {
    /// Takes the answer to what the account asked.
    pub(in crate::engine) fn on_answer<'e>(&'e self, turn: &mut Turn<'e>, answer: &Answer) -> Result<Said, Stop> {
        if turn.waiting_for(answer).is_none() {
            return Ok(turn.nobody_waits(answer));
        }
        self.load_due(turn, Until::Before)?;
        turn.fire_due(Until::Before)?;
        let Some(step) = turn.waiting_for(answer) else {
            // A timer has just withdrawn it. Nothing of that is kept, and a wake does it again.
            return Ok(Said::only(Outcome::UnknownStep));
        };
        let waiters = turn.waiters(step);
        let has_asked = |steps: &[CaseStep]| steps.iter().any(|known| known.id == step);
        let loaded = turn.cases.iter().position(|case| has_asked(&case.steps));
        if let Some(at) = loaded.filter(|at| turn.cases.get(*at).is_some_and(|case| case.place.is_some())) {
            let mut case = turn.cases.remove(at);
            let result = turn.answer(&mut case, step, answer);
            turn.put(case);
            result?;
        } else if let Some(place) = turn.account.cases.iter().position(|case| has_asked(&case.steps)) {
            let mut case = self.load(turn, place)?;
            let result = turn.answer(&mut case, step, answer);
            turn.put(case);
            result?;
        } else {
            turn.answer_outstanding(step, answer);
        }
        if let Some(why) = answer.reason() {
            // Whoever waits for it waits in vain.
            self.settle_waiting(turn, step, &waiters, &Receipt::failed(step, why))?;
        }
        Ok(Said::only(Outcome::Applied))
    }
}

impl<'e> Turn<'e> {
    /// The step whose payment waits for the answer. One that has it, and waits for people now, does not; nor does one that
    /// asked anew for what it, or another, had asked for before: what was granted to that is given back, perhaps to others.
    fn waiting_for(&self, answer: &Answer) -> Option<StepId> {
        let key = (answer.pays, answer.attempt);
        let held = self.payments.iter().filter(|payment| payment.state == PaymentState::Held);
        let is_asked = |payment: &&Payment| {
            self.made.iter().any(|made| made.step.id == payment.step && made.asked == answer.asked)
        };
        let mut asked = held.filter(is_asked);
        asked.find(|payment| (payment.pays, payment.attempt) == key).map(|payment| payment.step)
    }

    /// An answer that the account has already, or does not want any more: what was granted to nobody is free again.
    fn nobody_waits(&self, answer: &Answer) -> Said {
        let key = (answer.pays, answer.attempt);
        let mut known = self.account.payments.iter().filter(|payment| (payment.pays, payment.attempt) == key);
        let is_dropped = self.account.memory.is_dropped(key);
        let Some(is_standing) = known.next().map(|payment| payment.state.is_standing()).or(is_dropped.then_some(false))
        else {
            // Of an attempt before the present one the ledger says nothing any more.
            let has_gone_on = |payment: &Payment| payment.pays == answer.pays && payment.attempt > answer.attempt;
            let is_known = self.account.payments.iter().any(has_gone_on);
            return Said::only(if is_known { Outcome::Duplicate } else { Outcome::UnknownStep });
        };
        let is_free = answer.is_granted() && !is_standing && !known.any(|payment| payment.state.is_standing());
        let release = is_free.then(|| Ask {
            at: self.now,
            attempt: answer.attempt,
            case: answer.case.clone(),
            pays: answer.pays,
            personal: false,
            pool: answer.pool.clone(),
            // After all that was told, and before what is told next.
            told: Told { at: self.now, seq: self.account.seq, n: u32::MAX },
            wants: Wants::Release,
        });
        Said { asks: release.into_iter().collect(), ..Said::only(Outcome::Duplicate) }
    }

    /// Answers a case.
    fn answer(&mut self, case: &mut Running<'e>, id: StepId, answer: &Answer) -> Result<(), Runaway> {
        let Some(at) = case.steps.iter().position(|step| step.id == id) else { return Ok(()) };
        let Some(step) = case.steps.get(at).cloned() else { return Ok(()) };
        case.log.touched = true;
        let cause = Cause::of_answer(answer.pays, answer.attempt, answer.is_granted());
        let kind = format!("step.failed.{}", step.name);
        let outside = Outside { kind: &kind, source: "amends", time: self.now, cause, facts: &[], is_event: false };
        let Some(why) = answer.reason() else {
            let Some(by) = self.paid_meanwhile(&step) else {
                if self.made.iter().any(|made| made.step.id == id && !made.approved) {
                    return self.hold_or_withdraw(case, at, step, &outside);
                }
                let logged = case.steps.get_mut(at).and_then(|step| self.let_out(step));
                case.log.steps.extend(logged);
                self.record_answer(&case.playbook.reference, &case.id, &step.name, Fate::Taken);
                return Ok(());
            };
            self.free_reserve(id);
            // Whoever waits for it waits in vain.
            self.withdrawn_unsent.push(id);
            case.log.already_paid.push((step.name.clone(), by));
            self.record_answer(&case.playbook.reference, &case.id, &step.name, Fate::AlreadyPaid);
            self.withdrawn_unsent.push(id);
            if let Some(known) = case.steps.get_mut(at) {
                *known = CaseStep { status: Status::Done, due: None, waits_for: Some(Box::new(by)), ..step };
            }
            Machine::resume(self, case, &outside)?;
            return self.fire_past(case);
        };
        self.refuse_asked(id);
        self.hit_limit(&case.id, &step.name, answer);
        case.log.failed.push((step.name.clone(), why.to_owned()));
        self.record_answer(&case.playbook.reference, &case.id, &step.name, Fate::Failed { why: why.to_owned() });
        if let Some(known) = case.steps.get_mut(at) {
            (known.status, known.due, known.remaining) = (Status::Failed, None, None);
        }
        case.refuse();
        let origin = case.playbook.state_named(&step.state);
        let signal = Signal::failure(kind.clone(), origin, why.to_owned());
        Machine::run(self, case, &outside, signal)?;
        self.fire_past(case)
    }

    /// It fits, and people have to approve it: it waits for them, unless nobody wants it any more.
    fn hold_or_withdraw(
        &mut self,
        case: &mut Running<'e>,
        at: usize,
        step: CaseStep,
        outside: &Outside<'_>,
    ) -> Result<(), Runaway> {
        let state = case.playbook.state_named(&step.state);
        let plan = state.and_then(|state| Some((state, case.playbook.plan(state, &step.name)?)));
        let is_left = step.visit.is_some_and(|visit| case.active.iter().all(|active| active.visit != visit));
        let (Some((state, plan)), false) = (plan, is_left || case.ended.is_some()) else {
            self.free_reserve(step.id);
            self.withdrawn_unsent.push(step.id);
            case.log.withdrawn.push(step.id);
            if let Some(known) = case.steps.get_mut(at) {
                known.status = Status::Withdrawn;
            }
            return Ok(());
        };
        let Some(made) = self.take_made(step.id) else { return Ok(()) };
        let requester = std::mem::replace(&mut self.requester, made.requester);
        let whole = Whole { out: made.step, logged: made.logged };
        Machine::aside(self, case, outside).hold(plan, state, &whole, step, Some(at));
        self.requester = requester;
        // If it has failed instead, the case hears of that.
        Machine::resume(self, case, outside)?;
        self.fire_past(case)
    }

    /// Answers for a case that has ended: what was decided goes out, or it does not, and nothing moves.
    fn answer_outstanding(&mut self, id: StepId, answer: &Answer) {
        let Some(at) = self.outstanding.iter().position(|(_, step)| step.id == id) else { return };
        let Some((case, mut step)) = self.outstanding.get(at).cloned() else { return };
        // Nobody approves for a case that has ended.
        let is_approved = self.made.iter().any(|made| made.step.id == id && made.approved);
        if answer.is_granted() && is_approved && self.paid_meanwhile(&step).is_none() {
            let logged = self.let_out(&mut step);
            self.late_steps.extend(logged);
            let playbook = self.steps.last().map(|step| step.playbook.clone());
            self.record_answer(&playbook.unwrap_or_default(), &case, &step.name, Fate::Taken);
            if let Some(known) = self.outstanding.to_mut().get_mut(at) {
                known.1 = step;
            }
            return;
        }
        if answer.is_granted() {
            self.free_reserve(id);
            self.withdrawn_unsent.push(id);
        } else {
            self.refuse_asked(id);
            self.hit_limit(&case, &step.name, answer);
        }
        self.outstanding.to_mut().remove(at);
    }

    /// Another step that paid the same thing while this one waited.
    fn paid_meanwhile(&self, step: &CaseStep) -> Option<StepId> {
        let paid = self.payments.iter().filter(|payment| payment.state == PaymentState::Done);
        let mut same = paid.filter(|payment| Some(payment.pays) == step.pays && payment.step != step.id);
        same.next().map(|payment| payment.step)
    }

    /// The step goes out, as it was decided.
    fn let_out(&mut self, step: &mut CaseStep) -> Option<LoggedStep> {
        let made = self.take_made(step.id)?;
        self.let_out_payment(step.id);
        (step.status, step.attempt) = (Status::Out, made.step.attempt);
        // Its clock may have stood still.
        let out = Step { due: step.due, ..made.step };
        let logged = LoggedStep { at: self.steps.len(), ..made.logged };
        push_snug(&mut self.steps, out);
        Some(logged)
    }

    fn hit_limit(&mut self, case: &Name, step: &Name, answer: &Answer) {
        let limit = Name::from(answer.limit().unwrap_or_default());
        self.limits.push(LimitHit { case: case.clone(), step: step.clone(), limit });
    }
}

impl Running<'_> {
    /// Counts refusals, and stops a case that only ever asks for more than there is.
    fn refuse(&mut self) {
        self.log.is_refused = true;
        self.refusals = self.refusals.saturating_add(1);
        if self.refusals > MAX_REFUSALS && self.halted.is_none() && self.ended.is_none() {
            self.halted = Some(Name::from("asks pools without end"));
            self.log.halted = true;
        }
    }
}
