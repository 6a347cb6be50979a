//! Promises that may be open when the case ends.

use std::collections::BTreeSet;

use crate::check::open_promise;
use crate::playbook::{Action, On, ROOT, StateId, StepPlan, Transition, TransitionId};
use crate::report::Finding;
use crate::step::StepKind;

use super::whole::Whole;

/// How many transitions are followed for all promises of a playbook together; one of real size needs a thousandth.
const MAX_WORK: usize = 1_000_000;

pub(super) fn report(whole: &Whole<'_, '_>, findings: &mut Vec<Finding>) {
    let mut work = MAX_WORK;
    for id in whole.states() {
        for plan in whole.entry_steps(id).filter(|plan| plan.kind == StepKind::Promise) {
            let way = Way { whole, promise: plan, made_in: id };
            if let Some((label, end)) = way.to_an_end(&mut work) {
                let span = whole.written.get(&(id, plan.name.as_str())).map_or(whole.span(id), |step| step.kind.span);
                findings.push(open_promise(span, &plan.name, label, whole.name(end)));
            }
        }
    }
}

/// The ways that a case can take with one promise open.
struct Way<'w, 'a, 'd> {
    whole: &'w Whole<'a, 'd>,
    promise: &'a StepPlan,
    made_in: StateId,
}

impl<'a> Way<'_, 'a, '_> {
    /// A top-level end that can be reached with the promise open, and the transition that first leads away from where it
    /// was made.
    fn to_an_end(&self, work: &mut usize) -> Option<(&'a str, StateId)> {
        let playbook = self.whole.playbook;
        let mut seen = BTreeSet::from([self.made_in]);
        let mut waiting: Vec<(StateId, Option<&'a str>)> = vec![(self.made_in, None)];
        while let Some((at, first)) = waiting.pop() {
            let state = playbook.state(at);
            if state.is_final() && state.parent == ROOT {
                return first.map(|label| (label, at));
            }
            for (id, on) in self.ways_out(at) {
                *work = work.checked_sub(1)?;
                let transition = playbook.transition(id);
                if self.is_answered(on, at) || self.settles(transition, at) {
                    continue;
                }
                for target in self.whole.entered(&transition.targets) {
                    if !self.settled_by(&playbook.state(target).on_entry) && seen.insert(target) {
                        waiting.push((target, first.or(Some(transition.label.as_str()))));
                    }
                }
            }
        }
        None
    }

    /// Transitions that may be taken in a state: its own, those of states around it, and what they say under `else`; each
    /// with the one that says on what.
    fn ways_out(&self, at: StateId) -> Vec<(TransitionId, &'a Transition)> {
        let playbook = self.whole.playbook;
        let states = std::iter::once(at).chain(playbook.around(at)).filter(|id| *id != ROOT);
        let own = states.flat_map(|id| &playbook.state(id).transitions);
        let mut ways: Vec<(TransitionId, &Transition)> = own.map(|id| (*id, playbook.transition(*id))).collect();
        let mut next = 0;
        while let Some((id, on)) = ways.get(next).copied() {
            ways.extend(playbook.transition(id).otherwise.iter().map(|id| (*id, on)));
            next += 1;
        }
        ways
    }

    /// Whether the promise is kept or broken whenever a transition hears what it waits for.
    fn is_answered(&self, transition: &Transition, at: StateId) -> bool {
        match &transition.on {
            On::Event(pattern) => {
                let around =
                    transition.source == self.made_in || self.whole.playbook.is_inside(self.made_in, transition.source);
                let hears = |word: &str| pattern.matches(&format!("promise.{word}.{}", self.promise.name));
                let heard = hears("kept") || hears("broken");
                heard && pattern.text().as_str().starts_with("promise") && (around || !pattern.is_about_own_steps())
            }
            // The state is complete only once its promise is kept.
            On::Complete => at == self.made_in && transition.source == at && self.promise.wait,
            On::Eventless | On::Timer(_) | On::Else => false,
        }
    }

    /// Whether the promise is kept or waived on the way.
    fn settles(&self, transition: &Transition, at: StateId) -> bool {
        let leaves = transition.targets.iter().any(|target| *target != transition.source);
        let on_exit = leaves && self.settled_by(&self.whole.playbook.state(at).on_exit);
        on_exit || self.settled_by(&transition.actions)
    }

    fn settled_by(&self, actions: &[Action]) -> bool {
        actions.iter().any(|action| match action {
            Action::Keep { promise, .. } | Action::Waive { promise, .. } => *promise == self.promise.name,
            Action::Step(plan) => plan.name == self.promise.name && plan.kind == StepKind::Promise,
            _ => false,
        })
    }
}
