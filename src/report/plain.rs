//! The form without source text, which needs no feature.

use std::fmt;

use super::{Finding, Report};
use crate::escape::escaped;

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, finding) in report.iter().enumerate() {
        if index > 0 {
            f.write_str("\n")?;
        }
        if let Some(source) = report.source_of(finding) {
            let at = source.position(finding.span().start);
            write!(f, "{}:{}:{}: ", escaped(source.name()), at.line, at.column)?;
        }
        write!(f, "{}[{}]: {}", finding.severity, finding.code, escaped(&finding.message))?;
        for (note, text) in notes(finding) {
            write!(f, "\n    {}: {}", note.lead(), text.replace('\n', "\n          "))?;
        }
    }
    Ok(())
}

/// What is said below a finding, escaped: what kind of saying it is, and the saying, whose lines are kept.
pub(super) fn notes(finding: &Finding) -> Vec<(Note, String)> {
    let mut notes = Vec::new();
    if !finding.expected.is_empty() {
        notes.push((Note::Expected, escaped(&finding.expected.join(", ")).into_owned()));
    }
    if let Some(name) = &finding.suggestion {
        notes.push((Note::Help, format!("did you mean `{}`?", escaped(name))));
    }
    if let Some(help) = &finding.help {
        let lines: Vec<_> = help.lines().map(escaped).collect();
        notes.push((Note::Help, lines.join("\n")));
    }
    notes
}

/// What is said below a finding.
#[derive(Clone, Copy)]
pub(super) enum Note {
    /// What could have stood there.
    Expected,
    /// What to do.
    Help,
}

impl Note {
    pub(super) fn lead(self) -> &'static str {
        match self {
            Note::Expected => "expected",
            Note::Help => "help",
        }
    }
}
