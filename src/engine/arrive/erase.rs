//! Erasure: what the account still has going on is brought to an end before its person is forgotten.

use crate::account::Outcome;
use crate::ids::Cause;

use super::time::Until;
use crate::engine::Engine;
use crate::engine::machine::machine::Machine;
use crate::engine::stop::Stop;
use crate::engine::turn::{Outside, Turn};

/// The outcome of cases that erasure ends.
const ERASED: &str = "erased";

impl Engine {
    /// Ends every open case; the account itself is erased when all of this is written.
    pub(in crate::engine) fn on_erase<'e>(&'e self, turn: &mut Turn<'e>) -> Result<Outcome, Stop> {
        if turn.account.erased().is_some() {
            return Ok(Outcome::Erased);
        }
        self.load_due(turn, Until::Before)?;
        turn.fire_due(Until::Before)?;
        let cause = Cause::of_erasure(turn.account.id());
        for place in 0..turn.account.cases.len() {
            let has_ended = turn.cases.iter().any(|case| case.place == Some(place) && case.ended.is_some());
            if has_ended {
                continue;
            }
            let mut case = self.load(turn, place)?;
            turn.withdraw_all_asked(&mut case);
            let outside =
                Outside { kind: ERASED, source: "amends", time: turn.now, cause, facts: &[], is_event: false };
            Machine::break_off(turn, &mut case, &outside, ERASED);
            turn.put(case);
        }
        turn.withdraw_outstanding_asked();
        turn.erases = true;
        Ok(Outcome::Applied)
    }
}
