//! A member of an event's data, as playbooks read it.

use crate::input::Event;
use crate::playbook::{FactDecl, Fault, Given, LeftOut};
use crate::value::{Rounding, Value};

/// What of an event a fact is read from, and how. Playbooks that read it alike share it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Column {
    pub(super) fact: FactDecl,
    pub(super) left_out: LeftOut,
    pub(super) rounding: Rounding,
}

impl Column {
    pub(super) fn read(&self, event: &Event) -> Result<Given, Fault> {
        self.fact.given(event.member(&self.fact.name), &self.left_out, self.rounding)
    }

    /// The fact as a trigger sees it, on which no case opened yet.
    pub(super) fn value<'a>(&'a self, given: &'a Given) -> Option<&'a Value> {
        match given {
            Given::Now(value) => value.as_ref(),
            Given::AsBefore => self.fact.default.as_ref(),
        }
    }
}

/// All that one playbook reads of an event.
#[derive(Debug)]
pub(super) struct Shape {
    /// The slot of each fact, with its column; in the order of the declaration.
    pub(super) columns: Box<[(u16, u32)]>,
    /// The same in order of the slots.
    by_slot: Box<[(u16, u32)]>,
}

impl Shape {
    pub(super) fn new(columns: &[(u16, u32)]) -> Self {
        let mut by_slot = columns.to_vec();
        by_slot.sort_unstable();
        Self { columns: columns.into(), by_slot: by_slot.into() }
    }

    /// The column of a fact, if the event may carry it.
    pub(super) fn column(&self, slot: u16) -> Option<u32> {
        let at = self.by_slot.binary_search_by_key(&slot, |(known, _)| *known).ok()?;
        self.by_slot.get(at).map(|(_, column)| *column)
    }
}
