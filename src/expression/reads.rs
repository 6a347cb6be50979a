//! Which facts and derived values an expression reads, and which are certain to be known where it has a value.

use std::ops::Range;

use super::tree::{Node, Tree};

/// A fact that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) slot: u16,
    /// Where it is read, in bytes of the expression's text.
    pub(crate) range: Range<usize>,
    /// Whether it is read only where a part before it made certain that the fact is known: `has` asked for it, or the
    /// part has no value without it.
    pub(crate) guarded: bool,
}

/// What an expression gets from the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operand {
    /// A fact, by slot.
    Fact(u16),
    /// A derived value, by index.
    Derived(u16),
}

/// A derived value that is read, or added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DerivedRead {
    pub(crate) index: u16,
    /// As [`Read::guarded`].
    pub(crate) guarded: bool,
    /// What parts before it made certain, as far as it is kept.
    pub(crate) known: Box<[Operand]>,
    pub(crate) range: Range<usize>,
}

/// How much is kept of what is certain where one derived value is read.
const MAX_KNOWN: usize = 64;

/// The facts that are certain to be known, and the derived values certain to have a value; in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Certain {
    /// Where the expression has a value.
    pub(crate) valued: Box<[Operand]>,
    /// Where it is a condition that is true, or false.
    pub(crate) when_true: Box<[Operand]>,
    pub(crate) when_false: Box<[Operand]>,
}

/// What a tree reads.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// In order of their place.
    pub(super) facts: Vec<Read>,
    pub(super) derived: Vec<DerivedRead>,
    pub(super) certain: Certain,
}

pub(super) fn reads(tree: &Tree) -> Reads {
    let mut finder = Finder::default();
    for (index, entry) in tree.iter().enumerate() {
        finder.node(index, &entry.node, entry.first, entry.range());
    }
    let whole = finder.pop();
    let mut reads = Reads::default();
    for Found { operand, range, guarded, known, .. } in finder.found {
        match operand {
            Operand::Fact(slot) => reads.facts.push(Read { slot, range, guarded }),
            Operand::Derived(index) => reads.derived.push(DerivedRead { index, guarded, known: known.into(), range }),
        }
    }
    let (when_true, when_false) = (whole.when_true().into(), whole.when_false().into());
    reads.certain = Certain { valued: whole.valued.into(), when_true, when_false };
    reads
}

/// What is known where a part has a value, where it is true, and where it is false; in order.
#[derive(Debug, Default)]
struct Known {
    first: usize,
    valued: Vec<Operand>,
    /// Where it is true, and where it is false; nothing if no more is known there.
    truth: Option<(Vec<Operand>, Vec<Operand>)>,
}

impl Known {
    /// A part that has no value without these, whatever its value is.
    fn strict(first: usize, valued: Vec<Operand>) -> Self {
        Self { first, valued, truth: None }
    }

    /// A part that always has a value, and is true only where this is known.
    fn asking(first: usize, operand: Operand) -> Self {
        Self { first, valued: Vec::new(), truth: Some((vec![operand], Vec::new())) }
    }

    fn when_true(&self) -> &[Operand] {
        self.truth.as_ref().map_or(&self.valued, |(when_true, _)| when_true)
    }

    fn when_false(&self) -> &[Operand] {
        self.truth.as_ref().map_or(&self.valued, |(_, when_false)| when_false)
    }

    fn into_true(self) -> Vec<Operand> {
        self.truth.map_or(self.valued, |(when_true, _)| when_true)
    }

    fn into_false(self) -> Vec<Operand> {
        self.truth.map_or(self.valued, |(_, when_false)| when_false)
    }
}

struct Found {
    /// The node that reads.
    node: usize,
    operand: Operand,
    range: Range<usize>,
    guarded: bool,
    /// For derived values.
    known: Vec<Operand>,
}

#[derive(Default)]
struct Finder {
    found: Vec<Found>,
    /// The parts whose whole is still to come, in the manner of evaluation.
    stack: Vec<Known>,
}

