//! A fact whose keys do not fit together.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-fact",
    "a fact whose keys do not fit together",
    "A fact has a type, and keys that refine it: an enum has the words in `of`, only money has a `currency`, and no \
     value lies between a `min` and a `max` below it, so that every event would be refused. Avoid `type: enum` without \
     `of`; prefer `{ type: enum, of: [standard, gold] }`.",
)
.examples(
    r"
facts:
  tier: { type: enum }
  weight: { type: decimal, min: 10, max: 2 }
events:
  parcel.late: [tier, weight]
",
    r"
facts:
  tier: { type: enum, of: [standard, gold] }
  weight: { type: decimal, min: 2, max: 10 }
events:
  parcel.late: [tier, weight]
",
);

/// A fact that refines its type as that type can't be.
pub(crate) fn bad_fact(span: Span, message: &str, help: &str) -> Finding {
    Finding::new(&DOC, span, message).help(help)
}
