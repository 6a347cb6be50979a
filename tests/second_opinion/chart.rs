//! Which states a transition leaves and enters: W3C's "Algorithm for SCXML Interpretation", with its names.

use std::collections::BTreeSet;

use super::account::Case;
use super::playbook::{Kind, Playbook, ROOT, StateId, Transition, Way};

/// A transition and the state that holds it.
#[derive(Debug, Clone)]
pub struct Enabled<'p> {
    pub source: StateId,
    /// Its place in the playbook.
    pub label: String,
    pub transition: &'p Transition,
}

impl Enabled<'_> {
    pub fn targets(&self) -> &[StateId] {
        match &self.transition.way {
            Way::Stay => &[],
            Way::Go(targets) | Way::Internal(targets) => targets,
        }
    }
}

pub struct Chart<'p> {
    pub playbook: &'p Playbook,
}

impl Chart<'_> {
    pub fn remove_conflicting_transitions<'e>(&self, case: &Case, enabled: Vec<Enabled<'e>>) -> Vec<Enabled<'e>> {
        let mut filtered: Vec<Enabled<'e>> = Vec::new();
        for t1 in enabled {
            let mut preempted = false;
            let mut to_remove = Vec::new();
            for (at, t2) in filtered.iter().enumerate() {
                let (left, other) = (self.exit_set(case, &t1), self.exit_set(case, t2));
                if left.intersection(&other).next().is_some() {
                    if self.playbook.is_descendant(t1.source, t2.source) {
                        to_remove.push(at);
                    } else {
                        preempted = true;
                        break;
                    }
                }
            }
            if !preempted {
                let mut at = 0;
                filtered.retain(|_| {
                    at += 1;
                    !to_remove.contains(&(at - 1))
                });
                filtered.push(t1);
            }
        }
        filtered
    }

    pub fn exit_set(&self, case: &Case, t: &Enabled) -> BTreeSet<StateId> {
        if t.targets().is_empty() {
            return BTreeSet::new();
        }
        let domain = self.domain(case, t);
        case.active.iter().copied().filter(|state| self.playbook.is_descendant(*state, domain)).collect()
    }

    pub fn compute_entry_set(
        &self,
        case: &Case,
        targets: &[StateId],
        domain: StateId,
        to_enter: &mut BTreeSet<StateId>,
    ) {
        for target in targets {
            self.add_descendants(case, *target, to_enter);
        }
        for state in self.effective_targets(case, targets) {
            self.add_ancestors(case, state, domain, to_enter);
        }
    }

    pub fn domain(&self, case: &Case, t: &Enabled) -> StateId {
        let states = self.effective_targets(case, t.targets());
        let inside = states.iter().all(|state| self.playbook.is_descendant(*state, t.source));
        if matches!(t.transition.way, Way::Internal(_)) && inside {
            return t.source;
        }
        let compound = |state: &StateId| self.playbook.states[*state].kind == Kind::Compound;
        let mut candidates = self.playbook.ancestors(t.source, None).into_iter().filter(compound);
        candidates.find(|anc| states.iter().all(|state| self.playbook.is_descendant(*state, *anc))).unwrap_or(ROOT)
    }

    fn effective_targets(&self, case: &Case, targets: &[StateId]) -> Vec<StateId> {
        let mut found = Vec::new();
        for target in targets {
            match self.playbook.states[*target].kind {
                Kind::History { default, .. } => {
                    let kept = case.history.iter().rev().find(|(history, _)| history == target);
                    found.extend(kept.map_or(vec![default], |(_, states)| states.clone()));
                }
                _ => found.push(*target),
            }
        }
        found
    }

    fn add_descendants(&self, case: &Case, state: StateId, to_enter: &mut BTreeSet<StateId>) {
        match self.playbook.states[state].kind {
            Kind::History { .. } => {
                let states = self.effective_targets(case, &[state]);
                states.iter().for_each(|inner| self.add_descendants(case, *inner, to_enter));
                let parent = self.playbook.states[state].parent;
                states.iter().for_each(|inner| self.add_ancestors(case, *inner, parent, to_enter));
            }
            Kind::Atomic | Kind::End(_) => {
                to_enter.insert(state);
            }
            Kind::Compound => {
                to_enter.insert(state);
                let children = self.playbook.children(state);
                let start = self.playbook.states[state].start.unwrap_or(children[0]);
                self.add_descendants(case, start, to_enter);
            }
            Kind::Parallel => {
                to_enter.insert(state);
                self.add_regions(case, state, to_enter);
            }
        }
    }

    fn add_regions(&self, case: &Case, parallel: StateId, to_enter: &mut BTreeSet<StateId>) {
        for child in self.playbook.children(parallel) {
            let is_inside = |state: &StateId| *state == child || self.playbook.is_descendant(*state, child);
            if !to_enter.iter().any(is_inside) {
                self.add_descendants(case, child, to_enter);
            }
        }
    }

    fn add_ancestors(&self, case: &Case, state: StateId, until: StateId, to_enter: &mut BTreeSet<StateId>) {
        for ancestor in self.playbook.ancestors(state, Some(until)) {
            to_enter.insert(ancestor);
            if self.playbook.states[ancestor].kind == Kind::Parallel {
                self.add_regions(case, ancestor, to_enter);
            }
        }
    }
}
