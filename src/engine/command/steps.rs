//! `skip` and `resend`, and which step a command means.

use crate::account::{CaseStep, Denial, PaymentState, PromiseState, Status};
use crate::ids::StepId;
use crate::input::Command;
use crate::playbook::{GRANT, StateId, StepPlan};
use crate::step::{StepKind, Verb};
use crate::value::Name;

use super::duties::needed;
use super::{Order, deny, unknown};
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::Running;
use crate::engine::stop::Stop;
use crate::engine::turn::{Outside, Turn};

/// The name of the step that a command is about, also where nobody may give it or the step is not there to be commanded.
pub(super) fn concerned(case: &Running<'_>, command: &Command) -> Option<Name> {
    match command.verb() {
        Verb::Approve | Verb::Refuse | Verb::Skip | Verb::Resend => meant(case, command).name,
        Verb::Grant => Some(Name::from(GRANT)),
        Verb::Move | Verb::Close => None,
    }
}

/// The step that a command means.
struct Meant {
    name: Option<Name>,
    /// Its place in the case.
    at: Result<usize, Denial>,
}

/// Whether a step is there for the command.
fn fits(verb: Verb, step: &CaseStep) -> bool {
    match verb {
        Verb::Approve | Verb::Refuse => step.status == Status::Held,
        Verb::Skip => !step.is_settled(),
        Verb::Resend => matches!(step.status, Status::Out | Status::Failed),
        Verb::Move | Verb::Grant | Verb::Close => false,
    }
}

/// Finds the step that the command names, by name or id, of those that fit; or the only one that fits.
fn meant(case: &Running<'_>, command: &Command) -> Meant {
    let (verb, wanted) = (command.verb(), command.get("step"));
    let unfit = if matches!(verb, Verb::Approve | Verb::Refuse) { "not_held" } else { "not_open" };
    let denied =
        |name: Option<&Name>, code, reason: String| Meant { name: name.cloned(), at: Err(Denial { code, reason }) };
    let id = wanted.and_then(|wanted| wanted.parse::<StepId>().ok());
    let is_meant = |step: &CaseStep| wanted.is_none_or(|name| step.name == *name || Some(step.id) == id);
    let named = || case.steps.iter().enumerate().filter(|(_, step)| is_meant(step));
    let mut fitting = named().filter(|(_, step)| fits(verb, step));
    match (fitting.next(), fitting.next(), wanted) {
        (Some((at, step)), None, _) => Meant { name: Some(step.name.clone()), at: Ok(at) },
        (Some((_, one)), Some((_, other)), _) => {
            let name = Some(&one.name).filter(|name| **name == other.name);
            denied(name, "several_steps", "several steps can be meant: say which one by its id".to_owned())
        }
        (None, _, None) => denied(None, unfit, format!("the case has no step to {verb}")),
        (None, _, Some(wanted)) => match named().next_back() {
            Some((_, step)) => denied(Some(&step.name), unfit, format!("`{}` {}", step.name, became(step.status))),
            None => {
                let known = case.steps.iter().map(|step| step.name.as_str());
                denied(None, "unknown_step", unknown("the case has no step", wanted, known))
            }
        },
    }
}

impl Order<'_> {
    /// The place of the step that the command means.
    pub(super) fn step(&self, case: &Running<'_>) -> Result<usize, Stop> {
        meant(case, self.command).at.map_err(|denial| deny(denial.code, denial.reason))
    }

    /// The step need not be done: its state no longer waits for it.
    pub(super) fn skip<'e>(
        &self,
        turn: &mut Turn<'e>,
        case: &mut Running<'e>,
        outside: &Outside<'_>,
    ) -> Result<(), Stop> {
        let at = self.step(case)?;
        let Some(step) = case.steps.get(at) else { return Ok(()) };
        if step.owed {
            return Err(deny("owed", format!("`{}` is owed, and nobody may skip it", step.name)));
        }
        if let Some(duty) = needed(case, turn, outside, step) {
            return Err(deny("duty", duty));
        }
        case.overridden = true;
        let Some(step) = case.steps.get_mut(at) else { return Ok(()) };
        let (id, was, attempt) = (step.id, step.status, step.attempt);
        (step.status, step.due, step.remaining) = (Status::Skipped, None, None);
        match was {
            Status::Out => {
                turn.withdrawn.push(id);
                case.log.withdrawn.push(id);
                turn.message_became(id, Status::Withdrawn);
                if step.pays.is_some() {
                    turn.set_payment(id, PaymentState::Withdrawn);
                }
            }
            Status::Held => turn.drop_held(case, id, Status::Skipped),
            // Its receipt came.
            Status::Failed if attempt > 0 => turn.settled.push((id, "failed")),
            // The host knows nothing of it, but another step may wait for it.
            Status::Pending | Status::Asked => {
                turn.free_reserve(id);
                turn.withdrawn_unsent.push(id);
                case.log.withdrawn.push(id);
            }
            _ => {}
        }
        if case.steps.get(at).is_some_and(|step| step.kind == StepKind::Promise) {
            let waived = turn.settle(id, PromiseState::Waived, turn.now, Some(self.command.reason()));
            case.log.promises.extend(waived);
        }
        case.log.skipped.push(id);
        Machine::resume(turn, case, outside)?;
        Ok(())
    }

    /// The same step once more, under the same id.
    pub(super) fn resend<'e>(
        &self,
        turn: &mut Turn<'e>,
        case: &mut Running<'e>,
        outside: &Outside<'_>,
    ) -> Result<(), Stop> {
        let at = self.step(case)?;
        let Some(step) = case.steps.get(at).cloned() else { return Ok(()) };
        let playbook = case.playbook;
        let planned =
            playbook.state_named(&step.state).and_then(|state| Some((state, playbook.plan(state, &step.name)?)));
        let Some((state, plan)) = planned else {
            return Err(deny("not_sent", "what was granted is not sent again: grant it anew"));
        };
        let mut sent = Ok(());
        Machine::carry_out(turn, case, outside, |machine| {
            sent = machine.send_as_asked(plan, state, step, Some(at));
            Ok(None)
        })?;
        sent
    }
}

impl Machine<'_, '_> {
    /// Sends a step as somebody asks; or why the command is denied, if it can't go out.
    pub(super) fn send_as_asked(
        &mut self,
        plan: &StepPlan,
        state: StateId,
        step: CaseStep,
        place: Option<usize>,
    ) -> Result<(), Stop> {
        let (id, sent_before) = (step.id, self.turn.steps.len());
        self.send(plan, state, step, place);
        let status = self.case.steps.iter().find(|step| step.id == id).map(|step| step.status);
        let is_needless = matches!(status, Some(Status::Waiting | Status::Asked | Status::Held | Status::Done));
        if is_needless || self.turn.steps.len() > sent_before {
            return Ok(());
        }
        let whys = self.case.log.failed.iter().chain(&self.case.log.erred);
        let why = whys.rev().find(|(of, _)| *of == plan.name).map_or("it can't be sent", |(_, why)| why.as_str());
        match why.split_once(": ") {
            Some(("limit", words)) => Err(deny("limit", words)),
            _ => Err(deny("not_sent", why)),
        }
    }
}

/// What became of a step, in words.
fn became(status: Status) -> &'static str {
    match status {
        Status::Pending => "has yet to go out",
        Status::Out => "is out already",
        Status::Waiting => "waits for another that does the same",
        Status::Asked => "waits for its pool",
        Status::Held => "waits for approval",
        Status::Done => "is done",
        Status::Failed => "failed",
        Status::Skipped => "was skipped",
        Status::Withdrawn => "was withdrawn",
    }
}
