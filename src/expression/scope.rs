//! What an expression is evaluated on: values, where they come from, and why there may be none.

use std::fmt;
use std::ops::Range;

use super::derived::Derived;
use super::tree::EventPart;
use crate::calendar::Calendar;
pub(crate) use crate::value::Val;
use crate::value::{Currency, Duration, Money, Time};

/// Where an expression finds the values of its names; the engine answers from the account and the input.
///
/// What only a case has is absent unless it is said.
pub(crate) trait Scope {
    /// The fact in that slot; nothing where it is unknown.
    fn fact(&self, slot: u16) -> Option<Val<'_>>;

    /// The same for the instruction at that place, or why there is none, put where it is wanted: a copy of it would wait
    /// until its parts are stored.
    #[inline]
    fn read<'s>(&'s self, slot: u16, at: u32, to: &mut Item<'s>) {
        match self.fact(slot) {
            Some(value) => *to = Ok(value),
            None => *to = Err(Trap { kind: ErrorKind::Unknown(slot), at }),
        }
    }

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

    /// What limits on money still allow in the currency; nothing where none is in force.
    fn left(&self, _: Currency) -> Option<Money> {
        None
    }

    /// The calendar that business time is counted by.
    fn calendar(&self) -> Option<&Calendar> {
        None
    }

    /// Calendar days spent in the state while it paused clocks.
    fn paused_days(&self, _: u16) -> i64 {
        0
    }
}

/// What an instruction makes.
pub(crate) type Item<'a> = Result<Val<'a>, Trap>;

/// An error, and the instruction that erred first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trap {
    pub(crate) kind: ErrorKind,
    pub(crate) at: u32,
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
    /// The present event carries something else for the fact in that slot than its type takes; of events that a playbook
    /// reads, such are refused before.
    Misfit(u16),
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
    /// No limit says how much is left.
    NoLimit,
    /// Business time is counted, and there is no calendar.
    NoCalendar,
    /// A value of another type than was checked: the host gave the wrong one.
    WrongType,
}

impl ErrorKind {
    /// A stable word for records.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown_fact",
            Self::Misfit(_) => "misfit",
            Self::Overflow => "overflow",
            Self::DivisionByZero => "division_by_zero",
            Self::CurrencyMismatch => "currency_mismatch",
            Self::NoValue => "no_value",
            Self::OutOfRange => "out_of_range",
            Self::Absent => "absent",
            Self::NoLimit => "no_limit",
            Self::NoCalendar => "no_calendar",
            Self::WrongType => "wrong_type",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown(_) => "an unknown fact is read",
            Self::Misfit(_) => "the event carries no value of the fact's type",
            Self::Overflow => "a number grows too large",
            Self::DivisionByZero => "a division by zero",
            Self::CurrencyMismatch => "amounts in different currencies meet",
            Self::NoValue => "the table has no value for this date",
            Self::OutOfRange => "a date or duration leaves its range",
            Self::Absent => "the event has no such part",
            Self::NoLimit => "no limit says how much is left",
            Self::NoCalendar => "there is no calendar",
            Self::WrongType => "a value of another type than declared",
        })
    }
}
