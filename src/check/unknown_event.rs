//! An event that is not declared.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-event",
    "an event that is not declared",
    "Triggers and transitions listen to events that the playbook declares under `events`, or to the engine's own \
     (`step.failed`, `complete.STATE` and the like). One that nobody sends would wait for ever. Avoid listening \
     to an undeclared event; prefer declaring it with the facts that it carries.",
)
.examples(
    r"
triggers:
  late: { upon: parcel.delayed }
events:
  parcel.late: [days_late]
",
    r"
triggers:
  late: { upon: parcel.late }
events:
  parcel.late: [days_late]
",
);

/// A pattern that matches no event.
pub(crate) fn unknown_event<'n>(span: Span, written: &str, events: impl IntoIterator<Item = &'n str>) -> Finding {
    Finding::new(&DOC, span, format!("no event matches `{written}`")).nearest_of(written, events)
}

/// An event name that is the engine's own.
pub(crate) fn reserved_event(span: Span, written: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{written}` is a name of the engine's own events"))
        .help("begin it with another word")
}
