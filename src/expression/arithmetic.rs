//! Operators on values. Numbers of both kinds may meet; all else is as the type checker promised.

use std::cmp::Ordering;

use super::scope::{ErrorKind, Val};
use super::tree::{Arithmetic, Comparison};
use crate::value::{Decimal, DecimalError, Rounding};

type Outcome<'a> = Result<Val<'a>, ErrorKind>;

impl From<DecimalError> for ErrorKind {
    fn from(error: DecimalError) -> Self {
        match error {
            DecimalError::DivisionByZero => Self::DivisionByZero,
            _ => Self::Overflow,
        }
    }
}

/// `a operator b`
pub(super) fn binary<'a>(operator: Arithmetic, mut a: Val<'a>, b: Val<'a>) -> Outcome<'a> {
    apply(operator, &mut a, &b).map(|()| a)
}

/// `a` becomes `a operator b`; in its place, for a copy would wait until its parts are stored.
#[inline]
pub(super) fn apply<'a>(operator: Arithmetic, left: &mut Val<'a>, right: &Val<'a>) -> Result<(), ErrorKind> {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    match (operator, &mut *left, right) {
        (_, Val::Int(a), Val::Int(b)) => *a = ints(operator, *a, *b)?,
        (_, Val::Decimal(a), Val::Decimal(b)) => *a = decimals(operator, *a, *b)?,
        (_, Val::Decimal(a), Val::Int(b)) => *a = decimals(operator, *a, (*b).into())?,
        (_, Val::Int(a), Val::Decimal(b)) => *left = Val::Decimal(decimals(operator, (*a).into(), *b)?),
        (_, Val::Money(a, currency), Val::Money(b, other)) => {
            if currency != other {
                return Err(ErrorKind::CurrencyMismatch);
            }
            let number = decimals(operator, *a, *b)?;
            if operator == Divide { *left = Val::Decimal(number) } else { *a = number }
        }
        (Multiply | Divide, Val::Money(a, _), Val::Decimal(n)) => *a = decimals(operator, *a, *n)?,
        (Multiply | Divide, Val::Money(a, _), Val::Int(n)) => *a = decimals(operator, *a, (*n).into())?,
        (Multiply, Val::Decimal(n), Val::Money(a, currency)) => {
            *left = Val::Money(decimals(operator, *n, *a)?, *currency);
        }
        (Multiply, Val::Int(n), Val::Money(a, currency)) => {
            *left = Val::Money(decimals(operator, (*n).into(), *a)?, *currency);
        }
        (Add, Val::Duration(a), Val::Duration(b)) => *a = a.checked_add(*b).ok_or(ErrorKind::OutOfRange)?,
        (Subtract, Val::Duration(a), Val::Duration(b)) => *a = a.checked_sub(*b).ok_or(ErrorKind::OutOfRange)?,
        (Add, Val::Time(time), Val::Duration(d)) => *time = time.checked_add(*d).ok_or(ErrorKind::OutOfRange)?,
        (Add, Val::Duration(d), Val::Time(time)) => {
            *left = Val::Time(time.checked_add(*d).ok_or(ErrorKind::OutOfRange)?);
        }
        (Subtract, Val::Time(time), Val::Duration(d)) => *time = time.checked_sub(*d).ok_or(ErrorKind::OutOfRange)?,
        (Subtract, Val::Time(a), Val::Time(b)) => *left = Val::Duration(a.since(*b)),
        _ => return Err(ErrorKind::WrongType),
    }
    Ok(())
}

fn ints(operator: Arithmetic, a: i64, b: i64) -> Result<i64, ErrorKind> {
    if b == 0 && matches!(operator, Arithmetic::Divide | Arithmetic::Remainder) {
        return Err(ErrorKind::DivisionByZero);
    }
    match operator {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide => a.checked_div(b),
        Arithmetic::Remainder => a.checked_rem(b),
    }
    .ok_or(ErrorKind::Overflow)
}

