//! What the events that a transition hears give and take away, and which states a way may enter or leave.

use std::collections::BTreeSet;

use crate::playbook::{Action, EventDecl, Kind, LeftOut, On, Pattern, Playbook, StateId, Transition};

use super::facts::FactSet;

/// The facts that one kind of event surely gives, and those that it may make unknown.
#[derive(Debug, Clone)]
pub(super) struct Gift {
    pub(super) gives: FactSet,
    pub(super) takes: FactSet,
}

impl Gift {
    /// An event of the engine's own, which carries nothing.
    fn none(facts: usize) -> Self {
        Self { gives: FactSet::none(facts), takes: FactSet::none(facts) }
    }

    pub(super) fn of(playbook: &Playbook, event: &EventDecl) -> Self {
        let mut gift = Self::none(playbook.facts.len());
        for (slot, left_out) in &event.facts {
            match left_out {
                LeftOut::Refused | LeftOut::Means(_) => gift.gives.insert(*slot),
                LeftOut::Keeps => {}
                LeftOut::Forgets => gift.takes.insert(*slot),
            }
        }
        gift
    }

    /// What is known while the event's conditions are tried, and after it was taken.
    pub(super) fn upon(&self, known: &FactSet) -> FactSet {
        let mut upon = known.clone();
        upon.without(&self.takes);
        upon.add(&self.gives);
        upon
    }
}

/// First words of the engine's own events.
const OWN: [&str; 8] = ["step", "promise", "approval", "complete", "trigger", "error", "after", "at"];

/// What each transition may hear, by its place in the playbook.
pub(super) fn gifts(playbook: &Playbook) -> Vec<Vec<Gift>> {
    let raised: BTreeSet<&str> = playbook
        .actions()
        .filter_map(|(_, action)| match action {
            Action::Raise(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let none = || Gift::none(playbook.facts.len());
    let heard = |transition: &Transition| match &transition.on {
        On::Event(pattern) => {
            let mut gifts: Vec<Gift> = declared(playbook, pattern).map(|event| Gift::of(playbook, event)).collect();
            let triggers = playbook.triggers.iter().filter(|t| pattern.matches(&format!("trigger.{}", t.name)));
            let offered = triggers.flat_map(|trigger| declared(playbook, &trigger.upon));
            gifts.extend(offered.map(|event| Gift::of(playbook, event)));
            let first = pattern.text().as_str().split('.').next().unwrap_or_default();
            let own = pattern.is_all() || (OWN.contains(&first) && first != "trigger");
            if own || raised.iter().any(|event| pattern.matches(event)) {
                gifts.push(none());
            }
            gifts
        }
        _ => vec![none()],
    };
    playbook.transitions.iter().map(heard).collect()
}

/// The declared events that a pattern matches.
pub(super) fn declared<'p>(playbook: &'p Playbook, pattern: &'p Pattern) -> impl Iterator<Item = &'p EventDecl> {
    playbook.events.iter().filter(|event| pattern.matches(&event.name))
}

/// Whether a state may be active when a transition is taken, and still be afterwards.
pub(super) fn outlives(playbook: &Playbook, state: StateId, transition: &Transition) -> bool {
    let source = transition.source;
    let together = state == source
        || playbook.is_inside(state, source)
        || playbook.is_inside(source, state)
        || playbook.are_in_other_regions(state, source);
    together && playbook.domain(transition, &transition.targets).is_none_or(|domain| !playbook.is_inside(state, domain))
}

/// Every state that going to these targets may enter, in document order; and whether only a history brings it there, so
/// that it was active before.
pub(in crate::lint) fn entered(playbook: &Playbook, targets: &[StateId], domain: StateId) -> Vec<(StateId, bool)> {
    let mut entered: BTreeSet<StateId> = BTreeSet::new();
    let mut around: BTreeSet<StateId> = BTreeSet::from([domain]);
    let (explicit, remembered) = restored(playbook, targets);
    let has_target = |state: StateId| explicit.iter().any(|to| *to == state || playbook.is_inside(*to, state));
    let mut waiting: Vec<StateId> = explicit.iter().copied().collect();
    for target in &explicit {
        let outer = playbook.around(*target).take_while(|outer| playbook.is_inside(*outer, domain));
        around.extend(outer);
    }
    let regions = |state: StateId| {
        let children = playbook.state(state).children.iter().copied();
        children.filter(|child| !playbook.state(*child).is_history() && !has_target(*child))
    };
    for state in &around {
        if playbook.state(*state).kind == Kind::Together {
            waiting.extend(regions(*state));
        }
    }
    entered.extend(around.into_iter().filter(|state| *state != domain));
    while let Some(state) = waiting.pop() {
        let is_new = entered.insert(state);
        if !is_new && !explicit.contains(&state) {
            continue;
        }
        let named_inside = explicit.iter().any(|to| playbook.is_inside(*to, state));
        match &playbook.state(state).kind {
            Kind::Compound(initial) if !named_inside && !entered.contains(initial) => waiting.push(*initial),
            Kind::Together => waiting.extend(regions(state).filter(|region| !entered.contains(region))),
            _ => {}
        }
    }
    entered.into_iter().map(|id| (id, remembered.contains(&id))).collect()
}

/// The targets, with whatever a history may stand for in its place; and what only histories stand for.
fn restored(playbook: &Playbook, targets: &[StateId]) -> (BTreeSet<StateId>, BTreeSet<StateId>) {
    let mut found: BTreeSet<StateId> = BTreeSet::new();
    let mut remembered: BTreeSet<StateId> = BTreeSet::new();
    let mut waiting: Vec<StateId> = targets.to_vec();
    let mut seen: BTreeSet<StateId> = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let state = playbook.state(id);
        let Kind::History { deep, otherwise } = &state.kind else {
            found.insert(id);
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        waiting.extend(otherwise);
        if *deep {
            let inside = (state.parent.0 + 1..=playbook.state(state.parent).last.0).map(StateId);
            remembered.extend(inside.filter(|id| !playbook.state(*id).is_history()));
        } else {
            let children = playbook.state(state.parent).children.iter().copied();
            remembered.extend(children.filter(|id| !playbook.state(*id).is_history()));
        }
    }
    remembered.retain(|id| !found.contains(id));
    found.extend(&remembered);
    (found, remembered)
}
