//! A name that no fact or derived value has.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-fact",
    "a name that no fact or derived value has",
    "Expressions, keys, events and placeholders name facts that the playbook declares under `facts`, or values \
     under `derive`. A name that is neither is most often a slip of the pen. Avoid naming what is not declared; \
     prefer the spelling under `facts`.",
)
.examples(
    r"
facts:
  days_late: int
events:
  parcel.late: [days_late]
triggers:
  late: { upon: parcel.late, when: days >= 2 }
",
    r"
facts:
  days_late: int
events:
  parcel.late: [days_late]
triggers:
  late: { upon: parcel.late, when: days_late >= 2 }
",
);

/// A name that ought to be a fact's.
pub(crate) fn unknown_fact<'n>(span: Span, written: &str, facts: impl IntoIterator<Item = &'n str>) -> Finding {
    Finding::new(&DOC, span, format!("there is no fact `{written}`"))
        .nearest_of(written, facts)
        .help("declare it under `facts`")
}
