//! How long a case stays in a state.

use crate::playbook::{On, Period, Playbook, Reach, StateId, TimerDue, Transition};

/// No time is longer.
pub(super) const FOR_EVER: u64 = u64::MAX;

/// How many seconds a case stays in a state at most, whatever happens or does not, if its host wakes it in time.
pub(super) fn stay(playbook: &Playbook, id: StateId) -> u64 {
    let always = |transition: &Transition| transition.when.is_none() && transition.times.is_none();
    let leaves = |transition: &Transition| transition.reach != Reach::Stay && !transition.targets.is_empty();
    let mut stay = FOR_EVER;
    for state in std::iter::once(id).chain(playbook.around(id)).map(|id| playbook.state(id)) {
        let ways = state.transitions.iter().map(|id| playbook.transition(*id));
        for way in ways.filter(|way| always(way) && leaves(way)) {
            let until = match &way.on {
                On::Eventless => 0,
                On::Timer(rule) => match state.timers.get(usize::from(*rule)).map(|timer| &timer.due) {
                    Some(TimerDue::After(period)) => at_most(*period),
                    _ => FOR_EVER,
                },
                On::Event(_) | On::Complete | On::Else => FOR_EVER,
            };
            stay = stay.min(until);
        }
    }
    stay
}

/// Clocks that are put forward or back make a period of dates shorter or longer, by a day at most.
const DAY: u64 = 86_400;

/// A period in seconds, as long as it may be.
fn at_most(period: Period) -> u64 {
    let longest = period.longest().and_then(|longest| u64::try_from(longest.whole_seconds()).ok());
    let clocks = if matches!(period, Period::Elapsed(_)) { 1 } else { DAY };
    longest.map_or(FOR_EVER, |longest| longest.saturating_add(clocks))
}

/// The same, as short as it may be.
pub(super) fn at_least(period: Period) -> u64 {
    let shortest = period.shortest().and_then(|shortest| u64::try_from(shortest.whole_seconds()).ok());
    let clocks = if matches!(period, Period::Elapsed(_)) { 0 } else { DAY };
    shortest.unwrap_or(0).saturating_sub(clocks)
}
