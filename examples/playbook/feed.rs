//! Feeds a host with the lines of a file of events.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use crate::entry::{BadLine, Entry};
use crate::exit::Failure;
use crate::host::Host;
use crate::lines::{Line, Lines, MAX_EVENT};
use crate::progress::Progress;

/// A file of events, or standard input.
pub struct Feed {
    path: PathBuf,
    reader: Box<dyn BufRead>,
    /// None for standard input.
    file: Option<File>,
}

impl Feed {
    pub fn open(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self { path: path.to_owned(), reader: Box::new(io::stdin().lock()), file: None });
        }
        let failed = |e| Failure::read(path, e);
        let file = File::open(path).map_err(failed)?;
        if file.metadata().is_ok_and(|found| found.is_dir()) {
            return Err(Failure::read(path, "it is a folder"));
        }
        let reader = BufReader::with_capacity(1 << 16, file.try_clone().map_err(failed)?);
        Ok(Self { path: path.to_owned(), reader: Box::new(reader), file: Some(file) })
    }

    /// How far it is read, on a terminal.
    pub fn progress(&self) -> Progress {
        Progress::new(self.file.as_ref())
    }

    /// Hands every line to the host.
    pub fn run(self, host: &mut Host) -> Result<(), Failure> {
        let mut lines = Lines::new(self.reader, MAX_EVENT);
        while let Some((number, line)) = lines.next().map_err(|e| Failure::read(&self.path, e))? {
            take(host, number, line)?;
            host.trail.progress.line(number, lines.bytes());
        }
        Ok(())
    }
}

fn take(host: &mut Host, number: u64, line: Line<'_>) -> Result<(), Failure> {
    let (text, bad) = match line {
        Line::Text(text) if text.trim_ascii().is_empty() => return Ok(()),
        Line::Text(text) => match Entry::read(text.trim_start_matches('\u{feff}')) {
            Ok(entry) => return host.take(number, entry),
            Err(bad) => (Some(text), bad),
        },
        Line::TooLong => {
            let reason = format!("a line may have {MAX_EVENT} bytes, this has more");
            (None, BadLine { code: "too_large", reason })
        }
        Line::NotUtf8 => (None, BadLine { code: "not_utf8", reason: "this is no UTF-8".to_owned() }),
    };
    host.pass_over(number, text, bad)
}
