//! Text that is not YAML.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "yaml-syntax",
    "the text is not YAML",
    "A quote or bracket is not closed, a line is indented by a tab or not as its neighbours are, a `:` stands inside a text \
     without quotes. Nothing after such a place can be trusted, so reading stops there and other findings of the same file \
     may follow once it is mended. Avoid tabs; prefer two spaces a level, and double quotes around text with `: ` or ` #`.",
)
.examples(
    r"
states:
  wait: { after: { 7d: done }
  done: { end: done }
",
    r"
states:
  wait: { after: { 7d: done } }
  done: { end: done }
",
);

/// What the YAML reader says about this place.
pub(crate) fn yaml_syntax(span: Span, says: &str) -> Finding {
    let says = says.trim_end_matches('.').to_lowercase();
    let finding = Finding::new(&DOC, span, format!("this is not YAML: {says}"));
    // The parser speaks to programmers: what is wrong most often comes in plain words.
    if says.contains("tabs disallowed") {
        finding.help("indent by spaces: YAML takes no tabs there")
    } else if says.contains("parsing a block") {
        finding.help("keys of one map, and the `-` of one list, begin in the same column: compare with the lines above")
    } else if says.contains("parsing a flow") {
        finding.help("look for a missing `,` or bracket, and put double quotes around a text with `: `")
    } else {
        finding
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_mistakes_get_plain_words() {
        let table = [
            ("while parsing a block mapping, did not find expected key", Some("same column")),
            ("while parsing a block collection, did not find expected '-' indicator", Some("same column")),
            ("tabs disallowed within this context (block indentation)", Some("spaces")),
            ("while parsing a flow mapping, did not find expected ',' or '}'", Some("bracket")),
            ("illegal placement of ':' indicator", None),
        ];
        for (says, expected) in table {
            let finding = yaml_syntax(Span { source: 0, start: 0, end: 0 }, says);
            let help = finding.help.unwrap_or_default();
            assert_eq!(expected.is_some(), !help.is_empty(), "{says}");
            assert!(help.contains(expected.unwrap_or_default()), "{says}: {help}");
        }
    }
}
