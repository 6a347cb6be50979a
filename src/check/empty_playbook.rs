//! A playbook that no case can ever begin with.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "empty-playbook",
    "a playbook that does nothing",
    "A trigger opens a case, and a case is in a state: a playbook without triggers never begins, one without states has \
     nowhere to begin. It would be loaded and never answer anybody. Avoid `triggers: {}`; prefer to write at least one \
     trigger, one state and one `end` before a playbook is put to use.",
)
.examples(
    r"
triggers: {}
",
    r"
triggers:
  late: { upon: parcel.late }
",
);

/// A playbook without triggers or states.
pub(crate) fn empty_playbook(span: Span, playbook: &str, lacks: &str) -> Finding {
    Finding::new(&DOC, span, format!("playbook `{playbook}` has no {lacks}, so that no case can ever begin"))
        .help(format!("write at least one under `{lacks}`"))
}
