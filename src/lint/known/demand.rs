//! Which facts an expression can't do without, and which are known where it has a value.

use std::ops::Range;

use crate::expression::{Derived, DerivedRead, Expression, Operand, Rule};
use crate::playbook::Playbook;

use super::facts::FactSet;

/// A fact without which an expression errs: where in its text, and through what it is read.
#[derive(Debug, Clone)]
pub(super) struct Need {
    pub(super) slot: u16,
    pub(super) range: Range<usize>,
    pub(super) via: Via,
}

/// Through what a fact is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    /// Its own name.
    Itself,
    /// A derived value, by index.
    Derived(u16),
    /// A placeholder of a message, by index.
    Message(u16),
    /// A placeholder of `because`, `refer` or another text of the step.
    Text,
}

/// The same for all derived values of a playbook.
pub(super) struct Demands<'p> {
    playbook: &'p Playbook,
    /// By index: the facts without which one has no value.
    needed: Vec<FactSet>,
    /// By index: the facts that are known where one has a value.
    certain: Vec<FactSet>,
}

impl<'p> Demands<'p> {
    pub(super) fn new(playbook: &'p Playbook) -> Self {
        let mut demands = Self { playbook, needed: Vec::new(), certain: Vec::new() };
        // Each needs only earlier ones.
        for (_, derived) in &playbook.derived {
            let (needed, certain) = demands.of_derived(derived);
            demands.needed.push(needed);
            demands.certain.push(certain);
        }
        demands
    }

    fn none(&self) -> FactSet {
        FactSet::none(self.playbook.facts.len())
    }

    fn of_derived(&self, derived: &Derived) -> (FactSet, FactSet) {
        let mut needed = self.none();
        let mut certain = FactSet::all(self.playbook.facts.len());
        let need = |needed: &mut FactSet, expression: &Expression, known: &FactSet| {
            let needs = self.needs(expression).into_iter().filter(|need| !known.has(need.slot));
            needs.for_each(|need| needed.insert(need.slot));
        };
        match derived.rule() {
            Rule::One(expression) => {
                need(&mut needed, expression, &self.none());
                certain = self.known(&expression.certain().valued);
            }
            Rule::Table(rows) => {
                // What is known once the rows before were tried and did not hold.
                let mut known = self.none();
                for row in rows {
                    let mut here = known.clone();
                    if let Some(when) = &row.when {
                        need(&mut needed, when, &known);
                        here.add(&self.known(&when.certain().when_true));
                        known.add(&self.known(&when.certain().when_false));
                    }
                    need(&mut needed, &row.is, &here);
                    here.add(&self.known(&row.is.certain().valued));
                    certain.keep(&here);
                }
            }
            Rule::Dated { on, rows } => {
                need(&mut needed, on, &self.none());
                let on = self.known(&on.certain().valued);
                for row in rows {
                    need(&mut needed, &row.is, &on);
                    let mut here = on.clone();
                    here.add(&self.known(&row.is.certain().valued));
                    certain.keep(&here);
                }
            }
        }
        (needed, certain)
    }

    /// The facts behind what is certain.
    pub(super) fn known(&self, operands: &[Operand]) -> FactSet {
        let mut known = self.none();
        for operand in operands {
            match operand {
                Operand::Fact(slot) => known.insert(*slot),
                Operand::Derived(index) => {
                    if let Some(certain) = self.certain.get(usize::from(*index)) {
                        known.add(certain);
                    }
                }
            }
        }
        known
    }

    /// Every fact without which the expression may err, once each, in the order of their place.
    pub(super) fn needs(&self, expression: &Expression) -> Vec<Need> {
        let mut needs: Vec<Need> = Vec::new();
        let mut seen = self.none();
        let own = expression.reads().iter().filter(|read| !read.guarded);
        for read in own {
            if !seen.has(read.slot) {
                seen.insert(read.slot);
                needs.push(Need { slot: read.slot, range: read.range.clone(), via: Via::Itself });
            }
        }
        for read in expression.derived_reads().iter().filter(|read| !read.guarded) {
            for slot in self.through(read) {
                if !seen.has(slot) {
                    seen.insert(slot);
                    needs.push(Need { slot, range: read.range.clone(), via: Via::Derived(read.index) });
                }
            }
        }
        needs
    }

    /// The facts that a derived value needs where it is read.
    fn through(&self, read: &DerivedRead) -> Vec<u16> {
        let known = self.known(&read.known);
        let Some(needed) = self.needed.get(usize::from(read.index)) else { return Vec::new() };
        self.slots().filter(|slot| needed.has(*slot) && !known.has(*slot)).collect()
    }

    /// The facts that a derived value by itself needs.
    pub(super) fn of(&self, derived: u16) -> Vec<u16> {
        let Some(needed) = self.needed.get(usize::from(derived)) else { return Vec::new() };
        self.slots().filter(|slot| needed.has(*slot)).collect()
    }

    fn slots(&self) -> impl Iterator<Item = u16> + use<> {
        (0..self.playbook.facts.len()).filter_map(|slot| u16::try_from(slot).ok())
    }

    /// Whether the expression surely has a value where all that it needs is known.
    pub(super) fn is_safe(&self, expression: &Expression) -> bool {
        let derived = expression.needs().iter().filter_map(|at| self.playbook.derived.get(usize::from(*at)));
        !expression.may_fail()
            && derived
                .into_iter()
                .all(|(_, derived)| !derived.is_dated() && !derived.expressions().any(|part| part.may_fail()))
    }
}
