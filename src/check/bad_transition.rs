//! A transition that can't be taken as written.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-transition",
    "a transition that can't be taken as written",
    "A transition says where it goes (`go`), or that it stays (`stay: true`), or at least what it does; \
     `internal` goes to states inside its own. `else` follows a `times`. What contradicts itself has no meaning. \
     Avoid `stay: true` beside `go`; prefer one of them.",
)
.examples(
    r"
states:
  wait:
    upon: { parcel.late: { stay: true, go: done } }
    after: { 7d: done }
  done: { end: done }
",
    r"
states:
  wait:
    upon: { parcel.late: { stay: true } }
    after: { 7d: done }
  done: { end: done }
",
);

/// A transition that contradicts itself, or says nothing.
pub(crate) fn bad_transition(span: Span, message: &str, help: &str) -> Finding {
    Finding::new(&DOC, span, message).help(help)
}

/// Two targets that can't be active together.
pub(crate) fn apart(span: Span, a: &str, b: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{a}` and `{b}` can't be active together"))
        .help("several targets must lie in different regions of one `together`")
}
