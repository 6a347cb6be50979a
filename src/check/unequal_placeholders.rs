//! Placeholders that one locale has and another lacks.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unequal-placeholders",
    "a placeholder that a message has in one locale and lacks in another",
    "The locales of a message say the same thing; where one names an amount or a deadline and another does not, \
     somebody is told less, which is most often a translation that an edit has passed by. What is counted may be left \
     out, and a short `sms` may say less. Avoid a deadline in one language only; prefer the same placeholders in all.",
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
  sorry: { en: "Your parcel {order} is late.", fr: "Votre colis est en retard." }
"#,
    r#"
states:
  apologise:
    do: [apology: { message: sorry }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
messages:
  sorry: { en: "Your parcel {order} is late.", fr: "Votre colis {order} est en retard." }
"#,
);

/// A locale that lacks placeholders of another, of which the first stands there.
pub(crate) fn unequal_placeholders(span: Span, locale: &str, names: &[&str], (other, there): (&str, Span)) -> Finding {
    let names = listed(names.iter().map(|name| format!("`{{{name}}}`")));
    Finding::new(&DOC, span, format!("`{locale}` does not name {names}, as `{other}` does")).label(there, "named here")
}

/// The first few of a list, in words.
pub(super) fn listed(items: impl ExactSizeIterator<Item = String>) -> String {
    const SHOWN: usize = 3;
    let rest = items.len().saturating_sub(SHOWN);
    let shown: Vec<String> = items.take(SHOWN).collect();
    match (rest, shown.split_last()) {
        (0, Some((last, before))) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        (0, _) => shown.join(", "),
        (rest, _) => format!("{} and {rest} more", shown.join(", ")),
    }
}
