//! A duty that a playbook breaks.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "broken-duty",
    "a duty that a playbook breaks",
    "A duty of the house holds on every way that a case can take: an apology before money, an escalation before the second \
     remedy, a step within a time or before the end. On the way that is shown a case breaks it, and no person's command \
     could mend that. Avoid ways around what everybody is owed; prefer to do it first of all, before anything can fork.",
)
.examples(
    r"
policy: house
duties: [{ kind: apology, before: compensation }]
---
states:
  atone:
    do: [compensation: { amount: 5.00 GBP, within: 3d, because: house rule 4 }]
    upon: { step.failed: done }
    next: apologise
  apologise:
    do: [apology: { message: sorry, within: 1h }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
    r"
policy: house
duties: [{ kind: apology, before: compensation }]
---
states:
  apologise:
    do: [apology: { message: sorry, within: 1h }]
    upon: { step.failed: done }
    next: atone
  atone:
    do: [compensation: { amount: 5.00 GBP, within: 3d, because: house rule 4 }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
);

/// How a duty is broken, its words and where they stand, and the way to that.
pub(crate) fn broken_duty(span: Span, what: &str, (duty, place): (&str, Span), way: &str) -> Finding {
    Finding::new(&DOC, span, what)
        .label(place, format!("this breaks the duty `{duty}`"))
        .help(format!("it comes to that {way}"))
}
