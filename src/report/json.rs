//! The form for tools. Keys stand in a fixed order, so the same findings give the same bytes.

use serde::Serialize;

use super::{Code, Finding, Label, Position, Report, Severity};
use crate::escape::escaped;
use crate::span::Span;

#[derive(Serialize)]
struct Line {
    code: Code,
    severity: Severity,
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: String,
    expected: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    text: String,
}

pub(super) fn text(report: &Report) -> String {
    let lines: Vec<Line> = report.iter().map(|finding| line(report, finding)).collect();
    // Plain structs of text and numbers always serialise.
    serde_json::to_string(&lines).unwrap_or_default()
}

fn line(report: &Report, finding: &Finding) -> Line {
    let (file, start, end) = place(report, finding.span());
    let labels = match finding.labels.len() {
        0 | 1 => Vec::new(),
        _ => finding.labels.iter().map(|label| label_of(report, label)).collect(),
    };
    Line {
        code: finding.code,
        severity: finding.severity,
        file,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message: clean(&finding.message),
        expected: finding.expected.iter().map(|text| clean(text)).collect(),
        help: finding.help.as_ref().map(|help| help.lines().map(clean).collect::<Vec<_>>().join("\n")),
        suggestion: finding.suggestion.as_deref().map(clean),
        labels,
    }
}

fn label_of(report: &Report, label: &Label) -> Place {
    let (file, start, end) = place(report, label.span);
    Place {
        file,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        text: clean(&label.text),
    }
}

fn place(report: &Report, span: Span) -> (String, Position, Position) {
    match report.source(span.source) {
        Some(source) => (clean(source.name()), source.position(span.start), source.position(span.end)),
        None => (String::new(), Position { line: 1, column: 1 }, Position { line: 1, column: 1 }),
    }
}

fn clean(text: &str) -> String {
    escaped(text).into_owned()
}
