//! Functions of dates, times and durations.

use chrono::{NaiveDateTime, Timelike};

use super::functions::Getter;
use super::scope::{ErrorKind, Val};
use crate::calendar::Calendar;
use crate::value::{Date, Duration, Zone};

type Outcome<'a> = Result<Val<'a>, ErrorKind>;

/// The local date of a date or time.
pub(super) fn date(x: Val<'_>, zone: Zone) -> Result<Date, ErrorKind> {
    match x {
        Val::Date(date) => Ok(date),
        Val::Time(time) => zone.date(time).ok_or(ErrorKind::OutOfRange),
        _ => Err(ErrorKind::WrongType),
    }
}

/// `days(a, b)`: date changes from a to b.
pub(super) fn days<'a>(a: Val<'a>, b: Val<'a>, zone: Zone) -> Outcome<'a> {
    Ok(Val::Int(date(a, zone)?.days_until(date(b, zone)?)))
}

// What asks a calendar is kept out of the loop that runs expressions: few do, and it would crowd the others there.

/// `workdays(a, b)`: business days after a, up to b.
#[inline(never)]
pub(super) fn workdays<'a>(a: Val<'a>, b: Val<'a>, zone: Zone, calendar: Option<&Calendar>) -> Outcome<'a> {
    let (a, b) = (date(a, zone)?, date(b, zone)?);
    calendar.map(|calendar| Val::Int(calendar.workdays(a, b))).ok_or(ErrorKind::NoCalendar)
}

/// `plus_workdays(x, n)`: a time keeps its local clock.
#[inline(never)]
pub(super) fn plus_workdays<'a>(x: Val<'a>, n: Val<'a>, zone: Zone, calendar: Option<&Calendar>) -> Outcome<'a> {
    let calendar = calendar.ok_or(ErrorKind::NoCalendar)?;
    plus(x, n, zone, |date, days| calendar.plus_workdays(date, days))
}

/// `plus_workhours(x, n)`: the moment at which so many business hours have passed, or the latest after which they have.
#[inline(never)]
pub(super) fn plus_workhours<'a>(x: Val<'a>, n: Val<'a>, calendar: Option<&Calendar>) -> Outcome<'a> {
    let (Val::Time(time), Val::Int(n)) = (x, n) else {
        return Err(ErrorKind::WrongType);
    };
    let calendar = calendar.ok_or(ErrorKind::NoCalendar)?;
    let hours = n.checked_abs().and_then(|n| n.checked_mul(3600)).and_then(Duration::seconds);
    let moved = hours.and_then(|hours| {
        if n < 0 { calendar.minus_business_hours(time, hours) } else { calendar.plus_business_hours(time, hours) }
    });
    moved.map(Val::Time).ok_or(ErrorKind::OutOfRange)
}

/// `plus_days(x, n)` and `plus_months(x, n)`: a time keeps its local clock.
pub(super) fn plus<'a>(x: Val<'a>, n: Val<'a>, zone: Zone, moved: impl Fn(Date, i64) -> Option<Date>) -> Outcome<'a> {
    let Val::Int(n) = n else {
        return Err(ErrorKind::WrongType);
    };
    match x {
        Val::Date(date) => moved(date, n).map(Val::Date),
        // Nothing to move: the later moment of a repeated hour stays itself.
        Val::Time(_) if n == 0 => Some(x),
        Val::Time(time) => {
            let local = zone.local(time);
            let date = Date::from_naive(local.date()).and_then(|date| moved(date, n));
            date.and_then(|date| zone.moment(date.naive().and_time(local.time()))).map(Val::Time)
        }
        _ => return Err(ErrorKind::WrongType),
    }
    .ok_or(ErrorKind::OutOfRange)
}

/// `end_of_day(x)`: the first moment of the next local date.
pub(super) fn end_of_day(x: Val<'_>, zone: Zone) -> Outcome<'_> {
    let next = date(x, zone)?.plus_days(1).and_then(|next| zone.start_of(next));
    next.map(Val::Time).ok_or(ErrorKind::OutOfRange)
}

/// `x.getHours()` and its like; times in UTC where no zone is given.
pub(super) fn get(getter: Getter, zone: Option<Zone>, x: Val<'_>) -> Outcome<'_> {
    let number = match x {
        Val::Time(time) => of_local(getter, zone.unwrap_or(Zone::UTC).local(time)),
        Val::Date(date) => of_date(getter, date),
        Val::Duration(duration) => of_duration(getter, duration),
        _ => None,
    };
    number.map(Val::Int).ok_or(ErrorKind::OutOfRange)
}

fn of_local(getter: Getter, local: NaiveDateTime) -> Option<i64> {
    let clock = match getter {
        Getter::Hours => local.hour(),
        Getter::Minutes => local.minute(),
        Getter::Seconds => local.second(),
        Getter::Milliseconds => local.nanosecond() / 1_000_000,
        _ => return of_date(getter, Date::from_naive(local.date())?),
    };
    Some(clock.into())
}

fn of_date(getter: Getter, date: Date) -> Option<i64> {
    Some(match getter {
        Getter::FullYear => date.year().into(),
        Getter::Month => i64::from(date.month()) - 1,
        Getter::Date => date.day().into(),
        Getter::DayOfMonth => i64::from(date.day()) - 1,
        Getter::DayOfWeek => date.day_of_week().into(),
        Getter::DayOfYear => i64::from(date.day_of_year()) - 1,
        _ => return None,
    })
}

/// The whole duration in that unit, as CEL has it, towards zero.
fn of_duration(getter: Getter, duration: Duration) -> Option<i64> {
    let seconds = duration.whole_seconds();
    Some(match getter {
        Getter::Hours => seconds / 3600,
        Getter::Minutes => seconds / 60,
        Getter::Seconds => seconds,
        Getter::Milliseconds => i64::try_from(duration.as_nanoseconds() / 1_000_000).ok()?,
        _ => return None,
    })
}
