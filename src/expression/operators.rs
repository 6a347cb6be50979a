//! What operators make of types.

use std::ops::Range;

use super::fault::{Fault, FaultKind};
use super::functions::Getter;
use super::tree::Arithmetic;
use crate::value::{Currency, Decimal, Type, Value};

/// Why two types don't go together.
#[derive(Debug)]
pub(super) struct Mismatch {
    kind: FaultKind,
    what: String,
    help: Option<String>,
}

impl Mismatch {
    fn types(what: String) -> Self {
        Self { kind: FaultKind::Type, what, help: None }
    }

    fn help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }

    pub(super) fn into_fault(self, range: Range<usize>, left: &str, right: &str) -> Fault {
        let what = self.what.replace("{left}", &short(left)).replace("{right}", &short(right));
        let mut fault = Fault::new(self.kind, range, what);
        fault.help = self.help;
        fault
    }
}

/// A part of the text as a message shows it.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let begin: String = text.chars().take(LONGEST).collect();
    format!("{begin}…")
}

/// A type as part of a sentence.
pub(crate) fn shown(ty: &Type) -> String {
    match ty {
        Type::Int => "a whole number".to_owned(),
        Type::Decimal => "a decimal number".to_owned(),
        Type::Bool => "`true` or `false`".to_owned(),
        Type::Date => "a date".to_owned(),
        Type::Time => "a time".to_owned(),
        Type::Duration => "a duration".to_owned(),
        Type::Money(None) => "money without a fixed currency".to_owned(),
        Type::Enum(members) => {
            let words: Vec<&str> = members.iter().take(6).map(|member| member.as_str()).collect();
            format!("a word of an enum ({}{})", words.join(", "), if members.len() > 6 { ", …" } else { "" })
        }
        other => other.to_string(),
    }
}

pub(super) fn type_of(value: &Value) -> Type {
    match value {
        Value::Bool(_) => Type::Bool,
        Value::Date(_) => Type::Date,
        Value::Decimal(_) => Type::Decimal,
        Value::Duration(_) => Type::Duration,
        Value::Int(_) => Type::Int,
        Value::Money(money) => Type::Money(Some(money.currency())),
        Value::Text(_) => Type::Text,
        Value::Time(_) => Type::Time,
    }
}

pub(super) fn is_zero(value: &Value) -> bool {
    match value {
        Value::Int(number) => *number == 0,
        Value::Decimal(number) => *number == Decimal::ZERO,
        _ => false,
    }
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Int | Type::Decimal)
}

/// Two kinds of money: only those of one named currency, or both without one, go together.
fn currencies(a: Option<Currency>, b: Option<Currency>) -> Result<Type, Mismatch> {
    let what = match (a, b) {
        _ if a == b => return Ok(Type::Money(a)),
        (Some(a), Some(b)) => format!("`{{left}}` is in {a} and `{{right}}` in {b}"),
        (Some(named), None) | (None, Some(named)) => {
            format!("`{{left}}` and `{{right}}`: one is in {named}, the other in no fixed currency")
        }
        (None, None) => String::new(),
    };
    let help = match (a, b) {
        (Some(_), Some(_)) => None,
        _ => Some(
            "give the fact its `currency`; without one it may be scaled, added to its own kind and compared with 0"
                .to_owned(),
        ),
    };
    Err(Mismatch { kind: FaultKind::Currency, what, help })
}

/// The type of `a operator b`.
pub(super) fn arithmetic(operator: Arithmetic, a: &Type, b: &Type) -> Result<Type, Mismatch> {
    use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
    match (operator, a, b) {
        (_, Type::Int, Type::Int) => Ok(Type::Int),
        (_, a, b) if is_number(a) && is_number(b) => Ok(Type::Decimal),
        (Add | Subtract, Type::Money(a), Type::Money(b)) => currencies(*a, *b),
        (Divide, Type::Money(a), Type::Money(b)) => currencies(*a, *b).map(|_| Type::Decimal),
        (Multiply | Divide, Type::Money(currency), n) if is_number(n) => Ok(Type::Money(*currency)),
        (Multiply, n, Type::Money(currency)) if is_number(n) => Ok(Type::Money(*currency)),
        (Add | Subtract, Type::Duration, Type::Duration) => Ok(Type::Duration),
        (Add, Type::Time, Type::Duration)
        | (Add, Type::Duration, Type::Time)
        | (Subtract, Type::Time, Type::Duration) => Ok(Type::Time),
        (Subtract, Type::Time, Type::Time) => Ok(Type::Duration),
        _ => {
            let sign = operator.sign();
            let what = format!("`{sign}` does not take {} and {}", shown(a), shown(b));
            let mismatch = Mismatch::types(what);
            Err(match (operator, a, b) {
                (Add, Type::Text | Type::Enum(_), _) | (Add, _, Type::Text | Type::Enum(_)) => {
                    mismatch.help("text is joined by the placeholders of a message: `{first_name}`")
                }
                (Add, Type::Date, _) | (Subtract, Type::Date, Type::Duration) => {
                    mismatch.help("move a date with `plus_days(x, n)` or `plus_months(x, n)`")
                }
                (Subtract, Type::Date, _) | (Subtract, _, Type::Date) => {
                    mismatch.help("count the days between with `days(a, b)`")
                }
                (Add | Subtract, Type::Money(_), _) | (Add | Subtract, _, Type::Money(_)) => {
                    mismatch.help("an amount is written with its currency: `5.00 GBP`")
                }
                (Remainder, Type::Money(_), _) => mismatch.help("money has no remainder; `round(x, '1')` rounds it"),
                _ => mismatch,
            })
        }
    }
}

