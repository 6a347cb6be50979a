//! A question whose answer nobody hears.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unheard-answer",
    "a question whose answer nobody hears",
    "The answer to a question is an event that carries the facts it asks for. The state that asks, one around it \
     or the next one must listen for it, and must know what to do when nobody answers. Avoid asking and going on; \
     prefer an `upon` for the answer and an `after` for silence.",
)
.examples(
    r"
states:
  ask:
    do: [question: { message: sorry, asks: [satisfied] }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
    r"
states:
  ask:
    do: [question: { message: sorry, asks: [satisfied] }]
    upon: { customer.replied: done, step.failed: done }
    after: { 7d: done }
  done: { end: done }
",
);

/// A question whose answer or silence leads nowhere.
pub(crate) fn unheard_answer(span: Span, state: &str, lacks: &str) -> Finding {
    Finding::new(&DOC, span, format!("state `{state}` asks a question, but {lacks}"))
}
