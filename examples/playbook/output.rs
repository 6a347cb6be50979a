//! Files that are written line by line.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::exit::Failure;
use crate::text::escaped_json;

/// A file being written.
pub struct Output {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Output {
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::create(path).map_err(|e| Failure::write(path, e))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Writes a line as it is.
    pub fn line(&mut self, line: &str) -> Result<(), Failure> {
        let result = self.file.write_all(line.as_bytes()).and_then(|()| self.file.write_all(b"\n"));
        result.map_err(|e| Failure::write(&self.path, e))
    }

    /// Writes a value as a line of JSON that may be looked at in a terminal.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let json = serde_json::to_string(value).map_err(|e| Failure::write(&self.path, e))?;
        self.line(&escaped_json(&json))
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        self.file.flush().map_err(|e| Failure::write(&self.path, e))
    }
}
