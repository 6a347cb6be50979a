//! Elapsed time.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;

use crate::canon::{Plain, write_number};

use super::{TextError, serde_by_text};

/// A span of elapsed time, exact to the nanosecond, positive or negative, of at most about 292 million years.
///
/// A day is 24 hours and a week seven such days, whatever the clocks do. Its text form is ISO 8601: read are weeks,
/// days, hours, minutes and seconds, each with a fraction if it likes, the sign before all; written are hours, minutes
/// and seconds. Years and months are no elapsed time and are refused. [`Duration::from_playbook`] reads what authors
/// write.
///
/// ```
/// use amends::Duration;
/// let late: Duration = "PT200M".parse()?;
/// assert_eq!(late, Duration::from_playbook("3h20m").unwrap());
/// assert_eq!(late.to_string(), "PT3H20M");
/// assert_eq!("P1DT1.5H".parse::<Duration>()?.to_string(), "PT25H30M");
/// assert!("P1M".parse::<Duration>().is_err());
///
/// let early: Duration = "-PT5M".parse()?;
/// assert!(early.is_negative());
/// assert_eq!((early.whole_seconds(), early.abs(), early.negated()), (-300, "PT5M".parse()?, "PT5M".parse()?));
/// assert_eq!(late.checked_add(early), Some("PT3H15M".parse()?));
/// assert_eq!(late.checked_sub(early), Some("PT3H25M".parse()?));
/// # Ok::<(), amends::TextError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration(TimeDelta);

const NANOS: i128 = 1_000_000_000;
const EXPECTED_ISO: TextError = TextError::new("an ISO 8601 duration like `PT3H20M` or `-PT5M`");
const EXPECTED_PLAYBOOK: TextError = TextError::new("a duration with its units, like `3h20m` or `2d`");

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(TimeDelta::zero());

    /// So many seconds; none out of range.
    ///
    /// ```
    /// use amends::Duration;
    /// assert_eq!(Duration::seconds(90), "PT1M30S".parse().ok());
    /// ```
    pub const fn seconds(seconds: i64) -> Option<Self> {
        match TimeDelta::try_seconds(seconds) {
            Some(delta) => Some(Self(delta)),
            None => None,
        }
    }

    /// So many nanoseconds, if they are within chrono's range (about 292 million years).
    pub(crate) fn nanoseconds(total: i128) -> Option<Self> {
        let seconds = i64::try_from(total.div_euclid(NANOS)).ok()?;
        let nanos = u32::try_from(total.rem_euclid(NANOS)).ok()?;
        TimeDelta::new(seconds, nanos).map(Self)
    }

    pub(crate) fn as_nanoseconds(self) -> i128 {
        i128::from(self.0.num_seconds()) * NANOS + i128::from(self.0.subsec_nanos())
    }

    /// Its whole seconds, rounded towards zero.
    pub fn whole_seconds(self) -> i64 {
        self.0.num_seconds()
    }

    /// Whether this is below zero.
    pub fn is_negative(self) -> bool {
        self < Self::ZERO
    }

    /// The sum; none out of range.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(&other.0).map(Self)
    }

    /// The difference; none out of range.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(&other.0).map(Self)
    }

    /// The duration with its sign turned.
    pub fn negated(self) -> Self {
        Self(-self.0)
    }

    /// The duration without its sign.
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    pub(crate) fn delta(self) -> TimeDelta {
        self.0
    }

    pub(crate) fn from_delta(delta: TimeDelta) -> Self {
        Self(delta)
    }

    /// Reads a playbook's spelling: numbers with units, largest first or not, such as `15m`, `3h20m`, `2d`, `4w`,
    /// `1.5h`, `250ms`; units are `w d h m s ms us ns`. A leading `-` turns the sign.
    ///
    /// # Errors
    /// Where the text is anything else (a number without a unit among it), is no whole number of nanoseconds, or is out
    /// of range.
    ///
    /// ```
    /// use amends::Duration;
    /// assert_eq!(Duration::from_playbook("1.5h")?, "PT1H30M".parse()?);
    /// assert!(Duration::from_playbook("90").is_err());
    /// # Ok::<(), amends::TextError>(())
    /// ```
    pub fn from_playbook(text: &str) -> Result<Self, TextError> {
        let (negative, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if rest.is_empty() {
            return Err(EXPECTED_PLAYBOOK);
        }
        let mut total = 0_i128;
        while !rest.is_empty() {
            let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or(EXPECTED_PLAYBOOK)?;
            let (digits, tail) = rest.split_at(number);
            let unit = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
            let (unit, tail) = tail.split_at(unit);
            total = unit_nanos(unit)
                .and_then(|nanos| scaled(digits, nanos))
                .and_then(|n| total.checked_add(n))
                .ok_or(EXPECTED_PLAYBOOK)?;
            rest = tail;
        }
        Self::nanoseconds(if negative { -total } else { total }).ok_or(EXPECTED_PLAYBOOK)
    }
}

