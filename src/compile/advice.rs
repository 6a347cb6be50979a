//! Warnings: what is allowed and seldom meant.

use crate::check::{
    choose_beside_do, mixed_grounds, now_in_choose, unhandled_failure, unheard_answer, wildcard_hears_steps,
};
use crate::document::{Action, Spanned, State as Written, Transition, Transitions};
use crate::playbook::{EventDecl, On, Pattern};
use crate::step::StepKind;

use super::lower::Lower;
use super::playbook::carries_all;

impl Lower<'_> {
    pub(super) fn advise(&mut self, events: &[EventDecl]) {
        for at in 0..self.survey.states.len() {
            let Ok(id) = u16::try_from(at + 1) else { return };
            self.advise_state(id, events);
        }
        self.advise_grounds();
    }

    fn advise_state(&mut self, id: u16, events: &[EventDecl]) {
        let Some(state) = self.survey.state(id) else { return };
        let (name, doc) = (state.name, state.doc);
        let has_steps = doc.r#do.iter().any(|action| action.value.step().is_some());
        let always = |transition: &Spanned<Transition>| {
            let leaves = transition.value.go.is_some();
            transition.value.when.is_none() && transition.value.times.is_none() && leaves
        };
        if has_steps && doc.choose.iter().any(always) {
            self.findings.push(choose_beside_do(name.span, name.as_str()));
        }
        if has_steps && doc.upon.iter().any(|entry| entry.key == *"*") {
            self.findings.push(wildcard_hears_steps(name.span, name.as_str()));
        }
        let mut choices = self.transitions.iter().filter(|t| t.source.0 == id && t.on == On::Eventless);
        let reads_now = choices.any(|t| t.when.as_ref().is_some_and(crate::expression::Expression::uses_now));
        if doc.after.is_empty() && doc.at.is_empty() && reads_now {
            self.findings.push(now_in_choose(name.span, name.as_str()));
        }
        if has_steps && !doc.next.0.is_empty() && !self.can_recover(id) {
            self.findings.push(unhandled_failure(name.span, name.as_str()));
        }
        self.advise_questions(id, doc, events);
    }

    /// The state and those around it.
    fn with_around(&self, id: u16) -> Vec<&Written> {
        let mut found = Vec::new();
        let mut at = id;
        while let Some(state) = self.survey.state(at) {
            found.push(state.doc);
            at = state.parent;
        }
        found
    }

    /// Whether something leads out when a step fails.
    fn can_recover(&self, id: u16) -> bool {
        self.with_around(id).iter().any(|doc| {
            let hears = |entry: &crate::document::Entry<Transitions>| {
                let pattern = Pattern::new(entry.key.as_str());
                pattern.matches("step.failed")
                    || entry.key.as_str().starts_with("step.failed")
                    || pattern.matches("promise.broken")
            };
            !doc.after.is_empty() || !doc.at.is_empty() || doc.upon.iter().any(hears)
        })
    }

    fn advise_questions(&mut self, id: u16, doc: &Written, events: &[EventDecl]) {
        let asks = |action: &Spanned<Action>| match action.value.step() {
            Some((StepKind::Question, view)) => view.asks.cloned(),
            _ => None,
        };
        let questions: Vec<_> = doc.r#do.iter().filter_map(asks).collect();
        let Some(surveyed) = self.survey.state(id) else { return };
        let (name, span) = (surveyed.name.as_str().to_owned(), surveyed.name.span);
        for asks in questions {
            let slots: Vec<u16> = asks.iter().filter_map(|fact| self.names.fact(fact.as_str())).collect();
            let mut nearby = self.with_around(id);
            let next = doc.next.0.iter().filter_map(|transition| transition.value.go.as_ref());
            let next: Vec<u16> = next
                .flat_map(|go| &go.0)
                .filter_map(|target| crate::expression::Names::state(&self.names, target.as_str()))
                .collect();
            nearby.extend(next.iter().filter_map(|state| self.survey.state(*state)).map(|state| state.doc));
            let heard = nearby
                .iter()
                .any(|doc| doc.upon.iter().any(|entry| carries_all(events, &Pattern::new(entry.key.as_str()), &slots)));
            let waits = nearby.iter().any(|doc| !doc.after.is_empty() || !doc.at.is_empty());
            if !heard {
                self.findings.push(
                    unheard_answer(span, &name, "nothing listens for an event that carries the answer")
                        .help("add an `upon` for the event that carries what is asked"),
                );
            } else if !waits {
                self.findings.push(
                    unheard_answer(span, &name, "nothing happens when nobody answers")
                        .help("add an `after` for silence"),
                );
            }
        }
    }

    /// A compensation without `ground` where another has one.
    fn advise_grounds(&mut self) {
        let mut with = false;
        let mut without = Vec::new();
        for state in &self.survey.states {
            for action in state.doc.r#do.iter().chain(&state.doc.leave) {
                if let Some((StepKind::Compensation, view)) = action.value.step() {
                    with |= view.ground.is_some();
                    if view.ground.is_none() {
                        without.push(action.span);
                    }
                }
            }
        }
        if with {
            self.findings.extend(without.into_iter().map(mixed_grounds));
        }
    }
}
