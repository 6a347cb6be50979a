//! A message whose parts do not go together.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-message",
    "a message whose parts do not go together",
    "In each locale a message is one text; or, with `count`, a text for each plural form of the language, of which \
     `other` is never missing. `sms` is a shorter one beside either. Anything else would leave some customers \
     without an answer. Avoid `one` and `other` without saying what is counted; prefer `count: parcels` beside them.",
)
.examples(
    r#"
states:
  apologise:
    do: [apology: { message: sorry }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
messages:
  sorry:
    en: { one: "Your parcel is a day late.", other: "Your parcel is {days_late} days late." }
"#,
    r#"
states:
  apologise:
    do: [apology: { message: sorry }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
messages:
  sorry:
    en: { count: days_late, one: "Your parcel is a day late.", other: "Your parcel is {days_late} days late." }
"#,
);

/// A message that can't be said.
pub(crate) fn bad_message(span: Span, why: &str) -> Finding {
    Finding::new(&DOC, span, why)
}

/// A message that has a locale twice, under whatever names.
pub(crate) fn locale_twice(span: Span, locale: &str, first: Option<Span>) -> Finding {
    let finding = Finding::new(&DOC, span, format!("the locale `{locale}` for the second time"));
    first.into_iter().fold(finding, |finding, first| finding.label(first, "it is here first"))
}
