//! One name for two things.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "duplicate-name",
    "one name for two things",
    "State ids are unique in a playbook, at whatever depth; a step's name is used once in a state; no fact and \
     derived value share a name; an event carries a fact once; a playbook's name and \
     version come once in a set of files, and a policy once. Avoid using a name \
     twice; prefer `as` for steps and longer names for states.",
)
.examples(
    r"
states:
  atone:
    do:
      - task: { action: reship }
      - task: { action: call }
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
    r"
states:
  atone:
    do:
      - task: { as: ship, action: reship }
      - task: { as: call, action: call }
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
);

/// A name that is taken.
pub(crate) fn duplicate_name(span: Span, what: &str, name: &str, first: Option<Span>) -> Finding {
    let finding = Finding::new(&DOC, span, format!("there are two {what} `{name}`"));
    match first {
        Some(first) => finding.label(first, "the first is here"),
        None => finding,
    }
}

/// A policy beside another.
pub(crate) fn second_policy(span: Span, name: &str, first: Span) -> Finding {
    Finding::new(&DOC, span, format!("a house has one policy, and `{name}` is a second"))
        .label(first, "the first is here")
        .help("leave one of them out: an engine is one house")
}

/// A fact that an event carries twice.
pub(crate) fn carried_twice(span: Span, event: &str, fact: &str) -> Finding {
    Finding::new(&DOC, span, format!("event `{event}` names the fact `{fact}` twice")).help("delete one of them")
}

/// A step's name that means something else.
pub(crate) fn misleading_step_name(span: Span, name: &str, other: &str) -> Finding {
    Finding::new(&DOC, span, format!("a step can't be named `{name}`, which is {other}"))
        .help("give it another name with `as`")
}
