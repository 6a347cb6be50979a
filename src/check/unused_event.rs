//! An event that nothing listens for.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unused-event",
    "an event that nothing listens for",
    "The event is declared, but no trigger, no `upon`, no `seen` and no legal limit hears it, by its name or a part \
     of it: whatever it tells, the playbook does nothing. Either what should hear it is missing or misspelt, or the \
     event is a leftover. Avoid declaring what is not heard; prefer an `upon` for it, or take it out.",
)
.examples(
    r"
events:
  parcel.late: [order]
  parcel.found: [order]
facts: { order: text }
states:
  wait: { after: { 7d: done } }
  done: { end: done }
",
    r"
events:
  parcel.late: [order]
  parcel.found: [order]
facts: { order: text }
states:
  wait: { upon: { parcel.found: done }, after: { 7d: done } }
  done: { end: done }
",
);

/// A declared event without a listener.
pub(crate) fn unused_event(span: Span, event: &str) -> Finding {
    Finding::new(&DOC, span, format!("nothing listens for `{event}`"))
        .help("hear it in a trigger or an `upon`, or take it out")
}
