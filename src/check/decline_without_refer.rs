//! A no without the way to contest it.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "decline-without-refer",
    "a no without the way to contest it",
    "A customer who is told no has to learn where to turn: the complaints team, the ombudsman, the court. Many laws ask \
     for that, and a no that can be contested is taken better. Avoid a refusal that ends the talk; prefer \
     `refer:` with the body that decides when you and the customer disagree.",
)
.examples(
    r"
states:
  refuse:
    do: [decline: { message: sorry, within: 7d, because: house rule 9 }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
",
    r"
states:
  refuse:
    do: [decline: { message: sorry, within: 7d, because: house rule 9, refer: the Parcel Ombudsman }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
",
);

/// A decline without `refer`.
pub(crate) fn decline_without_refer(span: Span) -> Finding {
    Finding::new(&DOC, span, "this refusal does not say how to contest it")
        .help("add `refer:` with where the customer may turn, in words")
}
