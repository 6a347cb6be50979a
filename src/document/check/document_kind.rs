//! A document that does not say, or not first, what it is.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "document-kind",
    "a document does not begin with what it is",
    "The first key of a file says what it holds: `playbook:` or `policy:`, and its name. A reader, a tool and a reviewer \
     then know it from the first line. Files beginning `journey:` and `scenarios:` are documents too, which this version \
     does not read: they are refused rather than passed over, since a rule that is silently not applied is worse \
     than an error. Avoid comments or other keys in its place; prefer `playbook: late-parcel` as the first key.",
)
.examples(
    r"
version: 1
playbook: late-parcel
",
    r"
playbook: late-parcel
version: 1
",
);

/// The first keys of documents that a later version reads.
const LATER: [&str; 2] = ["journey", "scenarios"];
/// The first keys of those that it reads.
const KINDS: [&str; 2] = ["playbook", "policy"];
const EXPECTED: [&str; 1] = ["`playbook:` or `policy:`, and its name, as the first key"];

/// A file that holds nothing.
pub(crate) fn empty_document(span: Span) -> Finding {
    Finding::new(&DOC, span, "the document is empty").expecting(EXPECTED)
}

/// A file that is a list or a single value.
pub(crate) fn not_a_map(span: Span, kind: &str) -> Finding {
    Finding::new(&DOC, span, format!("the document is {kind}, not a map of keys")).expecting(EXPECTED)
}

/// A document of a kind that is not read yet, if the first key says so.
pub(crate) fn other_kind(span: Span, key: &str) -> Option<Finding> {
    LATER.contains(&key).then(|| {
        Finding::new(&DOC, span, format!("`{key}` documents are not read by this version"))
            .expecting(KINDS)
            .help("leave this file out until then")
    })
}

/// A document that says what it is, but not first.
pub(crate) fn first_key(span: Span, first: &str, kind: &str, stands: Span) -> Finding {
    Finding::new(&DOC, span, format!("the first key is `{first}`, not `{kind}`"))
        .label(stands, "stands here")
        .help(format!("move `{kind}` to the first line"))
}

/// A document that does not say what it is.
pub(crate) fn unknown_kind(span: Span, first: &str) -> Finding {
    Finding::new(&DOC, span, format!("the first key is `{first}`, which is no kind of document"))
        .expecting(KINDS)
        .nearest_to(first)
}
