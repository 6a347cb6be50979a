//! A calendar that can't be kept.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-calendar",
    "a calendar that can't be kept",
    "A calendar says when somebody is there: by `hours` of weekdays, or by whole `days`. One that never opens would make \
     every deadline counted in it endless; a day named twice leaves open which hours count. Avoid `hours` beside `days`; \
     prefer one of them, with each day in one place and split shifts as a list.",
)
.examples(
    r#"
policy: house
calendars:
  office: { hours: { mon-fri: "09:00-17:30", fri: "09:00-15:00" } }
"#,
    r#"
policy: house
calendars:
  office: { hours: { mon-thu: "09:00-17:30", fri: "09:00-15:00" } }
"#,
);

/// A calendar that says too little or too much.
pub(crate) fn bad_calendar(span: Span, calendar: &str, why: &str) -> Finding {
    Finding::new(&DOC, span, format!("calendar `{calendar}` {why}"))
}
