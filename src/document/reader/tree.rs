//! What stands in a document: scalars as text, maps and lists in order, with positions.

use std::borrow::Cow;
use std::cell::Cell;

use crate::span::Span;

/// A value, or a key.
#[derive(Debug)]
pub(super) struct Node<'s> {
    pub(super) kind: Kind<'s>,
    /// Where it stands, quotes included.
    pub(super) span: Span,
    /// Whether a finding about it has been made, so that it is passed over when its section is read again.
    pub(super) refused: Cell<bool>,
}

#[derive(Debug)]
pub(super) enum Kind<'s> {
    Scalar(Scalar<'s>),
    Map { pairs: Vec<Pair<'s>>, flow: bool },
    List(Vec<Node<'s>>),
}

#[derive(Debug)]
pub(super) struct Scalar<'s> {
    /// The source's own text if verbatim.
    pub(super) text: Cow<'s, str>,
    /// Where the text stands, without quotes if verbatim.
    pub(super) span: Span,
    pub(super) verbatim: bool,
    pub(super) plain: bool,
}

#[derive(Debug)]
pub(super) struct Pair<'s> {
    pub(super) key: Node<'s>,
    pub(super) value: Node<'s>,
}

impl<'s> Node<'s> {
    pub(super) fn new(kind: Kind<'s>, span: Span) -> Node<'s> {
        Node { kind, span, refused: Cell::new(false) }
    }

    pub(super) fn scalar(&self) -> Option<&Scalar<'s>> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar; empty for others.
    pub(super) fn text(&self) -> &str {
        self.scalar().map_or("", |scalar| &scalar.text)
    }

    /// Whether nothing is written here.
    pub(super) fn is_nothing(&self) -> bool {
        self.scalar().is_some_and(|scalar| scalar.plain && scalar.text.is_empty())
    }

    /// What it is, for findings.
    pub(super) fn what(&self) -> &'static str {
        match self.kind {
            Kind::Scalar(_) => "a text",
            Kind::Map { .. } => "a map",
            Kind::List(_) => "a list",
        }
    }
}
