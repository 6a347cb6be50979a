//! Texts with placeholders.

use crate::check::{lone_brace, unknown_placeholder};
use crate::document::{StepView, Text};
use crate::playbook::{Hole, Part, Template};
use crate::span::Span;
use crate::value::Name;

use super::lower::Lower;

/// A placeholder as written: its name, and where it begins and ends in the text.
pub(super) struct Written<'t> {
    pub(super) name: &'t str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Lower<'_> {
    /// A text in parts. Names that are no facts are the step's; whether it has them is checked where it is used.
    pub(super) fn template(&mut self, text: &Text) -> Template {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let value = text.as_str();
        let mut rest = 0;
        while let Some(at) = brace(value, rest) {
            plain.push_str(value.get(rest..at).unwrap_or_default());
            let tail = value.get(at..).unwrap_or_default();
            if let Some(brace) = ["{{", "}}"].iter().find(|pair| tail.starts_with(**pair)) {
                plain.push_str(brace.get(..1).unwrap_or_default());
                rest = at + 2;
                continue;
            }
            let close = closes(tail);
            let Some(close) = close else {
                self.findings.push(lone_brace(text.span_of(at, at + 1)));
                plain.push_str(tail.get(..1).unwrap_or_default());
                rest = at + 1;
                continue;
            };
            let name = tail.get(1..close).unwrap_or_default().trim();
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain).into()));
            }
            parts.push(Part::Hole(self.hole(name)));
            rest = at + close + 1;
        }
        plain.push_str(value.get(rest..).unwrap_or_default());
        if !plain.is_empty() {
            parts.push(Part::Text(plain.into()));
        }
        parts.shrink_to_fit();
        Template { parts }
    }

    /// What a name stands for.
    pub(super) fn hole(&self, name: &str) -> Hole {
        if let Some(slot) = self.names.fact(name) {
            return Hole::Fact(slot);
        }
        if let Some(index) = self.names.derived_index(name) {
            return Hole::Derived(index);
        }
        match name {
            "by" => Hole::By,
            "due" => Hole::Due,
            "amount" => Hole::Amount,
            "case" => Hole::Case,
            name => Hole::With(Name::from(name)),
        }
    }

    /// Holds the placeholders of a text to what the step that carries it has.
    pub(super) fn check_holes(&mut self, text: &Text, view: &StepView<'_>) {
        for written in placeholders(text.as_str()) {
            self.check_hole(text.span_of(written.start, written.end), written.name, view);
        }
    }

    /// The same of one name.
    pub(super) fn check_hole(&mut self, span: Span, name: &str, view: &StepView<'_>) {
        let known = match self.hole(name) {
            Hole::Fact(_) | Hole::Derived(_) | Hole::Case => true,
            Hole::By | Hole::Due => view.within.or(view.by).is_some() || self.spoiled.any(),
            Hole::Amount => view.amount.is_some() || self.spoiled.any(),
            Hole::With(name) => {
                let with = view.with.is_some_and(|with| with.iter().any(|entry| entry.key == *name));
                let unread = self.doc.facts.is_empty() && self.spoiled.any();
                with || unread || self.names.is_broken(&name)
            }
        };
        // Several steps may say the same message.
        if known || self.findings.iter().any(|finding| finding.span() == span) {
            return;
        }
        let with = view.with.into_iter().flat_map(|with| with.iter()).map(|entry| entry.key.as_str());
        let names: Vec<&str> = self.names.value_names().chain(with).collect();
        let finding = unknown_placeholder(span, name, names);
        self.report(finding);
    }
}

/// Where the next brace stands from a byte on.
fn brace(text: &str, from: usize) -> Option<usize> {
    let mut behind = text.bytes().enumerate().skip(from);
    behind.find(|(_, byte)| matches!(byte, b'{' | b'}')).map(|(at, _)| at)
}

/// Where the placeholder that a text begins with ends, if it begins with one and holds no other brace.
fn closes(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('{')?;
    let end = brace(inside, 0)?;
    inside.get(end..)?.starts_with('}').then_some(end + 1)
}

/// The names in the placeholders of a text.
pub(super) fn placeholder_names(text: &str) -> impl Iterator<Item = &str> {
    placeholders(text).into_iter().map(|written| written.name)
}

/// The placeholders of a text, in order.
pub(super) fn placeholders(text: &str) -> Vec<Written<'_>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(at) = brace(text, rest) {
        let tail = text.get(at..).unwrap_or_default();
        if tail.starts_with("{{") || tail.starts_with("}}") {
            rest = at + 2;
            continue;
        }
        match closes(tail) {
            Some(close) => {
                let name = tail.get(1..close).unwrap_or_default().trim();
                found.push(Written { name, start: at, end: at + close + 1 });
                rest = at + close + 1;
            }
            None => rest = at + 1,
        }
    }
    found
}
