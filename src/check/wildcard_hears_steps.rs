//! A wildcard that hears the engine too.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "wildcard-hears-steps",
    "a wildcard that hears the engine too",
    "`\"*\"` matches every event, those of the engine among them: a step that is done would take this transition as \
     well. Avoid it in a state with steps; prefer naming the events that are meant.",
)
.examples(
    r#"
states:
  atone:
    do: [task: { action: reship }]
    upon: { "*": done }
  done: { end: done }
"#,
    r"
states:
  atone:
    do: [task: { action: reship }]
    upon: { parcel.found: done, step.failed: done }
    next: done
  done: { end: done }
",
);

/// A `*` in a state that has steps.
pub(crate) fn wildcard_hears_steps(span: Span, state: &str) -> Finding {
    Finding::new(&DOC, span, format!("`*` in state `{state}` also hears what becomes of its steps"))
        .help("name the events that are meant")
}
