//! What is wrong with an expression, and where.

use std::ops::Range;

use crate::suggest::nearest;

/// One mistake in the text of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The bytes of the expression's text that it is about.
    pub(crate) range: Range<usize>,
    pub(crate) kind: FaultKind,
    pub(crate) message: String,
    /// What could stand there.
    pub(crate) expected: Vec<String>,
    pub(crate) help: Option<String>,
    /// The nearest known name.
    pub(crate) suggestion: Option<String>,
}

/// What kind of mistake it is; each becomes a finding of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FaultKind {
    /// The text does not follow the grammar.
    Syntax,
    /// A number, amount, duration, date or time in the wrong spelling.
    Literal,
    /// A date without `date('…')`, which reads as a subtraction.
    Date,
    UnknownName,
    UnknownFunction,
    /// A word that is no member of the enum it meets.
    UnknownMember,
    UnknownState,
    UnknownEvent,
    Type,
    /// Two currencies meet, or a named one and one that is not fixed.
    Currency,
    /// Business time without a calendar.
    NeedsCalendar,
    /// Limits without a policy.
    NeedsPolicy,
    /// A decision table that is not one: no row that always holds at its end, rows out of order.
    Table,
    TooDeep,
    TooLong,
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, range: Range<usize>, message: impl Into<String>) -> Self {
        Self { range, kind, message: message.into(), expected: Vec::new(), help: None, suggestion: None }
    }

    pub(super) fn syntax(range: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(FaultKind::Syntax, range, message)
    }

    pub(super) fn expecting<S: Into<String>>(mut self, expected: impl IntoIterator<Item = S>) -> Self {
        self.expected = expected.into_iter().map(Into::into).collect();
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn help_if_none(mut self, help: &str) -> Self {
        self.help.get_or_insert_with(|| help.to_owned());
        self
    }

    pub(super) fn near<'n>(mut self, name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Self {
        self.suggestion = nearest(name, candidates).map(str::to_owned);
        self
    }
}
