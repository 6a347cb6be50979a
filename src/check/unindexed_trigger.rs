//! A trigger that is tried on every event.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unindexed-trigger",
    "a trigger that is tried on every event",
    "Triggers are found by the event's type and the facts it carries, so that thousands of them cost no more than those \
     that match. A condition that leaves every value of every carried fact open, such as one on `now` or `seen` alone, \
     is tried each time. Avoid `upon: \"*\"` and conditions without a carried fact; prefer `count` to `seen`.",
);

/// A trigger whose condition no single fact of its event narrows.
pub(crate) fn unindexed_trigger(span: Span, name: &str) -> Finding {
    let message = format!("no fact that the event carries tells by itself that trigger `{name}` does not fire");
    Finding::new(&DOC, span, message)
        .help("compare a fact of the event with a constant, or write a trigger for each side of an `or`")
}
