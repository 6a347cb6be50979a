//! Calendar dates.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::canon::{Plain, write_number};

use super::{TextError, serde_by_text};

/// A date of the Gregorian calendar, from the year 1 to 9999.
///
/// Its text form is ISO 8601 with ten characters, `2026-11-02`; no other is read.
///
/// ```
/// use amends::Date;
/// let end: Date = "2026-01-31".parse()?;
/// assert_eq!(end.plus_months(1), Some("2026-02-28".parse()?));
/// assert_eq!(end.plus_days(-31), Some("2025-12-31".parse()?));
/// assert_eq!(end.days_until("2026-02-02".parse()?), 2);
/// assert_eq!((end.year(), end.month(), end.day()), (2026, 1, 31));
/// assert_eq!((end.day_of_week(), end.day_of_year()), (6, 31)); // a Saturday
/// # Ok::<(), amends::TextError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

const EXPECTED: TextError = TextError::new("a date like `2026-11-02`");

impl Date {
    pub(crate) fn from_naive(date: NaiveDate) -> Option<Self> {
        (1..=9999).contains(&date.year()).then_some(Self(date))
    }

    /// The first day of a year.
    pub(super) fn of_year(year: i32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, 1, 1).and_then(Self::from_naive)
    }

    pub(crate) fn naive(self) -> NaiveDate {
        self.0
    }

    /// The date so many days later, or earlier where `days` is negative; none outside the years 1 to 9999.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        let step = Days::new(days.unsigned_abs());
        let date = if days < 0 { self.0.checked_sub_days(step) } else { self.0.checked_add_days(step) };
        Self::from_naive(date?)
    }

    /// The date so many months later, or earlier where `months` is negative; a day that the month lacks becomes its
    /// last. None outside the years 1 to 9999.
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let step = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
        let date = if months < 0 { self.0.checked_sub_months(step) } else { self.0.checked_add_months(step) };
        Self::from_naive(date?)
    }

    /// How many days from this date to `later`; negative if that is before it.
    pub fn days_until(self, later: Self) -> i64 {
        later.0.signed_duration_since(self.0).num_days()
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The day of the week, 0 for Sunday to 6 for Saturday.
    pub fn day_of_week(self) -> u32 {
        let weekday: Weekday = self.0.weekday();
        weekday.num_days_from_sunday()
    }

    /// The day of the year, 1 to 366.
    pub fn day_of_year(self) -> u32 {
        self.0.ordinal()
    }
}

impl FromStr for Date {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        // chrono reads looser forms than ours: blanks, signs, short months.
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return Err(EXPECTED) };
        let numbers = (digits([y1, y2, y3, y4]), digits([m1, m2]), digits([d1, d2]));
        let (Some(year), Some(month), Some(day)) = numbers else { return Err(EXPECTED) };
        let year = i32::try_from(year).map_err(|_| EXPECTED)?;
        NaiveDate::from_ymd_opt(year, month, day).and_then(Self::from_naive).ok_or(EXPECTED)
    }
}

/// The number that these digits are.
pub(super) fn digits<const N: usize>(digits: [u8; N]) -> Option<u32> {
    digits.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

impl Plain for Date {
    fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        write_number(out, self.year().unsigned_abs().into(), 4)?;
        out.write_str("-")?;
        write_number(out, self.month().into(), 2)?;
        out.write_str("-")?;
        write_number(out, self.day().into(), 2)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_by_text!(Date, "a date as text");

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    proptest! {
        /// What has the shape of a date is one where chrono has it so.
        #[test]
        fn reads_what_chrono_reads(text in "[0-9]{4}-[01][0-9]-[0-3][0-9]") {
            let theirs = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().and_then(Date::from_naive);
            prop_assert_eq!(text.parse::<Date>().ok(), theirs);
        }
    }

    #[test]
    fn other_shapes() {
        for text in [
            "",
            "2026-1-02",
            "2026-01-2",
            "+026-01-02",
            "2026-01-02 ",
            " 026-01-02",
            "2026/01/02",
            "0000-01-01",
            "2026-01-0a",
        ] {
            assert_eq!(text.parse::<Date>(), Err(EXPECTED), "{text}");
        }
    }
}
