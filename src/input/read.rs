//! A member of an event's data as a value of a type.

use crate::value::{Currency, Decimal, Money, Name, Rounding, Type, Val};

use super::datum::Raw;

/// The longest text that a fact may hold, in bytes.
const MAX_TEXT: usize = 16 * 1024;

/// Why a fact does not take a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// `missing`, `wrong_type`, `out_of_range`, `wrong_currency`, `not_a_member`, `too_long`.
    pub(crate) code: &'static str,
    pub(crate) expected: String,
}

impl Misfit {
    #[cold]
    pub(crate) fn new(code: &'static str, expected: impl Into<String>) -> Self {
        Self { code, expected: expected.into() }
    }

    /// What can be read, and is no such value.
    #[cold]
    fn unread(form: &str) -> Self {
        Self::new("wrong_type", form)
    }

    /// What is another kind of JSON value.
    #[cold]
    fn wrong(form: &str, raw: Raw<'_>) -> Self {
        let kind = match raw {
            Raw::Null => "null",
            Raw::Bool(_) => "a boolean",
            Raw::Number(_) => "a number",
            Raw::Text(_) => "text",
            Raw::Nested(_) => "a list or an object",
        };
        Self::new("wrong_type", format!("{form}, this is {kind}"))
    }
}

impl<'a> Raw<'a> {
    /// The value that it is for a fact of this type, its text still where it stands.
    pub(crate) fn read(self, ty: &Type, rounding: Rounding) -> Result<Val<'a>, Misfit> {
        let mut value = Ok(Val::Bool(false));
        self.read_to(&mut value, ty, rounding, |misfit| misfit);
        value
    }

    /// The same put where it is wanted, a misfit as the caller has it: a copy of it would wait until its parts are stored.
    #[inline]
    pub(crate) fn read_to<E>(
        self,
        to: &mut Result<Val<'a>, E>,
        ty: &Type,
        rounding: Rounding,
        misfit: impl FnOnce(Misfit) -> E,
    ) {
        match (ty, self) {
            (Type::Text, Raw::Text(text)) if text.len() <= MAX_TEXT => *to = Ok(Val::Text(text)),
            (Type::Int, Raw::Number(text)) => match whole(text) {
                Some(number) => *to = Ok(Val::Int(number)),
                None => *to = Err(misfit(Misfit::unread("a whole number of 64 bits"))),
            },
            (Type::Money(wanted), Raw::Text(text)) => match text.parse::<Money>() {
                // Nearly all are in whole minor units.
                Ok(money) if wanted.is_none_or(|wanted| wanted == money.currency()) && money.is_payable() => {
                    *to = Ok(Val::Money(money.amount(), money.currency()));
                }
                Ok(money) => *to = amount(*wanted, money, rounding).map_err(misfit),
                Err(error) => *to = Err(misfit(Misfit::unread(error.expected()))),
            },
            _ => *to = self.read_other(ty).map_err(misfit),
        }
    }

    /// What is less common.
    fn read_other(self, ty: &Type) -> Result<Val<'a>, Misfit> {
        match (ty, self) {
            (Type::Bool, Raw::Bool(value)) => Ok(Val::Bool(value)),
            (Type::Enum(words), Raw::Text(word)) => member(words, word),
            (Type::Text, Raw::Text(text)) => bounded(text),
            (Type::Int, Raw::Text(text)) => match text.parse::<i64>() {
                // Many JSON tools lose the digits of larger integers, so that these come as text.
                Ok(n) if n.unsigned_abs() >= 1 << 53 && n.to_string() == *text => Ok(Val::Int(n)),
                _ => Err(Misfit::wrong(written(ty), self)),
            },
            (Type::Decimal, Raw::Number(text) | Raw::Text(text)) => {
                text.parse().map(Val::Decimal).map_err(|error| Misfit::new("wrong_type", error.to_string()))
            }
            (Type::Duration, Raw::Text(text)) => {
                text.parse().map(Val::Duration).map_err(|error| Misfit::unread(error.expected()))
            }
            (Type::Date, Raw::Text(text)) => {
                text.parse().map(Val::Date).map_err(|error| Misfit::unread(error.expected()))
            }
            (Type::Time, Raw::Text(text)) => {
                text.parse().map(Val::Time).map_err(|error| Misfit::unread(error.expected()))
            }
            (ty, raw) => Err(Misfit::wrong(written(ty), raw)),
        }
    }
}

/// How values of a type are written in an event.
fn written(ty: &Type) -> &'static str {
    match ty {
        Type::Text => "text",
        Type::Enum(_) => "one of the enum's words as text",
        Type::Bool => "`true` or `false`",
        Type::Int => "a whole number",
        Type::Decimal => "a decimal number",
        Type::Money(_) => "an amount with its currency as text, like `40.00 GBP`",
        Type::Duration => "an ISO 8601 duration as text, like `PT3H20M`",
        Type::Date => "a date as text, like `2026-11-02`",
        Type::Time => "an RFC 3339 time as text",
    }
}

/// `3`, and `3.0` and `3e0` as well.
#[inline]
fn whole(number: &str) -> Option<i64> {
    number.parse().ok().or_else(|| number.parse::<Decimal>().ok()?.to_int())
}

/// Holds a value of the right kind to what refines the type; ints widen, money is rounded to its minor unit.
pub(crate) fn refine<'a>(ty: &Type, value: Val<'a>, rounding: Rounding) -> Result<Val<'a>, Misfit> {
    match (ty, value) {
        (Type::Decimal, Val::Int(n)) => Ok(Val::Decimal(Decimal::from(n))),
        (Type::Money(wanted), Val::Money(number, currency)) => amount(*wanted, Money::new(number, currency), rounding),
        (Type::Enum(words), Val::Text(word)) => member(words, word),
        (_, Val::Text(text)) => bounded(text),
        (_, value) => Ok(value),
    }
}

fn amount<'a>(wanted: Option<Currency>, money: Money, rounding: Rounding) -> Result<Val<'a>, Misfit> {
    match wanted {
        Some(wanted) if wanted != money.currency() => {
            Err(Misfit::new("wrong_currency", format!("an amount in {wanted}")))
        }
        _ => Ok(Val::Money(money.rounded(rounding).amount(), money.currency())),
    }
}

fn member<'a>(words: &[Name], word: &'a str) -> Result<Val<'a>, Misfit> {
    if words.iter().any(|known| known == word) {
        return Ok(Val::Text(word));
    }
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    Err(Misfit::new("not_a_member", format!("one of {}", words.join(", "))))
}

fn bounded(text: &str) -> Result<Val<'_>, Misfit> {
    if text.len() <= MAX_TEXT {
        return Ok(Val::Text(text));
    }
    Err(Misfit::new("too_long", format!("text of at most {MAX_TEXT} bytes")))
}
