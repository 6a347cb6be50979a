//! States, flat and in document order.

use crate::check::{bad_state, not_a_child, unknown_state};
use crate::document::{Clock as WrittenClock, History, State as Written, Targets, Text};
use crate::playbook::{Clock, Kind, ROOT, State, StateId, TimerDue, TimerRule};

use super::lower::Lower;

impl Lower<'_> {
    /// All states, the root first, without their transitions.
    pub(super) fn states(&mut self) -> Vec<State> {
        let top: Vec<StateId> = self.survey.top.iter().copied().map(StateId).collect();
        let last = u16::try_from(self.survey.states.len()).unwrap_or(u16::MAX);
        let doc = self.doc;
        let start = self.start(&doc.start, &top);
        let root = State {
            name: doc.playbook.value.clone(),
            parent: ROOT,
            kind: start.map_or(Kind::Atomic, Kind::Compound),
            last: StateId(last),
            children: top,
            on_entry: Vec::new(),
            on_exit: Vec::new(),
            transitions: Vec::new(),
            timers: Vec::new(),
            times: None,
            clock: None,
        };
        let mut states = vec![root];
        for id in 1..=last {
            states.extend(self.state(id));
        }
        states
    }

    fn state(&mut self, id: u16) -> Option<State> {
        let surveyed = self.survey.state(id)?;
        let (name, doc, parent, last) = (surveyed.name, surveyed.doc, surveyed.parent, surveyed.last);
        let children: Vec<StateId> = surveyed.children.iter().copied().map(StateId).collect();
        let kind = self.kind(doc, &children);
        if let Kind::History { otherwise, .. } = &kind {
            let around = self.survey.state(parent).map_or(parent, |parent| parent.last);
            if parent != 0 && otherwise.iter().any(|target| target.0 <= parent || target.0 > around) {
                let why = "is a `history` whose `go` leads out of the state that it belongs to";
                self.report(bad_state(name.span, name.as_str(), why));
            }
        }
        let on_entry = self.actions(name.as_str(), &doc.r#do);
        let on_exit = self.actions(name.as_str(), &doc.leave);
        let times = doc.times.map(|times| {
            let targets = doc.r#else.0.iter().filter_map(|transition| transition.value.go.as_ref());
            let targets: Vec<_> = targets.flat_map(|targets| self.targets(targets)).collect();
            (times.value, targets)
        });
        let timers = self.timers(doc);
        Some(State {
            name: name.value.clone(),
            parent: StateId(parent),
            kind,
            last: StateId(last),
            children,
            on_entry,
            on_exit,
            transitions: Vec::new(),
            timers,
            times,
            clock: doc.clock.map(|clock| match clock.value {
                WrittenClock::Paused => Clock::Paused,
                WrittenClock::Running => Clock::Running,
            }),
        })
    }

    fn kind(&mut self, doc: &Written, children: &[StateId]) -> Kind {
        if let Some(outcome) = &doc.end {
            return Kind::End(outcome.value.clone());
        }
        if let Some(history) = &doc.history {
            let otherwise = doc.go.as_ref().map(|go| self.targets(go)).unwrap_or_default();
            return Kind::History { deep: history.value == History::Deep, otherwise };
        }
        if !doc.together.is_empty() {
            return Kind::Together;
        }
        if children.is_empty() {
            return Kind::Atomic;
        }
        self.start(&doc.start, children).map_or(Kind::Atomic, Kind::Compound)
    }

    /// The state that is entered first: the one named, else the first that is no history.
    fn start(&mut self, start: &Text, children: &[StateId]) -> Option<StateId> {
        let can_start = |id: &StateId| self.survey.state(id.0).is_some_and(|state| state.doc.history.is_none());
        let candidates: Vec<StateId> = children.iter().copied().filter(can_start).collect();
        if start.as_str().is_empty() {
            return candidates.first().copied();
        }
        let named = |id: &&StateId| self.survey.state(id.0).is_some_and(|state| state.name == start);
        if let Some(found) = candidates.iter().find(named) {
            return Some(*found);
        }
        if !self.is_lost(start) {
            let names: Vec<&str> =
                candidates.iter().filter_map(|id| Some(self.survey.state(id.0)?.name.as_str())).collect();
            self.ways_known = false;
            let finding = not_a_child(start.span, start.as_str(), names);
            self.report(finding);
        }
        candidates.first().copied()
    }

    /// The states that a `go` names.
    pub(super) fn targets(&mut self, targets: &Targets) -> Vec<StateId> {
        targets.0.iter().filter_map(|target| self.target(target)).collect()
    }

    fn target(&mut self, target: &Text) -> Option<StateId> {
        let found = crate::expression::Names::state(&self.names, target.as_str()).map(StateId);
        self.ways_known &= found.is_some();
        if found.is_none() && !self.is_lost(target) {
            let finding = unknown_state(target.span, target.as_str(), self.names.state_names());
            self.report(finding);
        }
        found
    }

    /// Whether it is, or may be, the name of a state that could not be read.
    pub(super) fn is_lost(&self, state: &Text) -> bool {
        let unread = self.doc.states.is_empty() && self.spoiled.any();
        unread || self.survey.lost.contains(&state)
    }

    fn timers(&mut self, doc: &Written) -> Vec<TimerRule> {
        let mut timers = Vec::new();
        for entry in &doc.after {
            match self.period(&entry.key) {
                Some(period) => {
                    timers.push(TimerRule { key: entry.key.value.clone(), due: TimerDue::After(period) });
                }
                None => self.ways_known = false,
            }
        }
        for entry in &doc.at {
            match self.moment(&entry.key) {
                Some(moment) => {
                    timers.push(TimerRule { key: entry.key.value.clone(), due: TimerDue::At(Box::new(moment)) });
                }
                None => self.ways_known = false,
            }
        }
        timers
    }
}
