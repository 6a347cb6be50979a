//! A transition that earlier ones never let through.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "shadowed-transition",
    "a transition that earlier ones never let through",
    "Of the transitions that hear an event the first that holds is taken, in the order of the file; one whose \
     condition holds only where an earlier one holds is never taken, and what it promises is never done. Avoid a \
     general row before a special one; prefer the special row first and the row that always holds last.",
);

/// A transition, those before it that take what it would, and facts for which one of them does.
pub(crate) fn shadowed_transition(span: Span, earlier: &[Span], facts: &str) -> Finding {
    let finding = Finding::new(&DOC, span, format!("this transition is never taken: {facts}, an earlier one is"));
    let finding = earlier.iter().fold(finding, |finding, span| finding.label(*span, "taken before it"));
    finding.help("move it up, or narrow what stands before it")
}
