//! Checks on the graph of everything that could happen, so that an error is never false.

use petgraph::Direction;
use petgraph::visit::EdgeRef;

use super::{no_way_to_end, unreachable_state, zero_time_loop};
use crate::playbook::{Action, EdgeKind, Kind, On, Playbook, ROOT, Reach, StateId, node};
use crate::report::Finding;
use crate::span::Span;

/// States that can't be reached or left, and rings that nothing stops.
pub(crate) fn check_graph(playbook: &Playbook, span: impl Fn(StateId) -> Span) -> Vec<Finding> {
    let name = |id: StateId| playbook.state(id).name.as_str();
    let mut findings = Vec::new();
    let reached = reached(playbook);
    for id in ids(playbook).filter(|id| !contains(&reached, *id)) {
        // What lies inside is unreachable for the same reason.
        if contains(&reached, playbook.state(id).parent) {
            findings.push(unreachable_state(span(id), name(id)));
        }
    }
    let ending = ending(playbook);
    for id in ids(playbook).filter(|id| contains(&reached, *id) && !contains(&ending, *id)) {
        if contains(&ending, playbook.state(id).parent) || playbook.state(id).parent == ROOT {
            findings.push(no_way_to_end(span(id), name(id)));
        }
    }
    let turning = turning(playbook);
    if let Some(first) = ids(playbook).find(|id| contains(&turning, *id) && contains(&reached, *id)) {
        let ring: Vec<&str> = ids(playbook).filter(|id| contains(&turning, *id)).map(name).collect();
        findings.push(zero_time_loop(span(first), &ring));
    }
    findings
}

fn ids(playbook: &Playbook) -> impl Iterator<Item = StateId> {
    (1..playbook.states.len()).filter_map(|at| u16::try_from(at).ok()).map(StateId)
}

fn contains(set: &[bool], id: StateId) -> bool {
    set.get(usize::from(id.0)).copied().unwrap_or(false)
}

/// Adds a state; whether it is new.
fn insert(set: &mut [bool], id: StateId) -> bool {
    match set.get_mut(usize::from(id.0)) {
        Some(known) => !std::mem::replace(known, true),
        None => false,
    }
}

/// Edges out of a state: where to, and what kind.
fn out(playbook: &Playbook, id: StateId) -> impl Iterator<Item = (StateId, &EdgeKind)> {
    playbook.graph.edges(node(id)).filter_map(|edge| {
        let target = u16::try_from(edge.target().index()).ok()?;
        Some((StateId(target), edge.weight().kind()))
    })
}

/// The states that some case could enter.
fn reached(playbook: &Playbook) -> Vec<bool> {
    let mut reached = vec![false; playbook.states.len()];
    // Entered as a target: what it enters by default is reached too.
    let mut entered = vec![false; playbook.states.len()];
    insert(&mut reached, ROOT);
    let mut waiting: Vec<StateId> = Vec::new();
    for trigger in &playbook.triggers {
        match (trigger.go.as_slice(), &playbook.state(ROOT).kind) {
            ([], Kind::Compound(initial)) => waiting.push(*initial),
            (targets, _) => waiting.extend(targets),
        }
    }
    while let Some(id) = waiting.pop() {
        if !insert(&mut entered, id) {
            continue;
        }
        waiting.extend(out(playbook, id).filter(|(_, kind)| **kind == EdgeKind::Enter).map(|(to, _)| to));
        // Whatever lies around it is active with it, and so are the other regions.
        for active in std::iter::once(id).chain(playbook.around(id)) {
            if !insert(&mut reached, active) {
                continue;
            }
            let all_regions = playbook.state(active).kind == Kind::Together;
            let ways = out(playbook, active).filter(|(_, kind)| all_regions || **kind != EdgeKind::Enter);
            waiting.extend(ways.map(|(to, _)| to));
        }
    }
    reached
}

/// The states from which a top-level end could be reached.
fn ending(playbook: &Playbook) -> Vec<bool> {
    let mut ending = vec![false; playbook.states.len()];
    let is_end = |id: &StateId| playbook.state(*id).is_final() && playbook.state(*id).parent == ROOT;
    let mut waiting: Vec<StateId> = ids(playbook).filter(is_end).collect();
    while let Some(id) = waiting.pop() {
        if !insert(&mut ending, id) {
            continue;
        }
        let before = playbook.graph.neighbors_directed(node(id), Direction::Incoming);
        waiting.extend(before.filter_map(|before| u16::try_from(before.index()).ok()).map(StateId));
        // Whoever is inside can take what leads out of the states around it.
        let inside = id.0 + 1..=playbook.state(id).last.0;
        if id != ROOT {
            waiting.extend(inside.map(StateId));
        }
    }
    ending
}

/// States from which a case is certain to turn for ever: each goes on at once, and only to others of them.
fn turning(playbook: &Playbook) -> Vec<bool> {
    let mut turning: Vec<bool> =
        std::iter::once(false).chain(ids(playbook).map(|id| goes_on_at_once(playbook, id))).collect();
    loop {
        let leaves = ids(playbook).find(|id| {
            contains(&turning, *id) && at_once(playbook, *id).any(|to| !contains(&turning, entered_by(playbook, to)))
        });
        let Some(leaves) = leaves else { return turning };
        if let Some(known) = turning.get_mut(usize::from(leaves.0)) {
            *known = false;
        }
    }
}

/// Whether a state, once entered, is certainly left without event or time. Only plain states are judged: in others
/// more can happen.
fn goes_on_at_once(playbook: &Playbook, id: StateId) -> bool {
    let state = playbook.state(id);
    let plain = state.kind == Kind::Atomic
        && playbook.around(id).all(|outer| {
            outer == ROOT
                || (matches!(playbook.state(outer).kind, Kind::Compound(_))
                    && playbook.state(outer).transitions.is_empty())
        });
    let emits = state.on_entry.iter().any(|action| matches!(action, Action::Step(_)));
    let bounded = state.times.is_some();
    let raises =
        state.on_entry.iter().chain(&state.on_exit).any(|action| matches!(action, Action::Raise(_) | Action::Set(_)));
    let always = state.transitions.iter().any(|t| {
        let transition = playbook.transition(*t);
        let at_once = match transition.on {
            On::Eventless => true,
            On::Complete => !emits,
            _ => false,
        };
        at_once && transition.when.is_none() && transition.times.is_none() && transition.reach == Reach::External
    });
    let has_times = at_once_transitions(playbook, id).any(|t| playbook.transition(t).times.is_some());
    plain && always && !bounded && !raises && !has_times
}

fn at_once_transitions(playbook: &Playbook, id: StateId) -> impl Iterator<Item = crate::playbook::TransitionId> {
    let transitions = playbook.state(id).transitions.iter().copied();
    transitions.filter(|t| matches!(playbook.transition(*t).on, On::Eventless | On::Complete))
}

fn at_once(playbook: &Playbook, id: StateId) -> impl Iterator<Item = StateId> {
    at_once_transitions(playbook, id).flat_map(|t| playbook.transition(t).targets.iter().copied())
}

/// The plain state that going to a target enters, through the first states of those around it.
fn entered_by(playbook: &Playbook, mut id: StateId) -> StateId {
    for _ in 0..playbook.states.len() {
        match playbook.state(id).kind {
            Kind::Compound(initial) => id = initial,
            _ => break,
        }
    }
    id
}
