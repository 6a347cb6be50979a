//! Values whose types do not fit.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "condition-type",
    "values whose types do not fit",
    "Every operator and function takes values of certain types, a condition must be `true` or `false`, and a fact \
     takes values of its own type. A playbook whose types do not fit would err in front of a customer. Avoid \
     `days_late >= '2'` where `days_late` is an int; prefer `days_late >= 2`.",
)
.examples(
    r"
triggers:
  late: { upon: parcel.late, when: days_late >= '2' }
",
    r"
triggers:
  late: { upon: parcel.late, when: days_late >= 2 }
",
);

/// A value of another type than its place takes.
pub(crate) fn condition_needs(span: Span, written: &str, expected: &str, found: &crate::value::Type) -> Finding {
    let found = crate::expression::shown(found);
    Finding::new(&DOC, span, format!("`{written}` is {found} where {expected} is expected")).expecting([expected])
}
