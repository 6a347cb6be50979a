//! Values that meet: comparisons and arithmetic.

use super::Boxes;
use super::budget::{MAX_POINTS, MAX_TERMS};
use super::domain::number;
use super::ratio::Ratio;
use super::set::Set;
use super::space::Region;
use super::term::{Kind, Line, Meaning, Term};
use crate::expression::arithmetic;
use crate::expression::scope::{ErrorKind, Val};
use crate::expression::tree::{Arithmetic, Comparison};
use crate::value::Value;

/// Values of two facts are tried against one another up to so many pairs.
const MAX_PAIRS: usize = 256;

/// Up to so many digits behind the point a constant can't be mistaken for a quotient that was rounded at the 28th.
const SHORT: u32 = 10;

/// Each point of a fact with the value that a term has there.
type Points = Vec<(i128, Value)>;

/// Where a number is below zero, and where it is zero.
struct Signs {
    below: Set,
    zero: Set,
}

impl Boxes<'_> {
    pub(super) fn compare(&mut self, comparison: Comparison, left: &Meaning, right: &Meaning) -> Region {
        match (left, right) {
            (Meaning::Truth(a), Meaning::Truth(b)) => {
                let different = self.space.not(*b);
                let (yes, no) = if comparison == Comparison::Equal { (*b, different) } else { (different, *b) };
                self.space.case(*a, yes, no, Region::ERRS)
            }
            (Meaning::Terms(a), Meaning::Terms(b)) => {
                let mut whole = Region::ERRS;
                for (where_a, a) in a {
                    for (where_b, b) in b {
                        let both = self.space.and(*where_a, *where_b);
                        if both != Region::FALSE {
                            let result = self.compare_terms(comparison, a, b);
                            whole = self.space.case(both, result, whole, whole);
                        }
                    }
                }
                whole
            }
            _ => Region::ERRS,
        }
    }

    /// All comparisons are made of two, so that `now > due` and `now <= due` are one atom.
    pub(super) fn compare_terms(&mut self, comparison: Comparison, a: &Term, b: &Term) -> Region {
        let (negated, comparison, a, b) = match comparison {
            Comparison::Equal => (false, Comparison::Equal, a, b),
            Comparison::NotEqual => (true, Comparison::Equal, a, b),
            Comparison::Less => (false, Comparison::Less, a, b),
            Comparison::Greater => (false, Comparison::Less, b, a),
            Comparison::LessOrEqual => (true, Comparison::Less, b, a),
            Comparison::GreaterOrEqual => (true, Comparison::Less, a, b),
        };
        let result = self.compare_exactly(comparison, a, b).unwrap_or_else(|| {
            let (mut a_text, mut b_text) = (a.text(), b.text());
            let sign = if comparison == Comparison::Less { "<" } else { "==" };
            if comparison == Comparison::Equal && b_text < a_text {
                (a_text, b_text) = (b_text, a_text);
            }
            let mixed = a.kind() == Kind::AnyMoney && b.kind() == Kind::AnyMoney;
            self.atom(&format!("{a_text} {sign} {b_text}"), a.errs() || b.errs() || mixed)
        });
        if negated { self.space.not(result) } else { result }
    }

    fn compare_exactly(&mut self, comparison: Comparison, a: &Term, b: &Term) -> Option<Region> {
        let truth = |result: Result<bool, ErrorKind>| match result {
            Ok(true) => Region::TRUE,
            Ok(false) => Region::FALSE,
            Err(_) => Region::ERRS,
        };
        if let (Term::Constant(a), Term::Constant(b)) = (a, b) {
            return Some(truth(arithmetic::compare(comparison, &Val::from(a), &Val::from(b))));
        }
        if let (Term::Word { slot, .. }, Term::Constant(word)) | (Term::Constant(word), Term::Word { slot, .. }) =
            (a, b)
        {
            if comparison == Comparison::Equal {
                // A word that the enum has not is equal to none.
                let at = self.domains.get(usize::from(*slot))?.ordinal(word, &mut self.texts);
                let set = at.map(Set::point).unwrap_or_default();
                return Some(self.space.leaf(*slot, vec![(set, Region::TRUE)], Region::FALSE));
            }
        }
        if let (Term::Word { slot, .. }, Term::Word { slot: other, .. }) = (a, b) {
            if slot == other {
                return Some(if comparison == Comparison::Equal { Region::TRUE } else { Region::FALSE });
            }
        }
        if let Some((slot, signs)) = self.difference(a, b) {
            let yes = if comparison == Comparison::Equal { signs.zero } else { signs.below };
            return Some(self.space.leaf(slot, vec![(yes, Region::TRUE)], Region::FALSE));
        }
        let table = self.tabulate(a, b, |a, b| arithmetic::compare(comparison, &a, &b).ok())?;
        let mut whole = Region::FALSE;
        for (region, result) in table {
            let result = result.map_or(Region::ERRS, |result| truth(Ok(result)));
            whole = self.space.case(region, result, whole, whole);
        }
        Some(whole)
    }

    /// Where `a - b` changes its sign, if both are lines of one fact, or one is a number.
    fn difference(&self, a: &Term, b: &Term) -> Option<(u16, Signs)> {
        let rounded = matches!((a, b), (Term::Line(line), _) | (_, Term::Line(line)) if line.rounded);
        let (slot, factor, shift) = match (a, b) {
            (Term::Line(a), Term::Line(b)) if a.slot == b.slot && !a.rounded && !b.rounded => {
                (a.slot, a.factor.minus(b.factor)?, a.shift.minus(b.shift)?)
            }
            (Term::Line(a), Term::Constant(b)) => (a.slot, a.factor, a.shift.minus(number(b)?)?),
            (Term::Constant(a), Term::Line(b)) => (b.slot, b.factor.negated()?, number(a)?.minus(b.shift)?),
            _ => return None,
        };
        let domain = self.domains.get(usize::from(slot))?;
        if rounded {
            let constant = match (a, b) {
                (Term::Constant(value), _) | (_, Term::Constant(value)) => number(value)?,
                _ => return None,
            };
            if domain.is_dense() || !constant.fits_places(SHORT) {
                return None;
            }
        }
        Some((slot, self.signs(slot, factor, shift)?))
    }

    fn signs(&self, slot: u16, factor: Ratio, shift: Ratio) -> Option<Signs> {
        let (low, high) = (i128::MIN, i128::MAX);
        let all = || Set::span(low, high);
        if factor == Ratio::ZERO {
            let (none, all) = (Set::default(), all());
            return Some(match shift {
                Ratio::ZERO => Signs { below: none, zero: all },
                shift if shift.is_negative() => Signs { below: all, zero: none },
                _ => Signs { below: none.clone(), zero: none },
            });
        }
        let cut = self.domains.get(usize::from(slot))?.cut(shift.negated()?.over(factor)?)?;
        let (less, more) = (Set::span(low, cut.below), Set::span(cut.above, high));
        let zero = cut.at.map(Set::point).unwrap_or_default();
        Some(if factor.is_negative() { Signs { below: more, zero } } else { Signs { below: less, zero } })
    }

    /// What `f` makes of the values of both, each result with where it is; nothing where there are too many values.
    pub(super) fn tabulate<K: PartialEq>(
        &mut self,
        a: &Term,
        b: &Term,
        f: impl Fn(Val<'_>, Val<'_>) -> K,
    ) -> Option<Vec<(Region, K)>> {
        let (slot_a, values_a) = self.values_of(a)?;
        let (slot_b, values_b) = self.values_of(b)?;
        self.space.budget_mut().spend(values_a.len().max(values_b.len()));
        let mut table: Vec<(Vec<(i128, i128)>, K)> = Vec::new();
        let mut add = |points: (i128, i128), result: K| match table.iter_mut().find(|(_, known)| *known == result) {
            Some((known, _)) => known.push(points),
            None => table.push((vec![points], result)),
        };
        if slot_a.is_some() && slot_a == slot_b {
            for ((point, a), (_, b)) in values_a.iter().zip(&values_b) {
                add((*point, 0), f(Val::from(a), Val::from(b)));
            }
        } else {
            if slot_a.is_some() && slot_b.is_some() && values_a.len() * values_b.len() > MAX_PAIRS {
                return None;
            }
            for (at_a, a) in &values_a {
                for (at_b, b) in &values_b {
                    add((*at_a, *at_b), f(Val::from(a), Val::from(b)));
                }
            }
        }
        let regions = table.into_iter().map(|(points, result)| (self.where_points(slot_a, slot_b, &points), result));
        Some(regions.collect())
    }

    /// Where two facts are at these pairs of points.
    fn where_points(&mut self, slot_a: Option<u16>, slot_b: Option<u16>, points: &[(i128, i128)]) -> Region {
        match (slot_a, slot_b) {
            (None, None) => Region::TRUE,
            (Some(slot), other) if other.is_none() || other == Some(slot) => {
                let set = Set::points(points.iter().map(|(a, _)| *a));
                self.space.leaf(slot, vec![(set, Region::TRUE)], Region::FALSE)
            }
            (None, Some(slot)) => {
                let set = Set::points(points.iter().map(|(_, b)| *b));
                self.space.leaf(slot, vec![(set, Region::TRUE)], Region::FALSE)
            }
            (Some(a), Some(b)) => {
                let mut whole = Region::FALSE;
                for (at_a, at_b) in points {
                    let a = self.space.leaf(a, vec![(Set::point(*at_a), Region::TRUE)], Region::FALSE);
                    let b = self.space.leaf(b, vec![(Set::point(*at_b), Region::TRUE)], Region::FALSE);
                    let both = self.space.and(a, b);
                    whole = self.space.or(both, whole);
                }
                whole
            }
            (Some(_), None) => Region::FALSE,
        }
    }

    /// Every value of a term with the point of its fact, if they are few.
    fn values_of(&self, term: &Term) -> Option<(Option<u16>, Points)> {
        let slot = match term {
            Term::Constant(value) => return Some((None, vec![(0, value.clone())])),
            Term::Line(line) => line.slot,
            Term::Word { slot, .. } => *slot,
            Term::Opaque(_) => return None,
        };
        let domain = self.domains.get(usize::from(slot))?;
        let points = domain.whole.few(MAX_POINTS)?;
        let value = |point: i128| match term {
            Term::Line(line) if !line.rounded => line.at(domain.number(point)?),
            Term::Word { .. } => domain.value(point, &self.texts),
            _ => None,
        };
        let values: Option<Points> = points.into_iter().map(|at| Some((at, value(at)?))).collect();
        Some((Some(slot), values?))
    }

    /// `a operator b`
    pub(super) fn calculate(&mut self, operator: Arithmetic, left: &Meaning, right: &Meaning) -> Meaning {
        let (Meaning::Terms(left), Meaning::Terms(right)) = (left, right) else { return Meaning::Truth(Region::ERRS) };
        let mut terms = Vec::new();
        for (where_a, a) in left {
            for (where_b, b) in right {
                let both = self.space.and(*where_a, *where_b);
                if both == Region::FALSE {
                    continue;
                }
                for (region, term) in self.calculate_terms(operator, a, b) {
                    let region = self.space.and(both, region);
                    terms.push((region, term));
                }
            }
        }
        self.capped(terms)
    }

    fn calculate_terms(&mut self, operator: Arithmetic, a: &Term, b: &Term) -> Vec<(Region, Term)> {
        if let (Term::Constant(a), Term::Constant(b)) = (a, b) {
            let value = arithmetic::binary(operator, Val::from(a), Val::from(b));
            return value.map(|value| (Region::TRUE, Term::Constant(value.to_value()))).into_iter().collect();
        }
        if let Some(line) = line(operator, a, b) {
            return vec![(Region::TRUE, Term::Line(line))];
        }
        let table = self.tabulate(a, b, |a, b| arithmetic::binary(operator, a, b).ok().map(Val::to_value));
        if let Some(table) = table.filter(|table| table.len() <= MAX_TERMS) {
            let known = table.into_iter().filter_map(|(region, value)| Some((region, Term::Constant(value?))));
            return known.collect();
        }
        let divides = matches!(operator, Arithmetic::Divide | Arithmetic::Remainder);
        let mixed = a.kind() == Kind::AnyMoney && b.kind() == Kind::AnyMoney;
        let mut errs = a.errs() || b.errs() || mixed;
        let mut region = Region::TRUE;
        if divides {
            match self.compare_exactly(Comparison::Equal, b, &Term::Constant(Value::Int(0))) {
                Some(zero) => region = self.space.not(zero),
                None => errs = true,
            }
        }
        let kind = match operator {
            Arithmetic::Add | Arithmetic::Subtract => a.kind().sum(b.kind(), operator == Arithmetic::Subtract),
            Arithmetic::Multiply => a.kind().product(b.kind()),
            Arithmetic::Divide | Arithmetic::Remainder => a.kind().quotient(b.kind()),
        };
        vec![(region, Term::opaque(format!("({} {} {})", a.text(), operator.sign(), b.text()), errs, kind))]
    }
}

