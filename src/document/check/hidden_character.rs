//! A character that nobody sees.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "hidden-character",
    "a character that nobody sees",
    "Control characters, characters without width and those that turn the direction of text make a playbook read otherwise \
     than it runs: a name that looks like another, a condition whose end is shown first. They are refused raw and as \
     escapes such as `\\u202e`, in comments too. Tabs and line ends are fine, as is a byte order mark at the very beginning. \
     Avoid text pasted from word processors and web pages; prefer to type it.",
)
.examples(
    r#"
messages:
  sorry: { en: "We are\u200b sorry." }   # a space without width
"#,
    r#"
messages:
  sorry: { en: "We are sorry." }
"#,
);

/// Such a character, raw or as an escape within this text.
pub(crate) fn hidden_character(span: Span, character: char, escape: bool) -> Finding {
    let code = u32::from(character);
    let how = if escape { "this text holds, as an escape, " } else { "this is " };
    Finding::new(&DOC, span, format!("{how}the character U+{code:04X}, which nobody sees")).help("remove it")
}
