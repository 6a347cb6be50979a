//! A step that a customer waits for, without a deadline.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "step-without-within",
    "a step that a customer waits for, without a deadline",
    "Money, care, a remedy and the call of somebody with more authority are what a customer waits for after a \
     failure; without `within` nobody can say that one is late. Words are not judged, nor are tasks. Where the whole \
     state waits for ever, `wait-without-deadline` says so instead. Avoid leaving the time to chance; prefer the time \
     that the law, the contract or your standard names.",
)
.examples(
    r"
states:
  atone:
    do: [compensation: { amount: 5 GBP, because: house rule 4 }]
    upon: { step.failed: done }
    after: { 30d: done }
    next: done
  done: { end: done }
",
    r"
states:
  atone:
    do: [compensation: { amount: 5 GBP, within: 7d, because: house rule 4 }]
    upon: { step.failed: done }
    after: { 30d: done }
    next: done
  done: { end: done }
",
);

/// A step of such a kind without `within`.
pub(crate) fn step_without_within(span: Span, kind: &str) -> Finding {
    Finding::new(&DOC, span, format!("this {kind} has no deadline, so that it can never be late"))
        .help("say with `within` by when it is done, such as `within: 3d`")
}