fn unit_nanos(unit: &str) -> Option<i128> {
    Some(match unit {
        "w" => 604_800 * NANOS,
        "d" => 86_400 * NANOS,
        "h" => 3_600 * NANOS,
        "m" => 60 * NANOS,
        "s" => NANOS,
        "ms" => 1_000_000,
        "us" => 1_000,
        "ns" => 1,
        _ => return None,
    })
}

/// `digits`, with or without a fraction, times `unit`; nothing where that is no whole number of nanoseconds.
fn scaled(digits: &str, unit: i128) -> Option<i128> {
    let Some((whole, fraction)) = digits.split_once('.') else {
        return i128::from(digits.parse::<i64>().ok()?).checked_mul(unit);
    };
    if whole.is_empty() || fraction.is_empty() || fraction.len() > 12 || fraction.contains('.') {
        return None;
    }
    let whole = whole.parse::<i64>().ok()?;
    let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    let part = i128::from(fraction.parse::<i64>().ok()?).checked_mul(unit)?;
    if part % scale != 0 {
        return None;
    }
    i128::from(whole).checked_mul(unit)?.checked_add(part / scale)
}

impl FromStr for Duration {
    type Err = TextError;

    /// Reads ISO 8601: `P`, weeks and days, `T`, hours, minutes and seconds, the sign before all. Each number may have
    /// a fraction of at most twelve digits that comes to whole nanoseconds. Years and months are no elapsed time and
    /// are refused.
    fn from_str(text: &str) -> Result<Self, TextError> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let rest = rest.strip_prefix('P').ok_or(EXPECTED_ISO)?;
        let (days, clock) = match rest.split_once('T') {
            Some((_, "")) => return Err(EXPECTED_ISO),
            Some((days, clock)) => (days, clock),
            None => (rest, ""),
        };
        if days.is_empty() && clock.is_empty() {
            return Err(EXPECTED_ISO);
        }
        let days = iso_part(days, &[('W', 604_800 * NANOS), ('D', 86_400 * NANOS)]);
        let clock = iso_part(clock, &[('H', 3_600 * NANOS), ('M', 60 * NANOS), ('S', NANOS)]);
        let total = days.zip(clock).and_then(|(days, clock)| days.checked_add(clock)).ok_or(EXPECTED_ISO)?;
        Self::nanoseconds(if negative { -total } else { total }).ok_or(EXPECTED_ISO)
    }
}

/// Numbers each followed by one of the units, in the units' order.
fn iso_part(mut text: &str, units: &[(char, i128)]) -> Option<i128> {
    let mut units = units.iter();
    let mut total = 0_i128;
    while !text.is_empty() {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (digits, tail) = text.split_at(end);
        let unit = tail.chars().next()?;
        let nanos = units.by_ref().find(|(letter, _)| *letter == unit).map(|(_, nanos)| *nanos)?;
        total = total.checked_add(scaled(digits, nanos)?)?;
        text = tail.get(unit.len_utf8()..)?;
    }
    Some(total)
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

impl Plain for Duration {
    fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        if self.is_negative() {
            out.write_str("-")?;
        }
        out.write_str("PT")?;
        let (seconds, nanos) = (self.0.num_seconds().unsigned_abs(), self.0.subsec_nanos().unsigned_abs());
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let mut part = |number, unit| {
            write_number(out, number, 1)?;
            out.write_str(unit)
        };
        if hours > 0 {
            part(hours, "H")?;
        }
        if minutes > 0 {
            part(minutes, "M")?;
        }
        if nanos > 0 {
            let fraction = format!("{nanos:09}");
            write!(out, "{seconds}.{}S", fraction.trim_end_matches('0'))?;
        } else if seconds > 0 || (hours == 0 && minutes == 0) {
            part(seconds, "S")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_by_text!(Duration, "an ISO 8601 duration as text");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_texts() {
        for (text, expected) in [
            ("PT200M", Some("PT3H20M")),
            ("-PT5M", Some("-PT5M")),
            ("P1D", Some("PT24H")),
            ("P1W", Some("PT168H")),
            ("P1DT1H", Some("PT25H")),
            ("PT0S", Some("PT0S")),
            ("PT1.5S", Some("PT1.5S")),
            ("PT0.000000001S", Some("PT0.000000001S")),
            ("P1M", None),
            ("P1Y", None),
            ("P", None),
            ("PT", None),
            ("PT5", None),
            ("PT5M3H", None),
            ("3h", None),
            ("PT-5M", None),
            ("PT99999999999999999999H", None),
        ] {
            assert_eq!(text.parse::<Duration>().ok().map(|d| d.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn playbook_texts() {
        for (text, expected) in [
            ("15m", Some("PT15M")),
            ("3h20m", Some("PT3H20M")),
            ("2d", Some("PT48H")),
            ("4w", Some("PT672H")),
            ("-5m", Some("-PT5M")),
            ("1.5h", Some("PT1H30M")),
            ("720h", Some("PT720H")),
            ("250ms", Some("PT0.25S")),
            ("3", None),
            ("h", None),
            ("", None),
            ("3 h", None),
            ("3y", None),
            ("1.0.5h", None),
        ] {
            assert_eq!(Duration::from_playbook(text).ok().map(|d| d.to_string()).as_deref(), expected, "{text}");
        }
    }
}
