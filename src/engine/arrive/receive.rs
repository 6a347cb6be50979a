//! A receipt's way: to its step, then as an event to its case.

use crate::account::{CaseStep, HeldState, Outcome, PaymentState, Status};
use crate::ids::{Cause, StepId};
use crate::input::{Receipt, Settlement};
use crate::step::StepKind;

use crate::engine::Engine;
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::{Running, Signal};
use crate::engine::stop::Stop;
use crate::engine::turn::{Outside, Turn};

/// How many withdrawn steps may set others free in one input, each in turn perhaps withdrawing more: beyond, the cases
/// that wait for one more stand still.
const MAX_RELEASED: u32 = 64;

/// What a receipt means for a step.
enum Effect {
    /// Handled before, or it contradicts a final one.
    None(Outcome),
    /// The step changes.
    Changes,
    /// It is recorded; the step was withdrawn.
    Recorded,
}

impl Engine {
    /// Takes the receipt. Says why nothing happened, if nothing did.
    pub(in crate::engine) fn receive<'e>(&'e self, turn: &mut Turn<'e>, receipt: &Receipt) -> Result<Outcome, Stop> {
        let id = receipt.step();
        let is_done = *receipt.settlement() == Settlement::Done;
        let has_step = |steps: &[CaseStep]| steps.iter().any(|step| step.id == id && step.attempt > 0);
        let loaded = turn.cases.iter().position(|case| has_step(&case.steps));
        let place = loaded.and_then(|at| turn.cases.get(at)?.place);
        let place = place.or_else(|| turn.account.cases.iter().position(|case| has_step(&case.steps)));
        let ended_now =
            place.is_some_and(|place| turn.cases.iter().any(|case| case.place == Some(place) && case.ended.is_some()));
        // Those that wait now: what is told may send the step again, and others may wait for that.
        let waiters = turn.waiters(id);
        match place {
            Some(place) => {
                let case = if ended_now { turn.take(place) } else { Some(self.load(turn, place)?) };
                let Some(mut case) = case else { return Ok(Outcome::UnknownStep) };
                let result = settle_in_case(turn, &mut case, &waiters, receipt);
                turn.put(case);
                if result? == Outcome::Applied {
                    self.settle_waiting(turn, id, &waiters, receipt)?;
                    return Ok(Outcome::Applied);
                }
                result.map_err(Stop::from)
            }
            None => {
                let outcome = turn.settle_outstanding(receipt);
                if outcome == Outcome::Applied {
                    turn.message_became(id, if is_done { Status::Done } else { Status::Failed });
                    self.settle_waiting(turn, id, &waiters, receipt)?;
                }
                Ok(outcome)
            }
        }
    }

    /// Steps that wait for one that was withdrawn need not wait any longer.
    pub(in crate::engine) fn release_waiting<'e>(&'e self, turn: &mut Turn<'e>) -> Result<(), Stop> {
        let (mut at, mut unsent, mut released) = (0, 0, 0);
        loop {
            let id = if let Some(id) = turn.withdrawn.get(at).copied() {
                at += 1;
                id
            } else if let Some(id) = turn.withdrawn_unsent.get(unsent).copied() {
                unsent += 1;
                id
            } else {
                return Ok(());
            };
            let mut steps = turn.cases.iter().flat_map(|case| &case.steps);
            let status = steps.find(|step| step.id == id).map(|step| step.status);
            if matches!(status, Some(Status::Out | Status::Held | Status::Asked | Status::Pending)) {
                // It was sent again. One that only waits, in its turn, is nothing to wait for.
                continue;
            }
            let waiters = turn.waiters(id);
            if waiters.is_empty() {
                continue;
            }
            released += 1;
            if released > MAX_RELEASED {
                // What they decide when they hear of it is withdrawn too, and sets them free once more.
                let waiting = turn.cases.iter_mut().filter(|case| case.ended.is_none() && waits(&case.steps, id));
                waiting.for_each(|case| case.halt_circling());
            }
            // A promise that was kept by something else is withdrawn from the host too.
            let is_done = status == Some(Status::Done);
            let receipt = if is_done { Receipt::done(id) } else { Receipt::failed(id, "withdrawn") };
            self.settle_waiting(turn, id, &waiters, &receipt)?;
        }
    }

    /// Steps of open cases that waited for this one, and do so still, take over what became of it.
    pub(super) fn settle_waiting<'e>(
        &'e self,
        turn: &mut Turn<'e>,
        id: StepId,
        waiters: &[StepId],
        receipt: &Receipt,
    ) -> Result<(), Stop> {
        if waiters.is_empty() {
            return Ok(());
        }
        for place in 0..turn.account.cases.len() {
            let loaded = turn.cases.iter().find(|case| case.place == Some(place));
            let waiting = match loaded {
                Some(case) => case.ended.is_none() && waits(&case.steps, id),
                None => turn.account.cases.get(place).is_some_and(|case| waits(&case.steps, id)),
            };
            if !waiting {
                continue;
            }
            let mut case = self.load(turn, place)?;
            let result = take_over(turn, &mut case, id, waiters, receipt);
            turn.put(case);
            result?;
        }
        // Those that this input opens.
        for at in 0..turn.cases.len() {
            let is_new = |case: &Running<'_>| case.place.is_none() && case.ended.is_none() && waits(&case.steps, id);
            if turn.cases.get(at).is_some_and(|case| is_new(case)) {
                let mut case = turn.cases.remove(at);
                let result = take_over(turn, &mut case, id, waiters, receipt);
                turn.cases.insert(at, case);
                result?;
            }
        }
        Ok(())
    }
}

