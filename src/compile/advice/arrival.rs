//! When a case comes to its states at the earliest, as far as its timers tell.

use crate::playbook::{Kind, On, ROOT, StateId, TimerDue, Transition};
use crate::value::Duration;

use super::whole::Whole;

/// How many transitions are followed for a playbook; one of real size needs a hundredth.
const MAX_WORK: usize = 100_000;

/// By state, how long after its opening a case comes there at least; none where none comes, or where that took too long to
/// find out.
pub(super) fn arrivals(whole: &Whole<'_, '_>) -> Vec<Option<Duration>> {
    let playbook = whole.playbook;
    let mut arrivals = Arrivals { whole, earliest: vec![None; playbook.states.len()], has_changed: true };
    for trigger in &playbook.triggers {
        match (&playbook.state(ROOT).kind, trigger.go.as_slice()) {
            (Kind::Compound(first), []) => arrivals.come(&[*first], Duration::ZERO),
            (_, go) => arrivals.come(go, Duration::ZERO),
        }
    }
    let mut work = MAX_WORK;
    while std::mem::take(&mut arrivals.has_changed) {
        for transition in &playbook.transitions {
            let Some(left) = work.checked_sub(1) else { return vec![None; playbook.states.len()] };
            work = left;
            let Some(from) = arrivals.at(transition.source) else { continue };
            if let Some(taken) = from.checked_add(waited(whole, transition)) {
                arrivals.come(&transition.targets, taken);
            }
        }
    }
    arrivals.earliest
}

/// How long a case was in the state at least when the transition is taken.
fn waited(whole: &Whole<'_, '_>, transition: &Transition) -> Duration {
    let On::Timer(rule) = transition.on else { return Duration::ZERO };
    let timer = whole.playbook.state(transition.source).timers.get(usize::from(rule));
    match timer.map(|timer| &timer.due) {
        Some(TimerDue::After(period)) => period.shortest().unwrap_or(Duration::ZERO),
        _ => Duration::ZERO,
    }
}

struct Arrivals<'w, 'a, 'd> {
    whole: &'w Whole<'a, 'd>,
    earliest: Vec<Option<Duration>>,
    has_changed: bool,
}

impl Arrivals<'_, '_, '_> {
    fn at(&self, id: StateId) -> Option<Duration> {
        self.earliest.get(usize::from(id.0)).copied().flatten()
    }

    /// A case comes there, so long after its opening, and to what lies around and in it.
    fn come(&mut self, targets: &[StateId], time: Duration) {
        // What is there already earlier leads on to nothing new.
        if targets.iter().all(|target| self.at(*target).is_some_and(|known| known <= time)) {
            return;
        }
        let playbook = self.whole.playbook;
        let entered = self.whole.entered(targets);
        let around = targets.iter().flat_map(|target| playbook.around(*target));
        for id in entered.iter().copied().chain(around) {
            if let Some(known) = self.earliest.get_mut(usize::from(id.0)) {
                if known.is_none_or(|known| known > time) {
                    *known = Some(time);
                    self.has_changed = true;
                }
            }
        }
    }
}
