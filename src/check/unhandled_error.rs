//! An expression that may err, and nobody hears of it.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unhandled-error",
    "an expression that may err, and nobody hears of it",
    "Every fact that it reads is known, and still it has no value: a division by zero, amounts in different \
     currencies. A condition that errs does not hold, a `set` leaves the fact as it was, a step is left out and fails. \
     Avoid dividing by what may be zero; prefer asking first, a `min` on the fact, or an `upon` for the error.",
);

/// An expression, and known facts for which it has no value.
pub(crate) fn unhandled_error(span: Span, facts: &str) -> Finding {
    Finding::new(&DOC, span, format!("this has no value {facts}"))
        .help("ask first (`n != 0 && …`), give the fact a `min`, or hear the error with `upon`")
}
