//! From shifts on local clocks to moments.

use crate::value::{Date, Time, Zone};

use super::Week;

/// Over how many dates something is searched: ten years. A house that is closed for longer is closed for good.
pub(super) const MAX_DAYS: i64 = 3_653;

/// The shifts of a week in a zone, date by date, but for the dates on which none begins.
#[derive(Clone, Copy)]
pub(super) struct Openings<'a> {
    pub(super) zone: Zone,
    pub(super) week: &'a Week,
    /// In order.
    pub(super) closed: &'a [Date],
}

impl<'a> Openings<'a> {
    /// The shifts that begin on a date, as moments, in order of opening.
    fn on(self, date: Date) -> impl Iterator<Item = (Time, Time)> + use<'a> {
        let shifts = self.week.on(date);
        let shifts = if self.may_open(date) { shifts } else { &[] };
        shifts.iter().filter_map(move |shift| shift.on(date, self.zone))
    }

    /// Whether shifts begin on the date, if its clocks let them.
    pub(super) fn may_open(self, date: Date) -> bool {
        !self.week.on(date).is_empty() && self.closed.binary_search(&date).is_err()
    }

    /// When the last of the shifts that begin on the date closes; none where there is none.
    pub(super) fn closing(self, date: Date) -> Option<Time> {
        self.on(date).map(|(_, close)| close).max()
    }

    /// All shifts that may close after the moment, in order of opening; they may touch and overlap.
    pub(super) fn around(self, time: Time) -> impl Iterator<Item = (Time, Time)> + use<'a> {
        let today = self.zone.date(time);
        // One of the day before yesterday may last for a day, and clocks that are put back at midnight let yesterday begin
        // once more.
        let first = today.map(|today| today.plus_days(-2).unwrap_or(today));
        first.into_iter().flat_map(dates).flat_map(move |date| self.on(date))
    }

    /// The first moment from then on at which somebody is there; the moment itself, if somebody is.
    pub(super) fn next(self, time: Time) -> Option<Time> {
        self.around(time).find(|(_, close)| *close > time).map(|(open, _)| open.max(time))
    }

    /// When everybody is gone, if somebody is there at the moment; shifts that touch or overlap are one. None if it is
    /// closed then, or never closes.
    pub(super) fn end(self, time: Time) -> Option<Time> {
        let mut end = time;
        for (open, close) in self.around(time) {
            if open > end {
                return (end > time).then_some(end);
            }
            end = end.max(close);
        }
        None
    }
}

/// The dates from this one on, as far as anything is searched.
pub(super) fn dates(from: Date) -> impl Iterator<Item = Date> {
    within(from, 1)
}

/// The same, backwards.
pub(super) fn dates_back(from: Date) -> impl Iterator<Item = Date> {
    within(from, -1)
}

fn within(from: Date, step: i64) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), move |date| date.plus_days(step)).zip(0..MAX_DAYS).map(|(date, _)| date)
}
