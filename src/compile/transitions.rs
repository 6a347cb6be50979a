//! Transitions, in the order in which they are tried.

use crate::check::{apart, bad_transition, unknown_event};
use crate::document::{Spanned, State as Written, Text, Transition as WrittenTransition};
use crate::house::TransitionPlace;
use crate::playbook::{Kind, On, Pattern, Reach, State, StateId, Transition, TransitionId};
use crate::span::Span;
use crate::value::Name;

use super::lower::Lower;
use super::places::{of_actions, passage};

impl Lower<'_> {
    /// Adds the transitions of every state.
    pub(super) fn all_transitions(&mut self, states: &mut [State]) {
        for id in 1..states.len() {
            let Ok(number) = u16::try_from(id) else { return };
            let Some(surveyed) = self.survey.state(number) else { continue };
            let (name, doc) = (surveyed.name.as_str(), surveyed.doc);
            let transitions = self.of_state(name, doc, StateId(number), states);
            if let Some(state) = states.get_mut(id) {
                state.transitions = transitions;
            }
        }
    }

    fn of_state(&mut self, name: &str, doc: &Written, id: StateId, states: &[State]) -> Vec<TransitionId> {
        let mut found = Vec::new();
        for entry in &doc.upon {
            let pattern = Pattern::new(entry.key.as_str());
            self.check_pattern(&entry.key, &pattern);
            let label = Name::format(format_args!("{name}/upon/{}", entry.key));
            found.extend(self.list(id, &On::Event(pattern), &label, &entry.value.0, states));
        }
        if !doc.choose.is_empty() {
            found.extend(self.list(
                id,
                &On::Eventless,
                &Name::format(format_args!("{name}/choose")),
                &doc.choose,
                states,
            ));
        }
        let timers = doc.after.iter().map(|entry| ("after", entry)).chain(doc.at.iter().map(|entry| ("at", entry)));
        for (word, entry) in timers {
            let rules = states.get(usize::from(id.0)).map(|state| state.timers.as_slice()).unwrap_or_default();
            let rule = rules.iter().position(|rule| rule.key == *entry.key.as_str() && rule.is_at() == (word == "at"));
            let Some(rule) = rule.and_then(|rule| u16::try_from(rule).ok()) else { continue };
            let label = Name::format(format_args!("{name}/{word}/{}", entry.key));
            found.extend(self.list(id, &On::Timer(rule), &label, &entry.value.0, states));
        }
        if !doc.next.0.is_empty() {
            found.extend(self.list(id, &On::Complete, &Name::format(format_args!("{name}/next")), &doc.next.0, states));
        }
        found
    }

    fn list(
        &mut self,
        source: StateId,
        on: &On,
        label: &Name,
        written: &[Spanned<WrittenTransition>],
        states: &[State],
    ) -> Vec<TransitionId> {
        let several = written.len() > 1;
        let mut found = Vec::with_capacity(written.len());
        for (at, transition) in written.iter().enumerate() {
            let label = if several { Name::format(format_args!("{label}/{at}")) } else { label.clone() };
            found.extend(self.transition(source, on.clone(), label, transition, states));
        }
        found
    }

    /// One transition, with what it says under `else`; the reader limits how deep documents nest.
    fn transition(
        &mut self,
        source: StateId,
        on: On,
        label: Name,
        written: &Spanned<WrittenTransition>,
        states: &[State],
    ) -> Option<TransitionId> {
        let (span, doc) = (written.span, &written.value);
        let when = doc.when.as_ref().and_then(|when| self.condition(when));
        let targets = doc.go.as_ref().map(|go| self.targets(go)).unwrap_or_default();
        self.check_together(doc.go.as_ref().map(|go| go.0.as_slice()).unwrap_or_default(), &targets, states);
        let reach = self.reach(source, span, doc, &targets, states);
        let state = self.survey.state(source.0).map(|state| state.name.as_str()).unwrap_or_default();
        let actions = self.actions(state, &doc.r#do);
        if let Some(times) = &doc.times {
            if times.value == 0 {
                self.report(bad_transition(
                    times.span,
                    "`times: 0` is never taken",
                    "delete the transition, or let it be taken once at least",
                ));
            }
        }
        let otherwise = match &doc.r#else {
            Some(otherwise) if doc.times.is_some() => {
                self.list(source, &On::Else, &Name::format(format_args!("{label}/else")), &otherwise.0, states)
            }
            Some(otherwise) => {
                if !self.spoiled.within(span) {
                    let help = "say with `times` how often the transition may be taken before";
                    self.report(bad_transition(span, "`else` without `times`", help));
                }
                self.list(source, &On::Else, &Name::format(format_args!("{label}/else")), &otherwise.0, states)
            }
            None => Vec::new(),
        };
        let id = TransitionId(u16::try_from(self.transitions.len()).ok()?);
        self.transition_places.push(TransitionPlace {
            span,
            when: doc.when.as_ref().map(passage),
            actions: of_actions(&doc.r#do, &actions),
        });
        self.transitions.push(Transition {
            label,
            source,
            on,
            when,
            targets,
            reach,
            actions,
            times: doc.times.map(|times| times.value),
            otherwise,
        });
        Some(id)
    }

    fn reach(
        &mut self,
        source: StateId,
        span: Span,
        doc: &WrittenTransition,
        targets: &[StateId],
        states: &[State],
    ) -> Reach {
        let stay = doc.stay.unwrap_or(false);
        let internal = doc.internal.unwrap_or(false);
        let inside = |target: &StateId| {
            *target > source && states.get(usize::from(source.0)).is_some_and(|state| *target <= state.last)
        };
        if stay && doc.go.is_some() {
            self.report(bad_transition(span, "`stay` and `go` in one transition", "keep one of them"));
        } else if stay && internal {
            self.report(bad_transition(span, "`stay` and `internal` in one transition", "keep one of them"));
        } else if internal && doc.go.is_none() {
            if !self.spoiled.within(span) {
                let help = "say where inside the state it goes, or write `stay: true`";
                self.report(bad_transition(span, "`internal` without `go`", help));
            }
        } else if internal && !targets.iter().all(inside) {
            let help = "an internal transition goes to states inside its own; leave `internal` out to leave the state";
            self.report(bad_transition(span, "`internal` goes outside its state", help));
        } else if !stay && doc.go.is_none() && doc.r#do.is_empty() && !self.spoiled.within(span) {
            self.report(bad_transition(
                span,
                "a transition that does nothing",
                "say where it goes with `go`, or that it stays with `stay: true`",
            ));
        }
        match (doc.go.is_some(), internal) {
            (false, _) => Reach::Stay,
            (true, true) => Reach::Internal,
            (true, false) => Reach::External,
        }
    }

    /// Several targets lie in different regions of one `together`.
    pub(super) fn check_together(&mut self, written: &[Text], targets: &[StateId], states: &[State]) {
        for (at, a) in targets.iter().enumerate() {
            for b in targets.iter().skip(at + 1) {
                if !can_be_together(*a, *b, states) {
                    let name = |id: &StateId| states.get(usize::from(id.0)).map_or("", |state| state.name.as_str());
                    let span = written.last().map(|text| text.span).unwrap_or_default();
                    self.report(apart(span, name(a), name(b)));
                    return;
                }
            }
        }
    }

    fn check_pattern(&mut self, pattern: &Text, parsed: &Pattern) {
        if parsed.is_all() || self.names.events.any_matches(parsed) {
            return;
        }
        let of_trigger = parsed.text().as_str().starts_with("trigger.");
        let unread = if of_trigger { self.doc.triggers.is_empty() } else { self.doc.events.is_empty() };
        if unread && self.spoiled.any() {
            return;
        }
        let known = self.names.events.all();
        let finding = unknown_event(pattern.span, pattern.as_str(), known.iter().map(String::as_str))
            .help("declare it under `events`, or listen to one of the engine's own");
        self.report(finding);
    }
}

/// Whether both states can be active at a time without one lying inside the other.
fn can_be_together(a: StateId, b: StateId, states: &[State]) -> bool {
    // A history stands for whatever was active in the state around it.
    let stands_for = |id: StateId| match states.get(usize::from(id.0)) {
        Some(state) if state.is_history() => state.parent,
        _ => id,
    };
    let (a, b) = (stands_for(a), stands_for(b));
    let around = |mut id: StateId| {
        let mut found = Vec::new();
        while let Some(state) = states.get(usize::from(id.0)).filter(|_| id.0 != 0) {
            id = state.parent;
            found.push(id);
        }
        found
    };
    let (of_a, of_b) = (around(a), around(b));
    let common = of_a.iter().find(|outer| of_b.contains(outer));
    let inside = of_a.contains(&b) || of_b.contains(&a) || a == b;
    let parallel =
        common.and_then(|outer| states.get(usize::from(outer.0))).is_some_and(|state| state.kind == Kind::Together);
    parallel && !inside
}
