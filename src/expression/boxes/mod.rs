//! Conditions taken apart, so that what holds of all values can be proved.
//!
//! ```text
//! Expression ── typed ──▶ tree ── lower ──▶ Region (a union of boxes, in a Space) ── find ──▶ Answer
//! ```
//!
//! A condition is true, false, or errs; a [`Region`] says exactly where which. Comparisons of a fact with constants,
//! arithmetic of one fact with constants, `in`, `has`, `?:` and derived values are exact; so is all else over facts of few
//! values, which are tried one by one. What is left, such as `now > due`, is an *opaque atom*: a variable of its own that
//! may be true, false or err whatever the facts are. The same atom is the same variable, so that `a && !a` is never true.
//!
//! An atom can make an answer weaker, never wrong: a region that is empty although atoms may be anything is empty, and
//! facts are found only where they decide without any atom. Between the two the answer names the atoms. Which states are
//! active is such an atom too; who knows what may be active together can have it [chosen](Boxes::find_beside) like a fact.
//!
//! Numbers are taken as if none ever grew too large for its digits, dates as if none left the years 1 to 9999.

mod budget;
mod calls;
mod domain;
mod lower;
mod meet;
mod negate;
mod ratio;
mod set;
mod space;
mod term;

#[cfg(test)]
mod tests;

pub(crate) use budget::{WORK, WORK_OF_A_HOUSE};
pub(crate) use domain::{Known, Range};
pub(crate) use space::Region;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Derived, Expression, Names};
use crate::value::{Name, Type, Value};
use budget::Budget;
use domain::{Domain, Texts};
use set::Set;
use space::Space;
use term::Meaning;

/// The conditions of one question, over the facts as they can be where it is asked.
pub(crate) struct Boxes<'p> {
    names: &'p dyn Names,
    derived: &'p [(Name, Derived)],
    /// Names and types by slot.
    facts: Vec<(Name, Type)>,
    domains: Vec<Domain>,
    texts: Texts,
    space: Space,
    /// Variables of the atoms, by text.
    atoms: BTreeMap<Arc<str>, u16>,
    /// Texts of the atoms that ask whether a state is active, by state.
    states: BTreeMap<u16, Arc<str>>,
    /// What derived values mean, as far as they were asked for.
    meanings: Vec<Option<Meaning>>,
    /// Values that were too many to be told apart.
    blurred: usize,
}

/// Whether a region is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Nothing lies in it, whatever the atoms are.
    Never,
    /// These facts lie in it, whatever the others and all atoms are: by slot, each with its value or unknown.
    At(Vec<(u16, Option<Value>)>),
    /// Only atoms could tell: the texts of those that stand in the way.
    Unclear(Vec<String>),
    /// The work went over its budget.
    TooMuch,
}