/// Whether any of the steps waits for that one.
fn waits(steps: &[CaseStep], id: StepId) -> bool {
    steps.iter().any(|step| is_waiter(step, id))
}

fn is_waiter(step: &CaseStep, id: StepId) -> bool {
    step.status == Status::Waiting && step.waits_for.as_deref() == Some(&id)
}

fn settle_in_case<'e>(
    turn: &mut Turn<'e>,
    case: &mut Running<'e>,
    waiters: &[StepId],
    receipt: &Receipt,
) -> Result<Outcome, crate::engine::turn::Runaway> {
    let Some(at) = case.steps.iter().position(|step| step.id == receipt.step()) else {
        return Ok(Outcome::UnknownStep);
    };
    let Some(step) = case.steps.get_mut(at) else { return Ok(Outcome::UnknownStep) };
    match effect(step, receipt) {
        Effect::None(outcome) => return Ok(outcome),
        Effect::Recorded => {
            if turn.account.memory.receipt(step.id) == Some(word(receipt)) {
                return Ok(Outcome::Duplicate);
            }
            let was = step.status;
            let is_done = apply(turn, step, receipt);
            step.status = if is_done { Status::Done } else { was };
            case.log.touched = true;
            turn.settled.push((step.id, word(receipt)));
            return Ok(Outcome::Applied);
        }
        Effect::Changes => {}
    }
    let (id, was_broken) = (step.id, step.is_broken());
    let is_done = apply(turn, step, receipt);
    turn.no_longer_held(case, id, HeldState::Withdrawn);
    case.log.touched = true;
    announce(turn, case, at, is_done, was_broken, receipt)?;
    if case.ended.is_none() {
        take_over(turn, case, id, waiters, receipt)?;
    }
    Ok(Outcome::Applied)
}

/// The receipt in a word, as the account remembers it.
fn word(receipt: &Receipt) -> &'static str {
    match receipt.settlement() {
        Settlement::Done => "done",
        Settlement::Failed(_) => "failed",
    }
}

/// What the receipt means for the step as it stands.
fn effect(step: &CaseStep, receipt: &Receipt) -> Effect {
    let is_done = *receipt.settlement() == Settlement::Done;
    match (step.status, is_done) {
        (Status::Done, true) | (Status::Failed, false) => Effect::None(Outcome::Duplicate),
        // A payment that was done can come back; for anything else the first `done` is final.
        (Status::Done, false) if step.kind != StepKind::Compensation => Effect::None(Outcome::Conflict),
        // Of one that failed and is to be paid again, once it may: the first attempt went through after all.
        (Status::Asked | Status::Held, true) if step.attempt > 0 => Effect::Changes,
        (Status::Asked | Status::Held, false) if step.attempt > 0 => Effect::None(Outcome::Duplicate),
        (Status::Pending | Status::Waiting | Status::Asked | Status::Held, _) => Effect::None(Outcome::UnknownStep),
        (Status::Skipped | Status::Withdrawn, _) => Effect::Recorded,
        _ => Effect::Changes,
    }
}

/// Writes the receipt to the step and, for a payment, to the ledger.
fn apply(turn: &mut Turn<'_>, step: &mut CaseStep, receipt: &Receipt) -> bool {
    let is_done = *receipt.settlement() == Settlement::Done;
    if matches!(step.status, Status::Asked | Status::Held) {
        turn.free_reserve(step.id);
    }
    step.status = if is_done { Status::Done } else { Status::Failed };
    step.due = None;
    step.remaining = None;
    turn.message_became(step.id, step.status);
    if step.pays.is_some() {
        turn.set_payment(step.id, if is_done { PaymentState::Done } else { PaymentState::Failed });
    }
    is_done
}

