//! What an expression is evaluated on: values, where they come from, and why there may be none.

use std::fmt;
use std::ops::Range;

use super::derived::Derived;
use super::tree::EventPart;
use crate::value::{Currency, Date, Decimal, Duration, Money, Time, Value};

/// Where an expression finds the values of its names; the engine answers from the account and the input.
///
/// What only a case has is absent unless it is said.
pub(crate) trait Scope {
    /// The fact in that slot; nothing where it is unknown.
    fn fact(&self, slot: u16) -> Option<Val<'_>>;

    /// The derived value of that number.
    fn derived(&self, index: u16) -> Option<&Derived>;

    /// The moment of the present input.
    fn now(&self) -> Option<Time>;

    /// The moment the case opened.
    fn opened(&self) -> Option<Time> {
        None
    }

    /// A part of the present event, but its time.
    fn event_text(&self, _: EventPart) -> Option<&str> {
        None
    }

    /// The present event's own time.
    fn event_time(&self) -> Option<Time> {
        None
    }

    /// Whether the state is active.
    fn is_active(&self, _: u16) -> bool {
        false
    }

    /// How many events of that pattern the account had in the window that ends now.
    fn seen(&self, _: &str, _: Duration) -> i64 {
        0
    }

    /// What the account was paid in the window that ends now; nothing where the sum is too large to say.
    fn paid(&self, _: Currency, _: Duration) -> Option<Money> {
        None
    }

    /// Calendar days spent in the state while it paused clocks.
    fn paused_days(&self, _: u16) -> i64 {
        0
    }
}

/// A value while an expression is evaluated; text is borrowed from where it stands.
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

/// Why an expression has no value, and which of its parts had none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EvalError {
    pub(crate) kind: ErrorKind,
    /// The bytes of the expression's text that erred; of a derived value, the place of its name.
    pub(crate) range: Range<usize>,
}

impl EvalError {
    /// What happened, for records: a stable word, then words for people; `name` gives the names of facts.
    pub(crate) fn describe<'n>(&self, name: impl FnOnce(u16) -> &'n str) -> String {
        let code = self.kind.code();
        match self.kind {
            ErrorKind::Unknown(slot) => format!("{code}: `{}` is unknown", name(slot)),
            kind => format!("{code}: {kind}"),
        }
    }
}

/// Why a part has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    /// The fact in that slot is unknown.
    Unknown(u16),
    /// A whole number of more than 64 bits, a decimal of more than 28 digits.
    Overflow,
    DivisionByZero,
    /// Two amounts in different currencies meet.
    CurrencyMismatch,
    /// A dated table has no row so early.
    NoValue,
    /// A time or date outside the years 1 to 9999, a duration too long.
    OutOfRange,
    /// The present event has no such part, or there is none.
    Absent,
    /// A value of another type than was checked: the host gave the wrong one.
    WrongType,
}

impl ErrorKind {
    /// A stable word for records.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown_fact",
            Self::Overflow => "overflow",
            Self::DivisionByZero => "division_by_zero",
            Self::CurrencyMismatch => "currency_mismatch",
            Self::NoValue => "no_value",
            Self::OutOfRange => "out_of_range",
            Self::Absent => "absent",
            Self::WrongType => "wrong_type",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown(_) => "an unknown fact is read",
            Self::Overflow => "a number grows too large",
            Self::DivisionByZero => "a division by zero",
            Self::CurrencyMismatch => "amounts in different currencies meet",
            Self::NoValue => "the table has no value for this date",
            Self::OutOfRange => "a date or duration leaves its range",
            Self::Absent => "the event has no such part",
            Self::WrongType => "a value of another type than declared",
        })
    }
}
