//! A calendar that knows nothing but minutes: it looks at the clocks minute by minute, and counts.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};

/// Every minute of some weeks, and what the zone's clocks show then.
pub(super) struct Clocks {
    pub(super) start: DateTime<Utc>,
    local: Vec<NaiveDateTime>,
}

impl Clocks {
    pub(super) fn new(zone: &str, start: DateTime<Utc>, days: i64) -> Self {
        let zone: chrono_tz::Tz = zone.parse().unwrap();
        let at = |minute| zone.from_utc_datetime(&(start + TimeDelta::minutes(minute)).naive_utc()).naive_local();
        Self { start, local: (0..days * 1440).map(at).collect() }
    }

    pub(super) fn date(&self, minute: usize) -> NaiveDate {
        self.local[minute].date()
    }

    fn first_and_last_date(&self) -> (NaiveDate, NaiveDate) {
        (self.date(0), self.date(self.local.len() - 1))
    }

    /// The minutes worth looking at for what happens around a date.
    fn near(&self, date: NaiveDate) -> impl DoubleEndedIterator<Item = usize> + use<> {
        let begins = (date.and_time(NaiveTime::MIN) - self.local[0]).num_minutes();
        let within = |minute: i64| usize::try_from(minute).unwrap_or(0).min(self.local.len());
        within(begins - 3 * 1440)..within(begins + 5 * 1440)
    }

    /// The first minute at which the clocks show it, or later.
    fn first(&self, date: NaiveDate, shown: NaiveDateTime) -> Option<usize> {
        self.near(date).find(|minute| self.local[*minute] >= shown)
    }

    /// The last minute at which they show it; where they never do, the minute after the last that shows something earlier.
    fn last(&self, date: NaiveDate, shown: NaiveDateTime) -> Option<usize> {
        let last = self.near(date).rev().find(|minute| self.local[*minute] <= shown)?;
        Some(if self.local[last] == shown { last } else { last + 1 })
    }
}

/// A shift: days of the week (0 for Monday), minutes after midnight.
pub(super) type Line = (Vec<usize>, i64, i64);

/// Which minutes are open, and on which dates shifts begin that last.
pub(super) struct Minutes<'c> {
    clocks: &'c Clocks,
    open: Vec<bool>,
    /// With the last closing time.
    days: Vec<(NaiveDate, usize)>,
}

impl<'c> Minutes<'c> {
    pub(super) fn new(clocks: &'c Clocks, lines: &[Line], closed: &[NaiveDate]) -> Self {
        let mut made = Self { clocks, open: vec![false; clocks.local.len()], days: Vec::new() };
        let (first, last) = clocks.first_and_last_date();
        for date in first.iter_days().take_while(|date| *date <= last).filter(|date| !closed.contains(date)) {
            let mut closing = None;
            for (days, begin, end) in lines {
                let weekday = usize::try_from(chrono::Datelike::weekday(&date).num_days_from_monday()).unwrap();
                if !days.contains(&weekday) {
                    continue;
                }
                let shown = |minutes: i64| date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
                let (Some(opens), Some(closes)) = (clocks.first(date, shown(*begin)), clocks.last(date, shown(*end)))
                else {
                    continue;
                };
                for minute in opens..closes.min(made.open.len()) {
                    made.open[minute] = true;
                    closing = closing.max(Some(closes));
                }
            }
            made.days.extend(closing.map(|closing| (date, closing)));
        }
        made
    }

    pub(super) fn is_open(&self, minute: usize) -> bool {
        self.open[minute]
    }

    pub(super) fn next_open(&self, minute: usize) -> Option<usize> {
        (minute..self.open.len()).find(|minute| self.open[*minute])
    }

    pub(super) fn closes_after(&self, minute: usize) -> Option<usize> {
        (minute..self.open.len()).find(|minute| !self.open[*minute])
    }

    pub(super) fn plus_open(&self, minute: usize, mut count: usize) -> Option<usize> {
        let mut at = minute;
        while count > 0 {
            count -= usize::from(*self.open.get(at)?);
            at += 1;
        }
        Some(at)
    }

    pub(super) fn is_day(&self, date: NaiveDate) -> bool {
        self.days.iter().any(|(day, _)| *day == date)
    }

    pub(super) fn plus_days(&self, minute: usize, mut count: usize) -> Option<usize> {
        let today = self.clocks.date(minute);
        for (day, closing) in &self.days {
            if *day > today {
                count -= 1;
                if count == 0 {
                    return (*closing < self.open.len()).then_some(*closing);
                }
            }
        }
        None
    }
}
