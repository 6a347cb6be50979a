//! Whether a restored case is one that could have come about: a restored account may hold anything.

use crate::account::Status;
use crate::escape::escaped;
use crate::playbook::{Kind, ROOT, StateId};

use super::running::Running;

/// More than any engine ever arms; at the end of the count what is armed now would look as if it had been before.
const MAX_ARMED: u64 = 1 << 53;

impl Running<'_> {
    /// What is wrong with it; `armed` is the account's count.
    pub(in crate::engine) fn fault(&self, armed: u64) -> Option<String> {
        let own = self.fact_fault().or_else(|| self.step_fault());
        let order = || {
            let orders = self.timers.iter().map(|timer| timer.armed).chain(self.steps.iter().map(|step| step.armed));
            let orders = orders.chain(self.held.iter().map(|held| held.armed));
            let is_ahead = armed > MAX_ARMED || orders.max().is_some_and(|last| last > armed);
            is_ahead.then(|| "something was armed after the last that was".to_owned())
        };
        // A case that was halted may stand anywhere.
        own.or_else(order).or_else(|| self.configuration_fault().filter(|_| self.halted.is_none()))
    }

    fn fact_fault(&self) -> Option<String> {
        let known =
            self.playbook.facts.iter().zip(&self.facts).filter_map(|(fact, value)| Some((fact, value.as_ref()?)));
        let mut unfit = known.filter(|(fact, value)| !fact.may_be(value, self.playbook.rounding));
        unfit.next().map(|(fact, _)| format!("fact `{}` can't have its value", fact.name))
    }

    fn step_fault(&self) -> Option<String> {
        self.steps.iter().find_map(|step| {
            let Some(holder) = self.playbook.state_named(&step.state) else {
                return Some(format!("the playbook has no state `{}`", escaped(&step.state)));
            };
            // What is due and can't go out would be due for ever.
            let is_stuck = matches!(step.status, Status::Pending | Status::Held)
                && self.playbook.plan(holder, &step.name).is_none();
            is_stuck.then(|| format!("state `{}` has no step `{}`", step.state, escaped(&step.name)))
        })
    }

    /// What makes the active states no configuration of the playbook.
    fn configuration_fault(&self) -> Option<String> {
        let playbook = self.playbook;
        if self.active.windows(2).any(|pair| matches!(pair, [a, b] if a.state >= b.state)) {
            return Some("its active states are not in document order".into());
        }
        let children_active =
            |id: StateId| playbook.state(id).children.iter().filter(|child| self.is_active(**child)).count();
        if children_active(ROOT) != 1 {
            return Some("not exactly one of its top-level states is active".into());
        }
        if let Some(timer) = self.timers.iter().find(|timer| !self.is_active(timer.state)) {
            return Some(format!("a timer of state `{}` runs, which is not active", playbook.state(timer.state).name));
        }
        for (id, states) in &self.history {
            let (history, parent) = (playbook.state(*id), playbook.state(*id).parent);
            let fits = |state: &StateId| playbook.is_inside(*state, parent) && !playbook.state(*state).is_history();
            let pairs = states.iter().enumerate().flat_map(|(at, a)| states.iter().skip(at + 1).map(move |b| (a, b)));
            let mut pairs = pairs.into_iter();
            if !history.is_history()
                || !states.iter().all(fits)
                || !pairs.all(|(a, b)| playbook.are_in_other_regions(*a, *b))
            {
                return Some(format!("history `{}` can't have kept these states", history.name));
            }
        }
        self.active.iter().find_map(|visit| {
            let state = playbook.state(visit.state);
            let regions = state.children.iter().filter(|child| !playbook.state(**child).is_history()).count();
            let wanted = match state.kind {
                Kind::Compound(_) => 1,
                Kind::Together => regions,
                Kind::Atomic | Kind::End(_) | Kind::History { .. } => 0,
            };
            let parent_active = state.parent == ROOT || self.is_active(state.parent);
            let has_ended = state.is_final() && state.parent == ROOT;
            let fits = children_active(visit.state) == wanted && parent_active && !state.is_history() && !has_ended;
            (!fits).then(|| format!("state `{}` can't be active in this configuration", state.name))
        })
    }
}
