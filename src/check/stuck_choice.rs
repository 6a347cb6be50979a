//! A state that some facts never leave.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "stuck-choice",
    "a state that some facts never leave",
    "A state whose only way out is `choose` holds a case for ever where no row holds: nothing that happens later is \
     heard there, and the customer waits for nothing. A condition that errs does not hold either. Avoid a `choose` \
     whose last row has a `when`; prefer a last row that always holds, if only to hand the case to a person.",
)
.examples(
    r"
facts: { days_late: { type: int, min: 0, max: 365 } }
events: { parcel.late: [days_late] }
states:
  weigh:
    choose:
      - { when: days_late < 5, go: done }
      - { when: days_late > 5, go: lost }
  done: { end: done }
  lost: { end: lost }
",
    r"
facts: { days_late: { type: int, min: 0, max: 365 } }
events: { parcel.late: [days_late] }
states:
  weigh:
    choose:
      - { when: days_late < 5, go: done }
      - { go: lost }
  done: { end: done }
  lost: { end: lost }
",
);

/// A state, at the last row of its `choose`, facts for which none of them holds, and how a case comes there with them if
/// that takes more than the event that opens it.
pub(crate) fn stuck_choice(span: Span, state: &str, facts: &str, way: Option<&str>) -> Finding {
    let message = format!("a case stays in state `{state}` for ever {facts}: no row of its `choose` holds then");
    let help = "add a last row without `when`: `- { go: … }`";
    let help = way.map_or_else(|| help.to_owned(), |way| format!("it comes there {way}\n{help}"));
    Finding::new(&DOC, span, message).help(help)
}
