//! A span of time that can't be read.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-duration",
    "a span of time that can't be read",
    "`within`, `by`, `after` and `in` take a span such as `90m`, `3h20m`, `2d`, `4w`, `6 months`, `4 business hours` or \
     `3 business days in england`; deadlines also take a date or a moment, and count from another moment with \
     `8w from opened`. A number without its unit is no span. Avoid `after: 3`; prefer `after: 3d`.",
)
.examples(
    r"
states:
  wait: { after: { 3: done } }
  done: { end: done }
",
    r"
states:
  wait: { after: { 3d: done } }
  done: { end: done }
",
);

/// A text that is no span of time.
pub(crate) fn bad_duration(span: Span, written: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{written}` is no span of time"))
        .expecting(["a span like `90m`, `2d` or `6 months`"])
}

/// A span that may not be negative or nothing.
pub(crate) fn not_positive(span: Span, written: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{written}` is not above zero")).expecting(["a span above zero"])
}

/// Business time that no calendar is searched for.
pub(crate) fn too_long(span: Span, written: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{written}` is more than any calendar has in ten years"))
        .expecting(["business time of ten years at most"])
}
