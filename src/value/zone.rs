//! Time zones.

use std::fmt;

use chrono::{LocalResult, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

use super::{Date, Time};

/// A zone of the IANA database, bundled with the crate: `Europe/London`, `UTC`.
///
/// ```
/// use amends::Zone;
/// assert_eq!(Zone::named("UTC"), Some(Zone::UTC));
/// assert_eq!(Zone::named("europe/london"), None); // by its exact name
/// println!("zone data of {}", Zone::database());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    /// UTC.
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone of exactly that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// The release of the IANA database in use, such as `2025b`; records carry it.
    pub fn database() -> &'static str {
        chrono_tz::IANA_TZDB_VERSION
    }

    /// The names of all zones, in order.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// The local date of a moment.
    pub(crate) fn date(self, time: Time) -> Option<Date> {
        Date::from_naive(self.0.from_utc_datetime(&time.utc().naive_utc()).date_naive())
    }

    /// Date and time of day on local clocks.
    pub(crate) fn local(self, time: Time) -> NaiveDateTime {
        self.0.from_utc_datetime(&time.utc().naive_utc()).naive_local()
    }

    /// The moment a local clock shows this; in a gap the first moment after it, in a fold the earlier.
    pub(crate) fn moment(self, local: NaiveDateTime) -> Option<Time> {
        let found = match self.0.from_local_datetime(&local) {
            LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time.with_timezone(&Utc),
            LocalResult::None => self.after_gap(local)?,
        };
        Time::from_utc(found)
    }

    /// The same, but in a fold the later.
    pub(crate) fn last_moment(self, local: NaiveDateTime) -> Option<Time> {
        match self.0.from_local_datetime(&local) {
            LocalResult::Ambiguous(_, later) => Time::from_utc(later.with_timezone(&Utc)),
            LocalResult::Single(_) | LocalResult::None => self.moment(local),
        }
    }

    /// The dates in UTC on which clocks are put forward, from three days before `from` to three after `until`.
    pub(crate) fn leaps(self, from: Date, until: Date) -> impl Iterator<Item = Date> {
        // No zone puts its clocks outside these years, as the database has it.
        let first = from.plus_days(-3).into_iter().chain(Date::of_year(1800)).max();
        let last = until.plus_days(3).into_iter().chain(Date::of_year(2200)).min();
        let offset = move |date: Date| self.0.offset_from_utc_datetime(&date.naive().and_time(NaiveTime::MIN)).fix();
        let days = std::iter::successors(first, |date| date.plus_days(1)).take_while(move |date| Some(*date) <= last);
        let mut before = first.map(offset);
        days.filter_map(move |date| {
            let after = offset(date.plus_days(1)?);
            let leapt = before.is_some_and(|before| before.local_minus_utc() < after.local_minus_utc());
            before = Some(after);
            leapt.then_some(date)
        })
    }

    /// The first moment of a local date.
    pub(crate) fn start_of(self, date: Date) -> Option<Time> {
        self.moment(date.naive().and_time(NaiveTime::MIN))
    }

    /// The same time of day so many months later or earlier; a day the month lacks becomes its last.
    pub(crate) fn plus_months(self, time: Time, months: i64) -> Option<Time> {
        let local = self.local(time);
        let date = Date::from_naive(local.date())?.plus_months(months)?;
        self.moment(date.naive().and_time(local.time()))
    }

    /// No zone has a gap of more than a day and a half (Samoa left out a whole day in 2011); its end is searched by
    /// halving between two moments whose clocks stand before and after it.
    fn after_gap(self, local: NaiveDateTime) -> Option<chrono::DateTime<Utc>> {
        let around = Utc.from_utc_datetime(&local);
        let (mut before, mut after) =
            (around.timestamp().checked_sub(2 * 86_400)?, around.timestamp().checked_add(2 * 86_400)?);
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            let clock = self.0.timestamp_opt(middle, 0).single()?.naive_local();
            if clock < local {
                before = middle;
            } else {
                after = middle;
            }
        }
        Utc.timestamp_opt(after, 0).single()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_clocks() {
        for (zone, local, expected) in [
            ("Europe/London", "2026-01-15T12:00:00", "2026-01-15T12:00:00Z"),
            ("Europe/London", "2026-03-29T01:30:00", "2026-03-29T01:00:00Z"), // the gap: first moment after it
            ("Europe/London", "2026-10-25T01:30:00", "2026-10-25T00:30:00Z"), // the fold: the earlier
            ("America/New_York", "2026-07-01T00:00:00", "2026-07-01T04:00:00Z"),
            ("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T10:00:00Z"), // a day that never was
            ("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:30:00Z"), // a gap of half an hour
        ] {
            let local = local.parse().unwrap();
            assert_eq!(Zone::named(zone).unwrap().moment(local).unwrap().to_string(), expected, "{zone} {local}");
        }
    }

    #[test]
    fn no_zone_puts_its_clocks_in_years_that_are_not_searched_for_leaps() {
        for zone in Zone::names().filter_map(Zone::named) {
            let offset = |year| {
                let noon = zone.0.from_utc_datetime(&Date::of_year(year).unwrap().naive().and_time(NaiveTime::MIN));
                noon.offset().fix()
            };
            for (years, all) in [(1..=1800, 1), (2200..=9999, 9999)] {
                assert!(years.step_by(7).all(|year| offset(year) == offset(all)), "{zone}");
            }
        }
    }

    #[test]
    fn leaps() {
        for (zone, from, until, expected) in [
            ("Europe/London", "2026-01-01", "2026-12-31", vec!["2026-03-29"]),
            ("Europe/London", "2026-03-26", "2026-03-26", vec!["2026-03-29"]),
            ("Europe/London", "2026-03-25", "2026-03-25", vec![]),
            ("Pacific/Apia", "2011-12-01", "2011-12-31", vec!["2011-12-30"]),
            ("Asia/Kathmandu", "1985-12-01", "2026-12-31", vec!["1985-12-31"]),
            ("UTC", "0001-01-01", "9999-12-31", vec![]),
        ] {
            let found = Zone::named(zone).unwrap().leaps(from.parse().unwrap(), until.parse().unwrap());
            assert_eq!(found.map(|date| date.to_string()).collect::<Vec<_>>(), expected, "{zone} {from} {until}");
        }
    }
}
