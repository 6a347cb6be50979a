//! `check`: every finding of the playbooks, and what could be proved of them.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use amends::{Lint, Proof, Report, Verdict, compile};

use crate::args::{Check, Format};
use crate::exit::{Done, Failure, printed};
use crate::files;
use crate::text::{counted, escaped};

pub fn check(args: &Check) -> Result<Done, Failure> {
    let compiled = compile(files::sources(&args.paths)?);
    let findings = compiled.report().clone();
    // Claims are about playbooks without errors.
    let lint = compiled.finish().ok().map(|house| house.lint());
    let report = lint.as_ref().map_or_else(|| findings.clone(), |lint| findings.joined(lint.report()));
    let verdicts = lint.as_ref().map(Lint::verdicts).unwrap_or_default();
    let out = io::stdout();
    let text = match args.format {
        Format::Json => {
            let verdicts: Vec<_> = verdicts.iter().map(|verdict| json(verdict, &report)).collect();
            format!("{{\"findings\":{},\"verdicts\":{}}}", report.to_json(), serde_json::Value::from(verdicts))
        }
        Format::Text => {
            let findings = report.to_text(has_colour(&out));
            let findings = findings.trim_end();
            let space = if findings.is_empty() { "" } else { "\n\n" };
            format!("{findings}{space}{}{}", verdict(&report), summary(verdicts, &report))
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

/// How many claims came out how, and of those that were left open, why.
fn summary(verdicts: &[Verdict], report: &Report) -> String {
    if verdicts.is_empty() {
        return String::new();
    }
    let count = |word: &str| verdicts.iter().filter(|verdict| verdict.proof.word() == word).count();
    let (proved, refuted, unknown) = (count("proved"), count("refuted"), count("unknown"));
    let mut text = format!("\nproved {proved}, refuted {refuted}, unknown {unknown}");
    for verdict in verdicts {
        if let Proof::Unknown(reason) = &verdict.proof {
            let (file, line) = place(verdict, report);
            // Writing to a String can't fail.
            let _ =
                write!(text, "\n  {}:{line}: unknown whether {}: {}", file, escaped(&verdict.claim), escaped(reason));
        }
    }
    text
}

fn place(verdict: &Verdict, report: &Report) -> (String, u32) {
    match report.sources().get(usize::from(verdict.span.source)) {
        Some(source) => (escaped(source.name()).into_owned(), source.position(verdict.span.start).line),
        None => (String::new(), 1),
    }
}

fn json(verdict: &Verdict, report: &Report) -> serde_json::Value {
    let (file, line) = place(verdict, report);
    let mut json = serde_json::json!({
        "claim": verdict.claim,
        "code": verdict.code.as_str(),
        "file": file,
        "line": line,
        "verdict": verdict.proof.word(),
    });
    match &verdict.proof {
        Proof::Refuted(witness) => {
            let facts = witness.facts().map(|(name, value)| {
                let value = value.map_or(serde_json::Value::Null, |value| value.to_string().into());
                (name.to_owned(), value)
            });
            json["facts"] = serde_json::Value::Object(facts.collect());
            if !witness.happenings().is_empty() {
                json["way"] = witness.happenings().iter().map(ToString::to_string).collect();
            }
            if let Some(event) = witness.event() {
                json["event"] = event.into();
            }
        }
        Proof::Unknown(reason) => json["reason"] = reason.as_str().into(),
        _ => {}
    }
    json
}

/// Colour is for terminals, and for those who did not decline it (no-color.org).
pub fn has_colour(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
