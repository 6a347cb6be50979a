//! A microstep: states are left, transitions run, states are entered.

use crate::account::Status;
use crate::playbook::{Kind, StateId, TimerDue};
use crate::value::{Name, Time};

use super::actions::Holder;
use super::machine::Machine;
use super::running::{Running, Signal, Timer, Visit};
use super::scope::days_between;
use super::select::Enabled;
use crate::engine::turn::Runaway;

impl Machine<'_, '_> {
    /// Takes the transitions together: exits innermost first, then the transitions' own actions, then entries in
    /// document order.
    pub(in crate::engine) fn microstep(&mut self, enabled: &[Enabled<'_>]) -> Result<(), Runaway> {
        self.tick()?;
        let playbook = self.case.playbook;
        let left = in_order(enabled.iter().flat_map(|enabled| self.case.exit_set(enabled.domain())).collect());
        self.leave(&left)?;
        for enabled in enabled {
            let transition = playbook.transition(enabled.id);
            self.case.log.taken.push(transition.label.clone());
            if transition.times.is_some() {
                self.case.count_taken(&transition.label);
            }
            let visit = match enabled.domain() {
                // Only steps of transitions that don't leave the state count for it.
                Some(domain) if domain != transition.source => None,
                _ => self.case.visit(transition.source).map(|visit| visit.visit),
            };
            self.act(&transition.actions, &Holder { label: &transition.label, state: transition.source, visit })?;
        }
        match enabled {
            [Enabled { way: Some(way), .. }] => self.enter(&way.entered),
            several => {
                let ways = several.iter().filter_map(|enabled| enabled.way.as_ref());
                self.enter(&in_order(ways.flat_map(|way| way.entered.iter().copied()).collect()))
            }
        }
    }

    /// Leaves the states, which are in document order, innermost first.
    pub(in crate::engine) fn leave(&mut self, left: &[StateId]) -> Result<(), Runaway> {
        self.case.remember_history(left);
        for state in left.iter().rev() {
            self.exit(*state)?;
        }
        Ok(())
    }

    fn exit(&mut self, state: StateId) -> Result<(), Runaway> {
        let playbook = self.case.playbook;
        let table = playbook.state(state);
        self.act(&table.on_exit, &Holder { label: &table.name, state, visit: None })?;
        let now = self.turn.now;
        self.case.timers.retain(|timer| timer.state != state);
        let Some(at) = self.case.active.iter().position(|visit| visit.state == state) else { return Ok(()) };
        let visit = self.case.active.remove(at);
        if playbook.paused_days.contains(&state) {
            let days = days_between(playbook.zone, visit.since, now).unwrap_or(0);
            match self.case.paused_days.iter_mut().find(|(known, _)| *known == state) {
                Some((_, sum)) => *sum = sum.saturating_add(days),
                None => self.case.paused_days.push((state, days)),
            }
        }
        // What is not out yet is withdrawn; what is out stays owed.
        self.withdraw_pending(Some(visit.visit));
        Ok(())
    }

    /// Withdraws what is not out yet, follow-ups and goodwill that waits for approval: that of one visit, or all.
    fn withdraw_pending(&mut self, of_visit: Option<u64>) {
        for step in &mut self.case.steps {
            let concerned = of_visit.is_none() || step.visit == of_visit;
            if step.status == Status::Pending && !step.owed && concerned {
                step.status = Status::Withdrawn;
                self.case.log.withdrawn.push(step.id);
                self.turn.withdrawn_unsent.push(step.id);
            }
        }
        self.withdraw_held(|step| of_visit.is_none() || step.visit == of_visit);
    }

    /// Enters the states, which are in document order.
    pub(in crate::engine) fn enter(&mut self, entered: &[StateId]) -> Result<(), Runaway> {
        let playbook = self.case.playbook;
        for state in entered.iter().copied() {
            if self.case.is_active(state) {
                continue;
            }
            if let Some(label) = self.case.entry_label(state) {
                self.case.count_taken(&label);
            }
            let visit = self.case.next_order();
            let place = self.case.active.partition_point(|visit| visit.state < state);
            self.case.active.insert(place, Visit { state, since: self.turn.now, visit, complete: false });
            let table = playbook.state(state);
            self.act(&table.on_entry, &Holder { label: &table.name, state, visit: Some(visit) })?;
            self.arm_timers(state);
            if let Kind::End(outcome) = &table.kind {
                if table.parent == crate::playbook::ROOT {
                    self.mind_duties_before_end();
                    self.end(outcome.clone());
                }
            }
        }
        Ok(())
    }

    fn arm_timers(&mut self, state: StateId) {
        let playbook = self.case.playbook;
        for (rule, timer) in playbook.state(state).timers.iter().enumerate() {
            let due = match &timer.due {
                TimerDue::After(period) => self.after(*period, self.turn.now),
                TimerDue::At(expression) => self.moment_of(expression),
            };
            let rule = u16::try_from(rule).unwrap_or(u16::MAX);
            match due {
                Ok(at) => {
                    let armed = self.turn.next_armed();
                    self.case.timers.push(Timer { state, rule, at, armed, cause: self.outside.cause });
                }
                Err(why) => {
                    let name = &playbook.state(state).name;
                    self.case.log.erred(&Name::from(format!("{name}/{}", timer.key)), why.clone());
                    let kind = format!("error.{}.{name}", if timer.is_at() { "at" } else { "after" });
                    self.case.queue.push_back(Signal::failure(kind, Some(state), why));
                }
            }
        }
    }

    /// The case ends: its timers are discarded, what is not out is withdrawn, what is out stays the host's to do. What is
    /// owed is never withdrawn: it goes out now, for afterwards there is no case that could send it.
    pub(in crate::engine) fn end(&mut self, outcome: Name) {
        let playbook = self.case.playbook;
        self.withdraw_pending(None);
        for at in 0..self.case.steps.len() {
            let Some(step) = self.case.steps.get(at).filter(|step| step.status == Status::Pending).cloned() else {
                continue;
            };
            let Some(state) = playbook.state_named(&step.state) else { continue };
            if let Some(plan) = playbook.plan(state, &step.name) {
                self.send(plan, state, step, Some(at));
            }
        }
        self.case.ended = Some(outcome);
        self.case.timers.clear();
    }

    /// An `at` whose moment was past already when it was armed, in this input, fires as soon as the macrostep is over.
    /// Those that were armed before it have their turn among all that is due.
    pub(in crate::engine) fn past_due(case: &Running<'_>, now: Time, armed_before: u64) -> Option<usize> {
        let playbook = case.playbook;
        let is_past = |timer: &Timer| {
            let rule = playbook.state(timer.state).timers.get(usize::from(timer.rule));
            timer.armed > armed_before && timer.at < now && rule.is_some_and(|rule| rule.is_at())
        };
        let past = case.timers.iter().enumerate().filter(|(_, timer)| is_past(timer));
        past.min_by_key(|(_, timer)| (timer.at, timer.armed)).map(|(at, _)| at)
    }
}

/// The states in document order, each once.
fn in_order(mut states: Vec<StateId>) -> Vec<StateId> {
    states.sort_unstable();
    states.dedup();
    states
}

impl Running<'_> {
    /// The targets with what each history restores in its place. Inside the domain of a transition everything is left
    /// first, so that a history there restores what is active now.
    pub(in crate::engine) fn effective(&self, targets: &[StateId], domain: Option<StateId>) -> Vec<StateId> {
        let playbook = self.playbook;
        let mut effective: Vec<StateId> = targets.to_vec();
        for _ in 0..playbook.states.len() {
            let Some(at) = effective.iter().position(|state| playbook.state(*state).is_history()) else { break };
            let history = effective.remove(at);
            let table = playbook.state(history);
            let is_left = domain.is_some_and(|domain| playbook.is_inside(table.parent, domain));
            let known = self.history.iter().find(|(known, _)| *known == history).map(|(_, states)| states.clone());
            match (&table.kind, known) {
                (Kind::History { deep, .. }, _) if is_left && self.is_active(table.parent) => {
                    effective.extend(self.to_keep(table.parent, *deep));
                }
                (_, Some(known)) => effective.extend(known),
                (Kind::History { otherwise, .. }, None) => effective.extend(otherwise),
                _ => {}
            }
        }
        effective
    }

    /// What a history of the state keeps when it is left now.
    fn to_keep(&self, parent: StateId, deep: bool) -> Vec<StateId> {
        let playbook = self.playbook;
        if deep {
            return self.leaves().filter(|leaf| playbook.is_inside(*leaf, parent)).collect();
        }
        let active = self.active.iter().map(|visit| visit.state);
        active.filter(|state| playbook.state(*state).parent == parent).collect()
    }

    /// Histories of states that are left keep what is active now.
    fn remember_history(&mut self, left: &[StateId]) {
        let playbook = self.playbook;
        for parent in left {
            for child in &playbook.state(*parent).children {
                let Kind::History { deep, .. } = playbook.state(*child).kind else { continue };
                let kept = self.to_keep(*parent, deep);
                match self.history.iter_mut().find(|(known, _)| known == child) {
                    Some((_, known)) => *known = kept,
                    None => self.history.push((*child, kept)),
                }
            }
        }
    }
}
