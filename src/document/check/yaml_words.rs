//! A word that one YAML reads as something else.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "yaml-words",
    "a word that some YAML tools read as something else",
    "Without quotes, `yes`, `no`, `on`, `off`, `y` and `n` are true or false to YAML 1.1 tools and text to others, and `~`, \
     `null` and `none` are nothing to some: the locale `no` (Norwegian) becomes `false`. Such a word is refused as a value \
     and as a name unless it is in quotes. Avoid `of: [yes, no]`; prefer `of: [\"yes\", \"no\"]`, `true` or `false`.",
)
.examples(
    r"
states:
  wait:
    upon: { parcel.late: { stay: yes } }
    after: { 7d: done }
  done: { end: done }
",
    r"
states:
  wait:
    upon: { parcel.late: { stay: true } }
    after: { 7d: done }
  done: { end: done }
",
);

const WORDS: [&str; 9] = ["yes", "no", "on", "off", "y", "n", "null", "none", "~"];

/// Whether an unquoted text is such a word, in whatever case.
pub(crate) fn is_yaml_word(text: &str) -> bool {
    text.len() <= 4 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Such a word as a value or a name.
pub(crate) fn yaml_word(span: Span, word: &str) -> Finding {
    let finding =
        Finding::new(&DOC, span, format!("`{word}` without quotes is read as something else by some YAML tools"));
    match word.to_ascii_lowercase().as_str() {
        "yes" | "on" | "y" => {
            finding.help(format!("write `\"{word}\"` if you mean the word, `true` if you mean that it is so"))
        }
        "no" | "off" | "n" => {
            finding.help(format!("write `\"{word}\"` if you mean the word, `false` if you mean that it is not so"))
        }
        _ => finding.help(format!("write `\"{word}\"` if you mean the word; leave the key out if you mean nothing")),
    }
}
