//! The state machine as a graph that a user can walk.

use petgraph::graph::{DiGraph, NodeIndex};

use crate::value::Name;

use super::{Kind, On, ROOT, Reach, State, StateId, Transition};

/// A node a state in document order, histories too, the first being the playbook itself; an edge for everything that
/// could happen.
///
/// The algorithms of [`petgraph`] work on it. Some of them recurse (`tarjan_scc`, `is_cyclic_directed`,
/// `depth_first_search`) and abort on chains of many thousand states: for playbooks of others take `kosaraju_scc`,
/// `toposort`.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
/// use amends::PlaybookGraph;
/// let graph: &PlaybookGraph = house.playbooks()[0].graph();
/// let ends = graph.node_weights().filter(|state| state.outcome().is_some());
/// assert_eq!(ends.map(|state| state.name()).collect::<Vec<_>>(), ["z"]);
/// assert!(amends::petgraph::algo::toposort(graph, None).is_ok()); // no way back
/// # Ok::<(), amends::Report>(())
/// ```
pub type PlaybookGraph = DiGraph<Node, Edge>;

/// A state, as a node of a [`PlaybookGraph`].
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
/// use amends::Node;
/// let states: Vec<&Node> = house.playbooks()[0].graph().node_weights().collect();
/// assert_eq!((states[0].name(), states[0].depth()), ("p", 0));
/// assert_eq!((states[2].name(), states[2].depth(), states[2].outcome()), ("z", 1, Some("done")));
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    name: Name,
    outcome: Option<Name>,
    depth: usize,
}

impl Node {
    /// The state's id; the playbook's name for the first node.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The outcome, if this is an `end`.
    pub fn outcome(&self) -> Option<&str> {
        self.outcome.as_deref()
    }

    /// How deep it lies: 0 for the playbook itself, 1 for a state at top level, one more for each state around it.
    pub fn depth(&self) -> usize {
        self.depth
    }
}

/// Something that could happen, as an edge of a [`PlaybookGraph`]; one for each target.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { e: [days], f: [days] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { upon: { f: [{ when: days > 1, go: z }] }, after: { 1d: z } }\n  z: { end: done }\n";
/// # let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
/// // a: { upon: { f: [{ when: days > 1, go: z }] }, after: { 1d: z } }
/// use amends::{Edge, EdgeKind};
/// let graph = house.playbooks()[0].graph();
/// let edge: &Edge = graph.edge_weights().find(|edge| matches!(edge.kind(), EdgeKind::Event(_))).unwrap();
/// assert_eq!((edge.when(), edge.label()), (Some("days > 1"), "a/upon/f"));
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    kind: EdgeKind,
    when: Option<Box<str>>,
    label: Name,
}

impl Edge {
    /// What brings it about.
    pub fn kind(&self) -> &EdgeKind {
        &self.kind
    }

    /// The condition under which it happens, as the playbook has it; none where it always does.
    pub fn when(&self) -> Option<&str> {
        self.when.as_deref()
    }

    /// What records call the transition; empty where the edge is none: [`EdgeKind::Enter`], [`EdgeKind::Exhausted`],
    /// [`EdgeKind::Restore`].
    pub fn label(&self) -> &str {
        &self.label
    }
}

/// What brings an edge about.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
/// use amends::EdgeKind;
/// let graph = house.playbooks()[0].graph();
/// assert!(graph.edge_weights().any(|edge| *edge.kind() == EdgeKind::Timer("1d".into())));
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EdgeKind {
    /// An event whose name matches this pattern, as `upon` has it.
    Event(Name),
    /// `choose`: as soon as it holds.
    Choose,
    /// `next`: the state is complete.
    Complete,
    /// A timer of the state, as the playbook writes it.
    Timer(Name),
    /// Another transition was taken as often as it may be.
    Else,
    /// Entering a state enters this one inside it.
    Enter,
    /// The state was entered as often as it may be.
    Exhausted,
    /// A history stands for this state.
    Restore,
}

/// Draws the table as a graph.
pub(super) fn graph(states: &[State], transitions: &[Transition]) -> PlaybookGraph {
    let mut graph = DiGraph::with_capacity(states.len(), transitions.len() + states.len());
    for (at, state) in states.iter().enumerate() {
        let outcome = match &state.kind {
            Kind::End(outcome) => Some(outcome.clone()),
            _ => None,
        };
        let depth = depth(states, at);
        graph.add_node(Node { name: state.name.clone(), outcome, depth });
    }
    let mut link = |from: StateId, to: &[StateId], kind: &EdgeKind, when: Option<&str>, label: &Name| {
        for to in to {
            let edge = Edge { kind: kind.clone(), when: when.map(Into::into), label: label.clone() };
            graph.add_edge(node(from), node(*to), edge);
        }
    };
    for (at, state) in states.iter().enumerate() {
        let id = StateId(u16::try_from(at).unwrap_or(u16::MAX));
        let none = Name::from("");
        match &state.kind {
            Kind::Compound(initial) => link(id, &[*initial], &EdgeKind::Enter, None, &none),
            Kind::Together => {
                let regions: Vec<_> = state.children.iter().copied().filter(|c| !is_history(states, *c)).collect();
                link(id, &regions, &EdgeKind::Enter, None, &none);
            }
            Kind::History { otherwise, .. } => {
                link(id, otherwise, &EdgeKind::Restore, None, &none);
                let inside: Vec<_> = (state.parent.0 + 1..=last_of(states, state.parent).0)
                    .map(StateId)
                    .filter(|s| !is_history(states, *s) && !otherwise.contains(s))
                    .collect();
                link(id, &inside, &EdgeKind::Restore, None, &none);
            }
            Kind::Atomic | Kind::End(_) => {}
        }
        if let Some((_, otherwise)) = &state.times {
            link(id, otherwise, &EdgeKind::Exhausted, None, &none);
        }
    }
    for transition in transitions {
        let kind = match &transition.on {
            On::Event(pattern) => EdgeKind::Event(pattern.text().clone()),
            On::Eventless => EdgeKind::Choose,
            On::Complete => EdgeKind::Complete,
            On::Timer(index) => {
                let rule = states.get(usize::from(transition.source.0)).and_then(|s| s.timers.get(usize::from(*index)));
                EdgeKind::Timer(rule.map_or_else(|| Name::from(""), |rule| rule.key.clone()))
            }
            On::Else => EdgeKind::Else,
        };
        let itself = [transition.source];
        let targets = if transition.reach == Reach::Stay { &itself } else { transition.targets.as_slice() };
        let when = transition.when.as_ref().map(|when| when.text());
        link(transition.source, targets, &kind, when, &transition.label);
    }
    graph
}

pub(crate) fn node(id: StateId) -> NodeIndex {
    NodeIndex::new(usize::from(id.0))
}

fn is_history(states: &[State], id: StateId) -> bool {
    states.get(usize::from(id.0)).is_some_and(State::is_history)
}

fn last_of(states: &[State], id: StateId) -> StateId {
    states.get(usize::from(id.0)).map_or(id, |state| state.last)
}

fn depth(states: &[State], mut at: usize) -> usize {
    let mut depth = 0;
    while at != usize::from(ROOT.0) && depth < states.len() {
        at = states.get(at).map_or(0, |state| usize::from(state.parent.0));
        depth += 1;
    }
    depth
}
