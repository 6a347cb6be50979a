//! A case as it is stored: everything by name, so that it outlives the compiled playbook.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{Cause, PaysId, StepId};
use crate::step::StepKind;
use crate::value::{Money, Name, Time};

use super::rare::{Rare, Usual};
use super::{Facts, Held, Remaining};

/// Stored as [`Form`] says. What is rare is read as if it stood here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// Active states in document order.
    pub(crate) active: Box<[Active]>,
    pub(crate) facts: Facts,
    pub(crate) id: Name,
    /// Values of its key facts, as text.
    pub(crate) key: Box<[Name]>,
    /// The last event from outside that it took.
    pub(crate) last_event: Cause,
    pub(crate) opened: Time,
    pub(crate) opened_by: Cause,
    /// Counts entries and steps, to tell what came before what.
    pub(crate) order: u64,
    /// `name@version:digest`.
    pub(crate) playbook: Name,
    pub(crate) rare: Rare<RareOfCase>,
    /// Whether it need not be asked again if it fits its playbook. That its facts are shared with a playbook does not say
    /// so where that has none.
    pub(crate) sound: Aside<bool>,
    pub(crate) steps: Box<[CaseStep]>,
    pub(crate) timers: Box<[CaseTimer]>,
}

/// What few cases have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RareOfCase {
    /// Why it stands still.
    pub(crate) halted: Option<Name>,
    /// Payments that wait for approval, in the order in which they were decided.
    pub(crate) held: Vec<Held>,
    /// What each history would restore.
    pub(crate) history: Vec<(Name, Vec<Name>)>,
    pub(crate) incident: Option<Name>,
    /// Whether somebody moved it, or skipped a step of it.
    pub(crate) overridden: bool,
    /// Calendar days spent in states whose pause is asked for.
    pub(crate) paused_days: Vec<(Name, i64)>,
    /// How often in a row a pool said no to it.
    pub(crate) refusals: u32,
    /// How often each bounded transition or state was taken or entered.
    pub(crate) taken: Vec<(Name, u32)>,
}

impl Usual for RareOfCase {
    const USUAL: &'static Self = &Self {
        halted: None,
        held: Vec::new(),
        history: Vec::new(),
        incident: None,
        overridden: false,
        paused_days: Vec::new(),
        refusals: 0,
        taken: Vec::new(),
    };
}

impl Deref for Case {
    type Target = RareOfCase;

    fn deref(&self) -> &RareOfCase {
        &self.rare
    }
}

/// A case as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Case", rename = "Case")]
struct Form {
    active: Box<[Active]>,
    facts: Facts,
    #[serde(default, skip_serializing_if = "Option::is_none", getter = "halted")]
    halted: Option<Name>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "held")]
    held: Vec<Held>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "history")]
    history: Vec<(Name, Vec<Name>)>,
    id: Name,
    #[serde(default, skip_serializing_if = "Option::is_none", getter = "incident")]
    incident: Option<Name>,
    key: Box<[Name]>,
    last_event: Cause,
    opened: Time,
    opened_by: Cause,
    order: u64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not", getter = "overridden")]
    overridden: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "paused_days")]
    paused_days: Vec<(Name, i64)>,
    playbook: Name,
    #[serde(default, skip_serializing_if = "is_none", getter = "refusals")]
    refusals: u32,
    steps: Box<[CaseStep]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "taken")]
    taken: Vec<(Name, u32)>,
    timers: Box<[CaseTimer]>,
}

fn halted(case: &Case) -> &Option<Name> {
    &case.rare.halted
}

fn held(case: &Case) -> &Vec<Held> {
    &case.rare.held
}

fn history(case: &Case) -> &Vec<(Name, Vec<Name>)> {
    &case.rare.history
}

fn incident(case: &Case) -> &Option<Name> {
    &case.rare.incident
}

fn overridden(case: &Case) -> bool {
    case.rare.overridden
}

fn paused_days(case: &Case) -> &Vec<(Name, i64)> {
    &case.rare.paused_days
}

fn refusals(case: &Case) -> u32 {
    case.rare.refusals
}

fn is_none(number: &u32) -> bool {
    *number == 0
}

fn taken(case: &Case) -> &Vec<(Name, u32)> {
    &case.rare.taken
}

impl From<Form> for Case {
    fn from(form: Form) -> Self {
        let Form { active, facts, halted, held, history, id, incident, key, last_event, opened, opened_by, .. } = form;
        let Form { order, overridden, paused_days, playbook, refusals, steps, taken, timers, .. } = form;
        let rare = Rare::new(RareOfCase { halted, held, history, incident, overridden, paused_days, refusals, taken });
        let sound = Aside::default();
        Self { active, facts, id, key, last_event, opened, opened_by, order, playbook, rare, sound, steps, timers }
    }
}

impl Serialize for Case {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Form::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Case {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Form::deserialize(deserializer)
    }
}

/// What an engine of this process knows of something that it stored: no part of what that is, and unknown of what was read
/// back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Aside<T>(pub(crate) T);

impl<T> PartialEq for Aside<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Aside<T> {}

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
    /// The state's place in the playbook, if it is known.
    #[serde(skip)]
    pub(crate) state_at: Aside<Option<u16>>,
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
    /// The state's place in the playbook, if it is known.
    #[serde(skip)]
    pub(crate) state_at: Aside<Option<u16>>,
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
    pub(crate) remaining: Option<Box<Remaining>>,
    pub(crate) state: Name,
    pub(crate) status: Status,
    /// The visit in which its state emitted it; none for steps that count for no state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) visit: Option<u64>,
    /// The step that this one waits for instead of going out itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) waits_for: Option<Box<StepId>>,
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
    /// A payment that goes out once a pool says that it fits.
    Asked,
    /// A payment that waits for approval.
    Held,
    Done,
    Failed,
    /// Somebody said that it need not be done.
    Skipped,
    Withdrawn,
}

impl CaseStep {
    /// Whether the host's receipt is still to come.
    pub(crate) fn is_out(&self) -> bool {
        self.status == Status::Out
    }

    /// Whether its deadline runs.
    pub(crate) fn runs(&self) -> bool {
        matches!(self.status, Status::Out | Status::Asked | Status::Held)
    }

    /// Whether it is a promise that was broken, by its deadline or by its receipt.
    pub(crate) fn is_broken(&self) -> bool {
        self.kind == StepKind::Promise && (self.overdue || self.status == Status::Failed)
    }

    /// Whether it no longer keeps its state from being complete.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.status, Status::Done | Status::Skipped | Status::Withdrawn)
    }
}
