//! A playbook that widens what its house allows.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "wider-than-policy",
    "a playbook that widens what its house allows",
    "A playbook may narrow the authority and the limits of its house: pay less, allow fewer commands. It can't widen them, \
     and what it allows beyond the policy has no effect, however it reads. Avoid rules that look wider than they are; \
     prefer to change the policy, for all playbooks, or to narrow the others.",
)
.examples(
    r"
policy: house
roles: { agent: { may_pay: 150 GBP, may: [skip] } }
---
roles: { agent: { may_pay: 200 GBP, may: [skip, close] } }
",
    r"
policy: house
roles: { agent: { may_pay: 150 GBP, may: [skip] } }
---
roles: { agent: { may_pay: 100 GBP } }
",
);

/// What is wider, in terms of what the house allows.
pub(crate) fn wider_than_policy(span: Span, what: String) -> Finding {
    Finding::new(&DOC, span, what).help("a playbook may narrow what the policy allows, and never widen it")
}
