//! A payment without ground beside others with one.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "mixed-grounds",
    "a payment without ground beside others with one",
    "Where one compensation says what it is owed by, another without `ground` counts as goodwill: it may be cut \
     by limits and needs approval. Avoid leaving it open; prefer `ground: goodwill` where that is meant.",
)
.examples(
    r"
states:
  atone:
    do:
      - compensation: { as: fare, amount: total, ground: contract, because: terms 12 }
      - compensation: { as: gesture, amount: 5 GBP, because: house rule 4 }
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
    r"
states:
  atone:
    do:
      - compensation: { as: fare, amount: total, ground: contract, because: terms 12 }
      - compensation: { as: gesture, amount: 5 GBP, ground: goodwill, because: house rule 4 }
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
);

/// A compensation without `ground` in a playbook where another has one.
pub(crate) fn mixed_grounds(span: Span) -> Finding {
    Finding::new(&DOC, span, "this compensation has no `ground`, others of this playbook have one")
        .help("say `ground: goodwill`, `contract` or `regulation`")
}
