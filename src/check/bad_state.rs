//! A state whose keys do not fit together.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-state",
    "a state whose keys do not fit together",
    "A state is plain, holds `states`, holds regions under `together`, is a `history` or an `end`; these exclude \
     each other. An `end` may have `do` and nothing else, a `history` only where it goes the first time. Avoid \
     `end` beside `next`; prefer a state of its own for the end.",
)
.examples(
    r"
states:
  atone: { do: [task: { action: reship }], end: done }
  told: { end: done, next: atone }
",
    r"
states:
  atone: { do: [task: { action: reship }], upon: { step.failed: done }, next: done }
  done: { end: done }
",
);

/// A state that is two things at once, or has a key that its kind has no use for.
pub(crate) fn bad_state(span: Span, state: &str, why: &str) -> Finding {
    Finding::new(&DOC, span, format!("state `{state}` {why}"))
}
