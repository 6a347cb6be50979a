//! Ways of counting time.

use crate::calendar::Calendar;
use crate::value::{Date, Duration, Time, Zone};

/// A length of time as authors write it: `2d`, `6 months`, `4 business hours`, `3 business days in england`.
///
/// All but the first are no durations: how long they are depends on when they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    Elapsed(Duration),
    Months(u32),
    BusinessHours(u32, CalendarId),
    BusinessDays(u32, CalendarId),
}

/// The place of a calendar among those of whoever counts by it: of a playbook among its own `calendars`, of a policy among
/// the policy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CalendarId(pub(crate) u16);

/// As long as a calendar is searched.
const MAX_BUSINESS_DAYS: u32 = 3_653;
const MAX_BUSINESS_HOURS: u32 = 24 * MAX_BUSINESS_DAYS;

impl Period {
    /// Whether it is longer than no time, and not so long that no calendar could count it.
    pub(crate) fn is_countable(self) -> bool {
        match self {
            Self::Elapsed(duration) => duration > Duration::ZERO,
            Self::Months(months) => months > 0,
            Self::BusinessHours(hours, _) => (1..=MAX_BUSINESS_HOURS).contains(&hours),
            Self::BusinessDays(days, _) => (1..=MAX_BUSINESS_DAYS).contains(&days),
        }
    }

    /// The calendar that it is counted by.
    pub(crate) fn calendar(self) -> Option<CalendarId> {
        match self {
            Self::Elapsed(_) | Self::Months(_) => None,
            Self::BusinessHours(_, calendar) | Self::BusinessDays(_, calendar) => Some(calendar),
        }
    }

    /// The same by another place of its calendar; none where there is none.
    pub(crate) fn by(self, calendar: impl FnOnce(CalendarId) -> Option<CalendarId>) -> Option<Self> {
        Some(match self {
            Self::Elapsed(_) | Self::Months(_) => self,
            Self::BusinessHours(hours, id) => Self::BusinessHours(hours, calendar(id)?),
            Self::BusinessDays(days, id) => Self::BusinessDays(days, calendar(id)?),
        })
    }

    /// The moment at which it is over, if it begins at this one; none where that lies beyond what can be counted.
    pub(crate) fn after<'c>(
        self,
        from: Time,
        zone: Zone,
        calendar: impl FnOnce(CalendarId) -> Option<&'c Calendar>,
    ) -> Option<Time> {
        match self {
            Self::Elapsed(duration) => from.checked_add(duration),
            Self::Months(months) => zone.plus_months(from, months.into()),
            Self::BusinessHours(hours, id) => calendar(id)?.plus_business_hours(from, whole_hours(hours)?),
            Self::BusinessDays(days, id) => calendar(id)?.plus_business_days(from, days),
        }
    }

    /// The last moment so early that the period is over if it began then: what happened later lies within a window of that
    /// length. None where all lies within.
    pub(crate) fn before<'c>(
        self,
        until: Time,
        zone: Zone,
        calendar: impl FnOnce(CalendarId) -> Option<&'c Calendar>,
    ) -> Option<Time> {
        match self {
            Self::Elapsed(duration) => until.checked_sub(duration),
            Self::Months(months) => zone.plus_months(until, -i64::from(months)),
            Self::BusinessHours(hours, id) => calendar(id)?.minus_business_hours(until, whole_hours(hours)?),
            Self::BusinessDays(days, id) => calendar(id)?.minus_business_days(until, days),
        }
    }
}

/// Which of two is longer. Clocks that are put forward or back are left aside.
impl Period {
    /// As short as it may be; none where that is beyond what can be counted.
    pub(crate) fn shortest(self) -> Option<Duration> {
        match self {
            Self::Elapsed(duration) => Some(duration),
            Self::Months(months) => days_of(months).map(|(fewest, _)| fewest),
            // What begins just before midnight may be over soon after the midnight before the last day.
            Self::BusinessDays(days, _) => whole_days(days.saturating_sub(1)),
            Self::BusinessHours(hours, _) => whole_hours(hours),
        }
    }

    /// As long as it may be; none of business time, which may be long in coming.
    pub(crate) fn longest(self) -> Option<Duration> {
        match self {
            Self::Elapsed(duration) => Some(duration),
            Self::Months(months) => days_of(months).map(|(_, most)| most),
            Self::BusinessDays(..) | Self::BusinessHours(..) => None,
        }
    }

