use super::{Code, Severity};

/// The catalogue entry of one finding; [`docs`](crate::docs()) gives all of them.
///
/// ```
/// let doc = amends::docs().into_iter().find(|doc| doc.code.as_str() == "unknown-key").unwrap();
/// assert!(doc.text.contains("key"));
/// assert!(doc.avoid.contains("wihtin: 1h") && doc.prefer.contains("within: 1h"));
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
    /// What makes the finding: some top-level keys of a playbook, as its author writes them. Other keys are left out
    /// where they do not matter. A line `---` parts two documents; one that begins with `policy` is a policy.
    pub avoid: &'static str,
    /// The same in a form that does not make it.
    pub prefer: &'static str,
}

impl Doc {
    /// An entry whose findings block.
    pub(crate) const fn error(code: &'static str, title: &'static str, text: &'static str) -> Doc {
        Doc { code: Code(code), severity: Severity::Error, title, text, avoid: "", prefer: "" }
    }

    /// An entry whose findings do not block.
    pub(crate) const fn warning(code: &'static str, title: &'static str, text: &'static str) -> Doc {
        Doc { code: Code(code), severity: Severity::Warning, title, text, avoid: "", prefer: "" }
    }

    /// With examples, which may begin with an empty line. Every entry has them; a test says which has not.
    pub(crate) const fn examples(self, avoid: &'static str, prefer: &'static str) -> Doc {
        Doc { avoid: avoid.trim_ascii(), prefer: prefer.trim_ascii(), ..self }
    }
}
