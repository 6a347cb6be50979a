//! Goodwill in a currency that has no limit.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "currency-without-limit",
    "goodwill in a currency that has no limit",
    "A limit names one amount for each currency, and what it does not list it does not allow, so that goodwill in another \
     currency fails each time with the reason `limit`. What is owed by regulation or contract no limit cuts. Avoid paying \
     in currencies that the house has not bounded; prefer an amount for each currency that it pays in.",
)
.examples(
    r"
policy: house
limits: [{ payout: case, at_most: 1500 EUR }]
---
states:
  atone:
    do: [compensation: { amount: 5.00 GBP, within: 3d, because: house rule 4 }]
    after: { 7d: done }
  done: { end: done }
",
    r"
policy: house
limits: [{ payout: case, at_most: [1500 EUR, 1300 GBP] }]
---
states:
  atone:
    do: [compensation: { amount: 5.00 GBP, within: 3d, because: house rule 4 }]
    after: { 7d: done }
  done: { end: done }
",
);

/// A payment that no limit lets out.
pub(crate) fn currency_without_limit(span: Span, step: &str, currency: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{step}` pays in {currency}, which is not allowed at all"))
        .help(format!("add an amount in {currency} to the limit"))
}