impl Finder {
    fn node(&mut self, index: usize, node: &Node, first: usize, range: Range<usize>) {
        let part = match node {
            Node::Fact(slot) => self.read(index, Operand::Fact(*slot), range),
            Node::Derived(number) => self.read(index, Operand::Derived(*number), range),
            Node::HasFact(slot) => Known::asking(index, Operand::Fact(*slot)),
            Node::HasDerived(number) => Known::asking(index, Operand::Derived(*number)),
            Node::Not => {
                let part = self.pop();
                let truth = part.truth.map(|(when_true, when_false)| (when_false, when_true));
                Known { first, valued: part.valued, truth }
            }
            // A part that errs is absorbed where the other decides.
            Node::And => {
                let (right, left) = (self.pop(), self.pop());
                self.guard(right.first..index, left.when_true());
                let when_false = both(left.when_false(), right.when_false());
                let when_true = union(left.into_true(), right.into_true());
                Known { first, valued: both(&when_true, &when_false), truth: Some((when_true, when_false)) }
            }
            Node::Or => {
                let (right, left) = (self.pop(), self.pop());
                self.guard(right.first..index, left.when_false());
                let when_true = both(left.when_true(), right.when_true());
                let when_false = union(left.into_false(), right.into_false());
                Known { first, valued: both(&when_true, &when_false), truth: Some((when_true, when_false)) }
            }
            Node::If => {
                let (no, yes, condition) = (self.pop(), self.pop(), self.pop());
                self.guard(yes.first..no.first, condition.when_true());
                self.guard(no.first..index, condition.when_false());
                let of = |yes: &[Operand], no: &[Operand]| {
                    let yes = union(yes.to_vec(), condition.when_true().to_vec());
                    both(&yes, &union(no.to_vec(), condition.when_false().to_vec()))
                };
                Known {
                    first,
                    valued: of(&yes.valued, &no.valued),
                    truth: Some((of(yes.when_true(), no.when_true()), of(yes.when_false(), no.when_false()))),
                }
            }
            Node::AndMark | Node::OrMark | Node::IfMark | Node::ElseMark | Node::InMark | Node::CountMark => return,
            Node::InElement => {
                let element = self.pop();
                if let Some(left) = self.stack.last_mut() {
                    *left = Known::strict(left.first, union(std::mem::take(&mut left.valued), element.valued));
                }
                return;
            }
            Node::CountElement => {
                self.pop();
                return;
            }
            other => {
                // Any other operator: its parts are all that stands from its first node on, and it needs them all.
                let mut valued = Vec::new();
                while self.stack.last().is_some_and(|part| part.first >= first) {
                    valued = union(self.pop().valued, valued);
                }
                if let Node::AccrueOf(number) = other {
                    let _ = self.read(index, Operand::Derived(*number), range);
                }
                Known::strict(first, valued)
            }
        };
        self.stack.push(part);
    }

    fn read(&mut self, node: usize, operand: Operand, range: Range<usize>) -> Known {
        self.found.push(Found { node, operand, range, guarded: false, known: Vec::new() });
        Known::strict(node, vec![operand])
    }

    fn pop(&mut self) -> Known {
        self.stack.pop().unwrap_or_default()
    }

    /// The reads by these nodes happen only where these are known.
    fn guard(&mut self, nodes: Range<usize>, known: &[Operand]) {
        if known.is_empty() {
            return;
        }
        let begin = self.found.partition_point(|found| found.node < nodes.start);
        let end = self.found.partition_point(|found| found.node < nodes.end);
        for found in self.found.get_mut(begin..end).unwrap_or_default() {
            found.guarded |= known.binary_search(&found.operand).is_ok();
            if matches!(found.operand, Operand::Derived(_)) && found.known.len() < MAX_KNOWN {
                found.known = union(std::mem::take(&mut found.known), known.iter().take(MAX_KNOWN).copied().collect());
            }
        }
    }
}

/// All of both; the right side of a long chain is small, so that the left grows in place.
fn union(mut left: Vec<Operand>, right: Vec<Operand>) -> Vec<Operand> {
    for operand in right {
        if let Err(at) = left.binary_search(&operand) {
            left.insert(at, operand);
        }
    }
    left
}

fn both(left: &[Operand], right: &[Operand]) -> Vec<Operand> {
    if right.is_empty() {
        return Vec::new();
    }
    left.iter().filter(|operand| right.binary_search(operand).is_ok()).copied().collect()
}
