//! Which states a case could ever be in.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::{Set, ids, out};
use crate::check::unreachable_state;
use crate::playbook::{EdgeKind, Kind, Playbook, ROOT, StateId, node};
use crate::report::Finding;
use crate::span::Span;

/// The states that some case could enter.
pub(super) fn reached(playbook: &Playbook) -> Set {
    let mut reached = Set::new(playbook);
    // Entered as a target: what it enters by default is reached too.
    let mut entered = Set::new(playbook);
    reached.insert(ROOT);
    let mut waiting: Vec<StateId> = Vec::new();
    for trigger in &playbook.triggers {
        match (trigger.go.as_slice(), &playbook.state(ROOT).kind) {
            ([], Kind::Compound(initial)) => waiting.push(*initial),
            (targets, _) => waiting.extend(targets),
        }
    }
    while let Some(id) = waiting.pop() {
        if !entered.insert(id) {
            continue;
        }
        waiting.extend(out(playbook, id).filter(|(_, kind)| **kind == EdgeKind::Enter).map(|(to, _)| to));
        // Whatever lies around it is active with it, and so are the other regions.
        for active in std::iter::once(id).chain(playbook.around(id)) {
            if reached.insert(active) {
                waiting.extend(ways(playbook, active));
            }
        }
    }
    reached
}

/// Where a case can go from a state in which it is, apart from what entering that state enters.
fn ways(playbook: &Playbook, id: StateId) -> Vec<StateId> {
    let state = playbook.state(id);
    let mut ways: Vec<StateId> = match &state.kind {
        // What it restores was reached before it.
        Kind::History { otherwise, .. } => return otherwise.clone(),
        Kind::Together => out(playbook, id).map(|(to, _)| to).collect(),
        // Complete only with a final child.
        Kind::Compound(_) => {
            let edges = out(playbook, id);
            edges.filter(|(_, kind)| !matches!(kind, EdgeKind::Enter | EdgeKind::Complete)).map(|(to, _)| to).collect()
        }
        Kind::Atomic | Kind::End(_) => out(playbook, id).map(|(to, _)| to).collect(),
    };
    if state.is_final() && state.parent != ROOT {
        ways.extend(out(playbook, state.parent).filter(|(_, kind)| **kind == EdgeKind::Complete).map(|(to, _)| to));
    }
    ways
}

/// Reports states to which no way leads, but not those to which ways lead only from such states.
pub(super) fn report(playbook: &Playbook, reached: &Set, span: &impl Fn(StateId) -> Span, findings: &mut Vec<Finding>) {
    // What lies inside an unreachable state is unreachable for the same reason, so that its ways count as its own.
    let outermost = |id: StateId| {
        let around = std::iter::once(id).chain(playbook.around(id));
        around.take_while(|id| !reached.contains(*id)).last()
    };
    let mut graph: DiGraph<StateId, ()> = DiGraph::new();
    for at in 0..playbook.states.len() {
        graph.add_node(StateId(u16::try_from(at).unwrap_or(u16::MAX)));
    }
    for id in ids(playbook) {
        let Some(from) = outermost(id) else { continue };
        for to in out(playbook, id).map(|(to, _)| to).chain(ways(playbook, id)) {
            // A history restores only what was reached otherwise.
            if playbook.state(id).is_history() && !ways(playbook, id).contains(&to) {
                continue;
            }
            if let Some(to) = outermost(to).filter(|to| *to != from) {
                graph.update_edge(node(from), node(to), ());
            }
        }
    }
    let mut explained = Set::new(playbook);
    // The order is that of what comes after before what comes before.
    for ring in kosaraju_scc(&graph).into_iter().rev() {
        let states: Vec<StateId> = ring.iter().filter_map(|at| graph.node_weight(*at).copied()).collect();
        let Some(first) = states.iter().copied().min().filter(|first| outermost(*first) == Some(*first)) else {
            continue;
        };
        if !states.iter().any(|state| explained.contains(*state)) {
            findings.push(unreachable_state(span(first), playbook.state(first).name.as_str()));
        }
        for at in &ring {
            for to in graph.neighbors(*at).filter_map(|to| graph.node_weight(to)) {
                explained.insert(*to);
            }
        }
    }
}
