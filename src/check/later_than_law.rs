//! A deadline that ends later than a law allows.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "later-than-law",
    "a deadline that ends later than a law allows",
    "The playbook says under `legal_limits` by when a law wants something, and which steps satisfy it. This step may be due \
     after that: its own deadline is longer, at least from some days on, such as 30 days beside a month that February cuts \
     short. Spans that only a calendar could tell apart are not judged. Avoid promises that the law has already broken; \
     prefer a deadline of the same kind as the law's, and some time to spare.",
)
.examples(
    r"
legal_limits:
  repay: { within: 1 month, from: parcel.late, because: Act 3, satisfied_by: [refund] }
states:
  repay:
    do: [compensation: { as: refund, amount: 5.00 GBP, within: 30d, because: Act 3 }]
    upon: { step.failed: ask, step.overdue: ask }
    next: done
  ask: { do: [escalation: { to: supervisor, within: 4h, because: a refund failed }], after: { 3d: done } }
  done: { end: done }
",
    r"
legal_limits:
  repay: { within: 1 month, from: parcel.late, because: Act 3, satisfied_by: [refund] }
states:
  repay:
    do: [compensation: { as: refund, amount: 5.00 GBP, within: 14d, because: Act 3 }]
    upon: { step.failed: ask, step.overdue: ask }
    next: done
  ask: { do: [escalation: { to: supervisor, within: 4h, because: a refund failed }], after: { 3d: done } }
  done: { end: done }
",
);

/// A step's deadline as written, and the law's with its place.
pub(crate) fn later_than_law(span: Span, step: &str, written: &str, (law, place): (&str, Span)) -> Finding {
    Finding::new(&DOC, span, format!("`{step}` may be due later than a law allows: `{written}` is more than `{law}`"))
        .label(place, "the law's limit is here")
        .help("give it less time")
}
