//! What a playbook declares of facts and events.

use crate::value::{Name, Type, Value};

/// A fact, at its slot.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FactDecl {
    pub(crate) name: Name,
    pub(crate) ty: Type,
    pub(crate) min: Option<Value>,
    pub(crate) max: Option<Value>,
    /// The values that are allowed, where `of` lists them for a type that is no enum.
    pub(crate) of: Vec<Value>,
    /// What a new case begins with.
    pub(crate) default: Option<Value>,
    /// Stands in records as a digest.
    pub(crate) personal: bool,
}

/// An event type and the facts that it carries.
#[derive(Debug, Clone)]
pub(crate) struct EventDecl {
    pub(crate) name: Name,
    /// Slot of each fact, and what it means that an event leaves it out.
    pub(crate) facts: Vec<(u16, LeftOut)>,
}

/// What it means that an event leaves a fact out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum LeftOut {
    /// The event is refused.
    Refused,
    /// The case keeps what it knows.
    Keeps,
    /// This value counts.
    Means(Value),
    /// The case forgets what it knew.
    Forgets,
}

impl EventDecl {
    /// Whether every event of this type carries the fact or gives it a value.
    pub(crate) fn always_gives(&self, slot: u16) -> bool {
        self.facts.iter().any(|(s, left_out)| *s == slot && matches!(left_out, LeftOut::Refused | LeftOut::Means(_)))
    }

    pub(crate) fn may_give(&self, slot: u16) -> bool {
        self.facts.iter().any(|(s, _)| *s == slot)
    }
}