    /// Whether it is over no sooner than the other, whenever both begin. Of business time by two calendars nobody can tell.
    pub(crate) fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::Months(this), Self::Months(other)) => this >= other,
            _ => match self.count_by_one_calendar(other) {
                Some((this, other)) => this >= other,
                None => other.longest().is_some_and(|longest| self.shortest() >= Some(longest)),
            },
        }
    }

    /// Whether it is over later than the other for some beginning, whatever a calendar says.
    pub(crate) fn may_outlast(self, other: Self) -> bool {
        match (self, other) {
            (Self::Months(this), Self::Months(other)) => this > other,
            (Self::Elapsed(_) | Self::Months(_), Self::Elapsed(_) | Self::Months(_)) => {
                self.longest() > other.shortest()
            }
            // What begins at midnight is over so many dates later at least, when the last of them closes.
            (Self::BusinessDays(this, _), Self::Elapsed(other)) => whole_days(this) >= Some(other),
            (Self::BusinessHours(this, _), Self::Elapsed(other)) => whole_hours(this) > Some(other),
            _ => self.count_by_one_calendar(other).is_some_and(|(this, other)| this > other),
        }
    }

    /// The numbers of two that count the same by one calendar.
    fn count_by_one_calendar(self, other: Self) -> Option<(u32, u32)> {
        match (self, other) {
            (Self::BusinessDays(this, a), Self::BusinessDays(other, b))
            | (Self::BusinessHours(this, a), Self::BusinessHours(other, b)) => (a == b).then_some((this, other)),
            _ => None,
        }
    }
}

/// The fewest and the most days that so many months have.
fn days_of(months: u32) -> Option<(Duration, Duration)> {
    // From every day of four years, one of them a leap year.
    let first: Date = "2024-01-01".parse().ok()?;
    let begins = (0..1_461).filter_map(|later| first.plus_days(later));
    let days = begins.filter_map(|begin| Some(begin.days_until(begin.plus_months(months.into())?)));
    let (fewest, most) = days.fold((i64::MAX, 0), |(fewest, most), days| (fewest.min(days), most.max(days)));
    Some((whole_days(u32::try_from(fewest).ok()?)?, whole_days(u32::try_from(most).ok()?)?))
}

fn whole_days(days: u32) -> Option<Duration> {
    Duration::seconds(i64::from(days) * 86_400)
}

fn whole_hours(hours: u32) -> Option<Duration> {
    Duration::seconds(i64::from(hours) * 3600)
}

#[cfg(test)]
mod tests {
    use super::{CalendarId, Period};
    use crate::value::Duration;

    /// `1d`, `2 months`, `3 bd`, `4 bh`, `3 bd*` by another calendar.
    fn period(text: &str) -> Period {
        let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
        let number = || number.parse().unwrap();
        match unit {
            "months" => Period::Months(number()),
            "bd" => Period::BusinessDays(number(), CalendarId(0)),
            "bh" => Period::BusinessHours(number(), CalendarId(0)),
            "bd*" => Period::BusinessDays(number(), CalendarId(1)),
            _ => Period::Elapsed(Duration::from_playbook(text).unwrap()),
        }
    }

    #[test]
    fn which_is_longer() {
        // Whether the first always is as long as the second, and whether it may be longer.
        for (this, other, covers, may_outlast) in [
            ("2d", "48h", true, false),
            ("2d", "49h", false, false),
            ("50h", "2d", true, true),
            ("2 months", "2 months", true, false),
            ("3 months", "2 months", true, true),
            ("1 months", "28d", true, true),
            ("1 months", "29d", false, true),
            ("1 months", "31d", false, false),
            ("2 months", "8w", true, true),
            ("2 months", "61d", false, true),
            ("2 months", "62d", false, false),
            ("12 months", "365d", true, true),
            ("12 months", "366d", false, false),
            ("28d", "1 months", false, false),
            ("30d", "1 months", false, true),
            ("31d", "1 months", true, true),
            ("8w", "2 months", false, false),
            ("3 bd", "3 bd", true, false),
            ("4 bd", "3 bd", true, true),
            ("3 bd", "3 bd*", false, false),
            ("9 bh", "8 bh", true, true),
            ("9 bh", "1 bd", false, false),
            ("3 bd", "2d", true, true),
            ("3 bd", "3d", false, true),
            ("3 bd", "4d", false, false),
            ("3d", "3 bd", false, false),
            ("8 bh", "8h", true, false),
            ("9 bh", "8h", true, true),
            ("1 bd", "1 months", false, false),
        ] {
            let (this_period, other_period) = (period(this), period(other));
            assert_eq!(this_period.covers(other_period), covers, "{this} covers {other}");
            assert_eq!(this_period.may_outlast(other_period), may_outlast, "{this} outlasts {other}");
        }
    }
}
