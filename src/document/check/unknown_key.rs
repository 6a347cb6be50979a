//! A key that means nothing where it stands.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-key",
    "a key means nothing where it stands",
    "A key that is not of the language at its place would be ignored by a lenient reader, and what its author meant would \
     never happen: `wihtin: 1h` is a step without a deadline. Every key is checked, the keys that may stand there are \
     listed and the nearest is suggested. Avoid notes in keys of your own; prefer comments and `about`.",
)
.examples(
    r"
states:
  apologise:
    do: [apology: { message: sorry, wihtin: 1h }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
    r"
states:
  apologise:
    do: [apology: { message: sorry, within: 1h }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
",
);

/// A key that is none of those expected.
pub(crate) fn unknown_key(span: Span, key: &str, expected: &[&str]) -> Finding {
    let finding = Finding::new(&DOC, span, format!("`{key}` is not a key here")).expecting(expected.iter().copied());
    if key == "on" && expected.contains(&"upon") {
        return finding.help("write `upon`: YAML 1.1 tools read `on` as `true`");
    }
    if key == "within" && expected.contains(&"by") {
        return finding.help("the deadline of a promise is `by`");
    }
    finding.nearest_to(key)
}

/// An action whose word is unknown.
pub(crate) fn unknown_action(span: Span, word: &str, expected: impl Iterator<Item = &'static str>) -> Finding {
    Finding::new(&DOC, span, format!("`{word}` is not an action")).expecting(expected).nearest_to(word)
}

/// A key that stands beside an action instead of inside it.
pub(crate) fn beside_action(span: Span, key: &str, action: &str, at: Span) -> Finding {
    Finding::new(&DOC, span, format!("`{key}` stands beside `{action}`, where no other key may stand"))
        .label(at, "this action")
        .help(format!("indent `{key}` below `{action}`, or begin another list item with `-`"))
}
