//! A trigger that never opens a case.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "dead-trigger",
    "a trigger that never opens a case",
    "No event that the playbook declares opens a case by this trigger: its condition holds for none of them, or an \
     earlier trigger takes each for which it does. The failure it was written for is never answered. Avoid conditions \
     on facts that the event does not carry or that exclude one another; prefer one trigger for each failure.",
);

/// A trigger, the earlier ones that take what it would, and facts of an event that show it.
pub(crate) fn dead_trigger(span: Span, name: &str, earlier: &[Span], facts: &str) -> Finding {
    if earlier.is_empty() {
        let message = format!("trigger `{name}` never opens a case: its condition holds for no event");
        return Finding::new(&DOC, span, message).help("correct its condition, or let the event carry what it reads");
    }
    let message = format!("trigger `{name}` never opens a case: {facts}, an earlier one does");
    let finding = earlier
        .iter()
        .fold(Finding::new(&DOC, span, message), |finding, span| finding.label(*span, "opens the case before it"));
    finding.help("move it up, or narrow what stands before it")
}
