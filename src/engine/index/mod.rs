//! What is known beforehand of each type of event, so that an event costs what it sets off.
//!
//! ```text
//! type ──▶ Kind ── read: a column at a time ──▶ Columns ── search: a tree for each column ──▶ triggers that hold
//! ```
//!
//! A *column* is a member of the data as some playbook reads it: two playbooks that read it alike share the column. A
//! *shape* is all that one playbook reads of an event; the playbooks of one shape take the event, or refuse it, together.
//!
//! A trigger is found by its [guards](crate::expression::Guards): the values that single facts must have where its
//! condition holds. The most selective of them, by how much of its column's line it covers, has its place in the tree of
//! that column, and the next one beside it; what both let through is evaluated, unless the two say all. A trigger without
//! a guard is tried each time.

mod build;
mod column;
mod columns;
mod kind;
mod line;
mod search;
mod tree;

pub(super) use columns::{Columns, Held};
pub(super) use kind::{Kind, Reader};

use std::sync::Arc;

use crate::playbook::Playbook;
use crate::value::Name;

/// By type of event, in order of the types.
#[derive(Debug, Default)]
pub(super) struct Index {
    kinds: Vec<(Name, Kind)>,
}

impl Index {
    /// For an engine's playbooks, in order of name and version.
    pub(super) fn new(playbooks: &[Arc<Playbook>]) -> Self {
        Self { kinds: build::kinds(playbooks) }
    }

    /// What is known of that type, if some playbook declares it.
    pub(super) fn kind(&self, name: &str) -> Option<&Kind> {
        let at = self.kinds.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        self.kinds.get(at).map(|(_, kind)| kind)
    }
}

/// A place in a list, which all are shorter than 2³².
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The entry at a place.
fn at<T>(list: &[T], place: u32) -> Option<&T> {
    list.get(usize::try_from(place).ok()?)
}
