//! From a checked tree to what it means, part by part.

use super::Boxes;
use super::calls::as_int;
use super::ratio::Ratio;
use super::set::Set;
use super::space::Region;
use super::term::{Kind, Line, Meaning, Opaque, Term};
use crate::expression::arithmetic;
use crate::expression::dates;
use crate::expression::derived::{Derived, Rule};
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

    /// Whether a dated table has a value on every date from one on.
    fn begins_before(&self, index: u16, from: &Meaning) -> bool {
        let Some(Rule::Dated { rows, .. }) = self.derived.get(usize::from(index)).map(|(_, derived)| derived.rule())
        else {
            return false;
        };
        let is_plain = |is: &Expression| is.reads().is_empty() && is.needs().is_empty() && !is.may_fail();
        let (Some(first), Meaning::Terms(terms)) = (rows.first(), from) else { return false };
        let begun = |term: &Term| self.least(term).is_some_and(|least| least >= first.from);
        rows.iter().all(|row| is_plain(&row.is)) && terms.iter().all(|(_, term)| begun(term))
    }

    /// The earliest date that it can be, where that is known.
    pub(super) fn least(&self, term: &Term) -> Option<Date> {
        match term {
            Term::Constant(Value::Date(date)) => Some(*date),
            Term::Line(line) if line.kind == Kind::Date && line.factor == Ratio::ONE => {
                let domain = self.domains.get(usize::from(line.slot))?;
                let (first, _) = domain.whole.spans().first()?;
                match line.at(domain.number(*first)?)? {
                    Value::Date(date) => Some(date),
                    _ => None,
                }
            }
            Term::Opaque(opaque) => opaque.least,
            _ => None,
        }
    }

    /// The value of the first row whose condition holds; one that errs has none, and the rows behind it are not tried.
    pub(super) fn first_of(&mut self, rows: Vec<(Region, Meaning)>) -> Meaning {
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
        self.space.budget_mut().spend(tree.len());
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
            Node::IsActive(state) => {
                self.states.entry(*state).or_insert_with(|| written.into());
                Meaning::Truth(self.is_active(*state))
            }
            Node::PausedDaysOf(_) => opaque(written, false, Kind::Int),
            Node::Seen(event, window) => opaque(&format!("seen('{event}', {window})"), false, Kind::Int),
            Node::Paid(currency, window) => {
                opaque(&format!("paid('{currency}', {window})"), true, Kind::Money(*currency))
            }
            Node::Left(currency) => opaque(&format!("left('{currency}')"), true, Kind::Money(*currency)),
            Node::AccrueOf(index) => {
                let (until, from) = (pop(stack), pop(stack));
                let name = self.derived.get(usize::from(*index)).map_or("", |(name, _)| name.as_str()).to_owned();
                let kind = self.derived.get(usize::from(*index)).map_or(Kind::Text, |(_, d)| Kind::of(d.ty()));
                let errs = !self.begins_before(*index, &from);
                self.of_both(&from, &until, |a, b| format!("accrue({name}, {a}, {b})"), kind, errs)
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
            Node::Word(_) | Node::Has(_) | Node::InState(_) | Node::PausedDays(_) | Node::Accrue(_) => {
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
}

pub(super) fn one(term: Term) -> Meaning {
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

/// A derived value's opaque parts go by its name, so that texts do not grow with every value that reads another.
fn named(meaning: Meaning, name: &str, derived: &Derived) -> Meaning {
    let Meaning::Terms(terms) = meaning else { return meaning };
    let several = terms.len() > 1;
    let named = |(at, (region, term))| match term {
        Term::Opaque(opaque) => {
            let text = if several { format!("{name} (row {})", at + 1) } else { name.to_owned() };
            (region, Term::Opaque(Opaque { text: text.into(), kind: Kind::of(derived.ty()), ..opaque }))
        }
        term => (region, term),
    };
    Meaning::Terms(terms.into_iter().enumerate().map(named).collect())
}
