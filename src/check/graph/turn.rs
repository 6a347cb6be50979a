//! Rings of states that turn for ever without an event or time.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::{Set, ids, with_around};
use crate::check::zero_time_loop;
use crate::playbook::{Action, Kind, On, Pattern, Playbook, Reach, StateId, Transition, node};
use crate::report::Finding;
use crate::span::Span;

/// States from which a case is certain to turn for ever: each goes on at once, and only to others of them.
pub(super) fn turning(playbook: &Playbook) -> Set {
    let raised = raised(playbook);
    let mut turning = Set::new(playbook);
    for id in ids(playbook).filter(|id| goes_on_at_once(playbook, *id, &raised)) {
        turning.insert(id);
    }
    loop {
        let leaves =
            ids(playbook).find(|id| turning.contains(*id) && at_once(playbook, *id).any(|to| !turning.contains(to)));
        match leaves {
            Some(id) => turning.remove(id),
            None => return turning,
        }
    }
}

/// Reports each ring among them, once.
pub(super) fn report(
    playbook: &Playbook,
    reached: &Set,
    turning: &Set,
    span: &impl Fn(StateId) -> Span,
    findings: &mut Vec<Finding>,
) {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    for _ in &playbook.states {
        graph.add_node(());
    }
    let is_in = |id: &StateId| turning.contains(*id) && reached.contains(*id);
    for id in ids(playbook).filter(is_in) {
        at_once(playbook, id).for_each(|to| {
            graph.update_edge(node(id), node(to), ());
        });
    }
    for component in kosaraju_scc(&graph) {
        let mut states: Vec<StateId> =
            component.iter().filter_map(|at| u16::try_from(at.index()).ok()).map(StateId).filter(is_in).collect();
        states.sort_unstable();
        let Some(first) = states.first().copied() else { continue };
        if states.len() == 1 && !at_once(playbook, first).any(|to| to == first) {
            continue;
        }
        // In the order in which a case may go round.
        let mut ring = Vec::new();
        let mut at = Some(first);
        while let Some(id) = at.filter(|id| !ring.contains(id)) {
            ring.push(id);
            at = at_once(playbook, id).find(|to| states.contains(to) && !ring.contains(to));
        }
        let names: Vec<&str> = ring.iter().map(|id| playbook.state(*id).name.as_str()).collect();
        findings.push(zero_time_loop(span(first), &names));
    }
}

/// Whether a state, once entered, is certainly left again without event or time. Only states outside regions are
/// judged: beside them more can happen.
fn goes_on_at_once(playbook: &Playbook, id: StateId, raised: &[&str]) -> bool {
    let state = playbook.state(id);
    let bounded = with_around(playbook, id).any(|id| playbook.state(id).times.is_some());
    let alone = with_around(playbook, id).all(|id| playbook.state(id).kind != Kind::Together);
    if state.kind != Kind::Atomic || bounded || !alone {
        return false;
    }
    let own = || state.transitions.iter().map(|id| playbook.transition(*id));
    if own().any(|transition| is_at_once(transition) && transition.times.is_some()) {
        return false;
    }
    let always = |on: On| {
        own().any(|transition| transition.on == on && transition.when.is_none() && transition.reach != Reach::Internal)
    };
    // Such a choice comes before everything else.
    if always(On::Eventless) {
        return true;
    }
    let waits = state.on_entry.iter().any(|action| matches!(action, Action::Step(_)));
    let stays = own().any(|transition| transition.on == On::Complete && transition.reach == Reach::Stay);
    if waits || stays || !always(On::Complete) {
        return false;
    }
    // `next` waits behind what is raised, and may be lost to a choice of a state around.
    let hears = |transition: &Transition| match &transition.on {
        On::Event(pattern) => hears_internal(pattern, raised),
        On::Eventless => transition.source != id,
        _ => false,
    };
    let mut transitions = with_around(playbook, id).flat_map(|id| &playbook.state(id).transitions);
    !transitions.any(|id| hears(playbook.transition(*id)))
}

fn is_at_once(transition: &Transition) -> bool {
    matches!(transition.on, On::Eventless | On::Complete)
}

/// The plain states that a case may go to at once.
fn at_once(playbook: &Playbook, id: StateId) -> impl Iterator<Item = StateId> {
    let transitions = playbook.state(id).transitions.iter().map(|id| playbook.transition(*id));
    let stays = transitions.clone().any(|t| t.on == On::Eventless && t.reach == Reach::Stay);
    let targets = transitions.filter(|t| is_at_once(t)).flat_map(|t| t.targets.iter().copied());
    targets.map(|to| entered_by(playbook, to)).chain(stays.then_some(id))
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

/// The events that the playbook raises.
fn raised(playbook: &Playbook) -> Vec<&str> {
    let of_states = playbook.states.iter().flat_map(|state| state.on_entry.iter().chain(&state.on_exit));
    let of_transitions = playbook.transitions.iter().flat_map(|transition| &transition.actions);
    let actions = of_states.chain(of_transitions);
    actions
        .filter_map(|action| match action {
            Action::Raise(name) => Some(name.as_str()),
            _ => None,
        })
        .collect()
}

/// Whether an event that comes without time passing could match: one raised, or one of the engine's own.
fn hears_internal(pattern: &Pattern, raised: &[&str]) -> bool {
    const OWN: [&str; 8] = ["step", "promise", "approval", "complete", "trigger", "error", "after", "at"];
    let first = pattern.text().as_str().split('.').next().unwrap_or_default();
    pattern.is_all() || OWN.contains(&first) || raised.iter().any(|event| pattern.matches(event))
}
