//! Why an input could not run to its end.

use super::command::Commanded;
use super::error::EngineError;
use super::turn::Runaway;

/// Either the input is run again, with a macrostep known to run away or a command known to be denied, or the caller made a
/// mistake.
pub(super) enum Stop {
    Runaway(Runaway),
    Denied(Box<Commanded>),
    Error(EngineError),
}

impl From<Runaway> for Stop {
    fn from(runaway: Runaway) -> Self {
        Self::Runaway(runaway)
    }
}

impl From<EngineError> for Stop {
    fn from(error: EngineError) -> Self {
        Self::Error(error)
    }
}
