//! A trigger whose event lacks the key.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "key-not-carried",
    "a trigger whose event lacks the key",
    "The key facts tell cases apart, so that every event that opens one must carry them, or the trigger must \
     `set` them. Avoid a trigger on an event that leaves a key fact out; prefer listing it under the event.",
)
.examples(
    r"
key: [order]
facts: { order: text, days_late: int }
events: { parcel.late: [days_late] }
",
    r"
key: [order]
facts: { order: text, days_late: int }
events: { parcel.late: [order, days_late] }
",
);

/// A key fact that the trigger's event does not always carry.
pub(crate) fn key_not_carried(span: Span, trigger: &str, event: &str, fact: &str) -> Finding {
    Finding::new(
        &DOC,
        span,
        format!("trigger `{trigger}` opens on `{event}`, which does not always carry the key fact `{fact}`"),
    )
    .help(format!("list `{fact}` under what `{event}` carries, or `set` it in the trigger"))
}
