//! Expressions: conditions and values of a playbook.
//!
//! ```text
//! text ── lexer ──▶ tokens ── parser ──▶ tree ── types ──▶ checked tree ── code ──▶ Expression ── evaluate ──▶ value
//! ```
//!
//! The language is the part of CEL that `language.md` 3 names, with exact decimals, money and dates. The tree is flat and
//! nothing recurses over it, so that what a text may cost is bounded by its length.

mod arithmetic;
mod boxes;
mod call;
mod code;
mod dates;
mod derived;
mod evaluate;
mod fault;
mod functions;
mod guard;
mod lexer;
mod names;
mod operators;
mod parser;
mod reads;
mod scope;
mod spelling;
mod tree;
mod types;
mod watch;

#[cfg(test)]
mod tests;

pub(crate) use boxes::{Answer, Boxes, Known, Range as FactRange, Region, WORK, WORK_OF_A_HOUSE};
pub(crate) use derived::{Derived, RowFault, RowPart, Rule};
pub(crate) use evaluate::{Memo, derived_value};
pub(crate) use fault::{Fault, FaultKind};
pub(crate) use guard::{Cut, Guarding, Guards, Values, order};
pub(crate) use names::{Binding, Names};
pub(crate) use operators::shown;
pub(crate) use reads::{Certain, DerivedRead, Operand, Read};
pub(crate) use scope::{ErrorKind, EvalError, Item, Scope, Trap, Val};
pub(crate) use spelling::{literal, misspelt};
pub(crate) use tree::EventPart;
pub(crate) use watch::{Source, Watched, WatchedPart};

use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::value::{Date, Duration, Name, Time, Type, Value};
use code::{Code, Op};
use lexer::Kind;
use tree::{Arithmetic, Node, Tree};

/// The longest text of an expression, in bytes; the longest in the shipped playbooks is below 200.
pub(crate) const MAX_TEXT: usize = 16 * 1024;

/// How deep brackets, signs, calls and `?:` may nest.
pub(crate) const MAX_DEPTH: usize = 32;

/// How many values an expression may hold at a time; nesting as deep as [`MAX_DEPTH`] seldom needs half of it.
pub(crate) const MAX_STACK: usize = 256;

/// An expression that was checked and is ready to run.
///
/// It is one pointer wide: states, transitions and steps have room for several, and most of them have none.
#[derive(Debug, Clone)]
pub(crate) struct Expression(Box<Inner>);

/// What an expression was compiled to. It keeps its text; errors and reads name their place in it.
#[derive(Debug, Clone)]
pub(crate) struct Inner {
    text: Arc<str>,
    ty: Type,
    code: Code,
    reads: Box<[Read]>,
    derived_reads: Box<[DerivedRead]>,
    certain: Certain,
    /// Dated tables it adds up, in order.
    accrued: Box<[u16]>,
    /// Derived values it needs at any remove, in ascending order.
    needs: Box<[u16]>,
    /// Divisions of whole numbers.
    truncates: Box<[Range<usize>]>,
}

/// Compiles a condition.
///
/// # Errors
/// All its faults, in order of their place; a value that is not `true` or `false` is one.
pub(crate) fn condition(text: &str, names: &dyn Names) -> Result<Expression, Vec<Fault>> {
    compile(text, parsed(text)?, Some(&Type::Bool), names)
}

/// Compiles what stands where a value is expected: a literal as a whole, or an expression.
///
/// # Errors
/// All its faults, in order of their place; a value of another type than wanted is one.
pub(crate) fn value(text: &str, wanted: Option<&Type>, names: &dyn Names) -> Result<Expression, Vec<Fault>> {
    let compiled = match moment(text) {
        Some(tree) => compile(text, tree, wanted, names),
        None => parsed(text).and_then(|tree| compile(text, tree, wanted, names)),
    };
    compiled.map_err(|faults| match misspelt(text, wanted) {
        Some(right) => vec![Fault::new(FaultKind::Literal, 0..text.len(), right.message).help(right.help)],
        None => faults,
    })
}

