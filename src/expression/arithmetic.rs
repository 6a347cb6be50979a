//! Operators on values. Numbers of both kinds may meet; all else is as the type checker promised.

use std::cmp::Ordering;

use super::scope::{ErrorKind, Val};
use super::tree::{Arithmetic, Comparison};
use crate::value::{Decimal, DecimalError, Duration, Rounding};

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
#[inline]
pub(super) fn binary<'a>(operator: Arithmetic, a: &Val<'a>, b: &Val<'a>) -> Outcome<'a> {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    match (operator, a, b) {
        (_, &Val::Int(a), &Val::Int(b)) => ints(operator, a, b).map(Val::Int),
        (_, &Val::Decimal(a), &Val::Decimal(b)) => decimals(operator, a, b).map(Val::Decimal),
        (_, &Val::Decimal(a), &Val::Int(b)) => decimals(operator, a, b.into()).map(Val::Decimal),
        (_, &Val::Int(a), &Val::Decimal(b)) => decimals(operator, a.into(), b).map(Val::Decimal),
        (_, &Val::Money(a, currency), &Val::Money(b, other)) => {
            if currency != other {
                return Err(ErrorKind::CurrencyMismatch);
            }
            let number = decimals(operator, a, b)?;
            Ok(if operator == Divide { Val::Decimal(number) } else { Val::Money(number, currency) })
        }
        (Multiply | Divide, &Val::Money(a, currency), &Val::Decimal(n)) => {
            Ok(Val::Money(decimals(operator, a, n)?, currency))
        }
        (Multiply | Divide, &Val::Money(a, currency), &Val::Int(n)) => {
            Ok(Val::Money(decimals(operator, a, n.into())?, currency))
        }
        (Multiply, &Val::Decimal(n), &Val::Money(a, currency)) => Ok(Val::Money(decimals(operator, n, a)?, currency)),
        (Multiply, &Val::Int(n), &Val::Money(a, currency)) => {
            Ok(Val::Money(decimals(operator, n.into(), a)?, currency))
        }
        (Add, &Val::Duration(a), &Val::Duration(b)) => duration(a.checked_add(b)),
        (Subtract, &Val::Duration(a), &Val::Duration(b)) => duration(a.checked_sub(b)),
        (Add, &Val::Time(time), &Val::Duration(d)) | (Add, &Val::Duration(d), &Val::Time(time)) => {
            time.checked_add(d).map(Val::Time).ok_or(ErrorKind::OutOfRange)
        }
        (Subtract, &Val::Time(time), &Val::Duration(d)) => {
            time.checked_sub(d).map(Val::Time).ok_or(ErrorKind::OutOfRange)
        }
        (Subtract, &Val::Time(a), &Val::Time(b)) => Ok(Val::Duration(a.since(b))),
        _ => Err(ErrorKind::WrongType),
    }
}

fn duration<'a>(duration: Option<Duration>) -> Outcome<'a> {
    duration.map(Val::Duration).ok_or(ErrorKind::OutOfRange)
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
