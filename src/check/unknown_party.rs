//! Somebody of whom the house knows nothing.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-party",
    "somebody of whom the house knows nothing",
    "`to` is the customer, a role of the house's policy, or one of its `parties`; an escalation goes to a role, since \
     whoever takes over needs authority. A step for nobody would be done by nobody. Avoid names that the policy does not \
     list; prefer a role, or add the party to the policy.",
)
.examples(
    r"
policy: house
roles: { agent: { may: [skip] }, supervisor: { includes: [agent], may: [close] } }
---
states:
  ask:
    do: [escalation: { to: supervisr, within: 4h, because: house rule 1 }]
    after: { 3d: done }
  done: { end: done }
",
    r"
policy: house
roles: { agent: { may: [skip] }, supervisor: { includes: [agent], may: [close] } }
---
states:
  ask:
    do: [escalation: { to: supervisor, within: 4h, because: house rule 1 }]
    after: { 3d: done }
  done: { end: done }
",
);

/// A name that is none of those that a step may be for.
pub(crate) fn unknown_party<'n>(
    span: Span,
    written: &str,
    what: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Finding {
    Finding::new(&DOC, span, format!("`{written}` is no {what} of the house")).nearest_of(written, names)
}
