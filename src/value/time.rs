//! Moments.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Timelike, Utc};

use crate::canon::Plain;

use super::date::digits;
use super::{Date, Duration, TextError, serde_by_text};

/// A moment, exact to the nanosecond, from the year 1 to 9999 (in UTC).
///
/// Its text form is RFC 3339: read with any offset, written in UTC. An offset must be there; a leap second is refused.
///
/// ```
/// use amends::Time;
/// let time: Time = "2026-03-27T16:30:00+01:00".parse()?;
/// assert_eq!(time.to_string(), "2026-03-27T15:30:00Z");
///
/// let hour = "PT1H".parse()?;
/// let later = time.checked_add(hour).unwrap();
/// assert_eq!((later.since(time), later.checked_sub(hour)), (hour, Some(time)));
/// assert_eq!(Time::from_utc(time.utc()), Some(time));
/// # Ok::<(), amends::TextError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(DateTime<Utc>);

const EXPECTED: TextError = TextError::new("a time with its offset, like `2026-03-27T16:30:00Z`");

impl Time {
    /// The moment as chrono has it.
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The moment that chrono has, if it lies in the years 1 to 9999.
    pub fn from_utc(time: DateTime<Utc>) -> Option<Self> {
        (1..=9999).contains(&time.naive_utc().year()).then_some(Self(time))
    }

    /// The same moment or, outside the years 1 to 9999, the start of the nearest of them: `now` may be anything, and what
    /// is stored must have a text form.
    pub(crate) fn clamped(time: DateTime<Utc>) -> Self {
        Self::from_utc(time).unwrap_or_else(|| {
            let year = if time.naive_utc().year() < 1 { 1 } else { 9999 };
            Self(DateTime::<Utc>::UNIX_EPOCH.with_year(year).unwrap_or(DateTime::<Utc>::UNIX_EPOCH))
        })
    }

    /// The moment so much later, or earlier for a negative duration; none outside the years 1 to 9999.
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        self.0.checked_add_signed(duration.delta()).and_then(Self::from_utc)
    }

    /// The moment so much earlier, or later for a negative duration; none outside the years 1 to 9999.
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        self.0.checked_sub_signed(duration.delta()).and_then(Self::from_utc)
    }

    /// The time from `earlier` to this moment; negative if that is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_delta(self.0.signed_duration_since(earlier.0))
    }
}

impl FromStr for Time {
    type Err = TextError;

    /// Reads RFC 3339 with `T` and an offset or `Z`; a leap second is refused, for it has no place in elapsed time.
    fn from_str(text: &str) -> Result<Self, TextError> {
        plain(text).map_or_else(|| Self::parse(text), Ok)
    }
}

impl Time {
    /// Reads every form.
    fn parse(text: &str) -> Result<Self, TextError> {
        let strict = text.len() >= 20 && text.as_bytes().get(10).is_some_and(|b| matches!(b, b'T' | b't'));
        let leap = text.get(17..19) == Some("60");
        if !strict || leap {
            return Err(EXPECTED);
        }
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| EXPECTED)?;
        Self::from_utc(time.with_timezone(&Utc)).ok_or(EXPECTED)
    }
}

/// Reads the form that nearly all have, whole seconds in UTC.
fn plain(text: &str) -> Option<Time> {
    let (date, clock) = text.split_at_checked(10)?;
    let &[b'T', h1, h2, b':', m1, m2, b':', s1, s2, b'Z'] = clock.as_bytes() else { return None };
    let date: Date = date.parse().ok()?;
    Time::from_utc(date.naive().and_hms_opt(digits([h1, h2])?, digits([m1, m2])?, digits([s1, s2])?)?.and_utc())
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

impl Plain for Time {
    fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let (time, nanos) = (self.0.naive_utc(), self.0.timestamp_subsec_nanos());
        let mut text = *b"0000-00-00T00:00:00Z";
        let year = u32::try_from(time.year()).unwrap_or(0);
        let parts = [year / 100, year % 100, time.month(), time.day(), time.hour(), time.minute(), time.second()];
        for (place, part) in [0, 2, 5, 8, 11, 14, 17].into_iter().zip(parts) {
            if let Some([tens, ones]) = text.get_mut(place..place + 2) {
                (*tens, *ones) = (digit(part / 10), digit(part % 10));
            }
        }
        let text = std::str::from_utf8(&text).unwrap_or_default();
        if nanos == 0 {
            return out.write_str(text);
        }
        out.write_str(text.trim_end_matches('Z'))?;
        match nanos {
            n if n % 1_000_000 == 0 => write!(out, ".{:03}Z", n / 1_000_000),
            n if n % 1_000 == 0 => write!(out, ".{:06}Z", n / 1_000),
            n => write!(out, ".{n:09}Z"),
        }
    }
}

fn digit(n: u32) -> u8 {
    b'0' + u8::try_from(n % 10).unwrap_or(0)
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_by_text!(Time, "an RFC 3339 time as text");

#[cfg(test)]
mod tests {
    use chrono::SecondsFormat;
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    proptest! {
        /// The text is chrono's own.
        #[test]
        fn texts(seconds in -62_135_596_800_i64..253_402_300_800, nanos in 0_u32..1_000_000_000, places in 0_u32..4) {
            let nanos = nanos - nanos % 1_000_u32.pow(places);
            let utc = DateTime::<Utc>::from_timestamp(seconds, nanos).unwrap();
            let time = Time::from_utc(utc).unwrap();
            prop_assert_eq!(time.to_string(), utc.to_rfc3339_opts(SecondsFormat::AutoSi, true));
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }

        /// Whole seconds in UTC have a way of their own, to the same end.
        #[test]
        fn plain_texts_are_read_as_all_others(text in "[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z|z|\\+00:00|[.]5Z|)") {
            prop_assert_eq!(text.parse::<Time>(), Time::parse(&text));
        }
    }
}
