//! Every condition and every value of a playbook, with where it stands.

use crate::expression::Expression;
use crate::house::ActionPlace;
use crate::playbook::{Action, ROOT, StateId};
use crate::span::Span;
use crate::value::Name;

use super::question::Subject;
use super::shadow::meets;
use super::universe::Universe;

/// A condition.
pub(super) struct Condition<'p> {
    pub(super) expression: &'p Expression,
    pub(super) span: Span,
    pub(super) is_trigger: bool,
    /// What facts can be where it is tried.
    pub(super) universes: Vec<Universe>,
}

/// A value, and who hears of it that it has none.
pub(super) struct Computed<'p> {
    pub(super) expression: &'p Expression,
    pub(super) span: Span,
    /// The event that says so, and the state that could hear it.
    pub(super) says: Option<(StateId, String)>,
}

/// The conditions of triggers, transitions and steps.
pub(super) fn conditions<'p>(subject: &Subject<'p>) -> Vec<Condition<'p>> {
    let (playbook, places) = (subject.playbook, subject.places);
    let mut found = Vec::new();
    for (trigger, place) in playbook.triggers.iter().zip(&places.triggers) {
        let written = trigger.when.as_ref().zip(place.when);
        let events = playbook.events.iter().filter(|event| trigger.upon.matches(&event.name));
        let universes = events.map(|event| subject.universes.of_opening(event)).collect();
        found.extend(written.map(|(expression, when)| Condition {
            expression,
            span: when.span,
            is_trigger: true,
            universes,
        }));
    }
    for (transition, place) in playbook.transitions.iter().zip(&places.transitions) {
        let written = transition.when.as_ref().zip(place.when);
        found.extend(written.map(|(expression, when)| Condition {
            expression,
            span: when.span,
            is_trigger: false,
            universes: meets(subject, transition).into_iter().map(|(_, universe)| universe).collect(),
        }));
    }
    for (_, action, place) in actions(subject) {
        if let Action::Step(plan) = action {
            let written = plan.when.as_ref().zip(place.expressions.first());
            found.extend(written.map(|(expression, at)| Condition {
                expression,
                span: at.span,
                is_trigger: false,
                universes: vec![subject.universes.of_case().clone()],
            }));
        }
    }
    found
}

/// The values that steps, `set` and timers compute, the conditions of steps with them.
pub(super) fn computed<'p>(subject: &Subject<'p>) -> Vec<Computed<'p>> {
    let mut found = Vec::new();
    for (state, action, place) in actions(subject) {
        for (at, expression) in action.expressions().into_iter().enumerate() {
            let says = match action {
                Action::Step(plan) => format!("step.failed.{}", plan.name),
                Action::Set(facts) => {
                    let slot = facts.get(at).map(|(slot, _)| *slot);
                    let fact = slot.and_then(|slot| subject.playbook.fact(slot));
                    format!("error.set.{}", fact.map_or("", |fact| fact.name.as_str()))
                }
                _ => continue,
            };
            let span = place.expressions.get(at).map_or(place.span, |at| at.span);
            found.push(Computed { expression, span, says: Some((state, says)) });
        }
    }
    for (at, (state, place)) in subject.playbook.states.iter().zip(&subject.places.states).enumerate() {
        let id = StateId(u16::try_from(at).unwrap_or(0));
        for (timer, at) in state.timers.iter().zip(&place.timers) {
            let says = Some((id, format!("error.at.{}", state.name)));
            found.extend(timer.expression().map(|expression| Computed { expression, span: at.span, says }));
        }
    }
    for (trigger, place) in subject.playbook.triggers.iter().zip(&subject.places.triggers) {
        for ((slot, expression), at) in trigger.set.iter().zip(&place.set) {
            let fact = subject.playbook.fact(*slot).map_or_else(|| Name::from(""), |fact| fact.name.clone());
            found.push(Computed { expression, span: at.span, says: Some((ROOT, format!("error.set.{fact}"))) });
        }
    }
    found
}

/// Every action with the state that holds it and its place.
pub(super) fn actions<'p>(subject: &Subject<'p>) -> Vec<(StateId, &'p Action, &'p ActionPlace)> {
    let (playbook, places) = (subject.playbook, subject.places);
    let mut found = Vec::new();
    for (at, (state, place)) in playbook.states.iter().zip(&places.states).enumerate() {
        let id = StateId(u16::try_from(at).unwrap_or(0));
        let of_state = state.on_entry.iter().zip(&place.on_entry).chain(state.on_exit.iter().zip(&place.on_exit));
        found.extend(of_state.map(|(action, place)| (id, action, place)));
    }
    for (transition, place) in playbook.transitions.iter().zip(&places.transitions) {
        let of_transition = transition.actions.iter().zip(&place.actions);
        found.extend(of_transition.map(|(action, place)| (transition.source, action, place)));
    }
    found
}
