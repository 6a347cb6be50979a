//! A document larger than any written by hand.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "limits-exceeded",
    "a document is larger than any written by hand",
    "A playbook may come from somebody trusted less than the service that runs it, so its size, depth, number of values, \
     keys in one map and length of one text are bounded far above what people write, and reading takes time linear in the \
     text. Avoid generated playbooks with thousands of states; prefer facts and decision tables for what differs.",
)
.examples(
    r#"
derive:
  gesture: "((((((((((((((((((((((((((((((((((((((((total))))))))))))))))))))))))))))))))))))))))"
"#,
    r"
derive:
  gesture: total
",
);

/// More of something than there may be.
pub(crate) fn limits_exceeded(span: Span, what: &str, limit: usize) -> Finding {
    Finding::new(&DOC, span, format!("{what}; the limit is {limit}"))
}
