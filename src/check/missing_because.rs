//! A step that does not say what it rests on.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "missing-because",
    "a step that does not say what it rests on",
    "Money, refusals and hand-overs cite their rule in `because`, and so does every step with a `ground`: the \
     customer, the auditor and the next author want to know. Avoid paying without a reason; prefer the article, \
     the clause or the house rule.",
)
.examples(
    r"
states:
  atone:
    do:
      - remedy: { action: reship, ground: contract }
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
    r"
states:
  atone:
    do:
      - remedy: { action: reship, ground: contract, because: terms 12 }
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
);

/// A step that must cite its rule.
pub(crate) fn missing_because(span: Span, kind: &str) -> Finding {
    Finding::new(&DOC, span, format!("this {kind} does not say what it rests on"))
        .help("add `because:` with the rule, in words")
}
