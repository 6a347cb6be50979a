//! A choice that does not wait for the steps beside it.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "choose-beside-do",
    "a choice that does not wait for the steps beside it",
    "`choose` is tried as soon as the state is entered and never waits for its steps; one that always holds \
     leaves the state before anything is done. Avoid `choose` as the way on from steps; prefer `next`, which \
     waits until they are done.",
)
.examples(
    r"
states:
  atone:
    do: [task: { action: reship }]
    choose: [{ go: done }]
  done: { end: done }
",
    r"
states:
  atone:
    do: [task: { action: reship }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
);

/// A `choose` that always holds, in a state that has steps.
pub(crate) fn choose_beside_do(span: Span, state: &str) -> Finding {
    Finding::new(&DOC, span, format!("state `{state}` is left before its steps are done"))
        .help("write `next` instead of `choose` to wait for them")
}
