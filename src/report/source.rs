use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::span::Span;

/// A text to read, with the name that findings show for it.
///
/// The text is YAML 1.2; JSON is YAML too, so a playbook made in code is handed in as a source like any other.
/// [`compile`](crate::compile()) says how large it may be. Cloning is cheap.
///
/// ```
/// use amends::Source;
/// let source = Source::new("late-parcel.yaml", "playbook: late-parcel\nversion: 3\n");
/// assert_eq!(source.name(), "late-parcel.yaml");
/// let at = source.position(22);
/// assert_eq!((at.line, at.column), (2, 1));
/// assert_eq!(source.line_count(), 3); // the last one is empty
/// assert_eq!(source.text().lines().nth(1), Some("version: 3"));
/// ```
#[derive(Clone)]
pub struct Source {
    inner: Arc<Inner>,
}

struct Inner {
    name: String,
    text: Arc<str>,
    /// First byte of each line, found when first asked for.
    lines: OnceLock<Vec<u32>>,
}

/// A place as people count it.
///
/// ```
/// use amends::{Position, Source};
/// assert_eq!(Source::new("x", "é: 1\nb: 2").position(6), Position { line: 2, column: 1 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1; a line ends with LF, CRLF or a lone CR.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

impl Source {
    /// A source of this name, usually a path, and this text. Nothing is read or checked.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Source {
        Source { inner: Arc::new(Inner { name: name.into(), text: text.into(), lines: OnceLock::new() }) }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The text within a span; empty if the span is not within this text or cuts a character. Which source the span is
    /// of is not looked at.
    ///
    /// ```
    /// use amends::{Source, Span};
    /// let source = Source::new("p.yaml", "playbook: p");
    /// assert_eq!(source.slice(Span { source: 0, start: 10, end: 11 }), "p");
    /// ```
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        match (usize::try_from(span.start), usize::try_from(span.end)) {
            (Ok(start), Ok(end)) => self.text().get(start..end).unwrap_or_default(),
            _ => "",
        }
    }

    /// Line and column of a byte, counted from 0; of the end of the text if it lies beyond.
    #[must_use]
    pub fn position(&self, byte: u32) -> Position {
        let line = self.line_of(byte);
        let start = self.starts().get(line).copied().unwrap_or_default();
        let before = self.line_range_text(start, byte);
        let column = u32::try_from(before.chars().count()).unwrap_or(u32::MAX).saturating_add(1);
        Position { line: u32::try_from(line).unwrap_or(u32::MAX).saturating_add(1), column }
    }

    /// How many lines there are; at least one. After an end of line at the end comes one more, empty line.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.starts().len()
    }

    /// Index of the line that holds a byte.
    pub(crate) fn line_of(&self, byte: u32) -> usize {
        self.starts().partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// First byte and text, without its end, of a line by index; empty beyond the last.
    pub(crate) fn line(&self, index: usize) -> (u32, &str) {
        let starts = self.starts();
        let Some(start) = starts.get(index).copied() else {
            return (u32::try_from(self.text().len()).unwrap_or(u32::MAX), "");
        };
        let end = starts.get(index.saturating_add(1)).copied().unwrap_or(u32::MAX);
        let text = self.line_range_text(start, end);
        let text = text.strip_suffix('\n').unwrap_or(text);
        (start, text.strip_suffix('\r').unwrap_or(text))
    }

    fn line_range_text(&self, start: u32, end: u32) -> &str {
        let text = self.text();
        let start = usize::try_from(start).unwrap_or(usize::MAX).min(text.len());
        let mut end = usize::try_from(end).unwrap_or(usize::MAX).min(text.len());
        while !text.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        text.get(start..end).unwrap_or_default()
    }

    fn starts(&self) -> &[u32] {
        self.inner.lines.get_or_init(|| line_starts(&self.inner.text))
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    // A byte order mark stands before the first line, and is no column of it.
    let mut starts = vec![if text.starts_with('\u{feff}') { 3 } else { 0 }];
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        let mut end = at;
        match byte {
            b'\n' => {}
            b'\r' => {
                if let Some((next, _)) = bytes.next_if(|(_, next)| *next == b'\n') {
                    end = next;
                }
            }
            _ => continue,
        }
        match u32::try_from(end.saturating_add(1)) {
            Ok(start) => starts.push(start),
            Err(_) => break,
        }
    }
    starts
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name()).field("bytes", &self.text().len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_every_kind_of_line_end() {
        let table: &[(&str, u32, (u32, u32))] = &[
            ("", 0, (1, 1)),
            ("abc", 2, (1, 3)),
            ("a\nb", 2, (2, 1)),
            ("a\r\nb", 3, (2, 1)),
            ("a\rb", 2, (2, 1)),
            ("é£x", 4, (1, 3)),
            ("a\n\nb", 3, (3, 1)),
            ("a\n", 2, (2, 1)),
            ("abc", 99, (1, 4)),
            ("é", 1, (1, 1)),
            ("\u{feff}ab", 4, (1, 2)),
            ("\u{feff}ab", 0, (1, 1)),
            ("\u{feff}a\nb", 5, (2, 1)),
        ];
        for (text, byte, expected) in table {
            let at = Source::new("x", *text).position(*byte);
            assert_eq!((at.line, at.column), *expected, "{text:?} at {byte}");
        }
    }

    #[test]
    fn lines_come_without_their_ends() {
        let source = Source::new("x", "a\r\nb\rc\n");
        let lines: Vec<_> = (0..source.line_count()).map(|index| source.line(index)).collect();
        assert_eq!(lines, [(0, "a"), (3, "b"), (5, "c"), (7, "")]);
    }
}