/// The names of facts and derived values that an expression mentions, in order and once each, without looking any up;
/// what is no expression mentions none.
pub(crate) fn mentions(text: &str) -> Vec<&str> {
    if text.len() > MAX_TEXT {
        return Vec::new();
    }
    let Ok(tokens) = lexer::lex(text) else {
        return Vec::new();
    };
    let kinds = |at: usize| tokens.get(at).map(|token| &token.kind);
    let mut names: Vec<&str> = (0..tokens.len())
        .filter_map(|at| match kinds(at) {
            Some(Kind::Word(word)) => {
                let called = kinds(at + 1) == Some(&Kind::Open);
                let part = at > 0 && kinds(at - 1) == Some(&Kind::Dot);
                let state = matches!(
                    (at.checked_sub(2).and_then(kinds), at.checked_sub(1).and_then(kinds)),
                    (Some(Kind::Word("paused_days")), Some(Kind::Open))
                );
                (!called && !part && !state).then_some(*word)
            }
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn parsed(text: &str) -> Result<Tree, Vec<Fault>> {
    if text.len() > MAX_TEXT {
        let message = format!("an expression of more than {MAX_TEXT} bytes");
        let fault = Fault::new(FaultKind::TooLong, 0..text.len(), message);
        return Err(vec![fault.help("give parts a name of their own under `derive`")]);
    }
    tree_of(text)
}

/// Without the limit of length.
fn tree_of(text: &str) -> Result<Tree, Vec<Fault>> {
    lexer::lex(text).and_then(|tokens| parser::parse(text, &tokens)).map_err(|fault| vec![fault])
}

fn compile(text: &str, mut tree: Tree, wanted: Option<&Type>, names: &dyn Names) -> Result<Expression, Vec<Fault>> {
    let checked = types::check(&mut tree, text, wanted, names)?;
    let code = code::emit(&tree, &checked.widened, names).ok_or_else(|| {
        let message = format!("holds more than {MAX_STACK} values at a time");
        vec![Fault::new(FaultKind::TooDeep, 0..text.len(), message)]
    })?;
    let derived = numbers(&tree, |node| match node {
        Node::Derived(index) | Node::HasDerived(index) => Some(*index),
        _ => None,
    });
    let accrued = numbers(&tree, |node| match node {
        Node::AccrueOf(index) => Some(*index),
        _ => None,
    });
    let direct = derived.iter().chain(&accrued).copied();
    let mut needs: Vec<u16> = direct.flat_map(|index| names.needs(index).into_iter().chain([index])).collect();
    needs.sort_unstable();
    needs.dedup();
    let reads = reads::reads(&tree);
    Ok(Expression(Box::new(Inner {
        text: text.into(),
        ty: checked.ty,
        code,
        reads: reads.facts.into(),
        derived_reads: reads.derived.into(),
        certain: reads.certain,
        accrued: accrued.into(),
        needs: needs.into(),
        truncates: checked.truncates.into(),
    })))
}

/// The checked tree of an expression once more, and the nodes whose whole numbers become decimals.
fn typed(expression: &Expression, names: &dyn Names) -> Option<(Tree, Vec<usize>)> {
    let mut tree = match moment(&expression.text) {
        Some(tree) => tree,
        None => tree_of(&expression.text).ok()?,
    };
    let checked = types::check(&mut tree, &expression.text, Some(&expression.ty), names).ok()?;
    Some((tree, checked.widened))
}

/// A date or a time as a whole, which no expression is.
fn moment(text: &str) -> Option<Tree> {
    let moment = text.parse::<Date>().map(Value::Date).or_else(|_| text.parse::<Time>().map(Value::Time)).ok()?;
    let mut tree = Tree::default();
    tree.push(Node::Constant(moment), None, &(0..text.len()));
    Some(tree)
}

fn numbers(tree: &Tree, number: impl Fn(&Node) -> Option<u16>) -> Vec<u16> {
    let mut numbers: Vec<u16> = tree.iter().filter_map(|entry| number(&entry.node)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

impl Deref for Expression {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Inner {
    /// The type of its value.
    pub(crate) fn ty(&self) -> &Type {
        &self.ty
    }

    /// Its text, as written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The same, to keep.
    pub(crate) fn shared_text(&self) -> Arc<str> {
        self.text.clone()
    }

    /// Every place where it reads a fact; `has` alone does not read.
    pub(crate) fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// Every place where it reads a derived value, or adds one up.
    pub(crate) fn derived_reads(&self) -> &[DerivedRead] {
        &self.derived_reads
    }

    /// Every fact and derived value that it reads, or asks for with `has`.
    pub(crate) fn operands(&self) -> impl Iterator<Item = Operand> {
        let facts = self.reads.iter().map(|read| Operand::Fact(read.slot));
        let derived = self.derived_reads.iter().map(|read| Operand::Derived(read.index));
        let asked = self.code.ops.iter().filter_map(|op| match op {
            Op::HasFact(slot) => Some(Operand::Fact(*slot)),
            Op::HasDerived(index) => Some(Operand::Derived(*index)),
            _ => None,
        });
        facts.chain(derived).chain(asked)
    }

    /// The values that stand in it.
    pub(crate) fn constants(&self) -> &[Value] {
        &self.code.constants
    }

    /// Its value, if it is nothing but one.
    pub(crate) fn constant(&self) -> Option<Value> {
        match (&*self.code.ops, &*self.code.constants) {
            ([Op::Constant(_)], [value]) => Some(value.clone()),
            _ => None,
        }
    }

    /// What is certain to be known where it has a value.
    pub(crate) fn certain(&self) -> &Certain {
        &self.certain
    }

    /// Whether by itself it may have no value though all that it reads is known; sums that grow too large are left aside.
    pub(crate) fn may_fail(&self) -> bool {
        self.code.ops.iter().any(|op| {
            let divides = matches!(op, Op::Binary(Arithmetic::Divide | Arithmetic::Remainder));
            divides || matches!(op, Op::Accrue(_) | Op::EventText(_))
        })
    }

    /// The derived values it needs, at any remove, in ascending order.
    pub(crate) fn needs(&self) -> &[u16] {
        &self.needs
    }

    /// The states whose days in pause it asks for.
    pub(crate) fn paused_states(&self) -> impl Iterator<Item = u16> {
        self.code.ops.iter().filter_map(|op| match op {
            Op::PausedDays(state) => Some(*state),
            _ => None,
        })
    }

    /// The facts of which it asks with `has` whether they are known.
    pub(crate) fn asks_of(&self) -> impl Iterator<Item = u16> {
        self.code.ops.iter().filter_map(|op| match op {
            Op::HasFact(slot) => Some(*slot),
            _ => None,
        })
    }

    /// The events it counts, each with its window.
    pub(crate) fn seen(&self) -> &[(Name, Duration)] {
        &self.code.seen
    }

    /// Where it divides whole numbers, which drops the rest; in bytes of its text.
    pub(crate) fn truncates(&self) -> &[Range<usize>] {
        &self.truncates
    }

    /// Whether it asks the calendar.
    pub(crate) fn counts_business_time(&self) -> bool {
        self.code.ops.iter().any(|op| matches!(op, Op::Workdays | Op::PlusWorkdays | Op::PlusWorkhours))
    }

    /// Whether it adds, multiplies or divides, so that it may have no value where its facts have theirs.
    pub(crate) fn calculates(&self) -> bool {
        self.code.ops.iter().any(|op| matches!(op, Op::Binary(_)))
    }

    /// Whether it rests on facts alone, so that it stays what it is as long as they do; derived values by themselves.
    pub(crate) fn is_of_facts(&self) -> bool {
        !self.code.ops.iter().any(|op| {
            let moment =
                matches!(op, Op::Now | Op::EventTime | Op::EventText(_) | Op::Seen(_) | Op::Paid(_) | Op::Left(_));
            moment || matches!(op, Op::IsActive(_) | Op::PausedDays(_) | Op::Accrue(_))
        })
    }

    /// Whether its value is the end of a day, whichever day that is.
    pub(crate) fn is_end_of_day(&self) -> bool {
        let branches = self.code.ops.iter().any(|op| matches!(op, Op::Jump(_)));
        !branches && self.code.ops.last() == Some(&Op::EndOfDay)
    }

    /// Whether its value depends on the moment of the input.
    pub(crate) fn uses_now(&self) -> bool {
        self.code.ops.iter().any(|op| matches!(op, Op::Now))
    }
}
