//! Facts for which a derived value has none.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "table-gap",
    "facts for which a derived value has none",
    "A derived value that errs, or a table by date without a row so early, has no value although every fact is known; \
     conditions that read it do not hold then, and steps that need it fail. Avoid a division by what may be zero, and \
     tables that begin too late; prefer a row that says what holds then, or a `min` on the fact.",
);

/// A derived value, whether it is a table by date, and known facts for which it has no value.
pub(crate) fn table_gap(span: Span, name: &str, dated: bool, facts: &str) -> Finding {
    let finding = Finding::new(&DOC, span, format!("`{name}` has no value {facts}"));
    finding.help(match dated {
        true => "add an earlier row, or give the fact the `min` that it has",
        false => "add a row for it, or give the facts the `min` and `max` that they have",
    })
}
