//! A calendar that the policy does not have.

use crate::report::{Doc, Finding};
use crate::span::Span;
use crate::value::Name;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-calendar",
    "a calendar that the policy does not have",
    "A calendar is known by its name under `calendars` in the policy. Nothing can be counted by one that is not there. \
     Avoid names from memory; prefer the policy's own, or add the calendar to it.",
)
.examples(
    r#"
states:
  wait: { after: { 3 business days in engalnd: done } }
  done: { end: done }
---
policy: house
calendars:
  england: { hours: { mon-fri: "09:00-17:30" } }
"#,
    r#"
states:
  wait: { after: { 3 business days in england: done } }
  done: { end: done }
---
policy: house
calendars:
  england: { hours: { mon-fri: "09:00-17:30" } }
"#,
);

/// A name that is none of those that are known.
pub(crate) fn unknown_calendar(span: Span, name: &str, known: &[Name]) -> Finding {
    Finding::new(&DOC, span, format!("the policy has no calendar `{name}`"))
        .expecting(known.iter().map(Name::to_string))
        .nearest_to(name)
}
