//! What the engine decided on one input.

use chrono::{DateTime, Utc};

use crate::ids::StepId;
use crate::value::{Name, Value};

use super::{Record, Step};

/// The answer to one input: what became of it, what to do now, what to store.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a decision holds the steps to do and the record to store"]
#[non_exhaustive]
pub struct Decision {
    /// What became of the input.
    pub outcome: Outcome,
    /// What the host must do, in order. Store them with the record, before doing them.
    pub steps: Vec<Step>,
    /// Steps that are no longer wanted: drop them. Too late is fine, their receipts still count.
    pub withdrawn: Vec<StepId>,
    /// Personal values that the record holds as digests; store them beside it, under the same key.
    pub personal: Vec<Personal>,
    /// The cases that the input changed.
    pub cases: Vec<CaseChange>,
    /// Why playbooks refused the event, each fault with the playbook.
    pub refusals: Vec<Refusal>,
    /// What nobody handled: the names of failures that no transition took.
    pub unhandled: Vec<Name>,
    /// The record to store with the account; none where nothing changed.
    pub record: Option<Record>,
    /// When to hand in [`Input::Wake`](crate::Input::Wake).
    pub wake_at: Option<DateTime<Utc>>,
}

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It changed the account.
    Applied,
    /// No case took it, but a `count` or a `seen` remembers it; the account changed.
    Counted,
    /// No playbook declares an event of this type.
    UnknownEvent,
    /// Playbooks know the event, but no trigger holds and no case is open that it could reach.
    NoTrigger,
    /// A case is open that it reaches, but none of its transitions takes it now.
    NotAccepted,
    /// It concerns a case that has ended.
    CaseEnded,
    /// No timer is due.
    NothingDue,
    /// The event or receipt was handled before.
    Duplicate,
    /// An event with this source and id was handled before, and it said something else.
    Conflict,
    /// It may have been handled before: it is no later than events that the account has forgotten.
    TooOld,
    /// Every playbook that declares the event refuses its data; [`Decision::refusals`] says why.
    Rejected,
    /// No step of the account has this id.
    UnknownStep,
}

impl Outcome {
    /// A stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Counted => "counted",
            Self::UnknownEvent => "unknown_event",
            Self::NoTrigger => "no_trigger",
            Self::NotAccepted => "not_accepted",
            Self::CaseEnded => "case_ended",
            Self::NothingDue => "nothing_due",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::TooOld => "too_old",
            Self::Rejected => "rejected",
            Self::UnknownStep => "unknown_step",
        }
    }

    /// The same in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Applied => "it changed the account",
            Self::Counted => "no case took it, but it counts",
            Self::UnknownEvent => "no playbook declares an event of this type",
            Self::NoTrigger => "no trigger holds, and no open case could take it",
            Self::NotAccepted => "not accepted in this state",
            Self::CaseEnded => "case ended",
            Self::NothingDue => "no timer is due",
            Self::Duplicate => "it was handled before",
            Self::Conflict => "another input with this id was handled before, with other content",
            Self::TooOld => "it is no later than events that were forgotten, and may have been handled before",
            Self::Rejected => "its data break what playbooks declare",
            Self::UnknownStep => "no step of this account has this id",
        }
    }

    /// Whether the account changed and a record was made.
    pub fn is_change(self) -> bool {
        matches!(self, Self::Applied | Self::Counted)
    }
}

/// A personal value, with the place in the record where its digest stands.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Personal {
    /// The place in the record, such as `input.data.first_name`.
    pub path: String,
    /// The value.
    pub value: Value,
}

impl std::fmt::Debug for Personal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Personal").field("path", &self.path).finish_non_exhaustive()
    }
}

/// A case that an input changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseChange {
    /// The case's id.
    pub case: Name,
    /// `name@version:digest` of its playbook.
    pub playbook: Name,
    /// Whether the input opened it.
    pub opened: bool,
    /// The outcome with which the input ended it.
    pub ended: Option<Name>,
    /// Why it stands still from now on.
    pub halted: Option<Name>,
    /// The active leaf states after the input.
    pub configuration: Vec<Name>,
    /// The transitions that were taken, in order, as records call them.
    pub taken: Vec<Name>,
}

/// A fault that a playbook found in an event's data.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// `name@version:digest` of the playbook.
    pub playbook: Name,
    /// The fact.
    pub fact: Name,
    /// A stable word: `missing`, `wrong_type`, `out_of_range`, `wrong_currency`, `not_a_member`.
    pub code: &'static str,
    /// What was expected, in words.
    pub expected: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let playbook = self.playbook.split('@').next().unwrap_or_default();
        write!(f, "{playbook}: `{}`: {}, expected {}", self.fact, self.code.replace('_', " "), self.expected)
    }
}
