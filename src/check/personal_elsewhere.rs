//! A fact that is personal in one playbook and not in another.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "personal-elsewhere",
    "a fact that is personal in one playbook and not in another",
    "A personal fact stands in records as a digest, so that it can be erased. The same event carries this fact to two \
     playbooks; one hides it, the other would write it into its records in plain text, where nothing can erase it. Avoid \
     marking it in one place; prefer `personal: true` in every playbook that knows the fact. An earlier version of the same \
     playbook may stay as it is, for its open cases need it so.",
)
.examples(
    r"
facts: { first_name: text }
events: { parcel.late: [first_name] }
---
playbook: lost-parcel
facts: { first_name: { type: text, personal: true } }
events: { parcel.late: [first_name] }
",
    r"
facts: { first_name: { type: text, personal: true } }
events: { parcel.late: [first_name] }
---
playbook: lost-parcel
facts: { first_name: { type: text, personal: true } }
events: { parcel.late: [first_name] }
",
);

/// The fact where it is not personal, and where it is.
pub(crate) fn personal_elsewhere(span: Span, fact: &str, event: &str, elsewhere: (&str, Span)) -> Finding {
    let message = format!("`{fact}` of `{event}` is not personal here, but in playbook `{}` it is", elsewhere.0);
    Finding::new(&DOC, span, message).label(elsewhere.1, "personal here").help("add `personal: true`")
}
