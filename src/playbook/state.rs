//! The flat table that a case runs on.

use crate::expression::Expression;
use crate::value::Name;

use super::{Action, Pattern, Period};

/// A state by its place in document order; its descendants follow it without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct StateId(pub(crate) u16);

/// The state around all others: the playbook itself.
pub(crate) const ROOT: StateId = StateId(0);

/// A transition by its place in the playbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TransitionId(pub(crate) u16);

#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) name: Name,
    /// The root's parent is the root.
    pub(crate) parent: StateId,
    pub(crate) kind: Kind,
    /// The last state inside this one, or this one itself.
    pub(crate) last: StateId,
    pub(crate) children: Vec<StateId>,
    pub(crate) on_entry: Vec<Action>,
    pub(crate) on_exit: Vec<Action>,
    /// In the order in which they are tried; `next` comes last.
    pub(crate) transitions: Vec<TransitionId>,
    pub(crate) timers: Vec<TimerRule>,
    /// How often it may be entered in the life of a case, and where the entry after that goes.
    pub(crate) times: Option<(u32, Vec<StateId>)>,
    pub(crate) clock: Option<Clock>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Has no states inside.
    Atomic,
    /// One of its states is active; entering it enters this one.
    Compound(StateId),
    /// All of its regions are active.
    Together,
    /// Final; at top level it closes the case with that outcome.
    End(Name),
    /// Stands for the states that were active when its parent was last left.
    History { deep: bool, otherwise: Vec<StateId> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    Paused,
    Running,
}

/// A timer that entering the state arms.
#[derive(Debug, Clone)]
pub(crate) struct TimerRule {
    /// As the playbook writes it: `7d`, or the expression of an `at`.
    pub(crate) key: Name,
    pub(crate) due: TimerDue,
}

#[derive(Debug, Clone)]
pub(crate) enum TimerDue {
    /// So long after entry.
    After(Period),
    /// At a moment that is computed on entry; one already past fires at once.
    At(Box<Expression>),
}

#[derive(Debug, Clone)]
pub(crate) struct Transition {
    /// What records call it: `apologise/upon/step.failed/1`.
    pub(crate) label: Name,
    pub(crate) source: StateId,
    pub(crate) on: On,
    pub(crate) when: Option<Expression>,
    pub(crate) targets: Vec<StateId>,
    pub(crate) reach: Reach,
    pub(crate) actions: Vec<Action>,
    /// How often it may be taken in the life of a case.
    pub(crate) times: Option<u32>,
    /// What is tried instead after that, first that holds.
    pub(crate) otherwise: Vec<TransitionId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum On {
    Event(Pattern),
    Eventless,
    /// `next`: the state is complete.
    Complete,
    /// One of the state's timers, by index.
    Timer(u16),
    /// Only as what another transition says under `else`.
    Else,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Leaves the source.
    External,
    /// Goes to states inside the source, which is not left.
    Internal,
    /// Neither leaves nor enters anything.
    Stay,
}

impl State {
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.kind, Kind::End(_))
    }

    pub(crate) fn is_history(&self) -> bool {
        matches!(self.kind, Kind::History { .. })
    }
}

impl TimerRule {
    pub(crate) fn is_at(&self) -> bool {
        matches!(self.due, TimerDue::At(_))
    }

    pub(crate) fn expression(&self) -> Option<&Expression> {
        match &self.due {
            TimerDue::After(_) => None,
            TimerDue::At(expression) => Some(expression),
        }
    }
}
