//! A key fact that is set.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "key-changed",
    "a key fact that is set after opening",
    "The key facts tell a case apart from the others for as long as it lives, so that they never change once it is \
     open; only a trigger may `set` them. Avoid `set` of a key fact in a state; prefer another fact, or a trigger that \
     opens another case.",
)
.examples(
    r#"
key: [order]
states:
  reship:
    do:
      - set: { order: "'none'" }
    after: { 7d: done }
  done: { end: done }
"#,
    r#"
key: [order]
facts:
  order: text
  new_order: text
events:
  parcel.late: [order]
states:
  reship:
    do:
      - set: { new_order: "'none'" }
    after: { 7d: done }
  done: { end: done }
"#,
);

/// A `set` of a key fact in a state or transition.
pub(crate) fn key_changed(span: Span, fact: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{fact}` is a key fact, which never changes once the case is open"))
        .help("set another fact, or let a trigger open a case of its own")
}
