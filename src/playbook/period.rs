//! Ways of counting time.

use crate::calendar::Calendar;
use crate::value::{Duration, Time, Zone};

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

    /// The same, with its calendar known by another place.
    pub(crate) fn counted_by(self, place: impl FnOnce(CalendarId) -> CalendarId) -> Self {
        match self {
            Self::Elapsed(_) | Self::Months(_) => self,
            Self::BusinessHours(hours, calendar) => Self::BusinessHours(hours, place(calendar)),
            Self::BusinessDays(days, calendar) => Self::BusinessDays(days, place(calendar)),
        }
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

fn whole_hours(hours: u32) -> Option<Duration> {
    Duration::seconds(i64::from(hours) * 3600)
}
