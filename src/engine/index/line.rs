//! The constants of a column on a line, so that values and sets are numbers.

use crate::expression::{Cut, order};
use crate::value::Value;

/// The constants that guards compare a column with, in ascending order.
///
/// They divide all values of the column: the *n*th constant (from 0) has the ordinal 2*n* + 1, and all that lies right
/// before it 2*n*. No guard tells two values of one ordinal apart.
#[derive(Debug, Default)]
pub(super) struct Line {
    constants: Box<[Value]>,
}

impl Line {
    pub(super) fn new(mut constants: Vec<&Value>) -> Self {
        constants.sort_by(|a, b| order(a, b));
        constants.dedup_by(|a, b| order(a, b).is_eq());
        Self { constants: constants.into_iter().cloned().collect() }
    }

    /// How many ordinals there are.
    pub(super) fn len(&self) -> u32 {
        super::place(2 * self.constants.len() + 1)
    }

    pub(super) fn ordinal(&self, value: &Value) -> u32 {
        match self.constants.binary_search_by(|constant| order(constant, value)) {
            Ok(at) => super::place(2 * at + 1),
            Err(at) => super::place(2 * at),
        }
    }

    /// The first and the last ordinal between two cuts, which lie at constants.
    pub(super) fn span(&self, from: Option<Cut<'_>>, until: Option<Cut<'_>>) -> (u32, u32) {
        let first = from.map_or(0, |cut| self.ordinal(cut.value) + u32::from(cut.is_above));
        let behind = until.map_or(self.len(), |cut| self.ordinal(cut.value) + u32::from(cut.is_above));
        (first, behind.saturating_sub(1))
    }
}
