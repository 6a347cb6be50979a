//! Values whose text is borrowed.

use super::{Currency, Date, Decimal, Duration, Money, Time, Value};

/// A [`Value`] for the time being; text is borrowed from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Val<'a> {
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    /// Its two parts side by side, which makes every value 8 bytes smaller than `Money` would.
    Money(Decimal, Currency),
    Duration(Duration),
    Date(Date),
    Time(Time),
    /// Text, or a word of an enum.
    Text(&'a str),
}

impl Val<'_> {
    /// The value to keep.
    pub(crate) fn to_value(self) -> Value {
        match self {
            Self::Bool(value) => Value::Bool(value),
            Self::Int(value) => Value::Int(value),
            Self::Decimal(value) => Value::Decimal(value),
            Self::Money(amount, currency) => Value::Money(Money::new(amount, currency)),
            Self::Duration(value) => Value::Duration(value),
            Self::Date(value) => Value::Date(value),
            Self::Time(value) => Value::Time(value),
            Self::Text(value) => Value::from(value),
        }
    }
}

impl<'a> From<&'a Value> for Val<'a> {
    #[inline]
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) => Self::Int(*value),
            Value::Decimal(value) => Self::Decimal(*value),
            Value::Money(value) => Self::Money(value.amount(), value.currency()),
            Value::Duration(value) => Self::Duration(*value),
            Value::Date(value) => Self::Date(*value),
            Value::Time(value) => Self::Time(*value),
            Value::Text(value) => Self::Text(value),
        }
    }
}
