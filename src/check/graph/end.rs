//! From which states a case could end.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{EdgeFiltered, EdgeRef, Reversed};

use super::{Set, ids};
use crate::check::no_way_to_end;
use crate::playbook::{Kind, On, Playbook, ROOT, Reach, State, StateId};
use crate::report::Finding;
use crate::span::Span;

/// What could come after being in a state. Each state has two nodes: entering it, and the ways that stand open to
/// whoever is in it or inside it.
fn could_follow(playbook: &Playbook) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    for _ in 0..playbook.states.len().saturating_mul(2) {
        graph.add_node(());
    }
    let mut link = |from: NodeIndex, to: NodeIndex| {
        graph.update_edge(from, to, ());
    };
    for id in std::iter::once(ROOT).chain(ids(playbook)) {
        let state = playbook.state(id);
        link(entering(id), open(id));
        if id != ROOT {
            link(open(id), open(state.parent));
        }
        match &state.kind {
            Kind::Compound(initial) => link(entering(id), entering(*initial)),
            // While one region rests, any other may lead out.
            Kind::Together => inside(state, id).for_each(|inner| link(open(id), entering(inner))),
            Kind::History { otherwise, .. } => {
                otherwise.iter().for_each(|to| link(entering(id), entering(*to)));
                let parent = playbook.state(state.parent);
                inside(parent, state.parent).for_each(|to| link(entering(id), entering(to)));
            }
            Kind::Atomic | Kind::End(_) => {}
        }
        if let Some((_, otherwise)) = &state.times {
            otherwise.iter().for_each(|to| link(entering(id), entering(*to)));
        }
    }
    for transition in playbook.transitions.iter().filter(|transition| transition.reach != Reach::Stay) {
        let source = playbook.state(transition.source);
        let complete = transition.on == On::Complete && matches!(source.kind, Kind::Compound(_));
        for to in &transition.targets {
            if complete {
                // Complete only with a final child.
                let ends = source.children.iter().filter(|child| playbook.state(**child).is_final());
                ends.for_each(|end| link(open(*end), entering(*to)));
            } else {
                link(open(transition.source), entering(*to));
            }
        }
    }
    graph
}

fn entering(id: StateId) -> NodeIndex {
    NodeIndex::new(usize::from(id.0).saturating_mul(2))
}

fn open(id: StateId) -> NodeIndex {
    NodeIndex::new(usize::from(id.0).saturating_mul(2).saturating_add(1))
}

/// The state that entering is, if it is.
fn entered(node: NodeIndex) -> Option<StateId> {
    (node.index() % 2 == 0).then(|| u16::try_from(node.index() / 2).ok().map(StateId)).flatten()
}

fn inside(state: &State, id: StateId) -> impl Iterator<Item = StateId> + use<> {
    (id.0.saturating_add(1)..=state.last.0).map(StateId)
}

/// Reports states from which no end can be reached, but not those that only lead to such states.
pub(super) fn report(
    playbook: &Playbook,
    reached: &Set,
    turning: &Set,
    span: &impl Fn(StateId) -> Span,
    findings: &mut Vec<Finding>,
) {
    let graph = could_follow(playbook);
    let mut can_end = vec![false; graph.node_count()];
    let mut waiting: Vec<NodeIndex> = Vec::new();
    for id in ids(playbook).filter(|id| playbook.state(*id).is_final() && playbook.state(*id).parent == ROOT) {
        waiting.push(entering(id));
    }
    let backwards = Reversed(&graph);
    while let Some(at) = waiting.pop() {
        match can_end.get_mut(at.index()) {
            Some(known) if !*known => *known = true,
            _ => continue,
        }
        waiting.extend(petgraph::visit::IntoNeighbors::neighbors(backwards, at));
    }
    let is_stuck = |node: NodeIndex| !can_end.get(node.index()).copied().unwrap_or(true);
    let rests = |id: &StateId| matches!(playbook.state(*id).kind, Kind::Atomic | Kind::End(_));
    let among_stuck = EdgeFiltered::from_fn(&graph, |edge| is_stuck(edge.source()) && is_stuck(edge.target()));
    // Whether a stuck state that was reported follows.
    let mut explained = vec![false; graph.node_count()];
    // The order is that of what comes after before what comes before.
    for ring in kosaraju_scc(&among_stuck) {
        if !ring.iter().all(|node| is_stuck(*node)) {
            continue;
        }
        let follows = |node: &NodeIndex| graph.neighbors(*node).any(|to| explained.get(to.index()) == Some(&true));
        let mut known = ring.iter().any(follows);
        let states = ring.iter().filter_map(|node| entered(*node)).filter(|id| reached.contains(*id) && *id != ROOT);
        let mut states: Vec<StateId> = states.filter(rests).collect();
        states.sort_unstable();
        // A ring that turns for ever is a finding of its own.
        known |= states.iter().any(|state| turning.contains(*state));
        if let Some(first) = states.first().filter(|_| !known) {
            findings.push(no_way_to_end(span(*first), playbook.state(*first).name.as_str()));
            known = true;
        }
        for node in &ring {
            if let Some(explained) = explained.get_mut(node.index()) {
                *explained = known;
            }
        }
    }
}
