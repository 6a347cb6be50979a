//! A loop without event or time.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "zero-time-loop",
    "a loop without event or time",
    "These states follow each other by `choose` or `next` without any event, step or time in between, and no row \
     leads out. A case that comes here would turn for ever; the engine would halt it. Avoid a `choose` that leads \
     back to itself; prefer an `after`, or a row that leads out.",
)
.examples(
    r"
states:
  look: { choose: [{ go: again }] }
  again: { choose: [{ when: days_late > 3, go: look }, { go: look }] }
  done: { end: done }
",
    r"
states:
  look: { choose: [{ go: again }] }
  again: { choose: [{ when: days_late > 3, go: done }], after: { 1d: look } }
  done: { end: done }
",
);

/// A ring of states that nothing stops.
pub(crate) fn zero_time_loop(span: Span, ring: &[&str]) -> Finding {
    let ring: Vec<_> = ring.iter().chain(ring.first()).map(|state| format!("`{state}`")).collect();
    Finding::new(&DOC, span, format!("a case would turn for ever, without event or time: {}", ring.join(" → ")))
        .help("wait for an event or a time in one of them, or let a row lead out")
}
