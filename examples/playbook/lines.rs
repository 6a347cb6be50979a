//! Reads lines, however long a broken file makes them.

use std::io::{self, BufRead};

/// The longest line of events, in bytes: an event may have 1 MiB.
pub const MAX_EVENT: usize = 1 << 20;
/// The longest line of an audit file, in bytes: a record holds its event and what came of it.
pub const MAX_RECORD: usize = 1 << 26;

/// The lines of a file, counted from 1. One line at a time is in memory, and no more of it than the limit.
pub struct Lines<R> {
    reader: R,
    limit: usize,
    number: u64,
    bytes: u64,
    buffer: Vec<u8>,
}

/// A line, or why it can't be used.
pub enum Line<'a> {
    Text(&'a str),
    TooLong,
    NotUtf8,
}

impl<R: BufRead> Lines<R> {
    pub fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit, number: 0, bytes: 0, buffer: Vec::new() }
    }

    /// How many bytes were read.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next line as it is, with its number, without its line feed.
    pub fn next(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        self.buffer.clear();
        let Some(is_whole) = self.fill()? else { return Ok(None) };
        self.number += 1;
        let line = match std::str::from_utf8(&self.buffer) {
            _ if !is_whole => Line::TooLong,
            Ok(text) => Line::Text(text),
            Err(_) => Line::NotUtf8,
        };
        Ok(Some((self.number, line)))
    }

    /// Reads up to the end of the line, keeping what fits. Nothing at the end of the file, else whether all of it fitted.
    fn fill(&mut self) -> io::Result<Option<bool>> {
        let mut is_whole = true;
        let mut is_line = false;
        loop {
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                return Ok(is_line.then_some(is_whole));
            }
            is_line = true;
            let end = available.iter().position(|byte| *byte == b'\n');
            let (part, used) = match end {
                Some(end) => (&available[..end], end + 1),
                None => (available, available.len()),
            };
            is_whole &= self.buffer.len() + part.len() <= self.limit;
            if is_whole {
                self.buffer.extend_from_slice(part);
            }
            self.reader.consume(used);
            self.bytes += used as u64;
            if end.is_some() {
                return Ok(Some(is_whole));
            }
        }
    }
}