/// Tells the case what became of its step at that place: an outside event, with a macrostep of its own.
fn announce<'e>(
    turn: &mut Turn<'e>,
    case: &mut Running<'e>,
    at: usize,
    is_done: bool,
    was_broken: bool,
    receipt: &Receipt,
) -> Result<(), crate::engine::turn::Runaway> {
    let Some(step) = case.steps.get(at) else { return Ok(()) };
    let reason = match receipt.settlement() {
        Settlement::Done => None,
        Settlement::Failed(reason) => Some(reason.clone()),
    };
    let word = match (step.kind, is_done) {
        (StepKind::Promise, true) => "promise.kept.",
        (StepKind::Promise, false) => "promise.broken.",
        (_, true) => "step.done.",
        (_, false) => "step.failed.",
    };
    let kind = [word, &step.name].concat();
    let cause = Cause::of_receipt(step.id, is_done);
    let origin = case.playbook.state_named(&step.state);
    let outside = Outside { kind: &kind, source: "amends", time: turn.now, cause, facts: &[], is_event: false };
    if step.kind == StepKind::Promise {
        if was_broken {
            // It was broken first and stays so: kept after that it counts as done, and says nothing new.
            Machine::resume(turn, case, &outside)?;
            return turn.fire_past(case);
        }
        case.log.promises.extend(turn.settle_by_receipt(receipt));
    }
    let signal = Signal { origin, reason, is_failure: !is_done, ..Signal::named(kind.as_str()) };
    Machine::run(turn, case, &outside, signal)?;
    turn.fire_past(case)
}

/// Steps of a case that waited for the settled one, and do so still.
fn take_over<'e>(
    turn: &mut Turn<'e>,
    case: &mut Running<'e>,
    id: StepId,
    waiters: &[StepId],
    receipt: &Receipt,
) -> Result<(), crate::engine::turn::Runaway> {
    let is_done = *receipt.settlement() == Settlement::Done;
    for own in waiters {
        let Some(at) = case.steps.iter().position(|step| step.id == *own && is_waiter(step, id)) else { continue };
        if let Some(step) = case.steps.get_mut(at) {
            step.status = if is_done { Status::Done } else { Status::Failed };
        }
        case.log.touched = true;
        announce(turn, case, at, is_done, false, receipt)?;
    }
    Ok(())
}

impl Turn<'_> {
    /// The steps of open cases that wait for this one.
    pub(super) fn waiters(&self, id: StepId) -> Vec<StepId> {
        let is_loaded = |place: usize| self.cases.iter().any(|case| case.place == Some(place));
        let stored = self.account.cases.iter().enumerate().filter(|(place, _)| !is_loaded(*place));
        let stored = stored.flat_map(|(_, case)| case.steps.iter());
        let running = self.cases.iter().filter(|case| case.ended.is_none()).flat_map(|case| case.steps.iter());
        stored.chain(running).filter(|step| is_waiter(step, id)).map(|step| step.id).collect()
    }

    /// A step of a case that has ended: its receipt settles payments and promises and moves nothing.
    fn settle_outstanding(&mut self, receipt: &Receipt) -> Outcome {
        let id = receipt.step();
        let is_done = *receipt.settlement() == Settlement::Done;
        let word = word(receipt);
        let asked = self.outstanding.iter().find(|(_, step)| step.id == id && step.status == Status::Asked);
        match asked.map(|(_, step)| step.attempt) {
            Some(0) => return Outcome::UnknownStep,
            Some(_) if !is_done => return Outcome::Duplicate,
            Some(_) => self.free_reserve(id),
            None => {}
        }
        if let Some(at) = self.outstanding.iter().position(|(_, step)| step.id == id) {
            let (_, step) = self.outstanding.to_mut().remove(at);
            if step.kind == StepKind::Promise {
                let promise = self.settle_by_receipt(receipt);
                self.promises_of_ended.extend(promise);
            }
            if self.payments.iter().any(|payment| payment.step == id) {
                self.set_payment(id, if is_done { PaymentState::Done } else { PaymentState::Failed });
            }
            self.settled.push((id, word));
            return Outcome::Applied;
        }
        let payment = self.payments.iter().rev().find(|payment| payment.step == id).map(|payment| payment.state);
        match (payment, self.account.memory.receipt(id)) {
            (_, Some(known)) if known == word => Outcome::Duplicate,
            // A payment can come back, or go through after all, as long as the ledger knows it.
            (Some(PaymentState::Done), _) if !is_done => {
                self.set_payment(id, PaymentState::Failed);
                self.settled.push((id, word));
                Outcome::Applied
            }
            (Some(PaymentState::Failed | PaymentState::Withdrawn), _) if is_done => {
                self.set_payment(id, PaymentState::Done);
                self.settled.push((id, word));
                Outcome::Applied
            }
            (Some(PaymentState::Withdrawn), _) => {
                // It did not go through: the next one is another attempt.
                self.set_payment(id, PaymentState::Failed);
                self.settled.push((id, word));
                Outcome::Applied
            }
            // Recorded without effect: the step was withdrawn, or it was done after all.
            (_, Some("withdrawn")) => {
                self.settled.push((id, word));
                Outcome::Applied
            }
            (None, Some("failed")) if is_done => {
                self.settled.push((id, word));
                Outcome::Applied
            }
            (Some(PaymentState::Held), _) => Outcome::UnknownStep,
            (Some(_), _) => Outcome::Duplicate,
            (None, Some(_)) => Outcome::Conflict,
            (None, None) => Outcome::UnknownStep,
        }
    }
}
