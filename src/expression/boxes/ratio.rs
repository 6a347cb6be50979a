//! Exact fractions, for the places where a condition changes its mind.

use std::fmt;

use crate::value::Decimal;

/// A fraction in lowest terms. Operations give nothing where a part would not fit 128 bits: never a rounded result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ratio {
    numerator: i128,
    /// Above zero.
    denominator: i128,
}

impl Ratio {
    pub(super) const ZERO: Self = Self { numerator: 0, denominator: 1 };
    pub(super) const ONE: Self = Self { numerator: 1, denominator: 1 };

    pub(super) fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = i128::try_from(common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?;
        let divisor = if denominator < 0 { divisor.checked_neg()? } else { divisor };
        Some(Self { numerator: numerator.checked_div(divisor)?, denominator: denominator.checked_div(divisor)? })
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated()?)
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        // Reduced crosswise first, so that what fits in the end fits on the way.
        let a = Self::new(self.numerator, other.denominator)?;
        let b = Self::new(other.numerator, self.denominator)?;
        Self::new(a.numerator.checked_mul(b.numerator)?, a.denominator.checked_mul(b.denominator)?)
    }

    /// Nothing for a divisor of zero.
    pub(super) fn over(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.denominator, other.numerator)?)
    }

    pub(super) fn negated(self) -> Option<Self> {
        Some(Self { numerator: self.numerator.checked_neg()?, ..self })
    }

    pub(super) fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// The largest whole number not above, and whether that is the number itself.
    pub(super) fn floor(self) -> (i128, bool) {
        (self.numerator.div_euclid(self.denominator), self.numerator.rem_euclid(self.denominator) == 0)
    }

    pub(super) fn whole(self) -> Option<i128> {
        (self.denominator == 1).then_some(self.numerator)
    }

    /// Whether it can be written with at most so many digits behind the point.
    pub(super) fn fits_places(self, places: u32) -> bool {
        10_i128.checked_pow(places).is_some_and(|power| power % self.denominator == 0)
    }

    pub(super) fn to_decimal(self) -> Option<Decimal> {
        let numerator = Decimal::new(self.numerator, 0).ok()?;
        numerator.checked_div(Decimal::new(self.denominator, 0).ok()?).ok()
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            denominator => write!(f, "{}/{denominator}", self.numerator),
        }
    }
}

impl From<i128> for Ratio {
    fn from(numerator: i128) -> Self {
        Self { numerator, denominator: 1 }
    }
}

/// Nothing can go wrong: a decimal has 28 digits at most, and as many places.
pub(super) fn of_decimal(decimal: Decimal) -> Option<Ratio> {
    Ratio::new(decimal.coefficient(), 10_i128.checked_pow(decimal.scale())?)
}

fn common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::Ratio;

    fn ratio(numerator: i128, denominator: i128) -> Ratio {
        Ratio::new(numerator, denominator).unwrap()
    }

    #[test]
    fn fractions_are_exact() {
        assert_eq!(ratio(1, 3).plus(ratio(1, 6)), Some(ratio(1, 2)));
        assert_eq!(ratio(2, -4), ratio(-1, 2));
        assert_eq!(ratio(3, 4).over(ratio(-3, 2)), Some(ratio(-1, 2)));
        assert_eq!(ratio(1, 2).over(Ratio::ZERO), None);
        assert_eq!(
            (ratio(-7, 2).floor(), ratio(7, 2).floor(), ratio(6, 2).floor()),
            ((-4, false), (3, false), (3, true))
        );
        assert!(ratio(1, 8).fits_places(3) && !ratio(1, 8).fits_places(2) && !ratio(1, 3).fits_places(28));
        assert_eq!(Ratio::from(i128::MAX).plus(Ratio::ONE), None);
    }
}
