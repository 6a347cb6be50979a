//! A part of YAML that is not read.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "yaml-feature",
    "a part of YAML that is not read",
    "Anchors, aliases, merge keys, tags, directives and a second document in one file are refused: an alias can blow a \
     small file up to a huge one, a tag can name a type of the host, and all of them make a playbook say something other \
     than what stands at the place one reads. Avoid `<<: *base`; prefer to write it out, or to use one state twice.",
)
.examples(
    r"
states:
  wait: &wait { after: { 7d: done } }
  again: *wait
  done: { end: done }
",
    r"
states:
  wait: { after: { 7d: again } }
  again: { after: { 7d: done } }
  done: { end: done }
",
);

/// The parts that are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    /// `&name`
    Anchor,
    /// `*name`
    Alias,
    /// `!name`
    Tag,
    /// `<<`
    Merge,
    /// `%YAML`
    Directive,
    /// a second `---`
    Document,
    /// a map or list as a key
    Key,
}

/// One of them at this place.
pub(crate) fn yaml_feature(span: Span, feature: Feature) -> Finding {
    let (what, help) = match feature {
        Feature::Anchor => {
            ("an anchor, `&name`", "write it out; an expression with a leading `&` must be in double quotes")
        }
        Feature::Alias => {
            ("an alias, `*name`", "write it out; an expression with a leading `*` must be in double quotes")
        }
        Feature::Tag => {
            ("a tag, `!name`", "an expression with a leading `!` must be in double quotes, or say `not x` for `!x`")
        }
        Feature::Merge => ("a merge key, `<<`", "write it out"),
        Feature::Directive => ("a directive, `%`", "remove it"),
        Feature::Document => ("a second document", "write one document a file"),
        Feature::Key => {
            ("a map or a list as a key", "a key is a name; an expression with `[` or `{` must be in double quotes")
        }
    };
    Finding::new(&DOC, span, format!("{what} is not read")).help(help)
}
