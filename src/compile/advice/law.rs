//! Deadlines that end later than a law allows.

use crate::check::later_than_law;
use crate::document::{LegalLimit, StepView};
use crate::playbook::{Deadline, Period, StateId, StepPlan};
use crate::report::Finding;
use crate::value::{Date, Duration, Time};

use super::arrival::arrivals;
use super::whole::Whole;

/// A Monday: from some moments of an ordinary week on it is looked at which ends first, where only a calendar tells.
const WEEK: &str = "2026-01-12";
const DAYS: i64 = 7;
/// Hours of a day at which that is done.
const HOURS: [i64; 2] = [0, 20];
/// For how many deadlines of a playbook.
const MAX_COUNTED: usize = 16;
/// What takes longer is not counted out day by day.
const LONGEST: i64 = 100 * 86_400;

/// Steps that a law wants within a time, and that may be due after it; `limits` are those times, in order.
pub(super) fn report(whole: &Whole<'_, '_>, limits: &[Option<Period>], findings: &mut Vec<Finding>) {
    if whole.doc.legal_limits.is_empty() {
        return;
    }
    let (mut counted, arrivals) = (0, arrivals(whole));
    for (entry, limit) in whole.doc.legal_limits.iter().zip(limits) {
        let Some(limit) = limit else { continue };
        let mut judged = Vec::new();
        for step in &whole.survey.every_step {
            let satisfies = entry.value.satisfied_by.iter().any(|name| *name == *step.name.as_str());
            let Some(plan) = whole.playbook.plan(StateId(step.state), &step.name).filter(|_| satisfies) else {
                continue;
            };
            let given = comparable(whole, &entry.value, plan);
            let may_outlast = given.as_ref().is_some_and(|given| {
                given.may_outlast(*limit).unwrap_or_else(|| {
                    counted += 1;
                    counted <= MAX_COUNTED && given.outlasts_by_calendar(*limit, whole)
                })
            });
            let arrival = arrivals.get(usize::from(step.state)).copied().flatten();
            let arrival = arrival.filter(|_| opens(whole, &entry.value)).unwrap_or(Duration::ZERO);
            let comes_late = given.as_ref().is_some_and(|given| given.surely_outlasts(*limit, arrival));
            let waits = comes_late && !may_outlast || plan.not_before.is_some();
            judged.push((step, may_outlast, comes_late, waits));
        }
        // One that comes late on every way may follow another that satisfied the law.
        let all_late = judged.iter().all(|(_, _, comes_late, _)| *comes_late);
        for (step, may_outlast, _, waits) in judged {
            let StepView { within, by, .. } = step.doc.view();
            if let Some(written) = within.or(by).filter(|_| may_outlast || all_late) {
                let law = (entry.value.within.as_str(), entry.value.within.span);
                findings.push(later_than_law(written.span, &step.name, (written.as_str(), waits), law));
            }
        }
    }
}

/// How long a step has, from when the law counts; of a follow-up after the time until which it waits.
struct Given {
    waits: Option<Period>,
    due: Period,
    /// Whether it counts from there wherever the step stands.
    from_opening: bool,
}

/// What counts from the moment at which the law does, or later.
fn comparable(whole: &Whole<'_, '_>, limit: &LegalLimit, plan: &StepPlan) -> Option<Given> {
    let waits = match &plan.not_before {
        Some(Deadline::In(period)) => Some(*period),
        _ => None,
    };
    match plan.due.as_ref()? {
        Deadline::In(period) => Some(Given { waits, due: *period, from_opening: false }),
        // The case opened when that happened.
        Deadline::From(period, base) => {
            let counts = opens(whole, limit) && base.text() == "opened";
            counts.then_some(Given { waits: None, due: *period, from_opening: true })
        }
        Deadline::Moment(_) => None,
    }
}

/// Whether the law counts from an event that opens cases.
fn opens(whole: &Whole<'_, '_>, limit: &LegalLimit) -> bool {
    whole.playbook.triggers.iter().any(|trigger| trigger.upon.matches(limit.from.as_str()))
}

impl Given {
    /// Whether it ends later than the limit for some beginning; none where only dates or a calendar tell.
    fn may_outlast(&self, limit: Period) -> Option<bool> {
        let due = match (self.waits, self.due) {
            (None, due) => due,
            (Some(Period::Elapsed(waits)), Period::Elapsed(due)) => Period::Elapsed(waits.checked_add(due)?),
            (Some(_), _) => return None,
        };
        let business = due.calendar().is_some() || limit.calendar().is_some();
        match due.may_outlast(limit) {
            true => Some(true),
            false => (!business).then_some(false),
        }
    }

    /// Whether it ends later than the limit, whenever the case opens, if it begins no earlier than so long after that.
    fn surely_outlasts(&self, limit: Period, arrival: Duration) -> bool {
        let waits = self.waits.map_or(Some(Duration::ZERO), Period::shortest);
        let given =
            self.due.shortest().zip(waits).and_then(|(due, waits)| due.checked_add(waits)?.checked_add(arrival));
        !self.from_opening
            && arrival > Duration::ZERO
            && given.zip(limit.longest()).is_some_and(|(given, most)| given > most)
    }

    /// Whether it does from some moment of an ordinary week on.
    fn outlasts_by_calendar(&self, limit: Period, whole: &Whole<'_, '_>) -> bool {
        let is_short = |period: Period| period.shortest().is_some_and(|shortest| shortest.whole_seconds() <= LONGEST);
        if ![self.waits, Some(self.due), Some(limit)].into_iter().flatten().all(is_short) {
            return false;
        }
        let Ok(week) = WEEK.parse::<Date>() else { return false };
        let midnights = (0..DAYS).filter_map(|day| whole.playbook.zone.start_of(week.plus_days(day)?));
        let later = |from: Time, hours: i64| from.checked_add(Duration::seconds(hours * 3600)?);
        let moments = midnights.flat_map(|from| HOURS.into_iter().filter_map(move |hours| later(from, hours)));
        moments.into_iter().any(|from| {
            let begins = self.waits.map_or(Some(from), |waits| whole.after(waits, from));
            let due = begins.and_then(|begins| whole.after(self.due, begins));
            matches!((due, whole.after(limit, from)), (Some(due), Some(limit)) if due > limit)
        })
    }
}
