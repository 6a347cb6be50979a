//! The functions of the language: their names, forms and arguments.

/// A function by what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Size,
    StartsWith,
    EndsWith,
    Contains,
    Duration,
    Timestamp,
    Date,
    Money,
    Get(Getter),
    Min,
    Max,
    Abs,
    Round,
    Days,
    Workdays,
    PlusDays,
    PlusMonths,
    PlusWorkdays,
    PlusWorkhours,
    EndOfDay,
    Seen,
    Paid,
    Left,
    PausedDays,
    Accrue,
    InState,
    Has,
}

impl Function {
    /// Whether its first argument is a name and no value.
    pub(super) fn takes_name(self) -> bool {
        matches!(self, Self::Has | Self::PausedDays | Self::Accrue)
    }
}

/// A part of a time, date or duration, with CEL's names and bases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Getter {
    FullYear,
    /// From 0.
    Month,
    /// Day of the month from 1.
    Date,
    /// Day of the month from 0.
    DayOfMonth,
    /// From 0 for Sunday.
    DayOfWeek,
    /// From 0.
    DayOfYear,
    Hours,
    Minutes,
    Seconds,
    Milliseconds,
}

/// How a function is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `f(x)`
    Plain,
    /// `x.f()`
    Method,
    /// Either.
    Both,
}

/// A function's line in the table; the receiver of a method counts as its first argument.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) name: &'static str,
    pub(super) function: Function,
    pub(super) form: Form,
    pub(super) least: usize,
    pub(super) most: usize,
    /// An example, for help.
    pub(super) usage: &'static str,
}

/// `min` and `max` take this many arguments, which wait on the stack together.
const MANY: usize = 64;

/// The line of that name.
pub(super) fn find(name: &str) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|signature| signature.name == name)
}

/// All names, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SIGNATURES.iter().map(|signature| signature.name)
}

const fn row(
    name: &'static str,
    function: Function,
    form: Form,
    least: usize,
    most: usize,
    usage: &'static str,
) -> Signature {
    Signature { name, function, form, least, most, usage }
}

#[rustfmt::skip]
static SIGNATURES: [Signature; 36] = [
    row("size", Function::Size, Form::Both, 1, 1, "size(name)"),
    row("startsWith", Function::StartsWith, Form::Method, 2, 2, "name.startsWith('A')"),
    row("endsWith", Function::EndsWith, Form::Method, 2, 2, "name.endsWith('A')"),
    row("contains", Function::Contains, Form::Method, 2, 2, "name.contains('A')"),
    row("duration", Function::Duration, Form::Plain, 1, 1, "duration('720h')"),
    row("timestamp", Function::Timestamp, Form::Plain, 1, 1, "timestamp('2026-03-27T16:30:00Z')"),
    row("date", Function::Date, Form::Plain, 1, 1, "date('2026-04-01')"),
    row("money", Function::Money, Form::Plain, 1, 1, "money('5 GBP')"),
    row("getFullYear", Function::Get(Getter::FullYear), Form::Method, 1, 2, "t.getFullYear()"),
    row("getMonth", Function::Get(Getter::Month), Form::Method, 1, 2, "t.getMonth()"),
    row("getDate", Function::Get(Getter::Date), Form::Method, 1, 2, "t.getDate()"),
    row("getDayOfMonth", Function::Get(Getter::DayOfMonth), Form::Method, 1, 2, "t.getDayOfMonth()"),
    row("getDayOfWeek", Function::Get(Getter::DayOfWeek), Form::Method, 1, 2, "t.getDayOfWeek()"),
    row("getDayOfYear", Function::Get(Getter::DayOfYear), Form::Method, 1, 2, "t.getDayOfYear()"),
    row("getHours", Function::Get(Getter::Hours), Form::Method, 1, 2, "t.getHours('Europe/London')"),
    row("getMinutes", Function::Get(Getter::Minutes), Form::Method, 1, 2, "t.getMinutes()"),
    row("getSeconds", Function::Get(Getter::Seconds), Form::Method, 1, 2, "t.getSeconds()"),
    row("getMilliseconds", Function::Get(Getter::Milliseconds), Form::Method, 1, 2, "t.getMilliseconds()"),
    row("min", Function::Min, Form::Plain, 2, MANY, "min(a, b)"),
    row("max", Function::Max, Form::Plain, 2, MANY, "max(a, b)"),
    row("abs", Function::Abs, Form::Plain, 1, 1, "abs(x)"),
    row("round", Function::Round, Form::Plain, 2, 2, "round(x, '0.01')"),
    row("days", Function::Days, Form::Plain, 2, 2, "days(opened, now)"),
    row("workdays", Function::Workdays, Form::Plain, 2, 2, "workdays(opened, now)"),
    row("plus_days", Function::PlusDays, Form::Plain, 2, 2, "plus_days(opened, 14)"),
    row("plus_months", Function::PlusMonths, Form::Plain, 2, 2, "plus_months(opened, 3)"),
    row("plus_workdays", Function::PlusWorkdays, Form::Plain, 2, 2, "plus_workdays(opened, 3)"),
    row("plus_workhours", Function::PlusWorkhours, Form::Plain, 2, 2, "plus_workhours(opened, 4)"),
    row("end_of_day", Function::EndOfDay, Form::Plain, 1, 1, "end_of_day(opened)"),
    row("seen", Function::Seen, Form::Plain, 2, 2, "seen('parcel.late', 30d)"),
    row("paid", Function::Paid, Form::Plain, 2, 2, "paid('GBP', 365d)"),
    row("left", Function::Left, Form::Plain, 1, 1, "left('GBP')"),
    row("paused_days", Function::PausedDays, Form::Plain, 1, 1, "paused_days(waiting)"),
    row("accrue", Function::Accrue, Form::Plain, 3, 3, "accrue(rate, from, until)"),
    row("In", Function::InState, Form::Plain, 1, 1, "In('waiting')"),
    row("has", Function::Has, Form::Plain, 1, 1, "has(tier)"),
];
