//! Which facts an expression reads, and which of these reads `has` guards.

use std::ops::Range;

use super::tree::{Node, Tree};

/// A fact that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) slot: u16,
    /// Where it is read, in bytes of the expression's text.
    pub(crate) range: Range<usize>,
    /// Whether it is read only where `has` said that the fact is known.
    pub(crate) guarded: bool,
}

/// All reads, in order of their place.
pub(super) fn reads(tree: &Tree) -> Vec<Read> {
    let mut finder = Finder::default();
    for (index, entry) in tree.iter().enumerate() {
        finder.node(index, &entry.node, entry.first, entry.range());
    }
    finder.reads.into_iter().map(|(_, read)| read).collect()
}

/// The facts that are known where a part is true, and where it is false; in order.
#[derive(Debug, Default)]
struct Known {
    first: usize,
    when_true: Vec<u16>,
    when_false: Vec<u16>,
}

#[derive(Default)]
struct Finder {
    /// With the index of the node that reads.
    reads: Vec<(usize, Read)>,
    /// The parts whose whole is still to come, in the manner of evaluation.
    stack: Vec<Known>,
}

impl Finder {
    fn node(&mut self, index: usize, node: &Node, first: usize, range: Range<usize>) {
        let part = match node {
            Node::Fact(slot) => {
                self.reads.push((index, Read { slot: *slot, range, guarded: false }));
                Known { first: index, ..Known::default() }
            }
            Node::HasFact(slot) => Known { first: index, when_true: vec![*slot], when_false: Vec::new() },
            Node::Not => {
                let part = self.pop();
                Known { first, when_true: part.when_false, when_false: part.when_true }
            }
            Node::And => {
                let (right, left) = (self.pop(), self.pop());
                self.guard(right.first..index, &left.when_true);
                Known {
                    first,
                    when_true: union(left.when_true, right.when_true),
                    when_false: both(&left.when_false, &right.when_false),
                }
            }
            Node::Or => {
                let (right, left) = (self.pop(), self.pop());
                self.guard(right.first..index, &left.when_false);
                Known {
                    first,
                    when_true: both(&left.when_true, &right.when_true),
                    when_false: union(left.when_false, right.when_false),
                }
            }
            Node::If => {
                let (no, yes, condition) = (self.pop(), self.pop(), self.pop());
                self.guard(yes.first..no.first, &condition.when_true);
                self.guard(no.first..index, &condition.when_false);
                Known { first, ..Known::default() }
            }
            Node::AndMark | Node::OrMark | Node::IfMark | Node::ElseMark | Node::InMark | Node::CountMark => return,
            Node::InElement | Node::CountElement => {
                self.pop();
                return;
            }
            _ => {
                // Any other operator: its parts are all that stands from its first node on.
                while self.stack.last().is_some_and(|part| part.first >= first) {
                    self.pop();
                }
                Known { first, ..Known::default() }
            }
        };
        self.stack.push(part);
    }

    fn pop(&mut self) -> Known {
        self.stack.pop().unwrap_or_default()
    }

    /// The reads by these nodes happen only where the facts are known.
    fn guard(&mut self, nodes: Range<usize>, known: &[u16]) {
        if known.is_empty() {
            return;
        }
        let begin = self.reads.partition_point(|(index, _)| *index < nodes.start);
        let end = self.reads.partition_point(|(index, _)| *index < nodes.end);
        for (_, read) in self.reads.get_mut(begin..end).unwrap_or_default() {
            read.guarded |= known.binary_search(&read.slot).is_ok();
        }
    }
}

/// All of both; the right side of a long chain is small, so that the left grows in place.
fn union(mut left: Vec<u16>, right: Vec<u16>) -> Vec<u16> {
    for slot in right {
        if let Err(at) = left.binary_search(&slot) {
            left.insert(at, slot);
        }
    }
    left
}

fn both(left: &[u16], right: &[u16]) -> Vec<u16> {
    if right.is_empty() {
        return Vec::new();
    }
    left.iter().filter(|slot| right.binary_search(slot).is_ok()).copied().collect()
}
