//! A payment that nobody may approve, unheard.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unheard-approval",
    "a refused or expired approval that nobody hears of",
    "Goodwill beyond what the role `automatic` may pay waits for somebody to approve it. When that is refused, or nobody \
     answers in time, the step is closed and not done, and the case hears `approval.refused` or `approval.expired` and \
     nothing else. Here nothing listens: the state never completes, and the customer waits for money that will not come. \
     Avoid payments that may be refused without a way on; prefer `upon: { approval.refused: …, approval.expired: … }`, or \
     just `approval`, with a state that tells the customer.",
)
.examples(
    r"
states:
  atone:
    do: [compensation: { amount: total, because: house rule 4, within: 3d }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
---
policy: house
roles: { automatic: { may_pay: 10 GBP }, supervisor: { may_pay: 500 GBP, may: [approve] } }
",
    r"
states:
  atone:
    do: [compensation: { amount: total, because: house rule 4, within: 3d }]
    upon: { step.failed: done, step.overdue: done, approval.refused: explain, approval.expired: explain }
    next: done
  explain:
    do: [escalation: { to: supervisor, because: nobody approved it, within: 4h }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
---
policy: house
roles: { automatic: { may_pay: 10 GBP }, supervisor: { may_pay: 500 GBP, may: [approve] } }
",
);

/// A payment that may wait for approval; `what` of it nothing hears.
pub(crate) fn unheard_approval(span: Span, step: &str, what: &str) -> Finding {
    Finding::new(&DOC, span, format!("if `{step}` {what}, nothing hears of it and the customer goes without"))
        .help("add `upon: { approval.refused: …, approval.expired: … }`, here or around the state")
}
