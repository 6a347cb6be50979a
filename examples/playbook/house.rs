//! From paths to an engine.

use std::path::PathBuf;

use amends::{Engine, House, Severity, compile};

use crate::exit::{Failure, say};
use crate::files;
use crate::text::counted;

/// An engine with the playbooks of these paths. Where they have errors, prints them.
pub fn engine(paths: &[PathBuf]) -> Result<Engine, Failure> {
    Engine::new(house(paths, "run")?).map_err(|e| Failure::Usage(e.to_string()))
}

/// The playbooks of these paths. Where they have errors, prints them, and says what was therefore not done.
pub fn house(paths: &[PathBuf], done: &str) -> Result<House, Failure> {
    let compiled = compile(files::sources(paths)?);
    let warnings = compiled.report().iter().filter(|finding| finding.severity == Severity::Warning).count();
    let house = compiled.finish().map_err(|report| {
        let colour = crate::check::has_colour(&std::io::stderr());
        say(report.to_text(colour).trim_end());
        say(&format!("the playbooks have errors and were not {done}"));
        Failure::Blocked
    })?;
    if warnings > 0 {
        say(&format!("note: {}; `check` shows them", counted(warnings as u64, "warning", "warnings")));
    }
    Ok(house)
}
