//! How the program ends.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use crate::text::escaped;

/// How a command that could do its work came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Fine,
    /// Findings, failures.
    Found,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// The playbooks have errors; the report was printed.
    Blocked,
    /// The command line asks for what can't be.
    Usage(String),
    /// A file could not be read or written.
    File(String),
}

impl Failure {
    pub fn read(path: &Path, error: impl fmt::Display) -> Self {
        Self::File(escaped(&format!("can't read `{}`: {error}", path.to_string_lossy())).into_owned())
    }

    pub fn write(path: &Path, error: impl fmt::Display) -> Self {
        Self::File(escaped(&format!("can't write `{}`: {error}", path.to_string_lossy())).into_owned())
    }
}

/// Writing to a terminal or pipe. A reader that has seen enough, as in `… | head`, is no failure.
pub fn printed(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::File(format!("can't write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// The exit code, after saying what went wrong.
pub fn code(done: Result<Done, Failure>) -> ExitCode {
    let (code, message) = match done {
        Ok(Done::Fine) => (0, None),
        Ok(Done::Found) | Err(Failure::Blocked) => (1, None),
        Err(Failure::Usage(message)) => (2, Some(message)),
        Err(Failure::File(message)) => (3, Some(message)),
    };
    if let Some(message) = message {
        say(&format!("error: {message}"));
    }
    ExitCode::from(code)
}

/// The exit code where the command line was not understood or only asks for help. It is input too: what it says is
/// escaped.
pub fn refused(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    for line in error.render().to_string().trim_end().split('\n') {
        say(&escaped(line));
    }
    ExitCode::from(2)
}

/// A line on standard error. Where nobody can read it there is nobody to tell.
pub fn say(line: &str) {
    use io::Write as _;
    let _ = writeln!(io::stderr().lock(), "{line}");
}
