//! Exact decimal numbers.

mod text;

use std::cmp::Ordering;

use thiserror::Error;

use super::rounding::Half;
use super::{Rounding, serde_by_text};

/// An exact decimal number of at most 28 significant digits, at most 28 of them behind the point.
///
/// Addition, subtraction and multiplication are exact or an error; they never round in silence. Only
/// [`checked_div`](Self::checked_div) rounds, half to even at the 28th digit, and [`round`](Self::round) does what it
/// is told. A value has one form: `0.20` and `0.2` are equal, hash alike and print `0.2`.
///
/// Read are `12`, `-0.5`, `+1.50`, `1.5e-3`: a sign, digits, a point with digits before and behind it, an exponent of
/// at most three digits.
///
/// ```
/// use amends::Decimal;
/// let third: Decimal = "1".parse::<Decimal>()?.checked_div("3".parse()?)?;
/// assert_eq!(third.to_string(), "0.3333333333333333333333333333");
/// assert_eq!("0.20".parse::<Decimal>()?, "0.2".parse()?);
///
/// let a: Decimal = "-7.5".parse()?;
/// assert!(a.is_negative() && !a.is_zero());
/// assert_eq!((a.scale(), a.negated(), a.abs()), (1, "7.5".parse()?, "7.5".parse()?));
/// assert_eq!((Decimal::from(7).to_int(), a.to_int()), (Some(7), None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
// The coefficient is split, for 28 digits need 94 bits with the sign. Packed, a decimal takes 13 bytes, an amount 16, and
// both find room in a `Value` behind the byte that tells what it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(Rust, packed)]
pub struct Decimal {
    low: u64,
    high: i32,
    scale: u8,
}

/// Why a decimal could not be made. The message says what was expected.
///
/// ```
/// use amends::{Decimal, DecimalError};
/// assert_eq!("1.".parse::<Decimal>(), Err(DecimalError::Syntax));
/// assert_eq!(Decimal::ONE.checked_div(Decimal::ZERO), Err(DecimalError::DivisionByZero));
/// assert_eq!("1e28".parse::<Decimal>(), Err(DecimalError::TooManyDigits));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecimalError {
    /// The text is no decimal number.
    #[error("a decimal number like `12.5`")]
    Syntax,
    /// The exact number has more than 28 digits, or more than 28 of them behind the point.
    #[error("a number of at most 28 digits")]
    TooManyDigits,
    /// Division by zero.
    #[error("a divisor other than zero")]
    DivisionByZero,
}