/// The line that two terms make, if it is one: a sum, or a product or quotient with a constant.
fn line(operator: Arithmetic, a: &Term, b: &Term) -> Option<Line> {
    let lines = [a, b].into_iter().filter_map(|term| match term {
        Term::Line(line) => Some(line),
        _ => None,
    });
    if lines.clone().any(|line| line.rounded) {
        return None;
    }
    let base = lines.clone().next()?;
    let (kind_a, kind_b) = (a.kind(), b.kind());
    let parts = |term: &Term| match term {
        Term::Line(line) if line.slot == base.slot => Some((line.factor, line.shift)),
        Term::Constant(value) => Some((Ratio::ZERO, number(value)?)),
        _ => None,
    };
    let ((factor_a, shift_a), (factor_b, shift_b)) = (parts(a)?, parts(b)?);
    let (factor, shift, kind) = match operator {
        Arithmetic::Add => (factor_a.plus(factor_b)?, shift_a.plus(shift_b)?, kind_a.sum(kind_b, false)),
        Arithmetic::Subtract => (factor_a.minus(factor_b)?, shift_a.minus(shift_b)?, kind_a.sum(kind_b, true)),
        Arithmetic::Multiply if factor_a == Ratio::ZERO => {
            (factor_b.times(shift_a)?, shift_b.times(shift_a)?, kind_a.product(kind_b))
        }
        Arithmetic::Multiply if factor_b == Ratio::ZERO => {
            (factor_a.times(shift_b)?, shift_a.times(shift_b)?, kind_a.product(kind_b))
        }
        // Whole numbers drop the rest.
        Arithmetic::Divide if factor_b == Ratio::ZERO && (kind_a, kind_b) != (Kind::Int, Kind::Int) => {
            (factor_a.over(shift_b)?, shift_a.over(shift_b)?, kind_a.quotient(kind_b))
        }
        _ => return None,
    };
    let rounded = operator == Arithmetic::Divide && !(factor.fits_places(SHORT) && shift.fits_places(SHORT));
    Some(Line { slot: base.slot, name: base.name.clone(), factor, shift, kind, rounded })
}
