//! Regions against evaluation, point by point.

mod brute;
mod exact;
mod hostile;

use super::*;
use crate::expression::tests::World;
use crate::expression::{Memo, Scope, Val, condition};

/// The facts of these tests with values to try; nothing is *unknown*.
pub(super) struct Facts {
    pub(super) facts: Vec<(Name, Type, Vec<Option<Value>>)>,
    pub(super) derived: Vec<(Name, Derived)>,
    world: World,
}

/// The names of the facts, for compiling; the world lends the rest.
pub(super) struct Named<'f>(pub(super) &'f Facts, pub(super) &'f World);

/// One value for each fact.
pub(super) struct Point<'f>(&'f Facts, Vec<Option<Value>>, &'f World);

impl Facts {
    pub(super) fn new(facts: Vec<(&str, Type, Vec<Option<Value>>)>) -> Self {
        let facts = facts.into_iter().map(|(name, ty, values)| (Name::from(name), ty, values)).collect();
        Self { facts, derived: Vec::new(), world: World::new() }
    }

    pub(super) fn names(&self) -> Named<'_> {
        Named(self, &self.world)
    }

    /// Every combination of the values.
    pub(super) fn points(&self) -> Vec<Vec<Option<Value>>> {
        self.facts.iter().fold(vec![Vec::new()], |points, (_, _, values)| {
            let with = |point: &Vec<Option<Value>>| {
                let point = point.clone();
                values.iter().map(move |value| point.iter().cloned().chain([value.clone()]).collect::<Vec<_>>())
            };
            points.iter().flat_map(with).collect()
        })
    }

    /// The facts as boxes take them: what `limits` says of minimum and maximum.
    pub(super) fn ranges<'f>(&'f self, limits: &'f [Option<(Value, Value)>]) -> Vec<Range<'f>> {
        let ranges = self.facts.iter().zip(limits).map(|((name, ty, _), limit)| Range {
            name,
            ty,
            min: limit.as_ref().map(|(min, _)| min),
            max: limit.as_ref().map(|(_, max)| max),
            of: &[],
            known: Known::Perhaps,
        });
        ranges.collect()
    }

    /// What evaluation makes of a condition at a point.
    pub(super) fn evaluated(&self, condition: &Expression, point: &[Option<Value>]) -> Region {
        let point = Point(self, point.to_vec(), &self.world);
        match condition.holds(&point, &mut Memo::new()) {
            Ok(true) => Region::TRUE,
            Ok(false) => Region::FALSE,
            Err(_) => Region::ERRS,
        }
    }
}

impl Boxes<'_> {
    /// What a region says of a point; atoms, if it asks for any, are of no value.
    pub(super) fn at(&mut self, region: Region, point: &[Option<Value>]) -> Region {
        let sets: Vec<Set> = point
            .iter()
            .zip(&self.domains)
            .map(|(value, domain)| match value {
                Some(value) => Set::point(domain.ordinal(value, &mut self.texts).expect("a point has its ordinal")),
                None => Set::ABSENT,
            })
            .collect();
        self.space.at(region, |variable| sets.get(usize::from(variable)).cloned().unwrap_or_default())
    }

    pub(super) fn atoms(&self) -> usize {
        self.atoms.len()
    }
}

impl Names for Named<'_> {
    fn lookup(&self, name: &str) -> Option<crate::expression::Binding> {
        use crate::expression::Binding;
        if let Some(at) = self.0.facts.iter().position(|(known, ..)| known == name) {
            return Some(Binding::Fact { slot: u16::try_from(at).unwrap(), ty: self.0.facts[at].1.clone() });
        }
        let at = self.0.derived.iter().position(|(known, _)| known == name)?;
        let derived = &self.0.derived[at].1;
        let index = u16::try_from(at).unwrap();
        Some(Binding::Derived { index, ty: derived.ty().clone(), dated: derived.is_dated() })
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    fn state(&self, name: &str) -> Option<u16> {
        self.1.state(name)
    }

    fn is_event(&self, _: &str) -> bool {
        true
    }

    fn needs(&self, derived: u16) -> Vec<u16> {
        self.0.derived[usize::from(derived)].1.needs().to_vec()
    }

    fn zone(&self) -> crate::value::Zone {
        self.1.zone()
    }

    fn has_calendar(&self) -> bool {
        true
    }

    fn rounding(&self) -> crate::value::Rounding {
        self.1.rounding()
    }
}

impl Scope for Point<'_> {
    fn fact(&self, slot: u16) -> Option<Val<'_>> {
        self.1.get(usize::from(slot))?.as_ref().map(Val::from)
    }

    fn derived(&self, index: u16) -> Option<&Derived> {
        self.0.derived.get(usize::from(index)).map(|(_, derived)| derived)
    }

    fn now(&self) -> Option<crate::value::Time> {
        self.2.now()
    }

    fn opened(&self) -> Option<crate::value::Time> {
        self.2.opened()
    }

    fn event_text(&self, part: crate::expression::EventPart) -> Option<&str> {
        self.2.event_text(part)
    }

    fn event_time(&self) -> Option<crate::value::Time> {
        self.2.event_time()
    }

    fn is_active(&self, state: u16) -> bool {
        self.2.is_active(state)
    }

    fn seen(&self, pattern: &str, window: crate::value::Duration) -> i64 {
        self.2.seen(pattern, window)
    }

    fn paid(&self, currency: crate::value::Currency, window: crate::value::Duration) -> Option<crate::value::Money> {
        self.2.paid(currency, window)
    }

    fn paused_days(&self, state: u16) -> i64 {
        self.2.paused_days(state)
    }
}
