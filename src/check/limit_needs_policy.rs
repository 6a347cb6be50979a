//! A function that needs a policy.

use crate::report::Doc;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "limit-needs-policy",
    "a function that needs a policy",
    "`left('GBP')` says how much the limits of the case and of the account still allow, and neither a policy among the \
     sources nor the playbook has such a limit. What a limit of all accounts still allows is known when a payment is \
     decided, not before. Avoid `left` where nothing is limited; prefer `min` with an amount of the playbook's own, or \
     compile the playbook together with the policy that has the limits.",
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
