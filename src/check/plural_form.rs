//! Plural forms that a language needs, or never uses.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "plural-form",
    "a plural form that the language needs, or never uses",
    "Languages have different plural forms: English has `one` and `other`, Polish also `few` and `many`, Japanese has \
     `other` alone. A number whose form is missing gets `other`, which then reads like a mistake; a form that no number \
     takes is never read. Avoid the forms of one language in another; prefer those that each language has, as the \
     Unicode CLDR lists them.",
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
    en: { count: days_late, zero: "Your parcel is in time.", other: "Your parcel is {days_late} days late." }
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

/// A form that is missing; `sample` is the first number that takes it.
pub(crate) fn missing_form(span: Span, locale: &str, form: &str, sample: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{locale}` has no form `{form}`, which {sample} takes"))
        .help(format!("add `{form}`; {sample} gets `other` as it is"))
}

/// A form that no number takes.
pub(crate) fn unused_form(span: Span, locale: &str, form: &str) -> Finding {
    Finding::new(&DOC, span, format!("no number takes the form `{form}` in `{locale}`"))
        .help("take it out, or ask for such a number with `when` and say another message")
}
