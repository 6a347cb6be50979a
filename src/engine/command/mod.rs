//! A command's way: known before, denied, or obeyed. One that is denied is found out on the way and the input run again
//! without it, so that nothing of it stays but its record.

mod approval;
mod authority;
pub(in crate::engine) mod duties;
mod grant;
mod moving;
mod steps;

use crate::account::{Denial, Outcome, Recall};
use crate::escape::escaped;
use crate::explanation::Fate;
use crate::ids::Cause;
use crate::input::{Command, Input};
use crate::policy::{Role, Rules};
use crate::step::Verb;
use crate::suggest::nearest;
use crate::value::Name;

use self::duties::DUTY;
use super::Engine;
use crate::engine::arrive::time::Until;
use crate::engine::commit::Said;
use crate::engine::machine::running::Running;
use crate::engine::stop::Stop;
use crate::engine::turn::{Outside, Runaway, Turn};

/// What a command was about, as it was before it; and why it was denied, if it was.
#[derive(Debug, Clone, Default)]
pub(super) struct Commanded {
    pub(super) case: Option<Name>,
    pub(super) playbook: Option<Name>,
    /// Those without an active state inside.
    pub(super) states: Vec<Name>,
    pub(super) step: Option<Name>,
    pub(super) denial: Option<Denial>,
}

/// A command that its role may give, and all that judging it further takes.
struct Order<'a> {
    command: &'a Command,
    cause: Cause,
    rules: &'a Rules,
    role: &'a Role,
}

/// What makes the input a command that can't be recorded.
pub(super) fn command_fault(input: &Input) -> Option<&'static str> {
    match input {
        Input::Command(command) => command.fault(),
        _ => None,
    }
}

/// The command is not obeyed.
fn deny(code: &'static str, reason: impl Into<String>) -> Stop {
    let denial = Some(Denial { code, reason: reason.into() });
    Stop::Denied(Box::new(Commanded { denial, ..Commanded::default() }))
}

/// That nothing has a name, and which the nearest is that something has.
fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let nearest = nearest(name, known).map(|known| format!(": did you mean `{known}`?")).unwrap_or_default();
    format!("{what} `{}`{nearest}", escaped(name))
}

impl Engine {
    pub(super) fn on_command<'e>(&'e self, turn: &mut Turn<'e>, command: &Command) -> Result<Said, Stop> {
        let cause = Cause::of_command(command.id());
        match turn.account.memory.recall_command(cause, command.content()) {
            Recall::New | Recall::TooOld => {}
            Recall::Duplicate => return Ok(Said::only(Outcome::Duplicate)),
            Recall::Conflict => return Ok(Said::only(Outcome::Conflict)),
        }
        self.load_due(turn, Until::Before)?;
        turn.fire_due(Until::Before)?;
        if let Some(commanded) = turn.commanded.take() {
            turn.record_command(command, &commanded);
            turn.commanded = Some(commanded);
            return Ok(Said::only(Outcome::Denied));
        }
        let mut about = Commanded::default();
        match self.obey(turn, command, cause, &mut about) {
            Ok(()) => {
                turn.commanded = Some(Box::new(about));
                Ok(Said::only(Outcome::Applied))
            }
            // By what it leads to at once.
            Err(Stop::Runaway(Runaway(_, DUTY))) => {
                let denial = turn.breach.take().map(|reason| Denial { code: "duty", reason });
                Err(Stop::Denied(Box::new(Commanded { denial, ..about })))
            }
            Err(Stop::Denied(denied)) => Err(Stop::Denied(Box::new(Commanded { denial: denied.denial, ..about }))),
            Err(stop) => Err(stop),
        }
    }

    fn obey<'e>(
        &'e self,
        turn: &mut Turn<'e>,
        command: &Command,
        cause: Cause,
        about: &mut Commanded,
    ) -> Result<(), Stop> {
        if turn.account.secret.is_none() {
            return Err(deny("erased", "the account was erased"));
        }
        if command.reason().trim().is_empty() {
            return Err(deny("no_reason", "the reason is empty"));
        }
        let place = case_for(turn, command)?;
        let mut case = self.load(turn, place)?;
        about.case = Some(case.id.clone());
        about.playbook = Some(case.playbook.reference.clone());
        about.states = case.configuration();
        about.step = steps::concerned(&case, command);
        let order = self.order(&case, command, cause)?;
        turn.record_command(command, about);
        // Whatever follows in this input follows from what they ask.
        turn.requester = Some(Name::from(command.actor().id()));
        turn.is_ordered = true;
        order.carry_out(turn, &mut case)?;
        turn.fire_past(&mut case)?;
        turn.is_ordered = false;
        case.log.touched = true;
        turn.put(case);
        Ok(())
    }
}

impl Order<'_> {
    fn carry_out<'e>(&self, turn: &mut Turn<'e>, case: &mut Running<'e>) -> Result<(), Stop> {
        let kind = format!("command.{}", self.command.verb());
        let outside =
            Outside { kind: &kind, source: "amends", time: turn.now, cause: self.cause, facts: &[], is_event: false };
        match self.command.verb() {
            Verb::Approve => self.approve(turn, case, &outside),
            Verb::Refuse => self.refuse(turn, case, &outside),
            Verb::Skip => self.skip(turn, case, &outside),
            Verb::Resend => self.resend(turn, case, &outside),
            Verb::Move => self.move_case(turn, case, &outside),
            Verb::Grant => self.grant(turn, case, &outside),
            Verb::Close => self.close(turn, case, &outside),
        }
    }
}

/// The place of the open case that the command is for.
fn case_for(turn: &Turn<'_>, command: &Command) -> Result<usize, Stop> {
    let cases = &turn.account.cases;
    // What was due may have ended some.
    let has_ended = |place: usize| turn.cases.iter().any(|case| case.place == Some(place) && case.ended.is_some());
    let mut open = (0..cases.len()).filter(|place| !has_ended(*place));
    let Some(id) = command.case() else {
        return match (open.next(), open.next()) {
            (Some(only), None) => Ok(only),
            (Some(_), Some(_)) => Err(deny("several_cases", "several cases are open: say which one is meant")),
            (None, _) => Err(deny("unknown_case", "no case is open")),
        };
    };
    let is_it = |place: &usize| cases.get(*place).is_some_and(|case| case.id == *id);
    open.find(is_it).ok_or_else(|| {
        let ended_now = cases.iter().any(|case| case.id == *id);
        if ended_now || turn.account.memory.ended().iter().any(|ended| ended.case == *id) {
            return deny("case_ended", format!("case `{}` has ended", escaped(id)));
        }
        deny("unknown_case", format!("no case `{}` is open", escaped(id)))
    })
}

impl Turn<'_> {
    /// What becomes of the command, for whoever asks why.
    fn record_command(&mut self, command: &Command, about: &Commanded) {
        if let (Some(playbook), true) = (&about.playbook, self.is_recording()) {
            let fate = if about.denial.is_some() { Fate::Denied } else { Fate::Taken };
            self.record_order(playbook.clone(), about.case.clone(), about.states.clone(), command.verb(), fate);
        }
    }
}
