//! A trigger that counts what can't be counted.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-trigger",
    "a trigger that can't count as written",
    "A trigger that waits for several events says how many (`count`) and within what time (`in`), both or neither: a \
     count without a window would add up for ever. Avoid `count: 3` alone; prefer `count: 3, in: 30d`.",
)
.examples(
    r"
triggers:
  third-strike: { upon: parcel.late, count: 3 }
",
    r"
triggers:
  third-strike: { upon: parcel.late, count: 3, in: 30d }
",
);

/// A count that lacks a part, or is out of bounds.
pub(crate) fn bad_trigger(span: Span, message: &str, help: &str) -> Finding {
    Finding::new(&DOC, span, message).help(help)
}
