//! Paused clocks: deadlines stand still while the case waits for the customer.

use crate::account::{CaseStep, Remaining};
use crate::playbook::{Clock, Kind, Period, Playbook, StateId};
use crate::value::Time;

use super::machine::Machine;
use super::running::Running;

impl Machine<'_, '_> {
    /// Stops deadlines that a pause has come over, and starts again those whose pause is over.
    pub(super) fn follow_clocks(&mut self) {
        let playbook = self.case.playbook;
        if !playbook.has_clocks {
            return;
        }
        let concerned = self.case.active.iter().any(|visit| playbook.state(visit.state).clock.is_some())
            || self.case.steps.iter().any(|step| step.remaining.is_some());
        if !concerned {
            return;
        }
        for at in 0..self.case.steps.len() {
            let Some(step) = self.case.steps.get(at).filter(|step| step.runs() && !step.overdue) else { continue };
            let paused = self.case.is_paused(&step.state, step.order);
            let (due, remaining) = match (paused, step.due, step.remaining.as_deref()) {
                // One that has passed fires: a pause that comes after it stops nothing.
                (true, Some(due), _) if due >= self.turn.now => (None, Some(Box::new(self.left(step, due)))),
                (false, _, Some(remaining)) => (self.counted_again(step, *remaining), None),
                _ => continue,
            };
            let armed = self.turn.next_armed();
            if let Some(step) = self.case.steps.get_mut(at) {
                (step.due, step.remaining, step.armed) = (due, remaining, armed);
                self.turn.put_off(step);
                let of_it = self.case.held.iter_mut().filter(|held| held.step == step.id && !held.apart);
                of_it.for_each(|held| held.until = step.due);
            }
        }
    }

    /// What is left of a step's deadline, in the unit that it is counted in.
    fn left(&self, step: &CaseStep, due: Time) -> Remaining {
        let now = self.turn.now;
        let left = self.period_of(step).and_then(|period| {
            let calendar = self.turn.engine.calendar(self.case.playbook, period.calendar()?)?;
            match period {
                Period::BusinessDays(..) => calendar.business_days_left(now, due).map(Remaining::BusinessDays),
                _ => Some(Remaining::BusinessTime(calendar.open_between(now, due))),
            }
        });
        left.unwrap_or_else(|| Remaining::Elapsed(due.since(now)))
    }

    /// The deadline of which so much is left.
    fn counted_again(&self, step: &CaseStep, left: Remaining) -> Option<Time> {
        let now = self.turn.now;
        let calendar = || self.turn.engine.calendar(self.case.playbook, self.period_of(step)?.calendar()?);
        match left {
            Remaining::Elapsed(duration) => now.checked_add(duration),
            Remaining::BusinessTime(duration) => calendar()?.plus_business_hours(now, duration),
            Remaining::BusinessDays(days) => calendar()?.plus_business_days(now, days),
        }
    }

    /// What a step's deadline counts, if its plan has it count.
    fn period_of(&self, step: &CaseStep) -> Option<Period> {
        let playbook = self.case.playbook;
        playbook.plan(playbook.state_named(&step.state)?, &step.name)?.due.as_ref()?.period()
    }
}

impl Running<'_> {
    /// Whether a pause that began after the step was emitted covers the state that emitted it.
    fn is_paused(&self, state: &str, order: u64) -> bool {
        let playbook = self.playbook;
        let Some(emitter) = playbook.state_named(state) else { return false };
        self.active.iter().any(|visit| {
            let pauses = playbook.state(visit.state).clock == Some(Clock::Paused) && visit.visit > order;
            let lifted = || {
                self.active.iter().any(|other| {
                    playbook.is_inside(other.state, visit.state)
                        && playbook.state(other.state).clock == Some(Clock::Running)
                })
            };
            let in_scope = || match region(playbook, visit.state) {
                Some(region) => emitter == region || playbook.is_inside(emitter, region),
                None => true,
            };
            pauses && in_scope() && !lifted()
        })
    }
}

/// The innermost region that a state belongs to.
fn region(playbook: &Playbook, state: StateId) -> Option<StateId> {
    std::iter::once(state)
        .chain(playbook.around(state))
        .find(|outer| playbook.state(playbook.state(*outer).parent).kind == Kind::Together)
}
