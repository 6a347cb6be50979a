//! What an input did to a case, for its record.

use crate::account::{Held, LimitHit, Promise};
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
    /// Goodwill among them that a limit did not allow.
    pub(super) limits: Vec<LimitHit>,
    /// Promises that were made, kept, broken or waived, as they were then.
    pub(super) promises: Vec<Promise>,
    /// Conditions and expressions that erred: where, and why.
    pub(super) erred: Vec<(Name, String)>,
    /// Failures that no transition took.
    pub(super) unhandled: Vec<Name>,
    /// Something changed that none of the lists shows: a receipt that came, a timer that was spent.
    pub(super) touched: bool,
}

/// The most errors of conditions that one record keeps for a case.
const MAX_ERRED: usize = 32;

/// What a step's record shows in place of its texts.
#[derive(Debug)]
pub(super) struct LoggedStep {
    /// Its place among the steps that the input sends out.
    pub(super) at: usize,
    /// Placeholders of its texts but the message's, which the step has: name, value, whether personal.
    pub(super) holes: Vec<(Name, Value, bool)>,
    /// Further values, in the same form.
    pub(super) with: Vec<(Name, Value, bool)>,
    /// Whether the record tells the locale: where the message has more than one.
    pub(super) tells_locale: bool,
    /// Whether the locale, the amount, the deadline, the disputed amount rest on personal facts.
    pub(super) personal_locale: bool,
    pub(super) personal_amount: bool,
    pub(super) personal_due: bool,
    pub(super) personal_disputed: bool,
    /// The same of its channel, and of when it may go out.
    pub(super) personal_channel: bool,
    pub(super) personal_time: bool,
    /// Texts as records show them: personal placeholders stay placeholders.
    pub(super) because: Option<String>,
    pub(super) refer: Option<String>,
    pub(super) disputed_because: Option<String>,
}

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
