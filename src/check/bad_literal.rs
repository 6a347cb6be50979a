//! A value in a wrong spelling.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-literal",
    "a value in a wrong spelling",
    "Amounts, durations, dates and numbers have one spelling each, so that nobody has to guess what `1,000` or \
     `5` means. Avoid `£5`, `5GBP`, `1,000 GBP` and a duration without its unit; prefer `5.00 GBP`, `1000 GBP` \
     and `2h`. A date in an expression is `date('2026-04-01')`, because `2026-04-01` is a subtraction.",
)
.examples(
    r"
states:
  atone:
    do:
      - compensation: { amount: £5, because: house rule 4 }
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
    r"
states:
  atone:
    do:
      - compensation: { amount: 5.00 GBP, because: house rule 4 }
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
);

/// A scalar that is nearly a literal of the kind that stands here.
pub(crate) fn bad_literal(span: Span, written: &str, expected: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{written}` is not {expected}")).expecting([expected])
}
