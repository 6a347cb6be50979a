//! A key that may not be left out.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "missing-key",
    "a key is missing",
    "Some keys have no sensible default: a playbook without `states` does nothing, a `compensation` without `because` can't \
     be explained to anyone. The finding names the map and the key. Avoid leaving it for later; prefer to write what is \
     meant, since the message is the specification of what is still to be decided.",
)
.examples(
    r"
states:
  apologise:
    do: [promise: { message: sorry }]   # until when?
    upon: { promise.broken: done }
    next: done
  done: { end: done }
",
    r"
states:
  apologise:
    do: [promise: { message: sorry, by: 2d }]
    upon: { promise.broken: done }
    next: done
  done: { end: done }
",
);

/// A map that lacks keys.
pub(crate) fn missing_key(span: Span, owner: Option<&str>, keys: &[&str]) -> Finding {
    let because = keys.contains(&"because");
    let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let keys = keys.join(", ");
    let message = match owner {
        Some(owner) => format!("`{owner}` lacks {keys}"),
        None => format!("this lacks {keys}"),
    };
    let finding = Finding::new(&DOC, span, message);
    if because { finding.help("say under `because`, in words, which rule it rests on") } else { finding }
}
