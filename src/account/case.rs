//! A case as it is stored: everything by name, so that it outlives the compiled playbook.

use serde::{Deserialize, Serialize};

use crate::ids::{Cause, PaysId, StepId};
use crate::step::StepKind;
use crate::value::{Duration, Money, Name, Time, Value};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Case {
    /// Active states in document order.
    pub(crate) active: Vec<Active>,
    /// What it knows, in the playbook's order.
    pub(crate) facts: Vec<(Name, Value)>,
    /// Why it stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) halted: Option<Name>,
    /// What each history would restore.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) history: Vec<(Name, Vec<Name>)>,
    pub(crate) id: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) incident: Option<Name>,
    /// Values of its key facts, as text.
    pub(crate) key: Vec<Name>,
    /// The last event from outside that it took.
    pub(crate) last_event: Cause,
    pub(crate) opened: Time,
    pub(crate) opened_by: Cause,
    /// Counts entries and steps, to tell what came before what.
    pub(crate) order: u64,
    /// Calendar days spent in states whose pause is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) paused_days: Vec<(Name, i64)>,
    /// `name@version:digest`.
    pub(crate) playbook: Name,
    #[serde(skip)]
    pub(crate) sound: Sound,
    pub(crate) steps: Vec<CaseStep>,
    /// How often each bounded transition or state was taken or entered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) taken: Vec<(Name, u32)>,
    pub(crate) timers: Vec<CaseTimer>,
}

/// Whether an engine of this process stored the case, so that it need not be asked again whether it fits its playbook. It
/// is no part of what the case is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sound(bool);

impl Sound {
    /// The word of the engine that stores it.
    pub(crate) const GIVEN: Self = Self(true);

    pub(crate) fn is_given(self) -> bool {
        self.0
    }
}

impl PartialEq for Sound {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Sound {}

impl Case {
    /// The active states that have no active state inside.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = &Name> {
        self.active.iter().filter(|active| active.leaf).map(|active| &active.state)
    }
}

/// A visit to a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Active {
    /// Whether `complete` was raised in this visit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) complete: bool,
    /// Whether no state inside it is active.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) leaf: bool,
    pub(crate) since: Time,
    pub(crate) state: Name,
    /// The visit: the case's order when it was entered.
    pub(crate) visit: u64,
}

/// A timer of a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CaseTimer {
    /// Which of equal deadlines comes first.
    pub(crate) armed: u64,
    pub(crate) at: Time,
    pub(crate) cause: Cause,
    /// As the playbook writes it.
    pub(crate) key: Name,
    pub(crate) state: Name,
}

/// A step that was emitted in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CaseStep {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<Money>,
    /// Which of equal deadlines comes first.
    pub(crate) armed: u64,
    pub(crate) at: Time,
    /// 1, and one more each time it is sent again.
    pub(crate) attempt: u32,
    /// What brought it about: its own timers are caused by that.
    pub(crate) cause: Cause,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<Time>,
    /// Does not hold up its state.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) free: bool,
    pub(crate) id: StepId,
    pub(crate) kind: StepKind,
    pub(crate) name: Name,
    pub(crate) order: u64,
    /// Whether `step.overdue` or `promise.broken` was said.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) overdue: bool,
    /// Owed by regulation or contract: nobody withdraws it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) owed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pays: Option<PaysId>,
    /// Whether the amount rests on personal facts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal_amount: bool,
    /// Whether the deadline, or the time of a follow-up, rests on personal facts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal_due: bool,
    /// What is left until it is due, while clocks are paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remaining: Option<Duration>,
    pub(crate) state: Name,
    pub(crate) status: Status,
    /// The visit in which its state emitted it; none for steps that count for no state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) visit: Option<u64>,
    /// The step that this one waits for instead of going out itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) waits_for: Option<StepId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// A follow-up before its time, which is the step's `due` until then.
    Pending,
    /// The host may do it.
    Out,
    /// Another step does the same thing; this one takes over what becomes of it.
    Waiting,
    Done,
    Failed,
    Withdrawn,
}

impl CaseStep {
    /// Whether the host's receipt is still to come.
    pub(crate) fn is_out(&self) -> bool {
        self.status == Status::Out
    }

    /// Whether it is a promise that was broken, by its deadline or by its receipt.
    pub(crate) fn is_broken(&self) -> bool {
        self.kind == StepKind::Promise && (self.overdue || self.status == Status::Failed)
    }

    /// Whether it no longer keeps its state from being complete.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.status, Status::Done | Status::Withdrawn)
    }
}
