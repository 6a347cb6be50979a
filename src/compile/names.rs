//! The names of a playbook, as expressions look them up.

use std::collections::{BTreeMap, BTreeSet};

use crate::expression::{Binding, Names};
use crate::playbook::Pattern;
use crate::value::{Name, Rounding, Type, Zone};

use super::event_names::EventNames;

/// Everything that a name can mean in one playbook.
pub(super) struct NameTable {
    facts: BTreeMap<Name, (u16, Type)>,
    derived: BTreeMap<Name, DerivedName>,
    /// What `needs` answers, by index.
    needs: Vec<Vec<u16>>,
    states: BTreeMap<Name, u16>,
    /// Events that are declared or the engine's own.
    pub(super) events: EventNames,
    /// Names that are declared but could not be read or compiled; what reads them is not judged.
    broken: BTreeSet<Name>,
    zone: Zone,
    rounding: Rounding,
    pub(super) has_limits: bool,
    has_calendar: bool,
}

struct DerivedName {
    index: u16,
    ty: Type,
    dated: bool,
}

impl NameTable {
    pub(super) fn new(zone: Zone, rounding: Rounding, has_calendar: bool) -> Self {
        Self {
            facts: BTreeMap::new(),
            derived: BTreeMap::new(),
            needs: Vec::new(),
            states: BTreeMap::new(),
            events: EventNames::default(),
            broken: BTreeSet::new(),
            zone,
            rounding,
            has_limits: false,
            has_calendar,
        }
    }

    pub(super) fn add_fact(&mut self, name: &Name, slot: u16, ty: Type) {
        self.facts.insert(name.clone(), (slot, ty));
    }

    pub(super) fn add_derived(&mut self, name: &Name, ty: Type, dated: bool, needs: Vec<u16>) {
        let index = u16::try_from(self.needs.len()).unwrap_or(u16::MAX);
        self.derived.insert(name.clone(), DerivedName { index, ty, dated });
        self.needs.push(needs);
    }

    pub(super) fn add_state(&mut self, name: &Name, id: u16) {
        self.states.entry(name.clone()).or_insert(id);
    }

    pub(super) fn add_broken(&mut self, name: &str) {
        self.broken.insert(Name::from(name));
    }

    /// Whether a text reads a name of which nothing is known because of another finding.
    pub(super) fn mentions_broken(&self, text: &str) -> bool {
        !self.broken.is_empty() && crate::expression::mentions(text).iter().any(|name| self.broken.contains(*name))
    }

    pub(super) fn is_broken(&self, name: &str) -> bool {
        self.broken.contains(name)
    }

    pub(super) fn fact(&self, name: &str) -> Option<u16> {
        self.facts.get(name).map(|(slot, _)| *slot)
    }

    pub(super) fn fact_names(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().map(Name::as_str)
    }

    pub(super) fn derived_index(&self, name: &str) -> Option<u16> {
        self.derived.get(name).map(|derived| derived.index)
    }

    /// Facts and derived values.
    pub(super) fn value_names(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().chain(self.derived.keys()).map(Name::as_str)
    }

    pub(super) fn state_names(&self) -> impl Iterator<Item = &str> {
        self.states.keys().map(Name::as_str)
    }
}

impl Names for NameTable {
    fn lookup(&self, name: &str) -> Option<Binding> {
        if let Some((slot, ty)) = self.facts.get(name) {
            return Some(Binding::Fact { slot: *slot, ty: ty.clone() });
        }
        let derived = self.derived.get(name)?;
        Some(Binding::Derived { index: derived.index, ty: derived.ty.clone(), dated: derived.dated })
    }

    fn names(&self) -> Vec<String> {
        self.value_names().chain(self.broken.iter().map(Name::as_str)).map(str::to_owned).collect()
    }

    fn state(&self, name: &str) -> Option<u16> {
        self.states.get(name).copied()
    }

    fn states(&self) -> Vec<String> {
        self.state_names().map(str::to_owned).collect()
    }

    fn is_event(&self, pattern: &str) -> bool {
        self.events.any_matches(&Pattern::new(pattern))
    }

    fn events(&self) -> Vec<String> {
        self.events.all()
    }

    fn needs(&self, derived: u16) -> Vec<u16> {
        self.needs.get(usize::from(derived)).cloned().unwrap_or_default()
    }

    fn has_limits(&self) -> bool {
        self.has_limits
    }

    fn zone(&self) -> Zone {
        self.zone
    }

    fn has_calendar(&self) -> bool {
        self.has_calendar
    }

    fn rounding(&self) -> Rounding {
        self.rounding
    }
}
