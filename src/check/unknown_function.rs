//! A function that expressions do not have.

use crate::report::Doc;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-function",
    "a function that expressions do not have",
    "Expressions have the functions that the language names, and no others: a playbook cannot define its own. \
     Avoid names from spreadsheets or other languages; prefer the functions of the language, such as `min`, \
     `max`, `days` or `has`.",
)
.examples(
    r#"
derive:
  gesture: "minimum(total, 50 GBP)"
"#,
    r#"
derive:
  gesture: "min(total, 50 GBP)"
"#,
);
