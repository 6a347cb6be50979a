//! From a checked tree to what it means, part by part.

use super::Boxes;
use super::set::Set;
use super::space::Region;
use super::term::{Kind, Line, Meaning, Term};
use crate::expression::arithmetic;
use crate::expression::dates;
use crate::expression::derived::{Derived, Rule};
use crate::expression::functions::Function;
use crate::expression::scope::Val;
use crate::expression::tree::{Arithmetic, Comparison, EventPart, Node};
use crate::expression::{Expression, typed};
use crate::value::{Date, Decimal, Type, Value};

impl Boxes<'_> {
    /// What an expression means; everything it needs is looked at first, in order of need.
    pub(super) fn meaning(&mut self, expression: &Expression) -> Meaning {
        for need in expression.needs() {
            self.derive(*need);
        }
        self.walk(expression)
    }

    /// The meaning of a derived value whose needs are known.
    fn derive(&mut self, index: u16) {
        let at = usize::from(index);
        if self.meanings.get(at).is_none_or(Option::is_some) {
            return;
        }
        let Some((name, derived)) = self.derived.get(at) else { return };
        let meaning = match derived.rule() {
            Rule::One(expression) => self.walk(expression),
            Rule::Table(rows) => {
                let rows: Vec<_> = rows
                    .iter()
                    .map(|row| {
                        let when = row.when.as_ref().map(|when| self.walk(when));
                        let when = when.map_or(Region::TRUE, |when| truth(&when));
                        (when, self.walk(&row.is))
                    })
                    .collect();
                self.first_of(rows)
            }
            Rule::Dated { on, rows } => {
                let on = self.walk(on);
                // The last row that begins by then is the first that does, looked at from the end.
                let rows: Vec<_> =
                    rows.iter().rev().map(|row| (self.begins_by(row.from, &on), self.walk(&row.is))).collect();
                self.first_of(rows)
            }
        };
        let meaning = named(meaning, name, derived);
        if let Some(place) = self.meanings.get_mut(at) {
            *place = Some(meaning);
        }
    }

    /// The condition of each row of a table, in order; of a dated table that the date has come.
    pub(crate) fn rows(&mut self, index: u16) -> Vec<Region> {
        let Some((_, derived)) = self.derived.get(usize::from(index)) else { return Vec::new() };
        for need in derived.needs() {
            self.derive(*need);
        }
        match derived.rule() {
            Rule::One(_) => Vec::new(),
            Rule::Table(rows) => {
                let of = |when: &Expression, boxes: &mut Self| truth(&boxes.walk(when));
                rows.iter().map(|row| row.when.as_ref().map_or(Region::TRUE, |when| of(when, self))).collect()
            }
            Rule::Dated { on, rows } => {
                let on = self.walk(on);
                rows.iter().map(|row| self.begins_by(row.from, &on)).collect()
            }
        }
    }

    /// Where a derived value has a value: true there, false elsewhere.
    pub(crate) fn derived_defined(&mut self, index: u16) -> Region {
        if let Some((_, derived)) = self.derived.get(usize::from(index)) {
            for need in derived.needs() {
                self.derive(*need);
            }
        }
        self.derive(index);
        let meaning = self.derived_meaning(index);
        self.has_value(&meaning)
    }

    /// Whether a row has begun on the date.
    fn begins_by(&mut self, from: Date, on: &Meaning) -> Region {
        let Meaning::Terms(terms) = on else { return Region::ERRS };
        let mut whole = Region::ERRS;
        for (region, term) in terms.clone() {
            let begun = match term.kind() {
                Kind::Date => self.compare_terms(Comparison::LessOrEqual, &Term::Constant(Value::Date(from)), &term),
                // The local date of a moment.
                _ => self.atom(&format!("{from} <= date of {}", term.text()), term.errs()),
            };
            whole = self.space.case(region, begun, whole, whole);
        }
        whole
    }

    /// The value of the first row whose condition holds; one that errs has none, and the rows behind it are not tried.
    fn first_of(&mut self, rows: Vec<(Region, Meaning)>) -> Meaning {
        if rows.iter().any(|(_, is)| matches!(is, Meaning::Truth(_))) {
            let mut whole = Region::ERRS;
            for (when, is) in rows.iter().rev() {
                whole = self.space.case(*when, truth(is), whole, Region::ERRS);
            }
            return Meaning::Truth(whole);
        }
        let (mut rest, mut terms) = (Region::TRUE, Vec::new());
        for (when, is) in rows {
            let taken = self.space.holds(when);
            let taken = self.space.and(rest, taken);
            let Meaning::Terms(values) = is else { continue };
            for (region, term) in values {
                terms.push((self.space.and(taken, region), term));
            }
            let refused = self.space.case(when, Region::FALSE, Region::TRUE, Region::FALSE);
            rest = self.space.and(rest, refused);
        }
        self.capped(terms)
    }

    fn walk(&mut self, expression: &Expression) -> Meaning {
        let Some((tree, widened)) = typed(expression, self.names) else { return Meaning::Truth(Region::ERRS) };
        let mut widened = widened.into_iter().peekable();
        let mut stack = Vec::new();
        for (index, entry) in tree.iter().enumerate() {
            let written = expression.text().get(entry.range()).unwrap_or_default();
            self.node(&entry.node, written, &mut stack);
            if widened.next_if_eq(&index).is_some() {
                let part = pop(&mut stack);
                stack.push(widen(part));
            }
            if self.space.budget().is_exhausted() {
                return Meaning::Truth(Region::ERRS);
            }
        }
        pop(&mut stack)
    }

    fn node(&mut self, node: &Node, written: &str, stack: &mut Vec<Meaning>) {
        let opaque = |text: &str, errs: bool, kind: Kind| one(Term::opaque(text, errs, kind));
        let meaning = match node {
            Node::Constant(Value::Bool(true)) => Meaning::Truth(Region::TRUE),
            Node::Constant(Value::Bool(false)) => Meaning::Truth(Region::FALSE),
            Node::Constant(value) => one(Term::Constant(value.clone())),
            Node::Fact(slot) => self.fact(*slot),
            Node::HasFact(slot) => Meaning::Truth(self.is_known(*slot)),
            Node::Derived(index) => self.derived_meaning(*index),
            Node::HasDerived(index) => {
                let meaning = self.derived_meaning(*index);
                Meaning::Truth(self.has_value(&meaning))
            }
            Node::Now => opaque("now", false, Kind::Time),
            Node::Opened => opaque("opened", false, Kind::Time),
            Node::Event(EventPart::Time) => opaque("event.time", true, Kind::Time),
            Node::Event(part) => {
                let name = EventPart::NAMES.iter().find(|(_, known)| known == part).map_or("", |(name, _)| name);
                opaque(&format!("event.{name}"), true, Kind::Text)
            }
            Node::IsActive(_) => Meaning::Truth(self.atom(written, false)),
            Node::PausedDaysOf(_) => opaque(written, false, Kind::Int),
            Node::Seen(event, window) => opaque(&format!("seen('{event}', {window})"), false, Kind::Int),
            Node::Paid(currency, window) => {
                opaque(&format!("paid('{currency}', {window})"), true, Kind::Money(*currency))
            }
            Node::AccrueOf(index) => {
                let (until, from) = (pop(stack), pop(stack));
                let name = self.derived.get(usize::from(*index)).map_or("", |(name, _)| name.as_str()).to_owned();
                let kind = self.derived.get(usize::from(*index)).map_or(Kind::Text, |(_, d)| Kind::of(d.ty()));
                self.of_both(&from, &until, |a, b| format!("accrue({name}, {a}, {b})"), kind, true)
            }
            Node::Not => {
                let part = truth(&pop(stack));
                Meaning::Truth(self.space.not(part))
            }
            Node::And => {
                let (right, left) = (truth(&pop(stack)), truth(&pop(stack)));
                Meaning::Truth(self.space.and(left, right))
            }
            Node::Or => {
                let (right, left) = (truth(&pop(stack)), truth(&pop(stack)));
                Meaning::Truth(self.space.or(left, right))
            }
            Node::If => {
                let (no, yes, when) = (pop(stack), pop(stack), truth(&pop(stack)));
                self.first_of(vec![(when, yes), (Region::TRUE, no)])
            }
            Node::Compare(comparison) => {
                let (right, left) = (pop(stack), pop(stack));
                Meaning::Truth(self.compare(*comparison, &left, &right))
            }
            Node::Binary(operator) => {
                let (right, left) = (pop(stack), pop(stack));
                self.calculate(*operator, &left, &right)
            }
            Node::InMark => Meaning::Truth(Region::FALSE),
            Node::InElement => {
                let (element, found) = (pop(stack), truth(&pop(stack)));
                let left = stack.last().cloned().unwrap_or(Meaning::Truth(Region::ERRS));
                let equal = self.compare(Comparison::Equal, &left, &element);
                let unless_err = self.space.case(equal, Region::TRUE, Region::TRUE, Region::ERRS);
                Meaning::Truth(self.space.case(found, unless_err, equal, Region::ERRS))
            }
            Node::In => {
                let (found, left) = (truth(&pop(stack)), pop(stack));
                let known = self.has_value(&left);
                Meaning::Truth(self.space.case(known, found, Region::ERRS, Region::ERRS))
            }
            Node::CountMark => one(Term::Constant(Value::Int(0))),
            Node::CountElement => {
                let (element, count) = (pop(stack), pop(stack));
                let known = self.has_value(&element);
                let one = Meaning::Terms(vec![(known, Term::Constant(Value::Int(1)))]);
                self.calculate(Arithmetic::Add, &count, &one)
            }
            Node::Negate => {
                let part = pop(stack);
                self.negate(&part)
            }
            Node::Round(places) => {
                let (part, places) = (pop(stack), u8::try_from(*places).unwrap_or(u8::MAX));
                let rounding = self.names.rounding();
                let whole = |term: &Term| term.kind() == Kind::Int;
                self.of_one(part, whole, |x| arithmetic::round(x, places, rounding).ok(), &format!("round {places}"))
            }
            Node::Get(getter, zone) => {
                let part = pop(stack);
                let text = format!("{getter:?} {}", zone.map(|zone| zone.to_string()).unwrap_or_default());
                as_int(self.of_one(part, |_| false, |x| dates::get(*getter, *zone, x).ok(), &text))
            }
            Node::Call(function, count) => {
                let from = stack.len().saturating_sub(*count);
                let arguments = stack.split_off(from);
                self.call(*function, &arguments)
            }
            Node::AndMark | Node::OrMark | Node::IfMark | Node::ElseMark | Node::Count => return,
            // What a tree without faults does not have.
            Node::Word(_) | Node::Has(_) | Node::InState(_) | Node::PausedDays(_) | Node::Accrue(_) | Node::Left(_) => {
                Meaning::Truth(Region::ERRS)
            }
        };
        stack.push(meaning);
    }

    fn fact(&mut self, slot: u16) -> Meaning {
        let Some((name, ty)) = self.facts.get(usize::from(slot)).cloned() else { return Meaning::Truth(Region::ERRS) };
        if ty == Type::Bool {
            let arcs = vec![(Set::point(1), Region::TRUE), (Set::point(0), Region::FALSE)];
            return Meaning::Truth(self.space.leaf(slot, arcs, Region::ERRS));
        }
        let known = self.is_known(slot);
        let term = match ty {
            Type::Text | Type::Enum(_) => Term::Word { slot, name },
            ty => Term::Line(Line::fact(slot, &name, &ty)),
        };
        Meaning::Terms(vec![(known, term)])
    }

    fn derived_meaning(&self, index: u16) -> Meaning {
        let known = self.meanings.get(usize::from(index)).cloned().flatten();
        known.unwrap_or(Meaning::Truth(Region::ERRS))
    }

    /// Where a part has a value.
    pub(super) fn has_value(&mut self, meaning: &Meaning) -> Region {
        match meaning {
            Meaning::Truth(region) => self.space.has_value(*region),
            Meaning::Terms(terms) => {
                let mut whole = Region::FALSE;
                for (region, term) in terms {
                    let known = match term.errs() {
                        true => self.atom(&format!("has({})", term.text()), false),
                        false => Region::TRUE,
                    };
                    whole = self.space.case(*region, known, whole, whole);
                }
                whole
            }
        }
    }

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
            (Function::EndOfDay, [x]) => {
                let x = x.clone();
                self.of_both(
                    &x,
                    &one(Term::Constant(Value::Int(0))),
                    |a, _| format!("end_of_day({a})"),
                    Kind::Time,
                    true,
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
        self.of_both(a, b, |a, b| format!("days({a}, {b})"), Kind::Int, true)
    }

    fn dated(&mut self, x: &Meaning, n: &Meaning, name: &str) -> Meaning {
        let kind = match x {
            Meaning::Terms(terms) => terms.first().map_or(Kind::Time, |(_, term)| term.kind()),
            Meaning::Truth(_) => Kind::Time,
        };
        self.of_both(x, n, |a, b| format!("{name}({a}, {b})"), kind, true)
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
    fn of_one(
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
    fn of_both(
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
                made.push((both, Term::opaque(text(&a.text(), &b.text()), errs, kind)));
            }
        }
        self.capped(made)
    }
}

