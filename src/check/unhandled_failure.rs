//! A step whose failure nobody handles.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unhandled-failure",
    "a step whose failure nobody handles",
    "A step that fails leaves its state incomplete, so that `next` is never taken; where nothing else leads out, the \
     case is stuck. Where something does, money, care or a remedy that fails is still heard of by nobody, and the \
     customer goes without. Avoid trusting that every step succeeds; prefer `upon: { step.failed: … }`, here or around \
     the state; for words alone an `after` will do.",
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

/// A step that is owed, of whose failure nobody hears.
pub(crate) fn unheard_failure(span: Span, step: &str) -> Finding {
    Finding::new(&DOC, span, format!("if `{step}` fails, nobody hears of it and the customer goes without"))
        .help("add `upon: { step.failed: … }`, here or around the state that holds it")
}
