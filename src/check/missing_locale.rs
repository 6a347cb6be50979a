//! A message that lacks a locale which others have.

use crate::report::{Doc, Finding};
use crate::span::Span;

use super::unequal_placeholders::listed;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "missing-locale",
    "a message that lacks a locale which others have",
    "A customer whose locale a message lacks gets it in the default one: an apology in French, and then a question in \
     English. A region falls back to its language, so that `fr` is enough for `fr-CA`. Avoid translating some messages \
     of a playbook; prefer all of them in each of its locales.",
)
.examples(
    r#"
states:
  apologise:
    do:
      - apology: { message: sorry }
      - explanation: { message: why }
    upon: { step.failed: done }
    next: done
  done: { end: done }
messages:
  sorry: { en: "We are sorry.", fr: "Nous sommes désolés." }
  why: { en: "It was lost on its way." }
"#,
    r#"
states:
  apologise:
    do:
      - apology: { message: sorry }
      - explanation: { message: why }
    upon: { step.failed: done }
    next: done
  done: { end: done }
messages:
  sorry: { en: "We are sorry.", fr: "Nous sommes désolés." }
  why: { en: "It was lost on its way.", fr: "Il s'est perdu en route." }
"#,
);

/// A message without some of the playbook's locales.
pub(crate) fn missing_locale(span: Span, message: &str, locales: &[&str]) -> Finding {
    let locales = listed(locales.iter().map(|locale| format!("`{locale}`")));
    Finding::new(&DOC, span, format!("the message `{message}` is not said in {locales}"))
        .help("customers who want it so get it in another locale")
}
