//! What an expression may name.

use crate::value::{Rounding, Type, Zone};

/// The names in force where an expression stands; asked while it is compiled.
pub(crate) trait Names {
    /// The fact or derived value of that name.
    fn lookup(&self, name: &str) -> Option<Binding>;

    /// All facts and derived values, for suggestions.
    fn names(&self) -> Vec<String>;

    /// The state of that id.
    fn state(&self, _name: &str) -> Option<u16> {
        None
    }

    /// All states, for suggestions.
    fn states(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether an event of the playbook or the engine matches the pattern.
    fn is_event(&self, _pattern: &str) -> bool {
        false
    }

    /// All events, for suggestions.
    fn events(&self) -> Vec<String> {
        Vec::new()
    }

    /// The derived values that this one needs, at any remove, itself left out, in ascending order.
    ///
    /// Derived values are numbered so that each needs only those with smaller numbers.
    fn needs(&self, _derived: u16) -> Vec<u16> {
        Vec::new()
    }

    /// Whether a limit of a case or an account is in force, so that something can be left of it.
    fn has_limits(&self) -> bool {
        false
    }

    /// The zone in which moments have dates.
    fn zone(&self) -> Zone {
        Zone::UTC
    }

    /// Whether business time can be counted.
    fn has_calendar(&self) -> bool {
        false
    }

    /// How `round` rounds.
    fn rounding(&self) -> Rounding {
        Rounding::default()
    }
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Binding {
    Fact {
        slot: u16,
        ty: Type,
    },
    Derived {
        index: u16,
        ty: Type,
        /// Whether it is a dated table, which `accrue` can add up.
        dated: bool,
    },
}
