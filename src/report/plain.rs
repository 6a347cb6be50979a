//! The form without source text, which needs no feature.

use std::fmt;

use super::{Finding, Report, escaped};

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, finding) in report.iter().enumerate() {
        if index > 0 {
            f.write_str("\n")?;
        }
        if let Some(source) = report.source_of(finding) {
            let at = source.position(finding.span().start);
            write!(f, "{}:{}:{}: ", escaped(source.name()), at.line, at.column)?;
        }
        write!(
            f,
            "{}[{}]: {}",
            finding.severity,
            finding.code,
            escaped(&finding.message)
        )?;
        for note in notes(finding) {
            write!(f, "\n    {note}")?;
        }
    }
    Ok(())
}

/// What is said below a finding, a line each, escaped.
pub(super) fn notes(finding: &Finding) -> Vec<String> {
    let mut notes = Vec::new();
    if !finding.expected.is_empty() {
        notes.push(format!(
            "expected: {}",
            escaped(&finding.expected.join(", "))
        ));
    }
    if let Some(name) = &finding.suggestion {
        notes.push(format!("did you mean `{}`?", escaped(name)));
    }
    if let Some(help) = &finding.help {
        notes.extend(help.lines().enumerate().map(|(index, line)| {
            let lead = if index == 0 { "help: " } else { "  " };
            format!("{lead}{}", escaped(line))
        }));
    }
    notes
}
