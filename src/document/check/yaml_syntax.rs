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
);

/// What the YAML reader says about this place.
pub(crate) fn yaml_syntax(span: Span, says: &str) -> Finding {
    let says = says.trim_end_matches('.').to_lowercase();
    Finding::new(&DOC, span, format!("this is not YAML: {says}"))
}