#[inline]
fn decimals(operator: Arithmetic, a: Decimal, b: Decimal) -> Result<Decimal, ErrorKind> {
    let result = match operator {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide => a.checked_div(b),
        Arithmetic::Remainder => a.checked_rem(b),
    };
    Ok(result?)
}

/// `a comparison b`
#[inline]
pub(super) fn compare(comparison: Comparison, a: &Val<'_>, b: &Val<'_>) -> Result<bool, ErrorKind> {
    // Equality of text needs no order.
    if let (Val::Text(a), Val::Text(b)) = (a, b) {
        match comparison {
            Comparison::Equal => return Ok(a == b),
            Comparison::NotEqual => return Ok(a != b),
            _ => {}
        }
    }
    order(a, b).map(|order| comparison.allows(order))
}

/// How two values lie to each other.
#[inline]
pub(super) fn order(a: &Val<'_>, b: &Val<'_>) -> Result<Ordering, ErrorKind> {
    Ok(match (a, b) {
        (Val::Int(a), Val::Int(b)) => a.cmp(b),
        (Val::Decimal(a), Val::Decimal(b)) => a.cmp(b),
        (Val::Int(a), Val::Decimal(b)) => Decimal::from(*a).cmp(b),
        (Val::Decimal(a), Val::Int(b)) => a.cmp(&Decimal::from(*b)),
        (Val::Money(a, currency), Val::Money(b, other)) => {
            if currency != other {
                return Err(ErrorKind::CurrencyMismatch);
            }
            a.cmp(b)
        }
        // Only a literal zero comes here.
        (Val::Money(a, _), Val::Int(_) | Val::Decimal(_)) => a.cmp(&Decimal::ZERO),
        (Val::Int(_) | Val::Decimal(_), Val::Money(b, _)) => Decimal::ZERO.cmp(b),
        (Val::Duration(a), Val::Duration(b)) => a.cmp(b),
        (Val::Date(a), Val::Date(b)) => a.cmp(b),
        (Val::Time(a), Val::Time(b)) => a.cmp(b),
        (Val::Text(a), Val::Text(b)) => a.cmp(b),
        (Val::Bool(a), Val::Bool(b)) => a.cmp(b),
        _ => return Err(ErrorKind::WrongType),
    })
}

/// The smaller (or larger) of two; of equal ones the first.
pub(super) fn extreme<'a>(larger: bool, a: Val<'a>, b: Val<'a>) -> Outcome<'a> {
    let better = if larger { Ordering::Greater } else { Ordering::Less };
    Ok(if order(&b, &a)? == better { b } else { a })
}

/// `-a`
pub(super) fn negate(a: Val<'_>) -> Outcome<'_> {
    Ok(match a {
        Val::Int(a) => Val::Int(a.checked_neg().ok_or(ErrorKind::Overflow)?),
        Val::Decimal(a) => Val::Decimal(a.negated()),
        Val::Money(a, currency) => Val::Money(a.negated(), currency),
        Val::Duration(a) => Val::Duration(a.negated()),
        _ => return Err(ErrorKind::WrongType),
    })
}

/// `abs(a)`
pub(super) fn abs(a: Val<'_>) -> Outcome<'_> {
    Ok(match a {
        Val::Int(a) => Val::Int(a.checked_abs().ok_or(ErrorKind::Overflow)?),
        Val::Decimal(a) => Val::Decimal(a.abs()),
        Val::Money(a, currency) => Val::Money(a.abs(), currency),
        Val::Duration(a) => Val::Duration(a.abs()),
        _ => return Err(ErrorKind::WrongType),
    })
}

/// `round(a, …)`
pub(super) fn round(a: Val<'_>, places: u8, rounding: Rounding) -> Outcome<'_> {
    Ok(match a {
        Val::Int(a) => Val::Int(a),
        Val::Decimal(a) => Val::Decimal(a.round(places.into(), rounding)),
        Val::Money(a, currency) => Val::Money(a.round(places.into(), rounding), currency),
        _ => return Err(ErrorKind::WrongType),
    })
}
