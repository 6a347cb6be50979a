//! Where reading a document failed, so that nothing is called missing that could only not be read.

use crate::report::Finding;
use crate::span::Span;

/// The places of the errors that reading found in one document.
pub(super) struct Spoiled {
    starts: Vec<u32>,
}

impl Spoiled {
    pub(super) fn new(findings: &[Finding], source: u16) -> Self {
        let errors = findings.iter().filter(|finding| finding.is_error() && finding.span().source == source);
        Self { starts: errors.map(|finding| finding.span().start).collect() }
    }

    /// Of a document that was read as a whole.
    pub(super) fn none() -> Self {
        Self { starts: Vec::new() }
    }

    /// Whether anything could not be read.
    pub(super) fn any(&self) -> bool {
        !self.starts.is_empty()
    }

    /// Whether something within these bytes could not be read.
    pub(super) fn within(&self, span: Span) -> bool {
        self.between(span, Some(Span { start: span.end, ..span }))
    }

    /// Whether something could not be read behind the beginning of one place and before that of another, or the end.
    pub(super) fn between(&self, from: Span, until: Option<Span>) -> bool {
        let until = until.map_or(u32::MAX, |until| until.start);
        self.starts.iter().any(|start| (from.start..until).contains(start))
    }
}
