//! A playbook without errors, looked at as a whole.

use std::collections::BTreeMap;

use crate::document::{PlaybookDoc, Step};
use crate::house::TransitionPlace;
use crate::playbook::{Action, EdgeKind, On, Playbook, ROOT, StateId, StepPlan, Transition, TransitionId, node};
use crate::span::Span;

use super::super::survey::Survey;

/// A playbook without errors and the document that it was lowered from.
pub(in crate::compile) struct Whole<'a, 'd> {
    pub(in crate::compile) playbook: &'a Playbook,
    pub(in crate::compile) doc: &'d PlaybookDoc,
    pub(in crate::compile) survey: &'a Survey<'d>,
    transitions: &'a [TransitionPlace],
    /// Every step as written, by the state that holds it and its name.
    pub(super) written: BTreeMap<(StateId, &'a str), &'d Step>,
}

impl<'a, 'd> Whole<'a, 'd> {
    pub(in crate::compile) fn new(
        playbook: &'a Playbook,
        doc: &'d PlaybookDoc,
        survey: &'a Survey<'d>,
        transitions: &'a [TransitionPlace],
    ) -> Self {
        let steps = survey.every_step.iter().map(|step| ((StateId(step.state), step.name.as_str()), step.doc));
        Self { playbook, doc, survey, transitions, written: steps.collect() }
    }

    /// Where the state's name is written.
    pub(super) fn span(&self, id: StateId) -> Span {
        self.survey.state(id.0).map_or(self.doc.playbook.span, |state| state.name.span)
    }

    /// Where the transition is written.
    pub(super) fn transition_span(&self, id: TransitionId) -> Span {
        let place = self.transitions.get(usize::from(id.0));
        place.map_or_else(|| self.span(self.playbook.transition(id).source), |place| place.span)
    }

    pub(super) fn name(&self, id: StateId) -> &'a str {
        self.playbook.state(id).name.as_str()
    }

    /// All states but the root, in document order: those around a state come before it.
    pub(super) fn states(&self) -> impl Iterator<Item = StateId> + use<'a> {
        (1..self.playbook.states.len()).filter_map(|at| u16::try_from(at).ok()).map(StateId)
    }

    pub(super) fn transitions(&self, id: StateId) -> impl Iterator<Item = &'a Transition> + use<'a> {
        let playbook = self.playbook;
        playbook.state(id).transitions.iter().map(|id| playbook.transition(*id))
    }

    /// The transitions of a state and of those around it.
    pub(super) fn transitions_around(&self, id: StateId) -> impl Iterator<Item = &'a Transition> + use<'a> {
        let playbook = self.playbook;
        let states = std::iter::once(id).chain(playbook.around(id)).filter(|id| *id != ROOT);
        states.flat_map(|id| &playbook.state(id).transitions).map(|id| playbook.transition(*id))
    }

    /// The steps that a state emits on entry.
    pub(super) fn entry_steps(&self, id: StateId) -> impl Iterator<Item = &'a StepPlan> + use<'a> {
        self.playbook.state(id).on_entry.iter().filter_map(|action| match action {
            Action::Step(plan) => Some(&**plan),
            _ => None,
        })
    }

    /// The plain states that going to these enters.
    pub(super) fn entered(&self, targets: &[StateId]) -> Vec<StateId> {
        use petgraph::visit::EdgeRef;
        let graph = &self.playbook.graph;
        let mut found: Vec<StateId> = targets.to_vec();
        let mut at = 0;
        while let Some(id) = found.get(at).copied() {
            let inner = graph.edges(node(id)).filter(|edge| {
                matches!(edge.weight().kind(), EdgeKind::Enter | EdgeKind::Restore | EdgeKind::Exhausted)
            });
            for target in inner.filter_map(|edge| u16::try_from(edge.target().index()).ok()).map(StateId) {
                if !found.contains(&target) {
                    found.push(target);
                }
            }
            at += 1;
        }
        found
    }

    /// For each state, by its number, whether it holds for the state or for one around it.
    pub(super) fn here_or_around(&self, holds: impl Fn(StateId) -> bool) -> Vec<bool> {
        let mut found = vec![false; self.playbook.states.len()];
        for id in self.states() {
            let around = found.get(usize::from(self.playbook.state(id).parent.0)).copied().unwrap_or(false);
            if let Some(slot) = found.get_mut(usize::from(id.0)) {
                *slot = around || holds(id);
            }
        }
        found
    }
}

/// Whether a transition is a `choose` that holds whenever it is tried, and leads elsewhere.
pub(super) fn leaves_at_once(transition: &Transition) -> bool {
    let always = transition.when.is_none() && transition.times.is_none();
    transition.on == On::Eventless && always && !transition.targets.is_empty()
}
