//! A word that is none of those allowed.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unknown-word",
    "a word that is none of those allowed",
    "Zones, currencies, rounding modes and a few other keys take one word of a fixed set. Avoid abbreviations \
     such as `BST`; prefer the full name, such as `Europe/London`.",
)
.examples(
    r"
zone: BST
",
    r"
zone: Europe/London
",
);

/// A word that is none of its set.
pub(crate) fn unknown_word<'n>(
    span: Span,
    what: &str,
    written: &str,
    words: impl IntoIterator<Item = &'n str>,
) -> Finding {
    Finding::new(&DOC, span, format!("`{written}` is no {what}")).nearest_of(written, words)
}
