//! Two versions that apply on one day.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "overlapping-versions",
    "two versions that apply on one day",
    "Where two versions of a playbook are `effective` on one day, new cases open on the higher one. That is meant \
     where the lower has no `until` and began earlier: it is simply replaced. Here the lower version says that it applies, \
     on days on which it never will. Avoid ranges that contradict each other; prefer an `until` that is the `from` \
     of the version after it.",
)
.examples(
    r"
effective: { from: 2025-01-01, until: 2026-07-01 }
---
version: 2
effective: { from: 2026-04-01 }
",
    r"
effective: { from: 2025-01-01, until: 2026-04-01 }
---
version: 2
effective: { from: 2026-04-01 }
",
);

/// The lower version, from its `effective`, and the higher one.
pub(crate) fn overlapping_versions(span: Span, lower: &str, higher: (&str, Span), days: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{lower}` never applies {days}, since `{}` does", higher.0))
        .label(higher.1, "the higher version counts")
        .help("let each version's `until` be the `from` of the next one")
}
