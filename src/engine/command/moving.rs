//! `move` and `close`: where a case goes that its playbook does not send there.

use crate::playbook::{Kind, ROOT, StateId};
use crate::value::Name;

use super::duties::undone_in_time;
use super::{Order, deny, unknown};
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::{Running, Signal};
use crate::engine::stop::Stop;
use crate::engine::turn::{Outside, Runaway, Turn};

/// With what a case ends that somebody closes without saying more.
const CLOSED: &str = "closed";
/// The longest outcome, in bytes.
const MAX_OUTCOME: usize = 64;

impl Order<'_> {
    /// The case goes to another state, as by a transition of what lies around both; one that stood still runs again.
    pub(super) fn move_case<'e>(
        &self,
        turn: &mut Turn<'e>,
        case: &mut Running<'e>,
        outside: &Outside<'_>,
    ) -> Result<(), Stop> {
        let to = self.argument("to")?;
        let unknown = || {
            let known = case.playbook.states.iter().map(|state| state.name.as_str());
            deny("unknown_state", unknown("the playbook has no state", to, known))
        };
        let target = case.playbook.state_named(to).ok_or_else(unknown)?;
        (case.halted, case.overridden) = (None, true);
        Machine::carry_out(turn, case, outside, |machine| machine.go_to(target))?;
        match undone_in_time(case, turn, outside) {
            Some(duty) => Err(deny("duty", duty)),
            None => Ok(()),
        }
    }

    /// The case ends here.
    pub(super) fn close<'e>(
        &self,
        turn: &mut Turn<'e>,
        case: &mut Running<'e>,
        outside: &Outside<'_>,
    ) -> Result<(), Stop> {
        let outcome = self.command.get("outcome").unwrap_or(CLOSED);
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if outcome.is_empty() || outcome.len() > MAX_OUTCOME || !outcome.chars().all(is_word) {
            let reason = format!("`outcome` is a word of at most {MAX_OUTCOME} letters, digits, `-` and `_`");
            return Err(deny("bad_argument", reason));
        }
        case.halted = None;
        Machine::carry_out(turn, case, outside, |machine| machine.close(Name::from(outcome)))?;
        Ok(())
    }
}

impl<'m> Machine<'m, '_> {
    fn go_to(&mut self, target: StateId) -> Result<Option<Signal<'m>>, Runaway> {
        let Some(way) = self.resolve(&[target], |targets| Some(self.case.active_around(targets))) else {
            return Ok(None);
        };
        let left: Vec<StateId> = self.case.exit_set(Some(way.domain)).collect();
        self.leave(&left)?;
        self.enter(&way.entered)?;
        Ok(None)
    }

    fn close(&mut self, outcome: Name) -> Result<Option<Signal<'m>>, Runaway> {
        let left: Vec<StateId> = self.case.exit_set(Some(ROOT)).collect();
        self.leave(&left)?;
        self.mind_duties_before_end();
        self.end(outcome);
        Ok(None)
    }
}

impl Running<'_> {
    /// The innermost active state, or the playbook itself, that holds all of them and that can be the domain of a transition.
    fn active_around(&self, targets: &[StateId]) -> StateId {
        let playbook = self.playbook;
        let holds = |outer: &StateId| targets.iter().all(|target| playbook.is_inside(*target, *outer));
        let mut around = targets.first().into_iter().flat_map(|target| playbook.around(*target));
        let is_domain =
            |outer: &StateId| self.is_active(*outer) && matches!(playbook.state(*outer).kind, Kind::Compound(_));
        around.find(|outer| is_domain(outer) && holds(outer)).unwrap_or(ROOT)
    }
}
