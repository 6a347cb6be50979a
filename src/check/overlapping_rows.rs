//! Two rows whose ranges run into one another.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "overlapping-rows",
    "two rows whose ranges run into one another",
    "Two rows about one fact hold for the same of its values, and neither is a special case of the other: which one \
     counts there is decided by their order, often at an edge that was meant for one of them. Avoid `<=` in one row \
     and `>=` at the same number in the next; prefer ranges that touch and don't overlap.",
);

/// The later row, the earlier one, and facts for which both hold.
pub(crate) fn overlapping_rows(later: Span, earlier: Span, facts: &str) -> Finding {
    Finding::new(&DOC, later, format!("two rows hold {facts}, and only the order decides"))
        .label(earlier, "holds too, and counts")
        .help("let the ranges touch without overlapping: `<` in one row and `>=` in the next")
}
