//! The types of facts and their values.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::canon::Plain;

use super::{Currency, Date, Decimal, Duration, Money, Name, Time};

/// The type of a fact.
///
/// `Display` names it as findings do.
///
/// ```
/// use amends::Type;
/// assert_eq!(Type::Money(Some("GBP".parse()?)).to_string(), "money in GBP");
/// # Ok::<(), amends::TextError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Type {
    /// Any text.
    Text,
    /// `true` or `false`.
    Bool,
    /// A whole number of 64 bits, with a sign.
    Int,
    /// An exact decimal number.
    Decimal,
    /// An amount; in one currency where that is fixed.
    Money(Option<Currency>),
    /// Elapsed time.
    Duration,
    /// A calendar date.
    Date,
    /// A moment.
    Time,
    /// One of a set of words, in the playbook's order.
    Enum(Arc<[Name]>),
}

impl fmt::Display for Type {
    /// The playbook's word and, for money, the currency: `money in GBP`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Bool => f.write_str("bool"),
            Self::Int => f.write_str("int"),
            Self::Decimal => f.write_str("decimal"),
            Self::Money(None) => f.write_str("money"),
            Self::Money(Some(currency)) => write!(f, "money in {currency}"),
            Self::Duration => f.write_str("duration"),
            Self::Date => f.write_str("date"),
            Self::Time => f.write_str("time"),
            Self::Enum(_) => f.write_str("enum"),
        }
    }
}

/// A value of a fact.
///
/// Serialised with its type, so that a stored account is read back exactly; [`Display`](fmt::Display) gives the text
/// form that records and messages use. Values are equal only within one type.
///
/// ```
/// use amends::{Money, Value};
/// let total = Value::from("5 GBP".parse::<Money>()?);
/// assert_eq!(total.to_string(), "5.00 GBP");
/// assert_eq!(serde_json::to_string(&total)?, r#"{"money":"5.00 GBP"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A calendar date.
    Date(Date),
    /// An exact decimal number.
    Decimal(Decimal),
    /// Elapsed time.
    Duration(Duration),
    /// A whole number.
    Int(i64),
    /// An amount of money.
    Money(Money),
    /// Text, or a word of an enum.
    Text(Name),
    /// A moment.
    Time(Time),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

impl Plain for Value {
    fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        match self {
            Self::Bool(value) => out.write_str(if *value { "true" } else { "false" }),
            Self::Date(value) => value.write_to(out),
            Self::Decimal(value) => value.write_to(out),
            Self::Duration(value) => value.write_to(out),
            Self::Int(value) => write!(out, "{value}"),
            Self::Money(value) => value.write_to(out),
            Self::Text(value) => out.write_str(value),
            Self::Time(value) => value.write_to(out),
        }
    }
}

impl Value {
    /// The text form; that of a text is borrowed.
    pub(crate) fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        }
    }
}

macro_rules! value_from {
    ($($type:ty => $variant:ident),* $(,)?) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        })*
    };
}
value_from!(bool => Bool, Date => Date, Decimal => Decimal, Duration => Duration, i64 => Int, i32 => Int, u32 => Int,
    Money => Money, &str => Text, String => Text, Time => Time);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_no_more_than_a_name() {
        assert_eq!((size_of::<Name>(), size_of::<Value>(), size_of::<Option<Value>>()), (24, 24, 24));
        assert_eq!((size_of::<Decimal>(), size_of::<Money>(), size_of::<Option<Money>>()), (13, 16, 17));
    }
}
