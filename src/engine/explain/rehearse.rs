//! An input tried out on an account that stays as it is.

use chrono::{DateTime, Utc};

use crate::account::Account;
use crate::input::Input;
use crate::value::{Name, Time};

use crate::engine::Engine;
use crate::engine::stop::Stop;
use crate::engine::turn::Turn;

impl Engine {
    /// What errs when the input is handled, even where it then changes nothing and no record tells: where, as records
    /// call it, and why.
    pub(crate) fn errors(&self, account: &Account, input: &Input, now: DateTime<Utc>) -> Vec<(Name, String)> {
        let mut runaways = Vec::new();
        let turn = loop {
            let mut turn = Turn::new(self, account, Time::clamped(now), &runaways, None);
            match self.run(&mut turn, input) {
                // What a case did before it was halted is undone.
                Err(Stop::Runaway(runaway)) => runaways.push(runaway),
                // Where it is no input for this account, nothing ran.
                Ok(_) | Err(Stop::Denied(_) | Stop::Error(_)) => break turn,
            }
        };
        let logs = turn.cases.iter().map(|case| &case.log);
        logs.flat_map(|log| log.erred.iter().chain(&log.failed)).cloned().collect()
    }
}
