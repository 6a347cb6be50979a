//! One member of an event's data, as it was written.

use std::borrow::Cow;

use crate::value::{Date, Decimal, Duration, Money, Time, Value};

/// A value in an event's data, still in the text of its JSON: a playbook's declaration says what it means.
///
/// Numbers keep their digits, so that `0.1` is exactly one tenth; there is no way in from a float. Amounts, durations,
/// dates and times are texts. What [`Event::get`](crate::Event::get) gives borrows from the event.
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
pub enum Datum<'a> {
    /// `null`: the same as a member that is left out.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number by its JSON text, such as `3` or `1.5e-3`.
    Number(Cow<'a, str>),
    /// A text, its escapes decoded.
    Text(Cow<'a, str>),
    /// A list or an object, which no fact can hold, by its JSON text without white space.
    Nested(Cow<'a, str>),
}

/// The same where it stands in an event.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Raw<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    Text(&'a str),
    Nested(&'a str),
}

impl<'a> From<Raw<'a>> for Datum<'a> {
    fn from(raw: Raw<'a>) -> Self {
        match raw {
            Raw::Null => Self::Null,
            Raw::Bool(value) => Self::Bool(value),
            Raw::Number(text) => Self::Number(text.into()),
            Raw::Text(text) => Self::Text(text.into()),
            Raw::Nested(text) => Self::Nested(text.into()),
        }
    }
}

impl Datum<'_> {
    /// The same, borrowed from nobody.
    ///
    /// ```
    /// # let event = amends::Event::new("1", "shop", "order", "ana", "2026-03-27T16:30:00Z".parse().unwrap()).with("n", 3);
    /// let kept: Option<amends::Datum<'static>> = event.get("n").map(amends::Datum::into_owned);
    /// assert_eq!(kept, Some(3.into()));
    /// ```
    pub fn into_owned(self) -> Datum<'static> {
        match self {
            Self::Null => Datum::Null,
            Self::Bool(value) => Datum::Bool(value),
            Self::Number(text) => Datum::Number(text.into_owned().into()),
            Self::Text(text) => Datum::Text(text.into_owned().into()),
            Self::Nested(text) => Datum::Nested(text.into_owned().into()),
        }
    }

    pub(crate) fn raw(&self) -> Raw<'_> {
        match self {
            Self::Null => Raw::Null,
            Self::Bool(value) => Raw::Bool(*value),
            Self::Number(text) => Raw::Number(text),
            Self::Text(text) => Raw::Text(text),
            Self::Nested(text) => Raw::Nested(text),
        }
    }
}

impl From<bool> for Datum<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<'a> From<&'a str> for Datum<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value.into())
    }
}

impl From<String> for Datum<'_> {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

macro_rules! from_number {
    ($($type:ty),*) => { $(impl From<$type> for Datum<'_> {
        fn from(value: $type) -> Self {
            Self::Number(value.to_string().into())
        }
    })* };
}
from_number!(i32, i64, u32);

macro_rules! from_text {
    ($($type:ty),*) => { $(impl From<$type> for Datum<'_> {
        fn from(value: $type) -> Self {
            Self::Text(value.to_string().into())
        }
    })* };
}
from_text!(Decimal, Money, Duration, Date, Time);

impl From<Value> for Datum<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Bool(value) => value.into(),
            Value::Int(value) => value.into(),
            other => Self::Text(other.to_string().into()),
        }
    }
}
