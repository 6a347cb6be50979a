//! What expressions came to, as explanations tell it.

use std::collections::{BTreeMap, BTreeSet};

use crate::explanation::{Derivation, Evaluation, Fate, Part};
use crate::expression::{ErrorKind, EvalError, Expression, Memo, Source, Watched, WatchedPart};
use crate::value::{Name, Value};

use crate::engine::machine::scope::CaseScope;

/// What a condition's result means for what it guards.
pub(in crate::engine) fn fate(holds: &Result<bool, EvalError>) -> Fate {
    match holds {
        Ok(true) => Fate::Taken,
        Ok(false) => Fate::ConditionFalse,
        Err(error) if matches!(error.kind, ErrorKind::Unknown(_)) => Fate::UnknownFact,
        Err(_) => Fate::ConditionErred,
    }
}

impl CaseScope<'_> {
    /// What the expression, its parts and the derived values that it needs come to.
    pub(in crate::engine) fn evaluation(&self, expression: &Expression) -> Evaluation {
        let mut wanted = BTreeSet::new();
        let mut memo = Memo::new();
        let mut evaluation = self.told(expression.watch(self, &mut memo), &mut wanted);
        // In ascending order, which is the order of need.
        let mut derived: BTreeMap<u16, Derivation> = BTreeMap::new();
        while let Some(number) = wanted.pop_last() {
            if let Some(derivation) = self.derivation(number, &mut memo, &mut wanted) {
                derived.insert(number, derivation);
            }
        }
        evaluation.derived = derived.into_values().collect();
        evaluation
    }

    /// `wanted` gets the derived values that it reads; all have lower numbers.
    fn derivation<'a>(&'a self, number: u16, memo: &mut Memo<'a>, wanted: &mut BTreeSet<u16>) -> Option<Derivation> {
        let watched = Expression::watch_derived(number, self, memo)?;
        let (name, _) = self.playbook.derived.get(usize::from(number))?;
        Some(Derivation {
            name: name.clone(),
            value: watched.value.map_err(|kind| self.described(kind)),
            is_personal: self.is_personal(Source::Derived(number)),
            row: watched.row,
            tried: watched.tried.into_iter().map(|tried| self.told(tried, wanted)).collect(),
            date: watched.date.map(|date| Box::new(self.told(date, wanted))),
            is: watched.is.map(|is| Box::new(self.told(is, wanted))),
        })
    }

    fn told(&self, watched: Watched, wanted: &mut BTreeSet<u16>) -> Evaluation {
        let mut parts: Vec<Part> = Vec::with_capacity(watched.parts.len());
        // From behind, so that what lies in a part is known before it.
        let mut personal: Vec<usize> = Vec::new();
        for part in watched.parts.into_iter().rev() {
            let WatchedPart { range, value, source, joins } = part;
            if let (Source::Derived(number), Some(_)) = (source, &value) {
                wanted.insert(number);
            }
            let rests = self.is_personal(source) || personal.last().is_some_and(|start| *start < range.end);
            if rests {
                personal.push(range.start);
            }
            let is_personal = match source {
                Source::Fact(_) | Source::Derived(_) => rests,
                // Records show which transitions were taken.
                Source::Accrued(_) | Source::Computed => rests && !matches!(value, Some(Ok(Value::Bool(_)))),
            };
            let value = value.map(|value| value.map_err(|kind| self.described(kind)));
            parts.push(Part { range, value, is_personal, joins });
        }
        parts.reverse();
        let is_personal = !personal.is_empty() && !matches!(watched.value, Ok(Value::Bool(_)));
        let value = watched.value.map_err(|error| self.described(error.kind));
        Evaluation { text: watched.text, value, is_personal, parts, derived: Vec::new() }
    }

    fn is_personal(&self, source: Source) -> bool {
        match source {
            Source::Fact(slot) => self.playbook.fact(slot).is_some_and(|fact| fact.personal),
            Source::Derived(number) | Source::Accrued(number) => {
                self.playbook.personal_derived.get(usize::from(number)).copied().unwrap_or(false)
            }
            Source::Computed => false,
        }
    }

    fn described(&self, kind: ErrorKind) -> String {
        let name = |slot| self.playbook.fact(slot).map_or("?", |fact| Name::as_str(&fact.name));
        EvalError { kind, range: 0..0 }.describe(name)
    }
}
