//! An input tried out on an account that stays as it is.

use chrono::{DateTime, Utc};

use crate::account::Account;
use crate::input::Input;
use crate::value::{Name, Time};

use super::Engine;
use super::turn::Turn;

impl Engine {
    /// What errs when the input is handled, even where it then changes nothing and no record tells: where, as records
    /// call it, and why.
    pub(crate) fn errors(&self, account: &Account, input: &Input, now: DateTime<Utc>) -> Vec<(Name, String)> {
        let mut turn = Turn::new(account, Time::clamped(now), &[], None);
        // Where it is no input for this account, nothing ran.
        let _ = self.run(&mut turn, input);
        let logs = turn.cases.iter().map(|case| &case.log);
        logs.flat_map(|log| log.erred.iter().chain(&log.failed)).cloned().collect()
    }
}
