//! A state that is stuck when its step fails.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unhandled-failure",
    "a state that is stuck when its step fails",
    "A step that fails leaves its state incomplete, so that `next` is never taken; here nothing else leads out. \
     Avoid trusting that every step succeeds; prefer `upon: { step.failed: … }` or an `after`, here or around the \
     state.",
)
.examples(
    r"
states:
  atone:
    do: [task: { action: reship }]
    next: done
  done: { end: done }
",
    r"
states:
  atone:
    do: [task: { action: reship }]
    upon: { step.failed: by-a-person }
    next: done
  by-a-person:
    do: [escalation: { to: supervisor, because: reshipping failed }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
);

/// A state with steps that only `next` leaves.
pub(crate) fn unhandled_failure(span: Span, state: &str) -> Finding {
    Finding::new(&DOC, span, format!("if a step of state `{state}` fails, the case is stuck there"))
        .help("add `upon: { step.failed: … }` or an `after`, here or around it")
}
