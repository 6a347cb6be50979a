//! A step that does not exist.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-step",
    "a step that does not exist",
    "`cancel`, `resend`, `keep`, `waive` and `reverses` name a step by its `as`, else by its state and kind, such \
     as `apologise.apology`. A name that no step has would do nothing. Avoid naming a kind alone; prefer the \
     step's whole name.",
)
.examples(
    r"
states:
  apologise:
    do: [apology: { message: sorry }]
    upon: { parcel.found: { go: done, do: [cancel: apology] }, step.failed: done }
    next: done
  done: { end: done }
",
    r"
states:
  apologise:
    do: [apology: { message: sorry }]
    upon: { parcel.found: { go: done, do: [cancel: apologise.apology] }, step.failed: done }
    next: done
  done: { end: done }
",
);

/// A name that ought to be a step's.
pub(crate) fn unknown_step<'n>(
    span: Span,
    written: &str,
    what: &str,
    steps: impl IntoIterator<Item = &'n str>,
) -> Finding {
    Finding::new(&DOC, span, format!("there is no {what} `{written}`")).nearest_of(written, steps)
}
