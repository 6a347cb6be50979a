//! A house's calendar.

use crate::value::{Date, Duration, Name, Time, Zone};

use super::Week;
use super::openings::{MAX_DAYS, Openings, dates, dates_back};

/// When somebody is there: the shifts of a week on a zone's clocks, but for closed dates.
///
/// A shift belongs to the date on which it begins. A *business day* is a date on which one begins and lasts: no closed
/// date, and none that clocks leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Calendar {
    name: Name,
    zone: Zone,
    week: Week,
    /// In order.
    closed: Vec<Date>,
}

impl Calendar {
    /// The calendar of that name, in which no shift begins on the closed dates. None if it never opens.
    pub(crate) fn new(name: Name, zone: Zone, week: Week, mut closed: Vec<Date>) -> Option<Self> {
        closed.sort_unstable();
        closed.dedup();
        (!week.is_empty()).then_some(Self { name, zone, week, closed })
    }

    /// What policies and playbooks call it.
    pub(crate) fn name(&self) -> &Name {
        &self.name
    }

    /// The dates on which nobody comes, in order.
    pub(crate) fn closed(&self) -> &[Date] {
        &self.closed
    }

    fn openings(&self) -> Openings<'_> {
        Openings { zone: self.zone, week: &self.week, closed: &self.closed }
    }

    /// The first moment from then on at which somebody is there; none within ten years.
    pub(crate) fn next_open(&self, time: Time) -> Option<Time> {
        self.openings().next(time)
    }

    /// When everybody is gone, if somebody is there; none where it is closed, or does not close within ten years.
    pub(crate) fn closes_after(&self, time: Time) -> Option<Time> {
        self.openings().end(time)
    }

    /// Whether somebody is there at any time of the shifts that begin on the date.
    pub(crate) fn is_business_day(&self, date: Date) -> bool {
        self.openings().closing(date).is_some()
    }

    /// The last closing time of the `days`th business day after the local date of the moment, whatever the hour; for 0
    /// the first such time that is not past. None beyond ten years.
    pub(crate) fn plus_business_days(&self, time: Time, days: u32) -> Option<Time> {
        let (today, openings) = (self.zone.date(time)?, self.openings());
        let closings = |from: Option<Date>| from.into_iter().flat_map(dates).filter_map(|date| openings.closing(date));
        match usize::try_from(days).ok()?.checked_sub(1) {
            Some(before) => closings(today.plus_days(1)).nth(before),
            None => closings(today.plus_days(-2)).find(|closing| *closing >= time),
        }
    }

    /// The number of business days that leads from a moment to a deadline that was counted so; 0 on its last day.
    pub(crate) fn business_days_left(&self, time: Time, due: Time) -> Option<u32> {
        let (today, day) = (self.zone.date(time)?, self.zone.date(due)?);
        // The deadline's own date may be the one before, or in short nights of the clocks the one before that.
        let own = dates_back(day).take(3).find(|date| self.openings().closing(*date) == Some(due));
        u32::try_from(self.workdays(today, own.unwrap_or(day)).max(0)).ok()
    }

    /// The moment at which so much open time has passed. None beyond ten years.
    pub(crate) fn plus_business_hours(&self, time: Time, hours: Duration) -> Option<Time> {
        let (mut reached, mut left) = (time, hours);
        if left <= Duration::ZERO {
            return Some(time);
        }
        for (open, close) in self.openings().around(time) {
            reached = reached.max(open);
            if close <= reached {
                continue;
            }
            let there = close.since(reached);
            if left <= there {
                return reached.checked_add(left);
            }
            left = left.checked_sub(there)?;
            reached = close;
        }
        None
    }

    /// The latest moment after which so much open time has passed at `time`. None beyond ten years.
    pub(crate) fn minus_business_hours(&self, time: Time, hours: Duration) -> Option<Time> {
        // Ever further back: as far as is open for so long, or as far as anything is searched.
        let doubled = |days: &i64| (*days < MAX_DAYS).then(|| (days * 2).min(MAX_DAYS));
        for days in std::iter::successors(Some(7), doubled) {
            let start = time.checked_sub(Duration::seconds(days * 86_400)?)?;
            let open = self.open_between(start, time);
            if hours <= open {
                let reached = self.plus_business_hours(start, open.checked_sub(hours)?)?;
                // Nothing passes while it is closed.
                return self.next_open(reached);
            }
        }
        None
    }

    /// The latest moment after which so many business days are over at `time`. None beyond ten years.
    pub(crate) fn minus_business_days(&self, time: Time, days: u32) -> Option<Time> {
        let (today, openings) = (self.zone.date(time)?, self.openings());
        // The first day that is not over: who begins on the day that lies so many before it waits for it.
        let mut closings = dates(today.plus_days(-2)?).filter_map(|date| Some((date, openings.closing(date)?)));
        let (ahead, _) = closings.find(|(_, closing)| *closing > time)?;
        let first = self.plus_workdays(ahead, -i64::from(days))?;
        self.zone.start_of(first)?.checked_sub(Duration::nanoseconds(1)?)
    }

    /// The open time between two moments, of ten years at most; none if the second is not later.
    pub(crate) fn open_between(&self, from: Time, to: Time) -> Duration {
        let (mut reached, mut sum) = (from, Duration::ZERO);
        for (open, close) in self.openings().around(from).take_while(|(open, _)| *open < to) {
            let (start, end) = (reached.max(open), close.min(to));
            if start < end {
                sum = sum.checked_add(end.since(start)).unwrap_or(sum);
                reached = end;
            }
        }
        sum
    }

    /// The number of business days `d` with `a < d <= b`; where `b` is before `a`, that from `b` to `a` below zero.
    pub(crate) fn workdays(&self, a: Date, b: Date) -> i64 {
        if b < a {
            return -self.workdays(b, a);
        }
        let openings = self.openings();
        let total = a.days_until(b);
        // Each of the next seven dates comes again every week.
        let of_week = dates(a).skip(1).take(7).map(|date| !self.week.on(date).is_empty());
        let ordinary: i64 =
            (0_i64..).zip(of_week).filter(|(_, opens)| *opens).map(|(at, _)| (total + 6 - at) / 7).sum();
        let closed = self.closed.iter().filter(|date| a < **date && **date <= b && !self.week.on(**date).is_empty());
        let (mut missing, mut tried) = (i64::try_from(closed.count()).unwrap_or(i64::MAX), a);
        // Where clocks leap, nothing may be left of a date's shifts, be it the leap's own or one next to it.
        for leap in self.zone.leaps(a, b) {
            let around = (-2..=2).filter_map(|days| leap.plus_days(days));
            for date in around.filter(|date| *date <= b) {
                if tried < date {
                    tried = date;
                    missing += i64::from(openings.may_open(date) && openings.closing(date).is_none());
                }
            }
        }
        ordinary - missing
    }

    /// The `days`th business day after the date, or before it where `days` is negative; for 0 the date itself. None
    /// beyond ten years.
    pub(crate) fn plus_workdays(&self, date: Date, days: i64) -> Option<Date> {
        let Some(before) = usize::try_from(days.unsigned_abs()).ok()?.checked_sub(1) else { return Some(date) };
        let opens = |date: &Date| self.is_business_day(*date);
        if days > 0 {
            dates(date).skip(1).filter(opens).nth(before)
        } else {
            dates_back(date).skip(1).filter(opens).nth(before)
        }
    }
}
