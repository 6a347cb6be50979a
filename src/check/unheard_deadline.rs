//! A deadline that passes unheard.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unheard-deadline",
    "a deadline that passes unheard",
    "When `within` passes, the case hears `step.overdue`, and when a promise is not kept, `promise.broken`. Here \
     nothing listens: the deadline is only words, and the case waits on. A step is judged only where no `after` or \
     `at` of the state, or of one around it, limits the wait; a promise always is, since the customer was given a \
     word. Avoid deadlines that nobody acts on; prefer `upon: { step.overdue: … }` with somebody who takes over.",
)
.examples(
    r"
states:
  apologise:
    do: [apology: { message: sorry, within: 1h }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
    r"
states:
  apologise:
    do: [apology: { message: sorry, within: 1h }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
",
);

/// A step whose being late leaves the case waiting.
pub(crate) fn unheard_overdue(span: Span, step: &str, state: &str) -> Finding {
    Finding::new(&DOC, span, format!("if `{step}` is late, nothing hears of it and the case waits on in `{state}`"))
        .help("add `upon: { step.overdue: … }` or an `after`, here or around the state")
}

/// A promise whose being broken is heard nowhere.
pub(crate) fn unheard_promise(span: Span, step: &str) -> Finding {
    Finding::new(&DOC, span, format!("if the promise `{step}` is broken, nothing hears of it"))
        .help("add `upon: { promise.broken: … }`, here or around the state, to make good what was promised")
}
