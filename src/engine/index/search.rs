//! Which triggers may hold.

use crate::value::Value;

use super::line::Line;
use super::tree::Tree;

/// The triggers that listen to a type of event.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// In order of their playbooks, then of their places in these.
    pub(super) listeners: Box<[Listener]>,
    /// Those without a guard.
    pub(super) unguarded: Box<[u32]>,
    /// One for each column that a guard is about.
    pub(super) lookups: Box<[Lookup]>,
    /// Readers whose triggers are too many to be told apart.
    pub(super) untold: Box<[u32]>,
}

/// A trigger that listens to a type of event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listener {
    pub(super) reader: u32,
    pub(super) trigger: u16,
    /// Whether its guards say all that its condition says, or it has none.
    pub(super) is_decided: bool,
}

/// How to find triggers by a column.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) column: u32,
    pub(super) line: Line,
    pub(super) tree: Tree,
}

impl Search {
    /// The listeners that may hold where columns have these values, in their order.
    pub(super) fn candidates<'v>(&self, value: impl Fn(u32) -> Option<&'v Value>) -> Vec<u32> {
        let mut found = self.unguarded.to_vec();
        let ordinal = |lookup: &Lookup| value(lookup.column).map(|value| lookup.line.ordinal(value));
        let ordinals: Vec<Option<u32>> = self.lookups.iter().map(ordinal).collect();
        let ordinal_of = |lookup: u32| super::at(&ordinals, lookup).copied().flatten();
        for (lookup, ordinal) in self.lookups.iter().zip(&ordinals) {
            if let Some(ordinal) = ordinal {
                lookup.tree.find(*ordinal, ordinal_of, &mut found);
            }
        }
        found.sort_unstable();
        found
    }
}
