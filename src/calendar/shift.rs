//! Hours of a day, and days of the week, as policies write them.

use std::str::FromStr;

use chrono::{NaiveTime, TimeDelta};

use crate::value::{Date, TextError, Time, Zone};

const DAY: u16 = 24 * 60;

/// From when until when somebody is there, on local clocks: `09:00-17:30`, `22:00-06:00`.
///
/// A shift belongs to the date on which it begins, also where it ends on the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shift {
    /// Minutes after midnight, below a day.
    begin: u16,
    /// Minutes after the same midnight: above `begin`, by a day at most.
    end: u16,
}

impl Shift {
    /// From midnight to midnight.
    pub(crate) const WHOLE_DAY: Self = Self { begin: 0, end: DAY };

    /// When the shift that begins on that date opens and closes. Where clocks leave its hours out, the first moment after
    /// them counts; where they repeat them, it opens at the first and closes at the last. None if nothing is left of it.
    pub(super) fn on(self, date: Date, zone: Zone) -> Option<(Time, Time)> {
        let midnight = date.naive().and_time(NaiveTime::MIN);
        let at = |minutes: u16| midnight.checked_add_signed(TimeDelta::minutes(minutes.into()));
        let (open, close) = (zone.moment(at(self.begin)?)?, zone.last_moment(at(self.end)?)?);
        (open < close).then_some((open, close))
    }
}

impl FromStr for Shift {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        const EXPECTED: TextError =
            TextError::new("hours like `09:00-17:30`, or `22:00-06:00` over midnight, or `00:00-24:00`");
        let (begin, end) = text.split_once('-').ok_or(EXPECTED)?;
        let begin = clock(begin.trim_end()).filter(|begin| *begin < DAY).ok_or(EXPECTED)?;
        let end = clock(end.trim_start()).ok_or(EXPECTED)?;
        match begin.cmp(&end) {
            std::cmp::Ordering::Less => Ok(Self { begin, end }),
            std::cmp::Ordering::Greater => Ok(Self { begin, end: end + DAY }),
            // A day, or nothing? Who means a day can say so.
            std::cmp::Ordering::Equal => Err(EXPECTED),
        }
    }
}

/// Minutes after midnight of `09:00`; `24:00` is the end of the day.
fn clock(text: &str) -> Option<u16> {
    let &[h1, h2, b':', m1, m2] = text.as_bytes() else { return None };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u16::from(byte - b'0'));
    let (hours, minutes) = (digit(h1)? * 10 + digit(h2)?, digit(m1)? * 10 + digit(m2)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= DAY).then_some(total)
}

/// Days of the week: `mon`, `mon-fri`, `sat-mon`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weekdays {
    /// 0 for Sunday to 6 for Saturday.
    first: u32,
    /// How many, 1 to 7.
    count: u32,
}

impl Weekdays {
    /// Each of them, 0 for Sunday to 6 for Saturday.
    pub(crate) fn days(self) -> impl Iterator<Item = u32> {
        (0..self.count).map(move |later| (self.first + later) % 7)
    }
}

impl FromStr for Weekdays {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        const EXPECTED: TextError = TextError::new("days of the week like `mon`, `mon-fri` or `sat-mon`");
        let day = |name: &str| {
            let known = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
            known.iter().position(|known| *known == name).and_then(|at| u32::try_from(at).ok()).ok_or(EXPECTED)
        };
        let Some((first, last)) = text.split_once('-') else { return Ok(Self { first: day(text)?, count: 1 }) };
        let (first, last) = (day(first.trim_end())?, day(last.trim_start())?);
        Ok(Self { first, count: (last + 7 - first) % 7 + 1 })
    }
}
