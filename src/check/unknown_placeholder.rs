//! A placeholder that nothing fills.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-placeholder",
    "a placeholder that nothing fills",
    "A message's placeholders are facts, derived values, names in the step's `with`, and the step's own `by`, \
     `due`, `amount` and the `case`. One that is none of these would reach the customer as it stands. Avoid \
     `{name}` where the fact is `first_name`; prefer the fact's own name. A brace that is meant as one is written \
     twice.",
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
  sorry: { en: "Your parcel {number} is late. We are sorry." }
"#,
    r#"
states:
  apologise:
    do: [apology: { message: sorry }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
messages:
  sorry: { en: "Your parcel {order} is late. We are sorry." }
"#,
);

/// A placeholder that nothing fills.
pub(crate) fn unknown_placeholder<'n>(span: Span, written: &str, names: impl IntoIterator<Item = &'n str>) -> Finding {
    Finding::new(&DOC, span, format!("nothing fills the placeholder `{{{written}}}`"))
        .nearest_of(written, names)
        .help("placeholders are facts, derived values, names in the step's `with`, `by`, `due`, `amount` and `case`")
}

/// A brace that opens or closes nothing.
pub(crate) fn lone_brace(span: Span) -> Finding {
    Finding::new(&DOC, span, "a brace that belongs to no placeholder")
        .help("write a brace that is meant as one twice: `{{` or `}}`")
}
