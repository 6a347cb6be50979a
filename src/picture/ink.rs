//! Lines of text as a picture writes them, whatever the format.

use crate::escape::escaped;

/// One line of text in a box or at a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub(super) sign: Option<Sign>,
    pub(super) parts: Vec<(Ink, String)>,
    /// What there is to know beyond the line, for who points at it.
    pub(super) more: String,
}

/// How a part of a line stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Ink {
    #[default]
    Plain,
    /// Kinds of steps, names of events.
    Strong,
    /// What is paid.
    Amount,
    Condition,
    /// Where it comes from and goes to.
    Quiet,
}

/// A sign before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    Clock,
    /// Neither leaves nor enters.
    Stay,
    /// Goes to a state that is not beside this one.
    Out,
    /// Comes from a state that is not beside this one.
    In,
    /// Goes on with the line before.
    Continued,
}

impl Row {
    pub(super) fn new(ink: Ink, text: impl Into<String>) -> Self {
        Self::default().with(ink, text)
    }

    /// With another part, a space before it; an empty one adds nothing.
    pub(super) fn with(mut self, ink: Ink, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push((ink, escaped(&text).into_owned()));
        }
        self
    }

    pub(super) fn signed(mut self, sign: Sign) -> Self {
        self.sign = Some(sign);
        self
    }

    pub(super) fn telling(mut self, more: &str) -> Self {
        self.more = escaped(more).into_owned();
        self
    }

    /// The whole line as text.
    pub(super) fn text(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|(_, text)| text.as_str()).collect();
        parts.join(" ")
    }

    /// The line broken between its parts where it is longer; the rows after the first are set in.
    pub(super) fn broken(self, at_most: usize) -> Vec<Self> {
        let mut rows: Vec<Self> = Vec::new();
        let mut row = Self { sign: self.sign, parts: Vec::new(), more: self.more };
        for part in self.parts {
            let long = row.text().chars().count() + 1 + part.1.chars().count();
            if long > at_most && !row.parts.is_empty() {
                rows.push(std::mem::take(&mut row));
                row.sign = Some(Sign::Continued);
            }
            row.parts.push(part);
        }
        rows.push(row);
        rows
    }

    /// The line cut to so many characters; the parts that don't fit are left out.
    pub(super) fn cut(&self, at_most: usize) -> Vec<(Ink, String)> {
        let mut left = at_most;
        let mut parts = Vec::new();
        for (ink, text) in &self.parts {
            let long = text.chars().count();
            if long <= left {
                parts.push((*ink, text.clone()));
                left = left.saturating_sub(long + 1);
                continue;
            }
            let text = super::text::shortened(text, left.max(1)).into_owned();
            parts.push((*ink, text));
            break;
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_as_a_whole() {
        let row = Row::new(Ink::Strong, "step.failed").with(Ink::Condition, "[days > 3]").with(Ink::Plain, "");
        let cut = |at_most| row.cut(at_most).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ");
        assert_eq!(row.text(), "step.failed [days > 3]");
        for (at_most, text) in [(22, "step.failed [days > 3]"), (18, "step.failed [days…"), (11, "step.failed …")] {
            assert_eq!(cut(at_most), text, "{at_most}");
        }
    }

    #[test]
    fn lines_are_broken_between_their_parts() {
        let row = Row::new(Ink::Strong, "done").with(Ink::Condition, "[days > 3]").with(Ink::Quiet, "→ a + b");
        let broken = |at_most| row.clone().broken(at_most).iter().map(Row::text).collect::<Vec<_>>();
        assert_eq!(broken(30), ["done [days > 3] → a + b"]);
        assert_eq!(broken(16), ["done [days > 3]", "→ a + b"]);
        assert_eq!(broken(3), ["done", "[days > 3]", "→ a + b"]);
    }

    #[test]
    fn what_a_reader_does_not_see_is_shown() {
        assert_eq!(Row::new(Ink::Plain, "a\u{202e}b\u{7}").text(), "a\\u{202e}b\\u{7}");
    }
}
