//! A state that some facts never leave.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "stuck-choice",
    "a state that some facts never leave",
    "A state whose only way out is `choose` holds a case for ever where no row holds: nothing that happens later is \
     heard there, and the customer waits for nothing. A condition that errs does not hold either. Avoid a `choose` \
     whose last row has a `when`; prefer a last row that always holds, if only to hand the case to a person.",
);

/// A state, at the last row of its `choose`, and facts for which none of them holds.
pub(crate) fn stuck_choice(span: Span, state: &str, facts: &str) -> Finding {
    let message = format!("a case stays in state `{state}` for ever {facts}: no row of its `choose` holds then");
    Finding::new(&DOC, span, message).help("add a last row without `when`: `- { go: … }`")
}
