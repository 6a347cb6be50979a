//! The arguments of functions.

use super::{Checker, Part};
use crate::expression::fault::{Fault, FaultKind};
use crate::expression::functions::Function;
use crate::expression::names::Binding;
use crate::expression::operators;
use crate::expression::tree::Node;
use crate::value::{Name, Type};

impl Checker<'_> {
    pub(super) fn accrue(&mut self, index: usize, name: &Name) {
        let (until, from) = (self.pop(), self.pop());
        for part in [&from, &until] {
            self.dated(part);
        }
        let range = self.range(index);
        let ty = match self.names.lookup(name) {
            Some(Binding::Derived { index: derived, ty, dated: true }) => {
                self.resolve(index, Node::AccrueOf(derived));
                let adds = matches!(ty, Type::Int | Type::Decimal | Type::Duration | Type::Money(Some(_)));
                if !adds {
                    let message = format!("`accrue` can't add up values of type {ty}");
                    self.fault(Fault::new(FaultKind::Type, range, message));
                }
                Some(ty)
            }
            Some(_) => {
                let fault = Fault::new(FaultKind::Type, range, format!("`{name}` is no dated table"));
                self.fault(fault.help("`accrue` adds up a table of `derive` with `on` and `rows`"));
                None
            }
            None => {
                let fault = self.unknown_name(name, range);
                self.fault(fault);
                None
            }
        };
        self.push(index, ty);
    }

    /// The part must be a date or a time.
    pub(super) fn dated(&mut self, part: &Part) -> Option<Type> {
        let ty = self.settled(part)?;
        if matches!(ty, Type::Date | Type::Time) {
            return Some(ty);
        }
        self.wrong(part, &ty, "a date or a time")
    }

    pub(super) fn wrong(&mut self, part: &Part, ty: &Type, expected: &str) -> Option<Type> {
        let message =
            format!("`{}` is {} where {expected} is expected", self.snippet(part.index), operators::shown(ty));
        self.fault(Fault::new(FaultKind::Type, self.range(part.index), message).expecting([expected]));
        None
    }

    pub(super) fn typed(&mut self, part: &Part, fits: impl Fn(&Type) -> bool, expected: &str) -> Option<Type> {
        let ty = self.settled(part)?;
        if fits(&ty) { Some(ty) } else { self.wrong(part, &ty, expected) }
    }

    pub(super) fn call(&mut self, index: usize, function: Function, count: usize) {
        let mut arguments: Vec<Part> = (0..count).map(|_| self.pop()).collect();
        arguments.reverse();
        let text = |ty: &Type| matches!(ty, Type::Text | Type::Enum(_));
        let ty = match (function, arguments.as_slice()) {
            (Function::Size, [x]) => self.typed(x, text, "text").map(|_| Type::Int),
            (Function::StartsWith | Function::EndsWith | Function::Contains, [x, y]) => {
                self.typed(x, text, "text");
                self.typed(y, text, "text");
                Some(Type::Bool)
            }
            (Function::Abs, [x]) => {
                self.typed(x, |ty| operators::negated(ty).is_some(), "a number, an amount or a duration")
            }
            (Function::Days, [a, b]) => {
                self.dated(a);
                self.dated(b);
                Some(Type::Int)
            }
            (Function::Workdays, [a, b]) => {
                self.dated(a);
                self.dated(b);
                self.calendar(index, "workdays");
                Some(Type::Int)
            }
            (Function::PlusDays | Function::PlusMonths, [x, n]) => {
                self.typed(n, |ty| *ty == Type::Int, "a whole number");
                self.dated(x)
            }
            (Function::PlusWorkdays, [x, n]) => {
                self.typed(n, |ty| *ty == Type::Int, "a whole number");
                self.calendar(index, "plus_workdays");
                self.dated(x)
            }
            (Function::PlusWorkhours, [x, n]) => {
                self.typed(n, |ty| *ty == Type::Int, "a whole number");
                self.calendar(index, "plus_workhours");
                self.typed(x, |ty| *ty == Type::Time, "a time")
            }
            (Function::EndOfDay, [x]) => self.dated(x).map(|_| Type::Time),
            (Function::Min | Function::Max, [first, rest @ ..]) => self.extreme(index, first, rest),
            _ => None,
        };
        self.push(index, ty);
    }

    /// A function of business time stands there.
    fn calendar(&mut self, index: usize, name: &str) {
        if self.names.has_calendar() {
            return;
        }
        let message = format!("`{name}` needs a calendar, and none is in force");
        self.fault(Fault::new(FaultKind::NeedsCalendar, self.range(index), message));
    }

    /// `min` and `max`: all of one ordered type.
    pub(super) fn extreme(&mut self, index: usize, first: &Part, rest: &[Part]) -> Option<Type> {
        let ordered = |ty: &Type| !matches!(ty, Type::Bool | Type::Enum(_));
        let mut found = self.typed(first, ordered, "a value that has an order")?;
        let mut widened = false;
        for part in rest {
            let ty = self.typed(part, ordered, "a value that has an order")?;
            widened |= ty == Type::Int || found == Type::Int;
            match operators::joined(&found, &ty) {
                Ok(joined) => found = joined,
                Err(mismatch) => {
                    let fault = mismatch.into_fault(
                        self.range(part.index),
                        &self.snippet(first.index),
                        &self.snippet(part.index),
                    );
                    self.fault(fault);
                    return None;
                }
            }
        }
        if found == Type::Decimal && widened {
            self.widened.push(index);
        }
        Some(found)
    }
}
