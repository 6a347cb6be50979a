//! A function that needs a policy.

use crate::report::Doc;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "limit-needs-policy",
    "a function that needs a policy",
    "`left('GBP')` says how much a limit still allows, and limits stand in a policy, which this version does not \
     read. Avoid it until there is one; prefer `min` with an amount of the playbook's own.",
)
.examples(
    r#"
derive:
  gesture: "min(total, left('GBP'))"
"#,
    r#"
derive:
  gesture: "min(total, 50 GBP)"
"#,
);
