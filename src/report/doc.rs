use super::{Code, Severity};

/// The catalogue entry of one finding; [`docs`](crate::docs()) gives all of them.
///
/// ```
/// let doc = amends::docs().into_iter().find(|doc| doc.code.as_str() == "unknown-key").unwrap();
/// assert!(doc.text.contains("key"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Doc {
    /// The stable code, in kebab-case.
    pub code: Code,
    /// Whether the finding blocks; always the same for one code.
    pub severity: Severity,
    /// One line: what the finding says.
    pub title: &'static str,
    /// One paragraph: what it is, why it matters, what to avoid and what to prefer.
    pub text: &'static str,
}

impl Doc {
    /// An entry whose findings block.
    pub(crate) const fn error(code: &'static str, title: &'static str, text: &'static str) -> Doc {
        Doc { code: Code(code), severity: Severity::Error, title, text }
    }

    /// An entry whose findings do not block.
    pub(crate) const fn warning(code: &'static str, title: &'static str, text: &'static str) -> Doc {
        Doc { code: Code(code), severity: Severity::Warning, title, text }
    }
}
