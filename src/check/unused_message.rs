//! A message that no step says.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unused-message",
    "a message that no step says",
    "The text is written, perhaps translated and signed off, and no customer will ever read it: the step that should \
     say it is missing, or says another one. Avoid leftovers, which somebody will correct in vain; prefer a step with \
     `message:` and its name, or take it out.",
)
.examples(
    r"
messages:
  sorry: { en: We are sorry. }
  sorry-again: { en: This has happened to you before. We are sorry. }
states:
  apologise:
    do: [apology: { message: sorry, within: 1h }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
",
    r"
messages:
  sorry: { en: We are sorry. }
states:
  apologise:
    do: [apology: { message: sorry, within: 1h }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
",
);

/// A message without a step.
pub(crate) fn unused_message(span: Span, message: &str) -> Finding {
    Finding::new(&DOC, span, format!("no step says the message `{message}`"))
        .help("name it in the `message` of a step, or take it out")
}
