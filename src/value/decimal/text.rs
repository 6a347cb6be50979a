//! Decimals as text.

use std::fmt;
use std::str::FromStr;

use crate::canon::{Plain, write_number};

use super::{Decimal, DecimalError};

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Reads `12`, `-0.5`, `+1.50`, `1.5e-3`: a sign, digits, a point with digits before and behind it, an exponent of
    /// at most three digits.
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        Self::plain(text.as_bytes()).map_or_else(|| Self::parse(text), Ok)
    }
}

impl Decimal {
    /// Reads a number that is short and has neither `+` nor exponent; nothing for other texts.
    #[inline]
    pub(in crate::value) fn plain(text: &[u8]) -> Option<Self> {
        let (negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        // So many digits fit 64 bits.
        if text.len() > 18 {
            return None;
        }
        let (mut coefficient, rest) = digits(0, text)?;
        let mut places = 0;
        if let [b'.', fraction @ ..] = rest {
            let (whole, []) = digits(coefficient, fraction)? else { return None };
            coefficient = whole;
            places = u8::try_from(fraction.len()).ok()?;
        } else if !rest.is_empty() {
            return None;
        }
        Some(Self::small(if negative { -coefficient } else { coefficient }, places))
    }

    /// Reads whatever is a number, of any length.
    pub(super) fn parse(text: &str) -> Result<Self, DecimalError> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, parse_exponent(exponent)?),
            None => (text, 0),
        };
        let (negative, digits) = match number.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, number.strip_prefix('+').unwrap_or(number)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return Err(DecimalError::Syntax);
        }
        let fraction = fraction.trim_end_matches('0');
        let mut coefficient = 0_i128;
        for byte in whole.bytes().chain(fraction.bytes()) {
            let digit = i128::from(byte - b'0');
            coefficient = coefficient.checked_mul(10).ok_or(DecimalError::TooManyDigits)? + digit;
        }
        let scale = i64::try_from(fraction.len()).map_err(|_| DecimalError::TooManyDigits)? - exponent;
        if coefficient == 0 {
            return Ok(Self::ZERO);
        }
        let mut scale = scale;
        while scale < 0 {
            coefficient = coefficient.checked_mul(10).ok_or(DecimalError::TooManyDigits)?;
            scale += 1;
        }
        let scale = u32::try_from(scale).map_err(|_| DecimalError::TooManyDigits)?;
        Self::new(if negative { -coefficient } else { coefficient }, scale)
    }
}

/// What becomes of a number with the digits behind it that the text begins with, one or more, and the rest of the text.
#[inline]
fn digits(mut number: i64, text: &[u8]) -> Option<(i64, &[u8])> {
    let mut rest = text;
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        number = number * 10 + i64::from(digit - b'0');
        rest = behind;
    }
    (rest.len() < text.len()).then_some((number, rest))
}

fn parse_exponent(text: &str) -> Result<i64, DecimalError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DecimalError::Syntax);
    }
    if digits.len() > 3 {
        return Err(DecimalError::TooManyDigits);
    }
    text.strip_prefix('+').unwrap_or(text).parse().map_err(|_| DecimalError::Syntax)
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

impl Plain for Decimal {
    fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        self.write_with(out, self.scale())
    }
}

impl Decimal {
    /// Writes the number with at least so many digits behind the point.
    pub(in crate::value) fn write_with(&self, out: &mut impl fmt::Write, places: u32) -> fmt::Result {
        if self.is_negative() {
            out.write_str("-")?;
        }
        let scale = self.scale();
        let (magnitude, unit) = (self.coefficient().unsigned_abs(), 10_u128.pow(scale));
        write_digits(out, magnitude / unit, 1)?;
        if scale.max(places) == 0 {
            return Ok(());
        }
        out.write_str(".")?;
        if scale > 0 {
            write_digits(out, magnitude % unit, usize::try_from(scale).unwrap_or(0))?;
        }
        for _ in scale..places {
            out.write_str("0")?;
        }
        Ok(())
    }
}

/// Nearly all numbers fit 64 bits.
fn write_digits(out: &mut impl fmt::Write, number: u128, width: usize) -> fmt::Result {
    match u64::try_from(number) {
        Ok(number) if width <= 20 => write_number(out, number, width),
        _ => write!(out, "{number:0width$}"),
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
