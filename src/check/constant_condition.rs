//! A condition that always holds, or never.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "constant-condition",
    "a condition that always holds, or never",
    "A condition that holds for all values that its facts can have decides nothing, and one that holds for none switches \
     off what stands beside it; mostly a bound or a sign is wrong, or a fact's `min` and `max` are. Avoid conditions \
     that repeat a declaration; prefer leaving `when` out where there is nothing to decide.",
);

/// A condition, and whether it is that it always holds.
pub(crate) fn constant_condition(span: Span, always: bool) -> Finding {
    let (message, help) = match always {
        true => ("this condition always holds, whatever its facts", "leave `when` out, or correct it"),
        false => ("this condition never holds, whatever its facts", "correct it, or delete what it stands for"),
    };
    Finding::new(&DOC, span, message).help(help)
}
