//! A transition that an earlier one never lets through.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "shadowed-transition",
    "a transition that an earlier one never lets through",
    "Of the transitions that hear an event the first that holds is taken, in the order of the file; one whose \
     condition holds only where an earlier one holds is never taken, and what it promises is never done. Avoid a \
     general row before a special one; prefer the special row first and the row that always holds last.",
)
.examples(
    r"
states:
  wait:
    upon:
      parcel.late:
        - { stay: true }
        - { when: days_late >= 5, go: done }
    after: { 7d: done }
  done: { end: done }
",
    r"
states:
  wait:
    upon:
      parcel.late:
        - { when: days_late >= 5, go: done }
        - { stay: true }
    after: { 7d: done }
  done: { end: done }
",
);

/// A transition, those before it that together take everything, and facts for which one of them is taken.
pub(crate) fn shadowed_transition(span: Span, earlier: &[Span], facts: &str) -> Finding {
    let message = match earlier {
        [_] => "this transition is never taken: an earlier one always is",
        _ => "this transition is never taken: earlier ones always are",
    };
    let mut finding =
        Finding::new(&DOC, span, message).help(format!("move it up, or narrow what stands before it; {facts}"));
    for span in earlier {
        finding = finding.label(*span, "taken instead");
    }
    finding
}
