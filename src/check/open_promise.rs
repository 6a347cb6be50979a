//! A promise that may be open when the case ends.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "open-promise",
    "a promise that may be open when the case ends",
    "A closed case hears nothing more: a promise that is open then may be broken without anybody acting on it, though \
     it stays in the account's ledger. Here a way leads out of the state and on to an end that neither waits for the \
     promise nor answers it. Avoid moving on from your word; prefer to wait for it with `next`, to hear \
     `promise.broken`, or to say `keep:` or `waive:` with the reason on that way.",
)
.examples(
    r"
states:
  call:
    do: [promise: { message: sorry, by: 1d }]
    upon: { parcel.found: done, promise.broken: done }
    next: done
  done: { end: done }
",
    r"
states:
  call:
    do: [promise: { message: sorry, by: 1d }]
    upon:
      parcel.found: { go: done, do: [{ waive: call.promise, because: the parcel came }] }
      promise.broken: done
    next: done
  done: { end: done }
",
);

/// A promise, the way on which it stays open, and the end.
pub(crate) fn open_promise(span: Span, promise: &str, way: &str, end: &str) -> Finding {
    let message = format!("the promise `{promise}` may still be open when the case ends in `{end}`");
    Finding::new(&DOC, span, message).help(format!(
        "the way out is `{way}`; settle the promise on it with `keep: {promise}` or `waive: {promise}` and a `because`, \
         or wait for it"
    ))
}
