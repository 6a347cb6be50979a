//! A state from which no case can end.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "no-way-to-end",
    "a state from which no case can end",
    "From here no event, timer or receipt leads to a top-level `end`, so that a customer's case would stay open \
     for ever. Avoid a state without a way out; prefer a `next`, and an `after` for the day on which nothing \
     comes.",
)
.examples(
    r"
states:
  wait:
    upon: { customer.replied: { stay: true } }
",
    r"
states:
  wait:
    upon: { customer.replied: done }
    after: { 7d: done }
  done: { end: done }
",
);

/// A state from which no end can be reached.
pub(crate) fn no_way_to_end(span: Span, state: &str) -> Finding {
    Finding::new(&DOC, span, format!("from state `{state}` no case can ever end"))
        .help("add a transition that leads to a state with `end`")
}
