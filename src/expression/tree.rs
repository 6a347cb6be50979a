//! The syntax tree, flat: nodes in post-order, so that depth costs no stack.

use std::cmp::Ordering;
use std::ops::Range;

use super::functions::{Function, Getter};
use crate::value::{Currency, Duration, Name, Value, Zone};

/// The nodes of an expression, each after its parts.
///
/// The operators that don't always look at all their parts leave a mark after the part that decides, so that code can
/// be emitted in one pass over the nodes.
#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Entry>,
}

/// A node with where it stands.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) node: Node,
    /// First node of its parts; its own index where it has none.
    pub(super) first: usize,
    start: u32,
    end: u32,
}

impl Entry {
    /// The bytes of the text it was made from.
    pub(super) fn range(&self) -> Range<usize> {
        usize::try_from(self.start).unwrap_or(usize::MAX)..usize::try_from(self.end).unwrap_or(usize::MAX)
    }
}

impl Tree {
    /// Adds a node whose parts begin at `first` and gives its index.
    pub(super) fn push(&mut self, node: Node, first: Option<usize>, range: &Range<usize>) -> usize {
        let index = self.nodes.len();
        let bound = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.nodes.push(Entry {
            node,
            first: first.unwrap_or(index),
            start: bound(range.start),
            end: bound(range.end),
        });
        index
    }

    /// Takes the last node away, if it is a literal.
    pub(super) fn pop_constant(&mut self) -> Option<Value> {
        let last = self.nodes.pop()?;
        match last.node {
            Node::Constant(value) => Some(value),
            _ => {
                self.nodes.push(last);
                None
            }
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<&Entry> {
        self.nodes.get(index)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Entry> {
        self.nodes.get_mut(index)
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.nodes.iter()
    }
}

/// A part of an expression. Names are resolved by the type checker, which replaces the first kind by the second.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Constant(Value),
    Event(EventPart),
    Now,
    Opened,

    // As parsed, and as resolved.
    Word(Name),
    Fact(u16),
    Derived(u16),
    Has(Name),
    HasFact(u16),
    HasDerived(u16),
    InState(Name),
    IsActive(u16),
    PausedDays(Name),
    PausedDaysOf(u16),
    Accrue(Name),
    AccrueOf(u16),

    Not,
    Negate,
    Binary(Arithmetic),
    Compare(Comparison),
    AndMark,
    And,
    OrMark,
    Or,
    IfMark,
    ElseMark,
    If,
    InMark,
    InElement,
    In,
    CountMark,
    CountElement,
    Count,

    Seen(Name, Duration),
    Paid(Currency, Duration),
    Left(Currency),
    Round(u32),
    Get(Getter, Option<Zone>),
    /// Any other function with this many arguments.
    Call(Function, usize),
}

/// What of the present event is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventPart {
    Type,
    Time,
    Source,
    /// The outcome of a nested state that ended.
    Outcome,
    /// Why a step failed.
    Reason,
}

impl EventPart {
    /// All parts by the names behind `event.`
    pub(super) const NAMES: [(&'static str, Self); 5] = [
        ("type", Self::Type),
        ("time", Self::Time),
        ("source", Self::Source),
        ("outcome", Self::Outcome),
        ("reason", Self::Reason),
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it holds of two values in this order.
    #[inline]
    pub(super) fn allows(self, order: Ordering) -> bool {
        let (less, equal, greater) = match self {
            Self::Equal => (false, true, false),
            Self::NotEqual => (true, false, true),
            Self::Less => (true, false, false),
            Self::LessOrEqual => (true, true, false),
            Self::Greater => (false, false, true),
            Self::GreaterOrEqual => (false, true, true),
        };
        match order {
            Ordering::Less => less,
            Ordering::Equal => equal,
            Ordering::Greater => greater,
        }
    }
}

impl Arithmetic {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

impl Comparison {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    pub(super) fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}
