//! What a part of an expression is worth where a region holds.

use std::sync::Arc;

use super::ratio::Ratio;
use super::space::Region;
use crate::expression::operators::type_of;
use crate::value::{Currency, Date, Duration, Money, Name, Type, Value};

/// The meaning of a part.
#[derive(Debug, Clone)]
pub(super) enum Meaning {
    /// True, false or an error.
    Truth(Region),
    /// A value, one of these; an error where no region holds. Regions are apart.
    Terms(Vec<(Region, Term)>),
}

/// One way in which a value is found.
#[derive(Debug, Clone)]
pub(super) enum Term {
    Constant(Value),
    Line(Line),
    /// A fact whose values have no order: text, or a word of an enum.
    Word {
        slot: u16,
        name: Name,
    },
    Opaque(Opaque),
}

/// `factor` × fact + `shift`, in the unit of its kind.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) slot: u16,
    pub(super) name: Name,
    pub(super) factor: Ratio,
    pub(super) shift: Ratio,
    pub(super) kind: Kind,
    /// Whether a division may have rounded it at the 28th digit.
    pub(super) rounded: bool,
}

/// A value of which only the text is known that it is found by; the same text is the same value.
#[derive(Debug, Clone)]
pub(super) struct Opaque {
    pub(super) text: Arc<str>,
    /// Whether finding it may err where all facts are known.
    pub(super) errs: bool,
    pub(super) kind: Kind,
    /// Of a date, that it is no earlier.
    pub(super) least: Option<Date>,
}

/// What arithmetic does with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Decimal,
    Money(Currency),
    /// Amounts without a fixed currency may differ in it.
    AnyMoney,
    Duration,
    Date,
    Time,
    Text,
}

impl Kind {
    pub(super) fn of(ty: &Type) -> Self {
        match ty {
            Type::Int => Self::Int,
            Type::Decimal => Self::Decimal,
            Type::Money(Some(currency)) => Self::Money(*currency),
            Type::Money(None) => Self::AnyMoney,
            Type::Duration => Self::Duration,
            Type::Date => Self::Date,
            Type::Time => Self::Time,
            Type::Text | Type::Enum(_) | Type::Bool => Self::Text,
        }
    }

    pub(super) fn is_money(self) -> bool {
        matches!(self, Self::Money(_) | Self::AnyMoney)
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Decimal)
    }

    /// Of a sum or difference of both.
    pub(super) fn sum(self, other: Self, subtracted: bool) -> Self {
        match (self, other) {
            (Self::Time, Self::Time) if subtracted => Self::Duration,
            (Self::Duration, Self::Time) => Self::Time,
            (Self::Int, Self::Decimal) => Self::Decimal,
            (kind, _) => kind,
        }
    }

    /// Of a product.
    pub(super) fn product(self, other: Self) -> Self {
        match (self, other) {
            (Self::Int, Self::Int) => Self::Int,
            (money, _) | (_, money) if money.is_money() => money,
            _ => Self::Decimal,
        }
    }

    /// Of a quotient.
    pub(super) fn quotient(self, other: Self) -> Self {
        match (self, other) {
            (Self::Int, Self::Int) => Self::Int,
            (money, number) if money.is_money() && number.is_number() => money,
            _ => Self::Decimal,
        }
    }
}

impl Term {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Constant(value) => Kind::of(&type_of(value)),
            Self::Line(line) => line.kind,
            Self::Word { .. } => Kind::Text,
            Self::Opaque(opaque) => opaque.kind,
        }
    }

    /// Text that tells it from every other term.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Constant(Value::Text(text)) => format!("'{text}'"),
            Self::Constant(value) => value.to_string(),
            Self::Word { name, .. } => name.to_string(),
            Self::Opaque(opaque) => opaque.text.to_string(),
            Self::Line(line) => line.text(),
        }
    }

    pub(super) fn errs(&self) -> bool {
        matches!(self, Self::Opaque(opaque) if opaque.errs)
    }

    pub(super) fn opaque(text: impl Into<Arc<str>>, errs: bool, kind: Kind) -> Self {
        Self::Opaque(Opaque { text: text.into(), errs, kind, least: None })
    }
}

impl Line {
    /// The fact itself.
    pub(super) fn fact(slot: u16, name: &Name, ty: &Type) -> Self {
        let name = name.clone();
        Self { slot, name, factor: Ratio::ONE, shift: Ratio::ZERO, kind: Kind::of(ty), rounded: false }
    }

    fn text(&self) -> String {
        let factor = if self.factor == Ratio::ONE { String::new() } else { format!("{} * ", self.factor) };
        let shift = if self.shift == Ratio::ZERO { String::new() } else { format!(" + {}", self.shift) };
        let whole = if self.rounded { ", rounded" } else { "" };
        format!("{factor}{}{shift}{whole}", self.name)
    }

    /// The value that it has where the fact has that number.
    pub(super) fn at(&self, x: Ratio) -> Option<Value> {
        let number = self.factor.times(x)?.plus(self.shift)?;
        Some(match self.kind {
            Kind::Int => Value::Int(i64::try_from(number.whole()?).ok()?),
            Kind::Decimal => Value::Decimal(number.to_decimal()?),
            Kind::Duration => Value::Duration(Duration::nanoseconds(number.whole()?)?),
            Kind::Date => Value::Date(super::domain::date(number.whole()?)?),
            Kind::Time => Value::Time(super::domain::time(number.whole()?)?),
            Kind::Money(currency) => Value::Money(Money::new(number.to_decimal()?, currency)),
            Kind::AnyMoney | Kind::Text => return None,
        })
    }
}
