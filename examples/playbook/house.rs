//! From paths to an engine.

use std::path::PathBuf;

use amends::{Engine, Severity, compile};

use crate::exit::{Failure, say};
use crate::files;
use crate::text::counted;

/// An engine with the playbooks of these paths. Where they have errors, prints them.
pub fn engine(paths: &[PathBuf]) -> Result<Engine, Failure> {
    let compiled = compile(files::sources(paths)?);
    let warnings = compiled.report().iter().filter(|finding| finding.severity == Severity::Warning).count();
    let house = compiled.finish().map_err(|report| {
        let colour = crate::check::has_colour(&std::io::stderr());
        say(report.to_text(colour).trim_end());
        say("the playbooks have errors and were not run");
        Failure::Blocked
    })?;
    if warnings > 0 {
        say(&format!("note: {}; `check` shows them", counted(warnings as u64, "warning", "warnings")));
    }
    Engine::new(house).map_err(|e| Failure::Usage(e.to_string()))
}
