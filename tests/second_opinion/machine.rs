//! One macrostep of one case.

use std::collections::BTreeSet;

use super::account::{Account, Happening, Status, Timer, View, What};
use super::chart::{Chart, Enabled};
use super::house::House;
use super::playbook::{Kind, Playbook, ROOT, StateId, Transition};

const MOST_MICROSTEPS: usize = 256;
/// What is reported when nobody takes it.
const FAILURES: [&str; 6] =
    ["error.set.", "step.failed.", "step.overdue.", "promise.broken.", "approval.refused.", "approval.expired."];
/// What is heard only from within the state that listens, unless a step is named.
const OWN: [&str; 7] = [
    "step.failed",
    "step.overdue",
    "promise.broken",
    "approval",
    "approval.granted",
    "approval.refused",
    "approval.expired",
];
const MOST_PAST_TIMERS: usize = 64;

pub struct Interpreter<'p> {
    pub world: &'p [Playbook],
    pub house: Option<&'p House>,
    pub account: Account,
    /// Whether timers that were past when they were armed are going off.
    pub is_firing: bool,
    /// Whose command is being obeyed.
    pub requester: Option<&'static str>,
    pub is_ordered: bool,
    /// Whether that would leave a duty undone.
    pub is_breach: bool,
    /// Whether the last payment that failed at once was more than a limit allows.
    pub is_over_limit: bool,
}