/// The type of a value that is one of the two.
pub(super) fn joined(a: &Type, b: &Type) -> Result<Type, Mismatch> {
    match (a, b) {
        (Type::Money(a), Type::Money(b)) => currencies(*a, *b),
        (a, b) if a == b => Ok(a.clone()),
        (a, b) if is_number(a) && is_number(b) => Ok(Type::Decimal),
        (Type::Text | Type::Enum(_), Type::Text | Type::Enum(_)) => Ok(Type::Text),
        _ => {
            let mismatch = Mismatch::types(format!("`{{left}}` is {} and `{{right}}` is {}", shown(a), shown(b)));
            Err(match (a, b) {
                (Type::Money(_), other) | (other, Type::Money(_)) if is_number(other) => {
                    mismatch.help("an amount is written with its currency: `0 GBP`")
                }
                _ => mismatch,
            })
        }
    }
}

/// Whether the two can be compared at all.
pub(super) fn comparable(sign: &str, a: &Type, b: &Type) -> Result<(), Mismatch> {
    let fits = match (a, b) {
        (Type::Money(a), Type::Money(b)) => return currencies(*a, *b).map(|_| ()),
        (Type::Enum(a), Type::Enum(b)) => a.iter().any(|member| b.contains(member)),
        (Type::Text | Type::Enum(_), Type::Text | Type::Enum(_)) => true,
        (a, b) if is_number(a) && is_number(b) => true,
        (a, b) => a == b,
    };
    if fits {
        return Ok(());
    }
    let what = format!("`{{left}}` is {} and `{{right}}` is {}: `{sign}` can't compare them", shown(a), shown(b));
    let mismatch = Mismatch::types(what);
    Err(match (a, b) {
        (Type::Date, Type::Time) | (Type::Time, Type::Date) => mismatch.help(
            "compare a date with `date('…')`; `end_of_day(x)` makes a time of it, `days(a, b)` counts between both",
        ),
        (Type::Money(_), n) | (n, Type::Money(_)) if is_number(n) => {
            mismatch.help("an amount is written with its currency: `5.00 GBP`")
        }
        (Type::Duration, n) | (n, Type::Duration) if is_number(n) => {
            mismatch.help("a duration is written with its unit: `3h`")
        }
        _ => mismatch,
    })
}

/// Whether a value of type `found` may stand where `wanted` is expected.
pub(super) fn assignable(found: &Type, wanted: &Type) -> Result<(), Mismatch> {
    let fits = match (found, wanted) {
        (Type::Money(_), Type::Money(None)) | (Type::Int, Type::Decimal) => true,
        (Type::Money(a), Type::Money(b)) => return currencies(*a, *b).map(|_| ()),
        (Type::Enum(found), Type::Enum(wanted)) => found.iter().all(|member| wanted.contains(member)),
        (Type::Enum(_), Type::Text) => true,
        (found, wanted) => found == wanted,
    };
    if fits {
        return Ok(());
    }
    let mismatch = Mismatch::types(format!("`{{left}}` is {} where {} is expected", shown(found), shown(wanted)));
    Err(match (found, wanted) {
        (found, Type::Money(_)) if is_number(found) => {
            mismatch.help("an amount is written with its currency: `5.00 GBP`")
        }
        (found, Type::Duration) if is_number(found) => mismatch.help("a duration is written with its unit: `3h`"),
        (Type::Decimal, Type::Int) => {
            mismatch.help("`round(x, '1')` is still a decimal; give the fact the type decimal")
        }
        (_, Type::Bool) => mismatch.help("compare it with something: `==`, `<`, `>`"),
        _ => mismatch,
    })
}

/// The type of `-x` and `abs(x)`.
pub(super) fn negated(ty: &Type) -> Option<Type> {
    matches!(ty, Type::Int | Type::Decimal | Type::Money(_) | Type::Duration).then(|| ty.clone())
}

/// The type of `round(x, …)`.
pub(super) fn rounded(ty: &Type) -> Option<Type> {
    matches!(ty, Type::Int | Type::Decimal | Type::Money(_)).then(|| ty.clone())
}

/// The type of a part of a time, date or duration.
pub(super) fn getter(getter: Getter, zoned: bool, ty: &Type) -> Option<Type> {
    let clock = matches!(getter, Getter::Hours | Getter::Minutes | Getter::Seconds | Getter::Milliseconds);
    let fits = match ty {
        Type::Time => true,
        Type::Date => !clock && !zoned,
        Type::Duration => clock && !zoned,
        _ => false,
    };
    fits.then_some(Type::Int)
}
