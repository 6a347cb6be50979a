//! Spans on a line, and those of them in which a point lies.
//!
//! A segment tree: its leaves are the ordinals of a line, a node covers the leaves below it, and a span stands at the few
//! nodes that cover it and no more. Every span around a point stands on the way from its leaf to the root, so that finding
//! them costs the height of the tree and as much as there is to find. A single value is a span too; it stands at its leaf.

/// A set of listeners by their spans.
#[derive(Debug, Default)]
pub(super) struct Tree {
    leaves: u32,
    /// Where the runs of each node begin, the root's at 1 and those below node *n* at 2*n* and 2*n* + 1; at last their end.
    nodes: Box<[u32]>,
    runs: Box<[Run]>,
    entries: Box<[Entry]>,
}

/// Entries of one node whose second guards are of one column and lean the same way, in the order in which they let a
/// growing (or shrinking) value through.
#[derive(Debug, Clone, Copy)]
struct Run {
    second: Second,
    /// Its first entry; its last stands before that of the next run.
    first: u32,
}

/// What is asked of another column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Second {
    Nothing,
    /// Of that lookup, at least so much: entries are in ascending order of it.
    AtLeast(u32),
    /// At most: in descending order.
    AtMost(u32),
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The bound that the run goes by.
    near: u32,
    /// The other one.
    far: u32,
    listener: u32,
}

/// A second guard: the lookup, its first ordinal and its last.
pub(super) type Beside = (u32, u32, u32);

/// Spans on their way into a tree.
pub(super) struct Sapling {
    leaves: u32,
    placed: Vec<(u32, Second, Entry)>,
}

impl Sapling {
    pub(super) fn new(leaves: u32) -> Self {
        Self { leaves, placed: Vec::new() }
    }

    /// Adds a listener with its span; beside that the line of another column ends there.
    pub(super) fn insert(&mut self, listener: u32, span: (u32, u32), beside: Option<Beside>) {
        let (second, near, far) = match beside {
            None => (Second::Nothing, 0, 0),
            Some((lookup, 0, last)) => (Second::AtMost(lookup), last, 0),
            Some((lookup, first, last)) => (Second::AtLeast(lookup), first, last),
        };
        let entry = Entry { near, far, listener };
        // The usual way up from both ends: a right child at the left end stands for itself, and so does a left one at
        // the right.
        let (mut from, mut until) = (span.0.saturating_add(self.leaves), span.1.saturating_add(self.leaves) + 1);
        while from < until {
            if from % 2 == 1 {
                self.placed.push((from, second, entry));
                from += 1;
            }
            if until % 2 == 1 {
                until -= 1;
                self.placed.push((until, second, entry));
            }
            (from, until) = (from / 2, until / 2);
        }
    }

    pub(super) fn grown(mut self) -> Tree {
        if self.placed.is_empty() {
            return Tree::default();
        }
        self.placed.sort_unstable_by_key(|(node, second, entry)| {
            let descending = matches!(second, Second::AtMost(_));
            (*node, *second, if descending { u32::MAX - entry.near } else { entry.near }, entry.listener)
        });
        let mut nodes = Vec::new();
        let mut runs: Vec<Run> = Vec::new();
        let mut last = None;
        for (at, (node, second, _)) in self.placed.iter().enumerate() {
            if last != Some((*node, *second)) {
                nodes.resize(usize::try_from(*node).unwrap_or(0) + 1, super::place(runs.len()));
                runs.push(Run { second: *second, first: super::place(at) });
                last = Some((*node, *second));
            }
        }
        let behind = usize::try_from(self.leaves).unwrap_or(0) * 2 + 1;
        nodes.resize(behind, super::place(runs.len()));
        runs.push(Run { second: Second::Nothing, first: super::place(self.placed.len()) });
        let entries = self.placed.into_iter().map(|(_, _, entry)| entry).collect();
        Tree { leaves: self.leaves, nodes: nodes.into(), runs: runs.into(), entries }
    }
}

impl Tree {
    /// Tells the listeners in whose spans an ordinal lies, and whose second guards let through what `ordinal_of` says of
    /// that lookup, if its fact is known.
    pub(super) fn find(&self, ordinal: u32, ordinal_of: impl Fn(u32) -> Option<u32>, found: &mut Vec<u32>) {
        if self.entries.is_empty() {
            return;
        }
        let mut node = ordinal.saturating_add(self.leaves);
        while node > 0 {
            if let (Some(first), Some(behind)) = (super::at(&self.nodes, node), super::at(&self.nodes, node + 1)) {
                for run in *first..*behind {
                    self.look_through(run, &ordinal_of, found);
                }
            }
            node /= 2;
        }
    }

    fn look_through(&self, run: u32, ordinal_of: impl Fn(u32) -> Option<u32>, found: &mut Vec<u32>) {
        let (Some(Run { second, first }), Some(next)) = (super::at(&self.runs, run), super::at(&self.runs, run + 1))
        else {
            return;
        };
        let range = usize::try_from(*first).unwrap_or(0)..usize::try_from(next.first).unwrap_or(0);
        let entries = self.entries.get(range).unwrap_or_default();
        let known = |lookup: &u32| ordinal_of(*lookup);
        match second {
            Second::Nothing => found.extend(entries.iter().map(|entry| entry.listener)),
            Second::AtLeast(lookup) => {
                if let Some(ordinal) = known(lookup) {
                    let in_reach = entries.iter().take_while(|entry| entry.near <= ordinal);
                    found.extend(in_reach.filter(|entry| ordinal <= entry.far).map(|entry| entry.listener));
                }
            }
            Second::AtMost(lookup) => {
                if let Some(ordinal) = known(lookup) {
                    let in_reach = entries.iter().take_while(|entry| ordinal <= entry.near);
                    found.extend(in_reach.map(|entry| entry.listener));
                }
            }
        }
    }
}
