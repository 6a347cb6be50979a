//! A payment that nobody may approve.

use crate::report::{Doc, Finding};
use crate::span::Span;
use crate::value::Money;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "no-approver",
    "a payment that nobody may approve",
    "Goodwill beyond what the role `automatic` may pay waits for a role that may approve it and pay as much. Here it comes \
     to more than any role may pay, though no limit forbids it: it waits until its time is up, and the customer with it. \
     Avoid amounts that the house has given nobody the authority for; prefer a role that suffices, or `min` with what one \
     may pay.",
)
.examples(
    r"
policy: house
roles: { automatic: { may_pay: 10 GBP }, supervisor: { may_pay: 50 GBP, may: [approve] } }
---
states:
  atone:
    do: [compensation: { amount: 80 GBP, because: house rule 4, within: 3d }]
    upon: { step.failed: done, approval: done }
    after: { 7d: done }
  done: { end: done }
",
    r"
policy: house
roles: { automatic: { may_pay: 10 GBP }, supervisor: { may_pay: 100 GBP, may: [approve] } }
---
states:
  atone:
    do: [compensation: { amount: 80 GBP, because: house rule 4, within: 3d }]
    upon: { step.failed: done, approval: done }
    after: { 7d: done }
  done: { end: done }
",
);

/// A payment, the most that anybody may pay, and facts for which it is more.
pub(crate) fn no_approver(span: Span, step: &str, most: Option<Money>, facts: &str) -> Finding {
    let most = most.map_or_else(|| "what".to_owned(), |most| format!("the {most} that"));
    Finding::new(&DOC, span, format!("`{step}` comes to more than {most} anybody may approve"))
        .help(format!("it does {facts}; let a role approve as much, or pay no more"))
}
