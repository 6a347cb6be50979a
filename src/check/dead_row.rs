//! A row of a table that never gives its value.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "dead-row",
    "a row of a table that never gives its value",
    "The first row of a table whose condition holds gives the value. A row that holds only where an earlier one does, \
     or never, says nothing: what its author meant to grant is never granted. Avoid a general row before a special \
     one, and conditions that exclude themselves; prefer the special row first.",
);

/// A row, the earlier ones that hold where it would, and facts that show it.
pub(crate) fn dead_row(span: Span, earlier: &[Span], facts: &str) -> Finding {
    if earlier.is_empty() {
        return Finding::new(&DOC, span, "this row never holds, whatever its facts")
            .help("correct its condition, or delete the row");
    }
    let finding = Finding::new(&DOC, span, format!("this row never holds: {facts}, an earlier one does"));
    let finding = earlier.iter().fold(finding, |finding, span| finding.label(*span, "holds before it"));
    finding.help("move it up, or narrow what stands before it")
}
