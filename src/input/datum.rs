//! One member of an event's data, as it was written.

use std::fmt::Write;

use crate::value::{Date, Decimal, Duration, Money, Time, Value};

/// A value in an event's data, still in the text of its JSON: a playbook's declaration says what it means.
///
/// Numbers keep their digits, so that `0.1` is exactly one tenth; there is no way in from a float. Amounts, durations,
/// dates and times are texts.
///
/// ```
/// use amends::{Datum, Money};
/// let total: Money = "40 GBP".parse()?;
/// assert_eq!(Datum::from(total), Datum::Text("40.00 GBP".into()));
/// assert_eq!(Datum::from(3), Datum::Number("3".into()));
/// # Ok::<(), amends::TextError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Datum {
    /// `null`: the same as a member that is left out.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number by its JSON text, such as `3` or `1.5e-3`.
    Number(Box<str>),
    /// A text, its escapes decoded.
    Text(Box<str>),
    /// A list or an object, which no fact can hold, by its JSON text without white space.
    Nested(Box<str>),
}

impl Datum {
    /// What kind of JSON value this is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::Nested(_) => "a list or an object",
        }
    }

    /// The bytes that stand for it in a digest of an event's content.
    pub(crate) fn write_content(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            // Writing to a String can't fail.
            Self::Bool(value) => drop(write!(out, "{value}")),
            Self::Number(text) | Self::Nested(text) => out.push_str(text),
            Self::Text(text) => crate::canon::write_text(out, text),
        }
    }
}

impl From<bool> for Datum {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Datum {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

impl From<String> for Datum {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

macro_rules! from_number {
    ($($type:ty),*) => { $(impl From<$type> for Datum {
        fn from(value: $type) -> Self {
            Self::Number(value.to_string().into())
        }
    })* };
}
from_number!(i32, i64, u32);

macro_rules! from_text {
    ($($type:ty),*) => { $(impl From<$type> for Datum {
        fn from(value: $type) -> Self {
            Self::Text(value.to_string().into())
        }
    })* };
}
from_text!(Decimal, Money, Duration, Date, Time);

impl From<Value> for Datum {
    fn from(value: Value) -> Self {
        match value {
            Value::Bool(value) => value.into(),
            Value::Int(value) => value.into(),
            other => Self::Text(other.to_string().into()),
        }
    }
}
