//! What an expression came to, part by part.
//!
//! The code is run once more, and what each instruction leaves is seen. A part that was not run was not needed: another
//! decided before it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::code::Op;
use super::derived::Rule;
use super::evaluate::{Item, Watch, index};
use super::scope::{ErrorKind, EvalError, Scope, Val};
use super::{Expression, Memo, dates, evaluate};
use crate::value::Value;

/// The longest text of a value that is kept whole, in bytes.
pub(super) const MAX_TEXT: usize = 256;

/// An expression and what it and its parts came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Watched {
    pub(crate) text: Arc<str>,
    pub(crate) value: Result<Value, EvalError>,
    /// In order of their place, a part before what lies in it. Literals are none, and of a chain such as `a + b + c`
    /// only the whole is one.
    pub(crate) parts: Vec<WatchedPart>,
}

/// A part of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WatchedPart {
    pub(crate) range: Range<usize>,
    /// Nothing where it was not needed.
    pub(crate) value: Option<Result<Value, ErrorKind>>,
    pub(crate) source: Source,
    /// Whether it only joins others, by `&&`, `||` or `!`.
    pub(crate) joins: bool,
}

/// Where a part has its value from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The fact in that slot.
    Fact(u16),
    /// The derived value of that number.
    Derived(u16),
    /// The sum of the table by date of that number.
    Accrued(u16),
    /// It is worked out here.
    Computed,
}

/// A derived value and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WatchedTable {
    pub(crate) value: Result<Value, ErrorKind>,
    /// The conditions of the rows that were tried.
    pub(crate) tried: Vec<Watched>,
    /// Of a table by date, the date.
    pub(crate) date: Option<Watched>,
    /// The row whose value it is, from 0; nothing for a rule without rows, or where no row gives a value.
    pub(crate) row: Option<usize>,
    /// The expression whose value it is.
    pub(crate) is: Option<Watched>,
}

impl Expression {
    /// Runs it and tells what every part came to.
    pub(crate) fn watch<S: Scope + ?Sized>(&self, scope: &S) -> Watched {
        let mut seen = Seen(vec![None; self.code.ops.len()]);
        let value = self.run(scope, &mut Memo::new(), &mut seen);
        let value = value.map(shortened).map_err(|trap| self.placed(trap));
        Watched { text: self.text.clone(), value, parts: self.parts(&seen.completed(&self.code.ops), scope) }
    }

