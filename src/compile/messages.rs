//! Messages: texts with placeholders.

use crate::check::{lone_brace, unknown_placeholder};
use crate::document::{LocaleFields, Message, PlaybookDoc, StepView, Text};
use crate::playbook::{Hole, Part, Template};
use crate::value::Name;

use super::lower::Lower;

/// A placeholder as written: its name, and where it begins and ends in the text.
struct Written<'t> {
    name: &'t str,
    start: usize,
    end: usize,
}

impl Lower<'_> {
    /// Every message in its default locale; the others are checked all the same.
    pub(super) fn messages(&mut self) {
        for entry in &self.doc.messages {
            let mut default = None;
            for locale in &entry.value {
                for text in texts(&locale.value.0) {
                    let template = self.template(text, true);
                    let is_default = self.doc.language.as_str().is_empty() || self.doc.language == locale.key;
                    if default.is_none() && is_default {
                        default = Some(template);
                    }
                }
            }
            let first = first_locale(&entry.value);
            let template = match default {
                Some(template) => template,
                // The playbook's language is not among them: the first that there is.
                None => first.map(|text| self.template(text, false)).unwrap_or_default(),
            };
            self.messages.push((entry.key.value.clone(), template));
        }
    }

    /// A text in parts. Names that are no facts are the step's; whether it has them is checked where it is used.
    pub(super) fn template(&mut self, text: &Text, report: bool) -> Template {
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
                if report {
                    self.findings.push(lone_brace(text.span_of(at, at + 1)));
                }
                plain.push_str(tail.get(..1).unwrap_or_default());
                rest = at + 1;
                continue;
            };
            let name = tail.get(1..close).unwrap_or_default().trim();
            let written = Written { name, start: at, end: at + close + 1 };
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain).into()));
            }
            parts.push(Part::Hole(self.hole(&written)));
            rest = written.end;
        }
        plain.push_str(value.get(rest..).unwrap_or_default());
        if !plain.is_empty() {
            parts.push(Part::Text(plain.into()));
        }
        parts.shrink_to_fit();
        Template { parts }
    }

    fn hole(&self, written: &Written<'_>) -> Hole {
        if let Some(slot) = self.names.fact(written.name) {
            return Hole::Fact(slot);
        }
        if let Some(index) = self.names.derived_index(written.name) {
            return Hole::Derived(index);
        }
        match written.name {
            "by" => Hole::By,
            "due" => Hole::Due,
            "amount" => Hole::Amount,
            "case" => Hole::Case,
            name => Hole::With(Name::from(name)),
        }
    }

    /// Holds the placeholders of a text to what the step that carries it has.
    pub(super) fn check_holes(&mut self, text: &Text, view: &StepView<'_>) {
        let unread = self.doc.facts.is_empty() && self.spoiled.any();
        for written in placeholders(text.as_str()) {
            let known = match self.hole(&written) {
                Hole::Fact(_) | Hole::Derived(_) | Hole::Case => true,
                Hole::By | Hole::Due => view.within.or(view.by).is_some() || self.spoiled.any(),
                Hole::Amount => view.amount.is_some() || self.spoiled.any(),
                Hole::With(name) => {
                    let with = view.with.is_some_and(|with| with.iter().any(|entry| entry.key == *name));
                    with || unread || self.names.is_broken(written.name)
                }
            };
            if known {
                continue;
            }
            let span = text.span_of(written.start, written.end);
            let is_there = |finding: &crate::report::Finding| finding.span() == span;
            if self.findings.iter().any(is_there) {
                continue;
            }
            let with = view.with.into_iter().flat_map(|with| with.iter()).map(|entry| entry.key.as_str());
            let names: Vec<&str> = self.names.value_names().chain(with).collect();
            let finding = unknown_placeholder(span, written.name, names);
            self.findings.push(finding);
        }
    }
}

/// The texts of a message, in every locale and form.
pub(super) fn message_texts<'d>(doc: &'d PlaybookDoc, name: &str) -> impl Iterator<Item = &'d Text> {
    let message = doc.messages.get(name);
    let locales = message.into_iter().flat_map(|message| message.iter());
    locales.flat_map(|locale| texts(&locale.value.0))
}

/// The texts of a message in one locale.
pub(super) fn texts(fields: &LocaleFields) -> impl Iterator<Item = &Text> {
    [&fields.text, &fields.other, &fields.one, &fields.sms].into_iter().filter(|text| !text.as_str().is_empty())
}

fn first_locale(message: &Message) -> Option<&Text> {
    texts(&message.iter().next()?.value.0).next()
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
fn placeholders(text: &str) -> Vec<Written<'_>> {
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
