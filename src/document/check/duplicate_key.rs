//! A key written twice in one map.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "duplicate-key",
    "a key is written twice in one map",
    "Most YAML readers keep the last of two equal keys and say nothing, so that half of what the author wrote is lost: a \
     state pasted twice, a second `upon` below the first. Here it is an error that shows both places. Avoid repeating a \
     key; prefer one key with a list of transitions or steps below it.",
)
.examples(
    r"
states:
  wait:
    upon: { parcel.found: done }
    upon: { customer.replied: done }
    after: { 7d: done }
  done: { end: done }
",
    r"
states:
  wait:
    upon: { parcel.found: done, customer.replied: done }
    after: { 7d: done }
  done: { end: done }
",
);

/// The second of two equal keys; the first is at the other span.
pub(crate) fn duplicate_key(span: Span, key: &str, first: Span) -> Finding {
    Finding::new(&DOC, span, format!("`{key}` is written twice in one map")).label(first, "first written here")
}