const DIGITS: u32 = 28;
const MAX_SCALE: u32 = 28;
/// One more than the largest coefficient.
const BOUND: i128 = 10_i128.pow(DIGITS);
/// The powers of ten that fit 64 bits.
#[expect(clippy::indexing_slicing, reason = "worked out while compiling, where a wrong index is an error")]
const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < 19 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self { low: 0, high: 0, scale: 0 };
    /// The largest.
    pub(crate) const MAX: Self = Self { low: (BOUND - 1) as u64, high: ((BOUND - 1) >> 64) as i32, scale: 0 };

    /// One.
    pub const ONE: Self = Self { low: 1, high: 0, scale: 0 };

    /// `coefficient` × 10^−`scale`, or an error where that has more than 28 digits.
    #[inline]
    pub(crate) fn new(coefficient: i128, scale: u32) -> Result<Self, DecimalError> {
        match (i64::try_from(coefficient), u8::try_from(scale)) {
            (Ok(small), Ok(places)) if scale <= MAX_SCALE => Ok(Self::small(small, places)),
            _ => Self::large(coefficient, scale),
        }
    }

    /// [`new`](Self::new) for what always has its place: division of 64 bits is several times cheaper than of 128.
    #[inline]
    fn small(mut coefficient: i64, mut scale: u8) -> Self {
        if coefficient == 0 {
            return Self::ZERO;
        }
        while scale > 0 && coefficient % 10 == 0 {
            coefficient /= 10;
            scale -= 1;
        }
        let high = if coefficient < 0 { -1 } else { 0 };
        Self { low: u64::from_ne_bytes(coefficient.to_ne_bytes()), high, scale }
    }

    fn large(mut coefficient: i128, mut scale: u32) -> Result<Self, DecimalError> {
        if coefficient == 0 {
            return Ok(Self::ZERO);
        }
        while scale > 0 && trailing_zero(coefficient) {
            coefficient /= 10;
            scale -= 1;
        }
        if coefficient.unsigned_abs() >= BOUND.unsigned_abs() || scale > MAX_SCALE {
            return Err(DecimalError::TooManyDigits);
        }
        let (high, low) = (coefficient >> 64, coefficient & i128::from(u64::MAX));
        match (i32::try_from(high), u64::try_from(low), u8::try_from(scale)) {
            (Ok(high), Ok(low), Ok(scale)) => Ok(Self { low, high, scale }),
            _ => Err(DecimalError::TooManyDigits),
        }
    }

    /// The digits without the point, with the sign.
    #[inline]
    pub(crate) fn coefficient(self) -> i128 {
        (i128::from(self.high) << 64) | i128::from(self.low)
    }

    /// The same where it fits 64 bits.
    #[inline]
    fn narrow(self) -> Option<i64> {
        let low = i64::from_ne_bytes(self.low.to_ne_bytes());
        (i64::from(self.high) == low >> 63).then_some(low)
    }

    /// How many of the digits stand behind the point, 0 to 28; trailing zeros don't count.
    #[inline]
    pub fn scale(self) -> u32 {
        u32::from(self.scale)
    }

    /// Whether this is zero.
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// Whether this is below zero.
    pub fn is_negative(self) -> bool {
        self.high < 0
    }

    /// The sum, exact.
    ///
    /// # Errors
    /// [`TooManyDigits`](DecimalError::TooManyDigits).
    ///
    /// ```
    /// use amends::Decimal;
    /// let (a, b): (Decimal, Decimal) = ("0.1".parse()?, "0.2".parse()?);
    /// assert_eq!(a.checked_add(b)?, "0.3".parse()?);
    /// assert_eq!(a.checked_sub(b)?, "-0.1".parse()?);
    /// assert_eq!(a.checked_mul(b)?, "0.02".parse()?);
    /// # Ok::<(), amends::DecimalError>(())
    /// ```
    pub fn checked_add(self, other: Self) -> Result<Self, DecimalError> {
        let (a, b, scale) = self.aligned(other).ok_or(DecimalError::TooManyDigits)?;
        Self::new(a.checked_add(b).ok_or(DecimalError::TooManyDigits)?, scale)
    }

    /// The difference, exact.
    ///
    /// # Errors
    /// [`TooManyDigits`](DecimalError::TooManyDigits).
    pub fn checked_sub(self, other: Self) -> Result<Self, DecimalError> {
        self.checked_add(other.negated())
    }

    /// The product, exact.
    ///
    /// # Errors
    /// [`TooManyDigits`](DecimalError::TooManyDigits), also where the product of the two numbers' digits passes 38
    /// digits on the way.
    pub fn checked_mul(self, other: Self) -> Result<Self, DecimalError> {
        let product = self.coefficient().checked_mul(other.coefficient());
        Self::new(product.ok_or(DecimalError::TooManyDigits)?, self.scale() + other.scale())
    }

    /// The quotient, rounded half to even at the 28th significant digit or the 28th behind the point, whichever comes
    /// first.
    ///
    /// # Errors
    /// [`DivisionByZero`](DecimalError::DivisionByZero); [`TooManyDigits`](DecimalError::TooManyDigits) where the
    /// quotient has more than 28 digits before the point.
    ///
    /// ```
    /// use amends::Decimal;
    /// assert_eq!(Decimal::from(7).checked_div(Decimal::from(-2))?, "-3.5".parse()?);
    /// assert_eq!(Decimal::from(-7).checked_rem(Decimal::from(2))?, Decimal::from(-1));
    /// # Ok::<(), amends::DecimalError>(())
    /// ```
    pub fn checked_div(self, other: Self) -> Result<Self, DecimalError> {
        if other.is_zero() {
            return Err(DecimalError::DivisionByZero);
        }
        match self.short_quotient(other) {
            Some(quotient) => Ok(quotient),
            None => self.long_quotient(other),
        }
    }

    /// The quotient where it is exact and comes in few steps, as nearly all do: division of 64 bits is several times
    /// cheaper than of 128.
    #[inline]
    fn short_quotient(self, other: Self) -> Option<Self> {
        let (mut dividend, divisor) = (self.narrow()?, other.narrow()?);
        let mut places = self.scale.saturating_sub(other.scale);
        dividend = dividend.checked_mul(*POWERS.get(usize::from(other.scale.saturating_sub(self.scale)))?)?;
        for _ in 0..4 {
            let quotient = dividend.checked_div(divisor)?;
            if quotient.checked_mul(divisor)? == dividend {
                return Some(Self::small(quotient, places));
            }
            dividend = dividend.checked_mul(10)?;
            places = (places < 28).then_some(places + 1)?;
        }
        None
    }

    fn long_quotient(self, other: Self) -> Result<Self, DecimalError> {
        let negative = self.is_negative() != other.is_negative();
        let divisor = other.coefficient().unsigned_abs();
        let mut quotient = self.coefficient().unsigned_abs() / divisor;
        let mut rest = self.coefficient().unsigned_abs() % divisor;
        // The quotient so far stands for quotient × 10^−scale.
        let mut scale = i64::from(self.scale) - i64::from(other.scale);
        let bound = BOUND.unsigned_abs();
        // One digit at a time: `rest` stays below the divisor, so ten times it fits.
        while (rest != 0 || scale < 0) && scale < i64::from(MAX_SCALE) {
            if quotient >= bound / 10 && scale >= 0 {
                break;
            }
            quotient = quotient.checked_mul(10).ok_or(DecimalError::TooManyDigits)?;
            quotient += rest * 10 / divisor;
            rest = rest * 10 % divisor;
            scale += 1;
        }
        let (mut quotient, mut scale, mut sticky) = (quotient, scale, rest != 0);
        let mut half = match (rest * 2).cmp(&divisor) {
            Ordering::Greater => Half::Above,
            Ordering::Equal => Half::Exactly,
            Ordering::Less => Half::Below,
        };
        // More digits behind the point than there can be: the operand had them already.
        while scale > i64::from(MAX_SCALE) {
            half = Half::of_digit(quotient % 10, sticky);
            sticky |= quotient % 10 != 0;
            quotient /= 10;
            scale -= 1;
        }
        if sticky && half.rounds_up(Rounding::HalfEven, quotient % 2 == 1) {
            quotient += 1;
        }
        let signed = i128::try_from(quotient).map_err(|_| DecimalError::TooManyDigits)?;
        let scale = u32::try_from(scale).map_err(|_| DecimalError::TooManyDigits)?;
        Self::new(if negative { -signed } else { signed }, scale)
    }

    /// The remainder of a division that truncates towards zero, exact; it has the sign of `self`.
    ///
    /// # Errors
    /// [`DivisionByZero`](DecimalError::DivisionByZero), [`TooManyDigits`](DecimalError::TooManyDigits).
    pub fn checked_rem(self, other: Self) -> Result<Self, DecimalError> {
        if other.is_zero() {
            return Err(DecimalError::DivisionByZero);
        }
        let (a, b, scale) = self.aligned(other).ok_or(DecimalError::TooManyDigits)?;
        Self::new(a.checked_rem(b).ok_or(DecimalError::TooManyDigits)?, scale)
    }

    /// The number with its sign turned.
    pub fn negated(self) -> Self {
        // Every coefficient's negative is a coefficient: the bounds are symmetric.
        Self::new(-self.coefficient(), self.scale()).unwrap_or_default()
    }

    /// The number without its sign.
    pub fn abs(self) -> Self {
        if self.is_negative() { self.negated() } else { self }
    }

    /// Rounded to `places` digits behind the point; as it is where it has no more.
    ///
    /// ```
    /// use amends::{Decimal, Rounding};
    /// let n: Decimal = "0.125".parse()?;
    /// assert_eq!(n.round(2, Rounding::HalfUp), "0.13".parse()?);
    /// assert_eq!(n.round(2, Rounding::HalfEven), "0.12".parse()?);
    /// # Ok::<(), amends::DecimalError>(())
    /// ```
    #[inline]
    pub fn round(self, places: u32, mode: Rounding) -> Self {
        if self.scale() <= places { self } else { self.cut(places, mode) }
    }

    fn cut(self, places: u32, mode: Rounding) -> Self {
        let magnitude = self.coefficient().unsigned_abs();
        let unit = 10_u128.pow(self.scale() - places);
        let (whole, rest) = (magnitude / unit, magnitude % unit);
        let half = match rest.cmp(&(unit / 2)) {
            Ordering::Greater => Half::Above,
            Ordering::Equal => Half::Exactly,
            Ordering::Less => Half::Below,
        };
        let up = rest != 0 && half.rounds_up(mode, whole % 2 == 1);
        let rounded = i128::try_from(whole + u128::from(up)).unwrap_or(0);
        // Rounding drops at least one digit, so that a carry still fits.
        Self::new(if self.is_negative() { -rounded } else { rounded }, places).unwrap_or(self)
    }

    /// The value as a whole number, where it is one of 64 bits.
    pub fn to_int(self) -> Option<i64> {
        if self.scale == 0 { self.narrow() } else { None }
    }

    /// Both coefficients at the larger of the two scales.
    #[inline]
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        if self.scale == other.scale {
            return Some((self.coefficient(), other.coefficient(), self.scale()));
        }
        let scale = self.scale().max(other.scale());
        let raise = |n: Self| {
            let places = scale - n.scale();
            let small = usize::try_from(places).ok().and_then(|places| POWERS.get(places));
            // Nearly always both fit 64 bits, whose product is one instruction and can't overflow.
            match (n.narrow(), small) {
                (Some(number), Some(power)) => Some(i128::from(number) * i128::from(*power)),
                _ => n.coefficient().checked_mul(10_i128.checked_pow(places)?),
            }
        };
        Some((raise(self)?, raise(other)?, scale))
    }
}

fn trailing_zero(coefficient: i128) -> bool {
    // Division of 64 bits is several times cheaper than of 128.
    match i64::try_from(coefficient) {
        Ok(small) => small % 10 == 0,
        Err(_) => coefficient % 10 == 0,
    }
}

impl Ord for Decimal {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return { self.high }.cmp(&{ other.high }).then({ self.low }.cmp(&{ other.low }));
        }
        if let Some((a, b, _)) = self.aligned(*other) {
            return a.cmp(&b);
        }
        // One of them can't be written at the other's scale: the one with fewer digits behind the point is the larger
        // in magnitude, so its sign decides.
        let larger = if self.scale < other.scale { self } else { other };
        let order = if larger.is_negative() { Ordering::Less } else { Ordering::Greater };
        if self.scale < other.scale { order } else { order.reverse() }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Decimal {
    fn from(n: i64) -> Self {
        Self::new(i128::from(n), 0).unwrap_or_default()
    }
}

serde_by_text!(Decimal, "a decimal number as text");

#[cfg(test)]
mod tests;
