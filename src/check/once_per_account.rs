//! A payment that an account gets once for ever.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "once-per-account",
    "a payment that an account gets once for ever",
    "A payment is paid once for what `once` names; by default that is the case: its key facts, and the incident if \
     events name one. Without `key` and `once` nothing tells this payment from the one for last year's failure: the \
     account gets it once, and every later case counts it as already paid. Avoid leaving open what is paid for; \
     prefer a `key` such as the order, or `once: event`, or the facts that tell one failure from the next. If once in \
     the life of an account is meant, write `once: case`.",
)
.examples(
    r"
states:
  atone:
    do: [compensation: { amount: 5 GBP, within: 3d, because: house rule 4 }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
",
    r"
key: [order]   # once for each order
facts: { order: text }
events: { parcel.late: [order] }
states:
  atone:
    do: [compensation: { amount: 5 GBP, within: 3d, because: house rule 4 }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
",
);

/// A payment in a playbook without `key`, without `once`.
pub(crate) fn once_per_account(span: Span) -> Finding {
    Finding::new(&DOC, span, "without `key` and `once` this is paid once to an account, and never again")
        .help("add a `key` to the playbook, or say with `once` what is paid for; `once: case` if that is meant")
}
