//! What an input did to a case, for its record.

use crate::account::{Held, LoggedStep, Promise};
use crate::ids::StepId;
use crate::value::{Name, Value};

#[derive(Debug, Default)]
pub(super) struct CaseLog {
    pub(super) opened: bool,
    /// The input brought it to stand still.
    pub(super) halted: bool,
    /// Transitions and triggers, in order.
    pub(super) taken: Vec<Name>,
    pub(super) steps: Vec<LoggedStep>,
    pub(super) withdrawn: Vec<StepId>,
    /// Steps that somebody said need not be done, those that were out or not yet out among the withdrawn.
    pub(super) skipped: Vec<StepId>,
    /// Facts that `set` changed: name, value, whether personal.
    pub(super) set: Vec<(Name, Value, bool)>,
    /// Payments that were not emitted because another step pays the same thing.
    pub(super) already_paid: Vec<(Name, StepId)>,
    /// Steps with `once: true` that were not emitted because one of the case is out or done.
    pub(super) already_done: Vec<(Name, StepId)>,
    /// Steps closed without going out: name and reason.
    pub(super) failed: Vec<(Name, String)>,
    /// Payments that were held, approved, or wait no longer, as they were then.
    pub(super) held: Vec<Held>,
    /// Promises that were made, kept, broken or waived, as they were then.
    pub(super) promises: Vec<Promise>,
    /// Conditions and expressions that erred: where, and why.
    pub(super) erred: Vec<(Name, String)>,
    /// Failures that no transition took.
    pub(super) unhandled: Vec<Name>,
    /// A pool said no to it.
    pub(super) is_refused: bool,
    /// Something changed that none of the lists shows: a receipt that came, a timer that was spent.
    pub(super) touched: bool,
}

/// The most errors of conditions that one record keeps for a case.
const MAX_ERRED: usize = 32;

impl CaseLog {
    /// Whether the input changed anything of the case.
    pub(super) fn is_change(&self) -> bool {
        self.opened || self.touched || !self.taken.is_empty()
    }

    pub(super) fn erred(&mut self, at: &Name, why: String) {
        let known = self.erred.iter().any(|(label, reason)| label == at && *reason == why);
        if !known && self.erred.len() < MAX_ERRED {
            self.erred.push((at.clone(), why));
        }
    }
}
