//! What an input did to a case, for its record.

use crate::account::{Held, LoggedStep, Promise};
use crate::ids::StepId;
use crate::value::{Name, Value};

#[derive(Debug, Default)]
pub(in crate::engine) struct CaseLog {
    pub(in crate::engine) opened: bool,
    /// The input brought it to stand still.
    pub(in crate::engine) halted: bool,
    /// Transitions and triggers, in order.
    pub(in crate::engine) taken: Vec<Name>,
    pub(in crate::engine) steps: Vec<LoggedStep>,
    pub(in crate::engine) withdrawn: Vec<StepId>,
    /// Steps that somebody said need not be done, those that were out or not yet out among the withdrawn.
    pub(in crate::engine) skipped: Vec<StepId>,
    /// Facts that `set` changed: name, value, whether personal.
    pub(in crate::engine) set: Vec<(Name, Value, bool)>,
    /// Payments that were not emitted because another step pays the same thing.
    pub(in crate::engine) already_paid: Vec<(Name, StepId)>,
    /// Steps with `once: true` that were not emitted because one of the case is out or done.
    pub(in crate::engine) already_done: Vec<(Name, StepId)>,
    /// Steps closed without going out: name and reason.
    pub(in crate::engine) failed: Vec<(Name, String)>,
    /// Payments that were held, approved, or wait no longer, as they were then.
    pub(in crate::engine) held: Vec<Held>,
    /// Promises that were made, kept, broken or waived, as they were then.
    pub(in crate::engine) promises: Vec<Promise>,
    /// Conditions and expressions that erred: where, and why.
    pub(in crate::engine) erred: Vec<(Name, String)>,
    /// Failures that no transition took.
    pub(in crate::engine) unhandled: Vec<Name>,
    /// A pool said no to it.
    pub(in crate::engine) is_refused: bool,
    /// Something changed that none of the lists shows: a receipt that came, a timer that was spent.
    pub(in crate::engine) touched: bool,
}

/// The most errors of conditions that one record keeps for a case.
const MAX_ERRED: usize = 32;

impl CaseLog {
    /// Whether the input changed anything of the case.
    pub(in crate::engine) fn is_change(&self) -> bool {
        self.opened || self.touched || !self.taken.is_empty()
    }

    pub(in crate::engine) fn erred(&mut self, at: &Name, why: String) {
        let known = self.erred.iter().any(|(label, reason)| label == at && *reason == why);
        if !known && self.erred.len() < MAX_ERRED {
            self.erred.push((at.clone(), why));
        }
    }
}
