use std::fmt;

use serde::Serialize;

use super::Doc;
use crate::span::Span;
use crate::suggest::nearest;

/// One mistake in a source.
///
/// Texts are lower case, without a full stop, with what the author wrote in backticks. They may hold characters that a
/// terminal would obey; [`Report`](super::Report) escapes them when it writes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct Finding {
    /// Which finding this is.
    pub code: Code,
    /// Whether it blocks.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where; the first is the place itself, the others explain it. Never empty.
    pub labels: Vec<Label>,
    /// What could have stood there.
    pub expected: Vec<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// The nearest name to the one written.
    pub suggestion: Option<String>,
}

/// A place that a finding points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to say there; may be empty.
    pub text: String,
}

/// The stable name of a kind of finding, in kebab-case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Code(pub(crate) &'static str);

/// Whether a finding blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// The sources can't be used.
    Error,
    /// The sources can be used; somebody should look.
    Warning,
}

impl Finding {
    /// A finding of this kind at this place.
    pub(crate) fn new(doc: &Doc, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            code: doc.code,
            severity: doc.severity,
            message: message.into(),
            labels: vec![Label { span, text: String::new() }],
            expected: Vec::new(),
            help: None,
            suggestion: None,
        }
    }

    /// Says this at the first place.
    pub(crate) fn saying(mut self, text: impl Into<String>) -> Finding {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Points at one more place.
    pub(crate) fn label(mut self, span: Span, text: impl Into<String>) -> Finding {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what could have stood there.
    pub(crate) fn expecting<S: Into<String>>(mut self, expected: impl IntoIterator<Item = S>) -> Finding {
        self.expected.extend(expected.into_iter().map(Into::into));
        self
    }

    /// Says what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Suggests the nearest of what was expected so far.
    pub(crate) fn nearest_to(mut self, written: &str) -> Finding {
        self.suggestion = nearest(written, self.expected.iter().map(String::as_str)).map(str::to_owned);
        self
    }

    /// Suggests the nearest of these names without listing them all.
    pub(crate) fn nearest_of<'a>(mut self, written: &str, names: impl IntoIterator<Item = &'a str>) -> Finding {
        self.suggestion = nearest(written, names).map(str::to_owned);
        self
    }

    /// The place itself.
    #[must_use]
    pub fn span(&self) -> Span {
        self.labels.first().map(|label| label.span).unwrap_or_default()
    }

    /// Whether it blocks.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Code {
    /// The code as text, `unknown-key`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}
