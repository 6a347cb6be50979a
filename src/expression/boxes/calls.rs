//! Functions of values, and what is left of those that are not taken apart.

use super::Boxes;
use super::domain::number;
use super::lower::one;
use super::ratio::Ratio;
use super::space::Region;
use super::term::{Kind, Line, Meaning, Opaque, Term};
use crate::expression::functions::Function;
use crate::expression::scope::Val;
use crate::expression::tree::{Arithmetic, Comparison};
use crate::value::Value;

impl Boxes<'_> {
    pub(super) fn call(&mut self, function: Function, arguments: &[Meaning]) -> Meaning {
        match (function, arguments) {
            (Function::Size, [x]) => {
                let size = |x: Val<'_>| match x {
                    Val::Text(x) => i64::try_from(x.chars().count()).ok().map(Val::Int),
                    _ => None,
                };
                as_int(self.of_one(x.clone(), |_| false, |x| size(x), "size"))
            }
            (Function::Abs, [x]) => {
                let below = self.negate(x);
                self.extreme(true, x.clone(), &below)
            }
            (Function::Min | Function::Max, [first, rest @ ..]) => {
                rest.iter().fold(first.clone(), |best, next| self.extreme(function == Function::Max, best, next))
            }
            (Function::StartsWith, [x, y]) => self.texts(x, y, "startsWith", |x, y| x.starts_with(y)),
            (Function::EndsWith, [x, y]) => self.texts(x, y, "endsWith", |x, y| x.ends_with(y)),
            (Function::Contains, [x, y]) => self.texts(x, y, "contains", |x, y| x.contains(y)),
            (Function::Days, [a, b]) => self.days(a, b),
            (Function::PlusDays, [x, n]) => self.dated(x, n, "plus_days"),
            (Function::PlusMonths, [x, n]) => self.dated(x, n, "plus_months"),
            (Function::Workdays, [a, b]) => self.of_both(a, b, |a, b| format!("workdays({a}, {b})"), Kind::Int, false),
            (Function::PlusWorkdays, [x, n]) => self.dated(x, n, "plus_workdays"),
            (Function::PlusWorkhours, [x, n]) => {
                self.of_both(x, n, |a, b| format!("plus_workhours({a}, {b})"), Kind::Time, true)
            }
            (Function::EndOfDay, [x]) => {
                let x = x.clone();
                self.of_both(
                    &x,
                    &one(Term::Constant(Value::Int(0))),
                    |a, _| format!("end_of_day({a})"),
                    Kind::Time,
                    false,
                )
            }
            _ => Meaning::Truth(Region::ERRS),
        }
    }

    /// The larger (or smaller) of two; of equal ones the first.
    fn extreme(&mut self, larger: bool, a: Meaning, b: &Meaning) -> Meaning {
        let comparison = if larger { Comparison::Greater } else { Comparison::Less };
        let better = self.compare(comparison, b, &a);
        self.first_of(vec![(better, b.clone()), (Region::TRUE, a)])
    }

    /// Days between two dates.
    fn days(&mut self, a: &Meaning, b: &Meaning) -> Meaning {
        let dates = |meaning: &Meaning| match meaning {
            Meaning::Terms(terms) => terms.iter().all(|(_, term)| term.kind() == Kind::Date),
            Meaning::Truth(_) => false,
        };
        if dates(a) && dates(b) {
            let counted = |meaning: &Meaning| match meaning {
                Meaning::Terms(terms) => {
                    Meaning::Terms(terms.iter().map(|(region, term)| (*region, as_days(term))).collect())
                }
                truth => truth.clone(),
            };
            return self.calculate(Arithmetic::Subtract, &counted(b), &counted(a));
        }
        self.of_both(a, b, |a, b| format!("days({a}, {b})"), Kind::Int, false)
    }

    /// A date or a moment so much later, which is no earlier than it unless it is moved back.
    fn dated(&mut self, x: &Meaning, n: &Meaning, name: &str) -> Meaning {
        let (Meaning::Terms(x), Meaning::Terms(n)) = (x, n) else { return Meaning::Truth(Region::ERRS) };
        let mut made = Vec::new();
        for (where_x, x) in x {
            for (where_n, n) in n {
                let later = matches!(n, Term::Constant(Value::Int(n)) if *n >= 0);
                let opaque = Opaque {
                    text: format!("{name}({}, {})", x.text(), n.text()).into(),
                    errs: x.errs() || n.errs(),
                    kind: x.kind(),
                    least: self.least(x).filter(|_| later),
                };
                made.push((self.space.and(*where_x, *where_n), Term::Opaque(opaque)));
            }
        }
        self.capped(made)
    }

    /// A relation of two texts.
    fn texts(&mut self, x: &Meaning, y: &Meaning, name: &str, relation: impl Fn(&str, &str) -> bool) -> Meaning {
        let (Meaning::Terms(x), Meaning::Terms(y)) = (x, y) else { return Meaning::Truth(Region::ERRS) };
        let mut whole = Region::ERRS;
        for (where_x, x) in x {
            for (where_y, y) in y {
                let both = self.space.and(*where_x, *where_y);
                let table = self.tabulate(x, y, |x, y| match (x, y) {
                    (Val::Text(x), Val::Text(y)) => Some(relation(x, y)),
                    _ => None,
                });
                let result = match table {
                    Some(table) => table.into_iter().fold(Region::ERRS, |rest, (region, result)| {
                        let result = match result {
                            Some(true) => Region::TRUE,
                            Some(false) => Region::FALSE,
                            None => Region::ERRS,
                        };
                        self.space.case(region, result, rest, rest)
                    }),
                    None => self.atom(&format!("{}.{name}({})", x.text(), y.text()), x.errs() || y.errs()),
                };
                whole = self.space.case(both, result, whole, whole);
            }
        }
        Meaning::Truth(whole)
    }

    /// What a function makes of a value: exactly where its values are few, where it leaves them alone, or of a constant.
    pub(super) fn of_one(
        &mut self,
        part: Meaning,
        same: impl Fn(&Term) -> bool,
        f: impl for<'v> Fn(Val<'v>) -> Option<Val<'v>>,
        name: &str,
    ) -> Meaning {
        let Meaning::Terms(terms) = part else { return Meaning::Truth(Region::ERRS) };
        let none = Term::Constant(Value::Int(0));
        let mut made = Vec::new();
        for (region, term) in terms {
            if same(&term) {
                made.push((region, term));
                continue;
            }
            match self.tabulate(&term, &none, |x, _| f(x).map(Val::to_value)) {
                Some(table) => {
                    for (at, value) in table {
                        let Some(value) = value else { continue };
                        made.push((self.space.and(region, at), Term::Constant(value)));
                    }
                }
                None => {
                    let text = format!("{name}({})", term.text());
                    made.push((region, Term::opaque(text, true, term.kind())));
                }
            }
        }
        self.capped(made)
    }

    /// A value of which only the text is known.
    pub(super) fn of_both(
        &mut self,
        a: &Meaning,
        b: &Meaning,
        text: impl Fn(&str, &str) -> String,
        kind: Kind,
        errs: bool,
    ) -> Meaning {
        let (Meaning::Terms(a), Meaning::Terms(b)) = (a, b) else { return Meaning::Truth(Region::ERRS) };
        let mut made = Vec::new();
        for (where_a, a) in a {
            for (where_b, b) in b {
                let both = self.space.and(*where_a, *where_b);
                let errs = errs || a.errs() || b.errs();
                made.push((both, Term::opaque(text(&a.text(), &b.text()), errs, kind)));
            }
        }
        self.capped(made)
    }
}

/// What is left opaque is a whole number.
pub(super) fn as_int(meaning: Meaning) -> Meaning {
    let Meaning::Terms(terms) = meaning else { return meaning };
    let int = |term| match term {
        Term::Opaque(opaque) => Term::opaque(opaque.text, opaque.errs, Kind::Int),
        term => term,
    };
    Meaning::Terms(terms.into_iter().map(|(region, term)| (region, int(term))).collect())
}

/// A date as the number of its day.
fn as_days(term: &Term) -> Term {
    match term {
        Term::Constant(value) => {
            let day = number(value).and_then(Ratio::whole);
            let day = day.and_then(|day| i64::try_from(day).ok());
            day.map_or_else(|| term.clone(), |day| Term::Constant(Value::Int(day)))
        }
        Term::Line(line) => Term::Line(Line { kind: Kind::Int, ..line.clone() }),
        term => Term::opaque(format!("day of {}", term.text()), term.errs(), Kind::Int),
    }
}
