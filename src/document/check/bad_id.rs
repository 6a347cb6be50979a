//! A name that is not made as names are.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-id",
    "a name is not made as names are",
    "Names of playbooks, triggers, states, messages and steps are ASCII letters, digits, `-` and `_`; names of facts and \
     derived values are ASCII letters, digits and `_` and begin with no digit, because expressions read them, and none of \
     the words that mean something else there; names of events are such words joined by dots. Other characters look alike, \
     change direction or mean something in an expression or a pattern, so that two names could look the same and differ. \
     Avoid `rue café` and `days-late` as a fact; prefer `rue-cafe` and `days_late`.",
)
.examples(
    r"
facts:
  days-late: int   # `days-late` is a subtraction
events:
  parcel.late: [days-late]
",
    r"
facts:
  days_late: int
events:
  parcel.late: [days_late]
",
);

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// A playbook, trigger, state, message, step, role.
    Id(&'static str),
    /// A fact or derived value.
    Variable(&'static str),
    /// An event.
    Event,
}

impl Name {
    fn what(self) -> &'static str {
        match self {
            Name::Id(what) | Name::Variable(what) => what,
            Name::Event => "an event",
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Name::Id(_) => "ASCII letters, digits, `-` and `_`",
            Name::Variable(_) => "ASCII letters, digits and `_`, not beginning with a digit",
            Name::Event => "words of ASCII letters, digits, `-` and `_`, joined by dots",
        }
    }
}

/// A name with a character that may not stand there.
pub(crate) fn bad_id(span: Span, name: Name, written: &str, better: Option<String>) -> Finding {
    let mut finding =
        Finding::new(&DOC, span, format!("`{written}` can't be the name of {}", name.what())).expecting([name.rule()]);
    finding.suggestion = better;
    finding
}

/// A name that is a word of expressions.
pub(crate) fn reserved(span: Span, name: Name, written: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{written}` can't be the name of {}", name.what()))
        .saying("means something else in expressions")
        .help(format!("choose another name, such as `{written}_`"))
}
