//! The form for people: source text with carets.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::plain::{self, Note};
use super::{Finding, Report, Severity, Source};
use crate::escape::{escaped, is_hidden};
use crate::span::Span;

/// Other places farther than this many lines from the first are drawn by themselves.
const WINDOW: usize = 12;
/// A line is shown up to this many bytes; carets beyond stand at its end.
const MAX_LINE: usize = 1024;

pub(super) fn text(report: &Report, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let drawn: Vec<String> = report.iter().map(|finding| renderer.render(&[group(report, finding)])).collect();
    let mut text = drawn.join("\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn group<'a>(report: &'a Report, finding: &'a Finding) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(escaped(&finding.message)).id(finding.code.as_str()));
    for window in windows(report, finding) {
        group = group.element(
            Snippet::source(window.text)
                .line_start(window.first.saturating_add(1))
                .path(escaped(window.source.name()))
                .annotations(window.marks.into_iter().map(|mark| {
                    let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                    let label = (!mark.text.is_empty()).then_some(mark.text);
                    kind.span(mark.range).label(label)
                })),
        );
    }
    for (note, text) in plain::notes(finding) {
        let level = match note {
            Note::Expected => Level::NOTE,
            Note::Help => Level::HELP,
        };
        group = group.element(level.with_name(note.lead()).message(text));
    }
    group
}

/// Some lines of one source, cleaned of what a terminal would obey, and the marks in them.
struct Window<'a> {
    source: &'a Source,
    first: usize,
    last: usize,
    text: String,
    marks: Vec<Mark>,
}

struct Mark {
    span: Span,
    range: Range<usize>,
    text: String,
    primary: bool,
}

fn windows<'a>(report: &'a Report, finding: &Finding) -> Vec<Window<'a>> {
    let mut windows: Vec<Window<'a>> = Vec::new();
    for (index, label) in finding.labels.iter().enumerate() {
        let Some(source) = report.source(label.span.source) else {
            continue;
        };
        let first = source.line_of(label.span.start);
        // A span of several lines is marked on its first, which says enough and keeps the drawing small.
        let mark = Mark { span: label.span, range: 0..0, text: escaped(&label.text).into_owned(), primary: index == 0 };
        let near = windows.iter_mut().find(|window| {
            std::ptr::eq(window.source, source)
                && first.saturating_add(WINDOW) >= window.first
                && first <= window.last.saturating_add(WINDOW)
        });
        match near {
            Some(window) => {
                window.first = window.first.min(first);
                window.last = window.last.max(first);
                window.marks.push(mark);
            }
            None => windows.push(Window { source, first, last: first, text: String::new(), marks: vec![mark] }),
        }
    }
    windows.iter_mut().for_each(draw);
    windows
}

fn draw(window: &mut Window<'_>) {
    for index in window.first..=window.last {
        let (start, line) = window.source.line(index);
        let base = window.text.len();
        let (clean, offsets) = cleaned(line);
        for mark in &mut window.marks {
            if window.source.line_of(mark.span.start) != index {
                continue;
            }
            let place = |byte: u32| {
                let byte = usize::try_from(byte.saturating_sub(start)).unwrap_or(usize::MAX);
                base.saturating_add(offsets.get(byte).copied().unwrap_or(clean.len()))
            };
            mark.range = place(mark.span.start)..place(mark.span.end);
        }
        window.text.push_str(&clean);
        if index < window.last {
            window.text.push('\n');
        }
    }
}

/// A line with hidden characters replaced, and for each of its bytes where that now stands.
fn cleaned(line: &str) -> (String, Vec<usize>) {
    let mut clean = String::with_capacity(line.len().min(MAX_LINE));
    let mut offsets = Vec::with_capacity(line.len().min(MAX_LINE));
    for c in line.chars() {
        if clean.len() >= MAX_LINE {
            clean.push('…');
            break;
        }
        offsets.extend(std::iter::repeat_n(clean.len(), c.len_utf8()));
        clean.push(if is_hidden(c) { '\u{fffd}' } else { c });
    }
    if offsets.len() == line.len() {
        offsets.push(clean.len());
    }
    (clean, offsets)
}
