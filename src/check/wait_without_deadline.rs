//! A state that may wait for ever.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "wait-without-deadline",
    "a state that may wait for ever",
    "A case rests here until something comes from outside: an event, or the receipt of a step. If it never comes, \
     nothing limits the wait, and the customer waits too. Avoid trusting that every message arrives; prefer an \
     `after` or `at`, here or around the state, or for a step a `within` whose `step.overdue` is heard.",
)
.examples(
    r"
states:
  search: { upon: { parcel.found: done } }
  done: { end: done }
",
    r"
states:
  search: { upon: { parcel.found: done }, after: { 7d: done } }
  done: { end: done }
",
);

/// A state that only an event leaves.
pub(crate) fn waits_for_event(span: Span, state: &str) -> Finding {
    Finding::new(&DOC, span, format!("state `{state}` waits for an event, and nothing happens if it never comes"))
        .help("add an `after`, here or around it, that says where the case goes then")
}

/// A state that only a receipt leaves, of a step without a deadline.
pub(crate) fn waits_for_receipt(span: Span, state: &str, step: Span, kind: &str) -> Finding {
    let message = format!("state `{state}` waits for this {kind} to be done, and nothing happens if it never is");
    Finding::new(&DOC, step, message)
        .label(span, "the case rests here")
        .help("give it a `within` and hear its `step.overdue`, or add an `after`, here or around the state")
}
