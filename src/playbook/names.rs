//! The names of a compiled playbook, for reading its expressions once more.

use super::Playbook;
use crate::expression::{Binding, Names};
use crate::value::{Rounding, Zone};

/// A playbook as what its expressions may name.
pub(crate) struct PlaybookNames<'p>(pub(crate) &'p Playbook);

impl Names for PlaybookNames<'_> {
    fn lookup(&self, name: &str) -> Option<Binding> {
        if let Some(slot) = self.0.slot(name) {
            return Some(Binding::Fact { slot, ty: self.0.fact(slot)?.ty.clone() });
        }
        let at = self.0.derived.iter().position(|(known, _)| *known == *name)?;
        let (_, derived) = self.0.derived.get(at)?;
        let index = u16::try_from(at).ok()?;
        Some(Binding::Derived { index, ty: derived.ty().clone(), dated: derived.is_dated() })
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    fn state(&self, name: &str) -> Option<u16> {
        self.0.state_named(name).map(|id| id.0)
    }

    /// Compiling has seen to it.
    fn is_event(&self, _: &str) -> bool {
        true
    }

    fn needs(&self, derived: u16) -> Vec<u16> {
        self.0.derived.get(usize::from(derived)).map(|(_, derived)| derived.needs().to_vec()).unwrap_or_default()
    }

    /// Compiling has seen to it.
    fn has_limits(&self) -> bool {
        true
    }

    fn zone(&self) -> Zone {
        self.0.zone
    }

    fn has_calendar(&self) -> bool {
        self.0.usual_calendar.is_some()
    }

    fn rounding(&self) -> Rounding {
        self.0.rounding
    }
}
