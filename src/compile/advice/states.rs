//! What each state of a document says that is seldom meant.

use crate::check::{
    choose_beside_do, mixed_grounds, now_in_choose, unhandled_failure, unheard_answer, wildcard_hears_steps,
};
use crate::document::{Action, Spanned, State as Written, Transition, Transitions};
use crate::playbook::{EventDecl, On, Pattern};
use crate::step::StepKind;

use super::super::lower::Lower;

impl Lower<'_> {
    pub(in crate::compile) fn advise(&mut self, events: &[EventDecl]) {
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
        if let Some(choice) = doc.choose.iter().find(|choice| has_steps && always(choice)) {
            self.findings.push(choose_beside_do(choice.span, name.as_str()));
        }
        if let Some(all) = doc.upon.iter().find(|entry| has_steps && entry.key == *"*") {
            self.findings.push(wildcard_hears_steps(all.key.span, name.as_str()));
        }
        let mut choices = self.transitions.iter().filter(|t| t.source.0 == id && t.on == On::Eventless);
        let by_clock = choices.position(|t| t.when.as_ref().is_some_and(|when| when.uses_now()));
        if let Some(at) = by_clock.filter(|_| doc.after.is_empty() && doc.at.is_empty()) {
            let when = doc.choose.get(at).and_then(|choice| choice.value.when.as_ref());
            self.findings.push(now_in_choose(when.map_or(name.span, |when| when.span), name.as_str()));
        }
        // What could not be read may be just what is missed.
        let next = self.survey.state(id + 1).map(|next| next.name.span);
        if self.spoiled.between(name.span, next) {
            return;
        }
        if has_steps && !doc.next.0.is_empty() && !self.can_leave(id) {
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

    /// Whether something but `next` leads out, or a failed step is heard.
    fn can_leave(&self, id: u16) -> bool {
        self.with_around(id).iter().any(|doc| {
            let hears = |entry: &crate::document::Entry<Transitions>| {
                let pattern = Pattern::new(entry.key.as_str());
                let goes = entry.value.0.iter().any(|transition| transition.value.go.is_some());
                let good = ["step.done", "promise.kept", "approval.granted", "complete"];
                let goes = goes && !good.iter().any(|word| entry.key.as_str().starts_with(word));
                goes || pattern.matches("step.failed")
                    || entry.key.as_str().starts_with("step.failed")
                    || pattern.matches("promise.broken")
            };
            let timed = !doc.after.is_empty() || !doc.at.is_empty();
            timed || !doc.choose.is_empty() || doc.upon.iter().any(hears)
        })
    }

    fn advise_questions(&mut self, id: u16, doc: &Written, events: &[EventDecl]) {
        let asks = |action: &Spanned<Action>| match action.value.step() {
            Some((StepKind::Question, view)) => Some((action.span, view.asks?.clone())),
            _ => None,
        };
        // Without the events nobody can say who hears what.
        if events.is_empty() && self.spoiled.any() {
            return;
        }
        let questions: Vec<_> = doc.r#do.iter().filter_map(asks).collect();
        let Some(surveyed) = self.survey.state(id) else { return };
        let name = surveyed.name.as_str().to_owned();
        for (span, asks) in questions {
            if asks.is_empty() {
                let lacks = "says nothing in `asks` that the answer would carry";
                self.findings.push(
                    unheard_answer(span, &name, lacks).help("list the facts of the answer, or make it a `notice`"),
                );
                continue;
            }
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
        let payments =
            self.survey.every_step.iter().map(|step| step.doc).filter(|step| step.kind.value == StepKind::Compensation);
        if payments.clone().any(|step| step.view().ground.is_some()) {
            let without = payments.filter(|step| step.view().ground.is_none());
            self.findings.extend(without.map(|step| mixed_grounds(step.kind.span)));
        }
    }
}

/// Whether an event of the playbook carries all of these facts.
fn carries_all(events: &[EventDecl], event: &Pattern, slots: &[u16]) -> bool {
    events.iter().any(|decl| event.matches(&decl.name) && slots.iter().all(|slot| decl.may_give(*slot)))
}