    fn parts<S: Scope + ?Sized>(&self, seen: &[Option<Item<'_>>], scope: &S) -> Vec<WatchedPart> {
        let place = |range: &Range<usize>| (range.start, Reverse(range.end));
        let mut parts: BTreeMap<(usize, Reverse<usize>), WatchedPart> = BTreeMap::new();
        // The widest chain of each kind by where it begins.
        let mut chains: BTreeMap<(Chain, usize), usize> = BTreeMap::new();
        let mut fused = self.code.fused.iter();
        for ((op, range), item) in self.code.ops.iter().zip(&self.code.ranges).zip(seen) {
            let value = item.map(|item| item.map(shortened).map_err(|trap| trap.kind));
            let range = index(range.0)..index(range.1);
            let source = match op {
                Op::FactCompare(_, slot, _) => {
                    let known = item.is_some().then(|| scope.fact(*slot).map(shortened));
                    let known = known.map(|known| known.ok_or(ErrorKind::Unknown(*slot)));
                    let whole = fused.next().map_or(range.clone(), |(_, (start, end))| index(*start)..index(*end));
                    parts.insert(
                        place(&range),
                        WatchedPart { range, value: known, source: Source::Fact(*slot), joins: false },
                    );
                    parts.insert(
                        place(&whole),
                        WatchedPart { range: whole, value, source: Source::Computed, joins: false },
                    );
                    continue;
                }
                Op::Fact(slot) => Source::Fact(*slot),
                Op::Derived(number) => Source::Derived(*number),
                Op::Accrue(number) => Source::Accrued(*number),
                Op::Constant(_)
                | Op::JumpIfFalse(_)
                | Op::JumpIfTrue(_)
                | Op::Branch(_)
                | Op::Jump(_)
                | Op::InBegin
                | Op::InElement
                | Op::CountElement => continue,
                _ => Source::Computed,
            };
            if let Some(chain) = Chain::of(op) {
                if let Some(narrower) = chains.insert((chain, range.start), range.end) {
                    parts.remove(&place(&(range.start..narrower)));
                }
            }
            let joins = matches!(op, Op::And | Op::Or | Op::Not);
            parts.insert(place(&range), WatchedPart { range, value, source, joins });
        }
        parts.into_values().collect()
    }

    /// How the derived value of that number comes about. What it reads is not told with it.
    pub(crate) fn watch_derived<S: Scope + ?Sized>(number: u16, scope: &S) -> Option<WatchedTable> {
        let rule = scope.derived(number)?;
        let value = evaluate::derived_value(number, scope).map(shortened).map_err(|error| error.kind);
        let (mut tried, mut by_date) = (Vec::new(), None);
        let (row, is) = match rule.rule() {
            Rule::One(expression) => (None, Some(expression)),
            Rule::Table(rows) => {
                let found = rows.iter().position(|row| match &row.when {
                    None => true,
                    Some(when) => {
                        let watched = when.watch(scope);
                        // A row that errs ends the search without a value.
                        let ends = watched.value != Ok(Value::Bool(false));
                        tried.push(watched);
                        ends
                    }
                });
                let row = found.filter(|_| tried.last().is_none_or(|last: &Watched| last.value.is_ok()));
                (row, row.and_then(|row| rows.get(row)).map(|row| &row.is))
            }
            Rule::Dated { on, rows } => {
                let date = on.evaluate(scope, &mut Memo::new()).ok();
                let date = date.and_then(|date| dates::date(date, on.code.zone).ok());
                by_date = Some(on.watch(scope));
                let row = date.and_then(|date| rows.partition_point(|row| row.from <= date).checked_sub(1));
                (row, row.and_then(|row| rows.get(row)).map(|row| &row.is))
            }
        };
        Some(WatchedTable { value, tried, date: by_date, row, is: is.map(|is| is.watch(scope)) })
    }
}

/// What each instruction left on top, by instruction; nothing where it was not run.
struct Seen<'a>(Vec<Option<Item<'a>>>);

impl<'a> Watch<'a> for Seen<'a> {
    const LOOKS: bool = true;

    fn saw(&mut self, at: u32, top: Item<'a>) {
        if let Some(place) = self.0.get_mut(index(at)) {
            *place = Some(top);
        }
    }
}

impl<'a> Seen<'a> {
    /// With the value of every `&&` and `||` that was jumped over because its left side decided.
    fn completed(mut self, ops: &[Op]) -> Vec<Option<Item<'a>>> {
        let mut marks: Vec<usize> = Vec::new();
        for (at, op) in ops.iter().enumerate() {
            // The end of a `?:` has no instruction of its own.
            while marks.last().is_some_and(|mark| matches!(ops.get(*mark), Some(Op::Jump(to)) if index(*to) <= at)) {
                marks.pop();
            }
            match op {
                Op::JumpIfFalse(_) | Op::JumpIfTrue(_) | Op::Branch(_) => marks.push(at),
                Op::Jump(_) => {
                    marks.pop();
                    marks.push(at);
                }
                Op::And | Op::Or => {
                    let Some(mark) = marks.pop() else { continue };
                    let deciding = Ok(Val::Bool(matches!(op, Op::Or)));
                    let seen = |at: usize| self.0.get(at).copied().flatten();
                    // A jump that leads on to a jump skips that one: then the side itself tells.
                    let left = seen(mark).or_else(|| seen(mark.checked_sub(1)?));
                    if let Some(place @ None) = self.0.get_mut(at) {
                        *place = left.filter(|left| *left == deciding);
                    }
                }
                _ => {}
            }
        }
        self.0
    }
}

/// Operators of which a row of several is one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Chain {
    And,
    Or,
    Arithmetic,
}

impl Chain {
    fn of(op: &Op) -> Option<Self> {
        match op {
            Op::And => Some(Self::And),
            Op::Or => Some(Self::Or),
            Op::Binary(_) => Some(Self::Arithmetic),
            _ => None,
        }
    }
}

/// The value to keep; a long text ends in `…`.
fn shortened(value: Val<'_>) -> Value {
    match value {
        Val::Text(text) if text.len() > MAX_TEXT => {
            let end = (0..=MAX_TEXT).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
            Value::from(format!("{}…", text.get(..end).unwrap_or_default()))
        }
        value => value.to_value(),
    }
}
