//! A trigger that opens nowhere.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-trigger-target",
    "a trigger that opens nowhere",
    "A trigger opens a case at the state that its `go` names, else at the playbook's `start`. One that names no \
     state could open nothing. Avoid a `go` that is no state; prefer leaving it out to begin at `start`.",
)
.examples(
    r"
triggers:
  late: { upon: parcel.late, go: apologize }
states:
  apologise: { after: { 7d: done } }
  done: { end: done }
",
    r"
triggers:
  late: { upon: parcel.late, go: apologise }
states:
  apologise: { after: { 7d: done } }
  done: { end: done }
",
);

/// A trigger's `go` that is no state.
pub(crate) fn unknown_trigger_target<'n>(
    span: Span,
    trigger: &str,
    written: &str,
    states: impl IntoIterator<Item = &'n str>,
) -> Finding {
    Finding::new(&DOC, span, format!("trigger `{trigger}` opens at `{written}`, and there is no such state"))
        .nearest_of(written, states)
}