impl<'p> Interpreter<'p> {
    pub fn playbook(&self, case: usize) -> &'p Playbook {
        &self.world[self.account.cases[case].playbook]
    }

    /// Whether people act.
    pub fn has_people(&self) -> bool {
        self.house.is_some_and(|house| house.people)
    }

    /// Runs a macrostep on an event, and whatever is past at once; whether a transition took the event.
    pub fn run(&mut self, case: usize, happening: &Happening) -> bool {
        if !self.account.cases[case].runs() {
            return false;
        }
        let (before, mut microsteps) = (self.account.clone(), 0);
        let taken = self.try_event(case, happening, &mut microsteps);
        if taken {
            self.settle(case, happening, &mut microsteps);
            self.undo_if_halted(case, before);
            self.fire_past(case);
        }
        taken
    }

    /// What follows from within: `choose`, then events of the case's own, until it rests.
    pub fn settle(&mut self, case: usize, outer: &Happening, microsteps: &mut usize) {
        loop {
            if !self.account.cases[case].runs() {
                return;
            }
            if *microsteps > MOST_MICROSTEPS {
                self.halt(case);
                return;
            }
            let eventless = Happening { name: outer.name.clone(), time: outer.time, ..Happening::default() };
            let chosen = self.select(case, &eventless, true);
            if !chosen.is_empty() {
                self.microstep(case, &eventless, chosen);
                *microsteps += 1;
                continue;
            }
            if self.account.cases[case].queue.is_empty() {
                self.complete(case);
            }
            if self.account.cases[case].queue.is_empty() {
                return;
            }
            let next = self.account.cases[case].queue.remove(0);
            let next = Happening { time: outer.time, ..next };
            self.try_event(case, &next, microsteps);
        }
    }

    fn try_event(&mut self, case: usize, happening: &Happening, microsteps: &mut usize) -> bool {
        let selected = self.select(case, happening, false);
        let taken = !selected.is_empty();
        if taken {
            let facts = super::account::hidden(self.account.cases[case].facts, &happening.data);
            self.account.cases[case].facts = facts;
            if let Some(id) = &happening.from {
                self.account.cases[case].last = id.clone();
            }
            self.microstep(case, happening, selected);
            *microsteps += 1;
        } else {
            self.report(case, happening);
        }
        taken
    }

    /// Says that nobody took a failure.
    fn report(&mut self, case: usize, happening: &Happening) {
        if FAILURES.iter().any(|failure| happening.name.starts_with(failure)) {
            self.account.answer.unhandled.push((case, happening.name.clone()));
        }
    }

    pub fn halt(&mut self, case: usize) {
        self.account.cases[case].halted = true;
        let id = self.account.cases[case].id.clone();
        self.account.answer.halted.push(id);
    }

    /// A case that passes the limit stands as it stood before the macrostep that would not end.
    pub fn undo_if_halted(&mut self, case: usize, before: Account) {
        if self.account.cases[case].halted {
            self.account = before;
            self.halt(case);
        }
    }

    fn select(&self, case: usize, happening: &Happening, eventless: bool) -> Vec<Enabled<'p>> {
        let playbook = self.playbook(case);
        let active = &self.account.cases[case].active;
        let mut enabled: Vec<Enabled> = Vec::new();
        for leaf in active.iter().filter(|state| playbook.is_leaf(**state)) {
            let chain = [*leaf].into_iter().chain(playbook.ancestors(*leaf, None));
            let first = chain.into_iter().find_map(|state| self.first(case, state, happening, eventless));
            if let Some(first) = first {
                if !enabled.iter().any(|known| known.label == first.label) {
                    enabled.push(first);
                }
            }
        }
        Chart { playbook }.remove_conflicting_transitions(&self.account.cases[case], enabled)
    }

    /// The first transition of a state that takes the event.
    fn first(&self, case: usize, state: StateId, happening: &Happening, eventless: bool) -> Option<Enabled<'p>> {
        let found = &self.playbook(case).states[state];
        let mut lists: Vec<(String, &'p [Transition])> = Vec::new();
        if eventless {
            lists.push(("choose".to_owned(), &found.choose));
        } else {
            let timed = |key: String| happening.timer == Some((state, key));
            let heard = found.upon.iter().filter(|(pattern, _)| self.hears(case, state, pattern, happening));
            lists.extend(heard.map(|(pattern, list)| (format!("upon/{pattern}"), list.as_slice())));
            let after = found.after.iter().filter(|(hours, _)| timed(format!("after/{hours}")));
            lists.extend(after.map(|(hours, list)| (format!("after/{hours}"), list.as_slice())));
            let at = found.at.iter().filter(|(hours, _)| timed(format!("at/{hours}")));
            lists.extend(at.map(|(hours, list)| (format!("at/{hours}"), list.as_slice())));
            if happening.complete == Some(state) {
                lists.push(("next".to_owned(), &found.next));
            }
        }
        for (key, list) in lists {
            for (at, transition) in list.iter().enumerate() {
                let label = format!("s{state}/{key}/{at}");
                if let Some(enabled) = self.enabled(case, state, label, transition, happening) {
                    return Some(enabled);
                }
            }
        }
        None
    }

    fn enabled(
        &self,
        case: usize,
        source: StateId,
        label: String,
        transition: &'p Transition,
        happening: &Happening,
    ) -> Option<Enabled<'p>> {
        let view = View::new(&self.account, case, happening);
        if !transition.when.as_ref().is_none_or(|when| when.holds(&view)) {
            return None;
        }
        if let Some((times, otherwise)) = &transition.times {
            let taken = self.account.cases[case].taken.iter().filter(|taken| **taken == label).count();
            if taken >= *times {
                let otherwise = otherwise.as_deref()?;
                return self.enabled(case, source, format!("{label}/else"), otherwise, happening);
            }
        }
        Some(Enabled { source, label, transition })
    }

    /// By dotted prefix; failures without a name only from within the state.
    fn hears(&self, case: usize, state: StateId, pattern: &str, happening: &Happening) -> bool {
        let is_prefix = happening.name == pattern || happening.name.starts_with(&format!("{pattern}."));
        let is_bare = OWN.contains(&pattern);
        match happening.step {
            Some(step) if is_bare => {
                let at = self.account.steps[step].state;
                is_prefix && (at == state || self.playbook(case).is_descendant(at, state))
            }
            _ => is_prefix,
        }
    }

    fn microstep(&mut self, case: usize, happening: &Happening, selected: Vec<Enabled<'p>>) {
        let playbook = self.playbook(case);
        let chart = Chart { playbook };
        let mut to_exit = BTreeSet::new();
        for enabled in &selected {
            to_exit.extend(chart.exit_set(&self.account.cases[case], enabled));
        }
        let domains: Vec<StateId> = selected
            .iter()
            .map(
                |enabled| {
                    if enabled.targets().is_empty() { ROOT } else { chart.domain(&self.account.cases[case], enabled) }
                },
            )
            .collect();
        self.exit(case, &to_exit, happening);
        for enabled in &selected {
            self.account.cases[case].taken.push(enabled.label.clone());
            // Its steps count for the state that holds it, unless that is left.
            let stays = self.account.cases[case].active.contains(&enabled.source);
            let visit = stays.then(|| self.account.cases[case].visit(enabled.source));
            self.act(case, &enabled.transition.actions, enabled.source, visit, happening);
        }
        let mut to_enter = BTreeSet::new();
        for (enabled, domain) in selected.iter().zip(domains) {
            if !enabled.targets().is_empty() {
                chart.compute_entry_set(&self.account.cases[case], enabled.targets(), domain, &mut to_enter);
            }
        }
        self.enter(case, &to_enter, happening);
    }

    pub fn exit(&mut self, case: usize, to_exit: &BTreeSet<StateId>, happening: &Happening) {
        let playbook = self.playbook(case);
        for state in to_exit {
            for history in &playbook.states[*state].children {
                let Kind::History { deep, .. } = playbook.states[*history].kind else { continue };
                let kept = self.account.cases[case].active.iter().copied().filter(|inner| match deep {
                    true => playbook.is_leaf(*inner) && playbook.is_descendant(*inner, *state),
                    false => playbook.states[*inner].parent == *state,
                });
                let kept = kept.collect();
                self.account.cases[case].history.push((*history, kept));
            }
        }
        for state in to_exit.iter().rev() {
            let leave = &playbook.states[*state].leave;
            self.act(case, leave, *state, None, happening);
            self.account.timers.retain(
                |timer| !matches!(timer.what, What::State { case: of, state: at, .. } if of == case && at == *state),
            );
            let visit = self.account.cases[case].visit(*state);
            self.withdraw_pending(case, Some((*state, visit)));
            self.account.cases[case].active.retain(|active| active != state);
        }
    }

    /// Whatever of a visit, or of the whole case, is not out yet.
    fn withdraw_pending(&mut self, case: usize, of: Option<(StateId, usize)>) {
        for at in 0..self.account.steps.len() {
            let step = &mut self.account.steps[at];
            let concerned = of.is_none_or(|(state, visit)| step.state == state && step.visit == Some(visit));
            if step.case == case && step.status == Status::Pending && concerned {
                step.status = Status::Withdrawn;
                self.account.timers.retain(|timer| timer.what != What::FollowUp(at));
            } else if step.case == case && step.status == Status::Held && concerned {
                self.unhold(at, "withdrawn");
                self.account.steps[at].status = Status::Withdrawn;
            }
        }
    }

    pub fn enter(&mut self, case: usize, to_enter: &BTreeSet<StateId>, happening: &Happening) {
        let playbook = self.playbook(case);
        for id in to_enter {
            if self.account.cases[case].active.contains(id) {
                continue;
            }
            let state = &playbook.states[*id];
            let found = &mut self.account.cases[case];
            found.active.push(*id);
            found.active.sort();
            found.entries.push(*id);
            let visit = found.visit(*id);
            self.act(case, &state.enter, *id, Some(visit), happening);
            for (hours, _) in &state.after {
                let what = What::State { case, state: *id, key: format!("after/{hours}") };
                self.arm(self.account.now + hours * 60, what);
            }
            for (hours, _) in &state.at {
                let what = What::State { case, state: *id, key: format!("at/{hours}") };
                self.arm(self.account.cases[case].opened + hours * 60, what);
            }
            if let (Kind::End(outcome), ROOT) = (&state.kind, state.parent) {
                self.mind(case, None);
                self.end(case, outcome);
            }
        }
    }

    pub fn end(&mut self, case: usize, outcome: &str) {
        self.withdraw_pending(case, None);
        let (steps, account) = (&self.account.steps, &mut self.account.timers);
        account.retain(|timer| match &timer.what {
            What::State { case: of, .. } => *of != case,
            What::Overdue(step) | What::FollowUp(step) | What::Expired(step) => steps[*step].case != case,
            What::Broken(_) => true,
        });
        let found = &mut self.account.cases[case];
        found.ended = Some(outcome.to_owned());
        let id = found.id.clone();
        for happening in std::mem::take(&mut found.queue) {
            self.report(case, &happening);
        }
        self.account.answer.ended.push((id, outcome.to_owned()));
    }

    pub fn arm(&mut self, due: i64, what: What) {
        self.account.timers.push(Timer { due, fresh: true, what });
    }

    /// Raises `complete.STATE` for the first state that has become complete, inner ones before those around them.
    fn complete(&mut self, case: usize) {
        let (playbook, found) = (self.playbook(case), &self.account.cases[case]);
        let is_new = |state: &StateId| {
            let is_end = matches!(playbook.states[*state].kind, Kind::End(_));
            let is_known = found.completed.contains(&(*state, found.visit(*state)));
            !is_end && !is_known && self.is_complete(case, *state)
        };
        let complete: Vec<StateId> = found.active.iter().copied().filter(is_new).collect();
        let holds_none = |state: &&StateId| !complete.iter().any(|inner| playbook.is_descendant(*inner, **state));
        let Some(state) = complete.iter().find(holds_none).copied() else { return };
        let visit = found.visit(state);
        let outcome = playbook.children(state).into_iter().find_map(|child| match &playbook.states[child].kind {
            Kind::End(word) if found.active.contains(&child) => Some((*word).to_owned()),
            _ => None,
        });
        let (name, time) = (format!("complete.s{state}"), self.account.now);
        let happening = Happening { name, complete: Some(state), outcome, time, ..Happening::default() };
        let found = &mut self.account.cases[case];
        found.completed.push((state, visit));
        found.queue.push(happening);
    }

    fn is_complete(&self, case: usize, state: StateId) -> bool {
        let (playbook, found) = (self.playbook(case), &self.account.cases[case]);
        if !found.active.contains(&state) {
            return false;
        }
        let visit = found.visit(state);
        let mine = self.account.steps.iter().filter(|step| step.case == case && step.state == state);
        let done = mine.filter(|step| step.waits && step.visit == Some(visit)).all(|step| self.is_settled(step));
        let children = playbook.children(state);
        done && match playbook.states[state].kind {
            Kind::Compound => children
                .iter()
                .any(|child| found.active.contains(child) && matches!(playbook.states[*child].kind, Kind::End(_))),
            Kind::Parallel => children.iter().all(|child| self.is_complete(case, *child)),
            _ => true,
        }
    }

    /// An `at` whose moment was past when it was armed goes off at once.
    pub fn fire_past(&mut self, case: usize) {
        if std::mem::replace(&mut self.is_firing, true) {
            return;
        }
        let mut left = MOST_PAST_TIMERS;
        while let Some(at) = self.past(case) {
            if left == 0 {
                self.halt(case);
                break;
            }
            left -= 1;
            let timer = self.account.timers.remove(at);
            self.fire(timer);
        }
        self.is_firing = false;
    }

    fn past(&self, case: usize) -> Option<usize> {
        let is_past = |timer: &Timer| match &timer.what {
            What::State { case: of, key, .. } => *of == case && key.starts_with("at/") && timer.due < self.account.now,
            _ => false,
        };
        let past = self.account.timers.iter().enumerate().filter(|(_, timer)| timer.fresh && is_past(timer));
        let runs = self.account.cases[case].runs();
        past.min_by_key(|(at, timer)| (timer.due, *at)).map(|(at, _)| at).filter(|_| runs)
    }
}
