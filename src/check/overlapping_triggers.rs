//! Two triggers that fire on one event.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "overlapping-triggers",
    "two triggers that fire on one event",
    "An event opens one case of a playbook, by the first trigger that holds. Where two hold, the order of the file \
     decides how the customer is treated, which is easily changed by accident. Avoid triggers of which both fit an \
     event; prefer conditions that exclude one another, or one trigger and a `choose`.",
);

/// A trigger, an earlier one, and the event on which both fire.
pub(crate) fn overlapping_triggers(
    span: Span,
    name: &str,
    (earlier, other): (Span, &str),
    event: &str,
    facts: &str,
) -> Finding {
    let message = format!("`{name}` and `{other}` both fire on `{event}` {facts}; `{other}` opens the case");
    Finding::new(&DOC, span, message)
        .label(earlier, "comes first")
        .help("exclude in one of them what the other takes, or let one trigger begin at a `choose`")
}
