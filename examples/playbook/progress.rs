//! How far reading is, on a terminal.

use std::fs::File;
use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// How many lines go by between two updates.
const EVERY: u64 = 4096;

/// A bar on standard error where that is a terminal, else nothing; and complaints beside it.
pub struct Progress {
    bar: Option<ProgressBar>,
    is_silent: bool,
}

impl Progress {
    /// `file` tells the length, where it has one.
    pub fn new(file: Option<&File>) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { bar: None, is_silent: false };
        }
        let length =
            file.and_then(|file| file.metadata().ok()).filter(std::fs::Metadata::is_file).map(|found| found.len());
        let (bar, template) = match length {
            Some(length) => (ProgressBar::new(length), "{bar:40} {percent:>3}%  {msg}  {eta} left"),
            None => (ProgressBar::new_spinner(), "{spinner} {bytes} read  {msg}"),
        };
        // The templates are ours and right.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar: Some(bar), is_silent: false }
    }

    /// Neither a bar nor complaints.
    pub fn silent() -> Self {
        Self { bar: None, is_silent: true }
    }

    pub fn line(&self, number: u64, bytes: u64) {
        if let Some(bar) = self.bar.as_ref().filter(|_| number % EVERY == 0) {
            bar.set_position(bytes);
            bar.set_message(format!("{} lines", crate::text::thousands(number)));
        }
    }

    /// Takes the bar away, so that what follows stands on clean lines.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Says something without tearing the bar.
    pub fn say(&self, line: &str) {
        match &self.bar {
            _ if self.is_silent => {}
            Some(bar) => bar.suspend(|| crate::exit::say(line)),
            None => crate::exit::say(line),
        }
    }
}
