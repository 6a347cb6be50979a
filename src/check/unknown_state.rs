//! A state that does not exist.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-state",
    "a state that does not exist",
    "`go`, `next`, `start` and the like name states of the playbook, at any depth. A state that does not exist \
     can't be gone to. Avoid renaming a state in one place only; prefer the name under `states`.",
)
.examples(
    r"
states:
  wait: { after: { 7d: recoverd } }
  recovered: { end: recovered }
",
    r"
states:
  wait: { after: { 7d: recovered } }
  recovered: { end: recovered }
",
);

/// A name that ought to be a state's.
pub(crate) fn unknown_state<'n>(span: Span, written: &str, states: impl IntoIterator<Item = &'n str>) -> Finding {
    Finding::new(&DOC, span, format!("there is no state `{written}`")).nearest_of(written, states)
}

/// A `start` that is none of the states beside it.
pub(crate) fn not_a_child<'n>(span: Span, written: &str, children: impl IntoIterator<Item = &'n str>) -> Finding {
    let children: Vec<&str> = children.into_iter().collect();
    Finding::new(&DOC, span, format!("`{written}` is none of the states that can be started here"))
        .expecting(children.iter().map(|child| format!("`{child}`")))
        .nearest_of(written, children.iter().copied())
}
