//! A state that no case can reach.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unreachable-state",
    "a state that no case can reach",
    "No trigger, transition, timer or region leads here, whatever happens. A state that can't be reached promises \
     something that never comes. Avoid leaving a state behind when its last way in is removed; prefer deleting \
     it, or the transition that was forgotten.",
)
.examples(
    r"
states:
  wait: { after: { 7d: done } }
  atone: { after: { 1d: done } }
  done: { end: done }
",
    r"
states:
  wait: { after: { 7d: atone } }
  atone: { after: { 1d: done } }
  done: { end: done }
",
);

/// A state to which no way leads.
pub(crate) fn unreachable_state(span: Span, state: &str) -> Finding {
    Finding::new(&DOC, span, format!("no case can reach state `{state}`"))
        .help("let a transition or a trigger go to it, or delete it")
}
