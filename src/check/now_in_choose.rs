//! A choice by the clock that nothing wakes.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "now-in-choose",
    "a choice by the clock that nothing wakes",
    "`choose` is tried when something happens; time passing is not something that happens. A condition on `now` \
     is looked at again only at the next event. Avoid waiting with `now`; prefer `after` or `at`.",
)
.examples(
    r#"
states:
  wait:
    choose:
      - { when: "days(opened, now) > 7", go: done }
    upon: { customer.replied: done }
  done: { end: done }
"#,
    r"
states:
  wait:
    upon: { customer.replied: done }
    after: { 7d: done }
  done: { end: done }
",
);

/// A `choose` that reads `now` in a state without timers.
pub(crate) fn now_in_choose(span: Span, state: &str) -> Finding {
    Finding::new(&DOC, span, format!("a `choose` of state `{state}` reads `now`, but no timer makes it look again"))
        .help("add an `after` or an `at`")
}
