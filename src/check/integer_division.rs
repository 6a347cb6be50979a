//! A division that drops the rest.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "integer-division",
    "a division that drops the rest",
    "Two whole numbers divide to a whole number, towards zero, as in CEL: `7 / 2` is 3. Avoid it where the rest \
     matters; prefer a decimal, such as `7.0 / 2`.",
)
.examples(
    r"
triggers:
  late: { upon: parcel.late, when: days_late / 2 >= 1.5 }   # never for 3 days: 3 / 2 is 1
",
    r"
triggers:
  late: { upon: parcel.late, when: days_late / 2.0 >= 1.5 }
",
);

/// A division of two whole numbers.
pub(crate) fn integer_division(span: Span) -> Finding {
    Finding::new(&DOC, span, "this division of whole numbers drops the rest")
        .help("make one of them a decimal to keep it, as in `x / 2.0`")
}
