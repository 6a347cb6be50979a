//! `check`: every finding of the playbooks.

use std::io::{self, IsTerminal, Write};

use amends::{Report, compile};

use crate::args::{Check, Format};
use crate::exit::{Done, Failure, printed};
use crate::files;
use crate::text::counted;

pub fn check(args: &Check) -> Result<Done, Failure> {
    let compiled = compile(files::sources(&args.paths)?);
    let report = compiled.report();
    let out = io::stdout();
    let text = match args.format {
        Format::Json => report.to_json(),
        Format::Text => {
            let findings = report.to_text(has_colour(&out));
            let findings = findings.trim_end();
            let space = if findings.is_empty() { "" } else { "\n\n" };
            format!("{findings}{space}{}", verdict(report))
        }
    };
    printed(writeln!(out.lock(), "{text}"))?;
    Ok(if report.is_blocking() { Done::Found } else { Done::Fine })
}

fn verdict(report: &Report) -> String {
    let errors = report.iter().filter(|finding| finding.is_error()).count() as u64;
    let warnings = report.len() as u64 - errors;
    let files = counted(report.sources().len() as u64, "file", "files");
    match (errors, warnings) {
        (0, 0) => format!("{files}: no findings"),
        (0, _) => format!("{files}: {}", counted(warnings, "warning", "warnings")),
        (_, 0) => format!("{files}: {}", counted(errors, "error", "errors")),
        _ => format!("{files}: {}, {}", counted(errors, "error", "errors"), counted(warnings, "warning", "warnings")),
    }
}

/// Colour is for terminals, and for those who did not decline it (no-color.org).
pub fn has_colour(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
