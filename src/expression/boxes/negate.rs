//! `-x`, and what is too much to be told apart.

use super::Boxes;
use super::budget::MAX_TERMS;
use super::space::Region;
use super::term::{Kind, Line, Meaning, Term};
use crate::expression::arithmetic;
use crate::expression::scope::Val;

impl Boxes<'_> {
    pub(super) fn negate(&mut self, part: &Meaning) -> Meaning {
        let Meaning::Terms(terms) = part else { return Meaning::Truth(Region::ERRS) };
        let negated = |term: &Term| match term {
            Term::Constant(value) => Some(Term::Constant(arithmetic::negate(Val::from(value)).ok()?.to_value())),
            Term::Line(line) => match (line.factor.negated(), line.shift.negated()) {
                (Some(factor), Some(shift)) => Some(Term::Line(Line { factor, shift, ..line.clone() })),
                _ => Some(Term::opaque(format!("-({})", term.text()), false, line.kind)),
            },
            term => Some(Term::opaque(format!("-({})", term.text()), term.errs(), term.kind())),
        };
        Meaning::Terms(terms.iter().filter_map(|(region, term)| Some((*region, negated(term)?))).collect())
    }

    /// The terms where there is a value at all; one that tells nothing where they are too many.
    pub(super) fn capped(&mut self, mut terms: Vec<(Region, Term)>) -> Meaning {
        terms.retain(|(region, _)| *region != Region::FALSE);
        if terms.len() <= MAX_TERMS {
            return Meaning::Terms(terms);
        }
        self.blurred += 1;
        let errs = terms.iter().any(|(_, term)| term.errs());
        let kind = terms.first().map_or(Kind::Text, |(_, term)| term.kind());
        let text = format!("one of {} values, {}", terms.len(), self.blurred);
        let known = terms.iter().fold(Region::FALSE, |known, (region, _)| self.space.or(known, *region));
        Meaning::Terms(vec![(known, Term::opaque(text, errs, kind))])
    }
}
