//! A message that does not exist.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-message",
    "a message that does not exist",
    "A step's `message` names a text under `messages`. Without it the customer would be sent nothing. Avoid \
     writing the text itself at the step; prefer a name, and the text under `messages` in each language.",
)
.examples(
    r"
states:
  apologise:
    do: [apology: { message: We are sorry. }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
    r"
states:
  apologise:
    do: [apology: { message: sorry }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
messages:
  sorry: { en: We are sorry., fr: Nous sommes désolés. }
",
);

/// A name that ought to be a message's.
pub(crate) fn unknown_message<'n>(span: Span, written: &str, messages: impl IntoIterator<Item = &'n str>) -> Finding {
    Finding::new(&DOC, span, format!("there is no message `{written}`"))
        .nearest_of(written, messages)
        .help("write its text under `messages`")
}