impl<'p> Boxes<'p> {
    /// For facts that lie in these ranges, by slot, with so many steps of work.
    pub(crate) fn new(names: &'p dyn Names, ranges: &[Range<'_>], derived: &'p [(Name, Derived)], work: usize) -> Self {
        let mut texts = Texts::new();
        let domains: Vec<Domain> = ranges.iter().map(|range| Domain::new(range, &mut texts)).collect();
        let space = Space::new(domains.iter().map(|domain| domain.whole.clone()).collect(), Budget::new(work));
        Self {
            names,
            derived,
            facts: ranges.iter().map(|range| (range.name.clone(), range.ty.clone())).collect(),
            domains,
            texts,
            space,
            atoms: BTreeMap::new(),
            states: BTreeMap::new(),
            meanings: vec![None; derived.len()],
            blurred: 0,
        }
    }

    /// Where a condition is true, where false, and where it errs.
    pub(crate) fn condition(&mut self, condition: &Expression) -> Region {
        let meaning = self.meaning(condition);
        lower::truth(&meaning)
    }

    /// Where an expression has a value: true there, false elsewhere.
    pub(crate) fn defined(&mut self, expression: &Expression) -> Region {
        let meaning = self.meaning(expression);
        self.has_value(&meaning)
    }

    /// Where the condition is true, false elsewhere: where it holds.
    pub(crate) fn holds(&mut self, region: Region) -> Region {
        self.space.holds(region)
    }

    /// Where the condition errs.
    pub(crate) fn errs(&mut self, region: Region) -> Region {
        self.space.case(region, Region::FALSE, Region::FALSE, Region::TRUE)
    }

    /// Where both hold.
    pub(crate) fn both(&mut self, a: Region, b: Region) -> Region {
        let (a, b) = (self.space.holds(a), self.space.holds(b));
        self.space.and(a, b)
    }

    /// Where one of them holds.
    pub(crate) fn either(&mut self, a: Region, b: Region) -> Region {
        let (a, b) = (self.space.holds(a), self.space.holds(b));
        self.space.or(a, b)
    }

    /// Where the first holds and the second does not, be it false or erring.
    pub(crate) fn without(&mut self, a: Region, b: Region) -> Region {
        let b = self.space.case(b, Region::FALSE, Region::TRUE, Region::TRUE);
        self.both(a, b)
    }

    /// Where the fact is known.
    pub(crate) fn is_known(&mut self, slot: u16) -> Region {
        let known = vec![(Set::ABSENT, Region::FALSE)];
        self.space.leaf(slot, known, Region::TRUE)
    }

    /// The facts that decide where a region is, by slot.
    pub(crate) fn facts_of(&self, region: Region) -> Vec<u16> {
        let mut asked = self.space.asked(region);
        asked.retain(|variable| usize::from(*variable) < self.facts.len());
        asked
    }

    /// Whether a region, true or false everywhere, leaves out a known value of this fact whatever the others are: an
    /// index by that fact finds it.
    pub(crate) fn narrows(&self, region: Region, slot: u16) -> bool {
        let whole = self.space.whole(slot).clone().or_absent(false);
        self.space.shadow(region, slot).is_some_and(|shadow| !whole.without(&shadow).is_empty())
    }

    /// Whether the region, true or false everywhere, is empty; else facts in it, as an author would choose them.
    ///
    /// A condition *can hold while a fact is unknown* if `find(without(condition, is_known(slot)))` is not
    /// [`Never`](Answer::Never), and *surely knows it where it holds* if it is.
    pub(crate) fn find(&self, region: Region) -> Answer {
        self.find_by(region, |_| false)
    }

    /// The same, where states may be active or not as it takes: for regions that leave aside what can't be.
    pub(crate) fn find_beside(&self, region: Region) -> Answer {
        let texts: Vec<_> = self.states.values().filter_map(|text| self.atoms.get(text)).collect();
        self.find_by(region, |variable| texts.contains(&&variable))
    }

    fn find_by(&self, region: Region, is_free: impl Fn(u16) -> bool) -> Answer {
        if self.space.budget().is_exhausted() {
            return Answer::TooMuch;
        }
        if region == Region::FALSE {
            return Answer::Never;
        }
        let is_fact = |variable: u16| usize::from(variable) < self.facts.len();
        // Known values first.
        let prefer = |variable: u16, set: &Set| {
            let known = self.domains.get(usize::from(variable)).and_then(|domain| domain.pick(set)).is_some();
            u8::from(!known)
        };
        match self.space.way(region, Region::TRUE, |variable| is_fact(variable) || is_free(variable), prefer) {
            Some(way) => match self.values(&way) {
                Some(facts) => Answer::At(facts),
                None => Answer::Unclear(Vec::new()),
            },
            None => Answer::Unclear(self.atoms_of(region)),
        }
    }

    /// The same facts, and of those that an expression reads and that are not among them any value that they can have.
    pub(crate) fn with_read(
        &self,
        mut facts: Vec<(u16, Option<Value>)>,
        expression: &Expression,
    ) -> Vec<(u16, Option<Value>)> {
        let derived = expression.needs().iter().filter_map(|need| self.derived.get(usize::from(*need)));
        let parts = derived.flat_map(|(_, derived)| derived.expressions()).chain([expression]);
        for slot in parts.flat_map(|part| part.reads()).map(|read| read.slot) {
            let domain = self.domains.get(usize::from(slot));
            let value = domain.and_then(|domain| domain.value(domain.pick(&domain.whole)?, &self.texts));
            if value.is_some() && !facts.iter().any(|(known, _)| *known == slot) {
                facts.push((slot, value));
            }
        }
        facts.sort_by_key(|(slot, _)| *slot);
        facts
    }

    /// The work that is left.
    pub(crate) fn left(&self) -> usize {
        self.space.budget().left()
    }

    /// A value in each set of a box.
    fn values(&self, way: &[(u16, Set)]) -> Option<Vec<(u16, Option<Value>)>> {
        let value = |(slot, set): &(u16, Set)| {
            let domain = self.domains.get(usize::from(*slot))?;
            match domain.pick(set) {
                Some(point) => Some((*slot, Some(domain.value(point, &self.texts)?))),
                None => Some((*slot, None)),
            }
        };
        way.iter().filter(|(variable, _)| usize::from(*variable) < self.facts.len()).map(value).collect()
    }

    /// The texts of the atoms that a region asks for.
    fn atoms_of(&self, region: Region) -> Vec<String> {
        let asked = self.space.asked(region);
        let atoms = self.atoms.iter().filter(|(_, variable)| asked.binary_search(variable).is_ok());
        atoms.map(|(text, _)| text.to_string()).collect()
    }

    /// The states of which conditions asked whether they are active.
    pub(crate) fn states(&self) -> impl Iterator<Item = u16> {
        self.states.keys().copied()
    }

    /// Where one of these states is active.
    pub(crate) fn is_active(&mut self, state: u16) -> Region {
        match self.states.get(&state).cloned() {
            Some(text) => self.atom(&text, false),
            None => Region::ERRS,
        }
    }

    /// The variable of an atom: true or false, or an error too.
    fn atom(&mut self, text: &str, errs: bool) -> Region {
        let variable = match self.atoms.get(text) {
            Some(variable) => *variable,
            None => {
                let Some(variable) = self.space.add_variable(Set::span(0, 1).or_absent(errs)) else {
                    self.space.budget_mut().exhaust();
                    return Region::ERRS;
                };
                self.atoms.insert(Arc::from(text), variable);
                variable
            }
        };
        let arcs = vec![(Set::point(1), Region::TRUE), (Set::point(0), Region::FALSE)];
        self.space.leaf(variable, arcs, Region::ERRS)
    }
}