fn one(term: Term) -> Meaning {
    Meaning::Terms(vec![(Region::TRUE, term)])
}

fn pop(stack: &mut Vec<Meaning>) -> Meaning {
    stack.pop().unwrap_or(Meaning::Truth(Region::ERRS))
}

/// What a condition means; values are no conditions.
pub(super) fn truth(meaning: &Meaning) -> Region {
    match meaning {
        Meaning::Truth(region) => *region,
        Meaning::Terms(_) => Region::ERRS,
    }
}

/// Whole numbers become decimals.
fn widen(meaning: Meaning) -> Meaning {
    let Meaning::Terms(terms) = meaning else { return meaning };
    let wide = |term| match term {
        Term::Constant(Value::Int(n)) => Term::Constant(Value::Decimal(Decimal::from(n))),
        Term::Line(line) if line.kind == Kind::Int => Term::Line(Line { kind: Kind::Decimal, ..line }),
        term => term,
    };
    Meaning::Terms(terms.into_iter().map(|(region, term)| (region, wide(term))).collect())
}

/// What is left opaque is a whole number.
fn as_int(meaning: Meaning) -> Meaning {
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
            let day = super::domain::number(value).and_then(super::ratio::Ratio::whole);
            let day = day.and_then(|day| i64::try_from(day).ok());
            day.map_or_else(|| term.clone(), |day| Term::Constant(Value::Int(day)))
        }
        Term::Line(line) => Term::Line(Line { kind: Kind::Int, ..line.clone() }),
        term => Term::opaque(format!("day of {}", term.text()), term.errs(), Kind::Int),
    }
}

/// A derived value's opaque parts go by its name, so that texts do not grow with every value that reads another.
fn named(meaning: Meaning, name: &str, derived: &Derived) -> Meaning {
    let Meaning::Terms(terms) = meaning else { return meaning };
    let several = terms.len() > 1;
    let named = |(at, (region, term))| match term {
        Term::Opaque(opaque) => {
            let text = if several { format!("{name} (row {})", at + 1) } else { name.to_owned() };
            (region, Term::opaque(text, opaque.errs, Kind::of(derived.ty())))
        }
        term => (region, term),
    };
    Meaning::Terms(terms.into_iter().enumerate().map(named).collect())
}
