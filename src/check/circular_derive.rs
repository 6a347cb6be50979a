//! A derived value that rests on itself.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "circular-derive",
    "a derived value that rests on itself",
    "A derived value may read facts and other derived values, but no ring of them has a value to begin with. \
     Avoid `a: b + 1` beside `b: a - 1`; prefer deriving both from facts.",
)
.examples(
    r"
derive:
  gesture: bonus * 2
  bonus: gesture / 2
",
    r"
derive:
  gesture: total * 0.2
  bonus: gesture / 2
",
);

/// A derived value that reads itself, at any remove.
pub(crate) fn circular_derive(span: Span, ring: &[String]) -> Finding {
    let ring: Vec<_> = ring.iter().map(|name| format!("`{name}`")).collect();
    Finding::new(&DOC, span, format!("derived values read each other in a ring: {}", ring.join(", ")))
}
