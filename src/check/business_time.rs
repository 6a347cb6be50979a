//! Business time without a calendar.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "business-time",
    "business time without a calendar",
    "`4 business hours`, `3 business days` and `workdays(…)` count the hours in which somebody is there, and only \
     a calendar knows these. Calendars come with a policy, which this version does not read. Avoid guessing a \
     calendar; prefer elapsed time such as `3d` or `4h` until there is one.",
)
.examples(
    r"
states:
  wait: { after: { 3 business days: done } }
  done: { end: done }
",
    r"
states:
  wait: { after: { 3d: done } }
  done: { end: done }
",
);

/// A span or function that counts business time.
pub(crate) fn business_time(span: Span, written: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{written}` counts business time, and there is no calendar"))
        .help("write elapsed time, such as `3d` or `4h`, until a policy brings a calendar")
}
