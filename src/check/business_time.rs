//! Business time without a calendar.

use crate::report::{Doc, Finding};
use crate::span::Span;
use crate::value::Name;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "business-time",
    "business time, and no calendar to count it by",
    "`4 business hours`, `3 business days` and `workdays(…)` count the hours in which somebody is there, and only \
     a calendar knows these. Calendars stand in the policy, which is compiled together with the playbooks; where it has \
     several, policy or playbook names the one that counts, or the span itself does. Avoid guessing how many days a \
     weekend costs; prefer a calendar, and elapsed time such as `3d` where nobody needs to be there.",
)
.examples(
    r"
states:
  wait: { after: { 3 business days: done } }
  done: { end: done }
",
    r#"
states:
  wait: { after: { 3 business days: done } }
  done: { end: done }
---
policy: house
calendars:
  office: { hours: { mon-fri: "09:00-17:30" } }
"#,
);

/// A span or function that counts business time, where nobody has a calendar.
pub(crate) fn business_time(span: Span, written: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{written}` counts business time, and there is no calendar"))
        .help("compile it with a policy that has `calendars`, or write elapsed time, such as `3d` or `4h`")
}

/// The same where there are several, and none of them is the one that counts.
pub(crate) fn which_calendar(span: Span, written: &str, known: &[Name]) -> Finding {
    let message = format!("`{written}` counts business time, and the policy has {} calendars", known.len());
    let first = known.first().map_or("", Name::as_str);
    let names = known.iter().map(Name::to_string);
    Finding::new(&DOC, span, message)
        .expecting(names)
        .help(format!("say which: `… in {first}`, or `calendar: {first}`"))
}
