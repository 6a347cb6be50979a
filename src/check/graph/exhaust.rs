//! Rings of states that may not be entered any more and send on to each other.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::ids;
use crate::check::bad_state;
use crate::playbook::{Kind, Playbook, StateId, node};
use crate::report::Finding;
use crate::span::Span;

/// Reports each ring once: when all of its states were entered as often as they may be, a case has nowhere to go.
pub(super) fn report(playbook: &Playbook, span: &impl Fn(StateId) -> Span, findings: &mut Vec<Finding>) {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    for _ in &playbook.states {
        graph.add_node(());
    }
    for id in ids(playbook) {
        let Some((_, otherwise)) = &playbook.state(id).times else { continue };
        for target in otherwise {
            for entered in entered_with(playbook, *target) {
                graph.update_edge(node(id), node(entered), ());
            }
        }
    }
    for ring in kosaraju_scc(&graph) {
        let first = ring.iter().min().copied();
        let turns = ring.len() > 1 || first.is_some_and(|at| graph.contains_edge(at, at));
        let Some(id) = first.filter(|_| turns).and_then(|at| u16::try_from(at.index()).ok()).map(StateId) else {
            continue;
        };
        let name = playbook.state(id).name.as_str();
        let why = "has an `else` that leads back to itself, where it may not be entered any more";
        findings.push(bad_state(span(id), name, why).help("go to a state that can still be entered, such as an end"));
    }
}

/// The states with a bound that going to a target enters: the target, those around it, and those first in it.
fn entered_with(playbook: &Playbook, target: StateId) -> Vec<StateId> {
    let mut found: Vec<StateId> = std::iter::once(target).chain(playbook.around(target)).collect();
    let mut inner = target;
    // Each step goes one level deeper.
    while let Kind::Compound(initial) = playbook.state(inner).kind {
        inner = initial;
        found.push(inner);
    }
    found.retain(|id| playbook.state(*id).times.is_some());
    found
}
