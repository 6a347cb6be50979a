//! A regulation cited without its rule.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "vague-because",
    "a regulation cited without its rule",
    "What is owed by `ground: regulation` is paid without approval and no limit may cut it, so the record must show \
     the rule: which act, which article. A citation has a name or a number; here there is neither. Avoid \"by law\" \
     and \"as required\"; prefer \"UK261 Art 7(1)\" or \"Consumer Rights Act 2015, s 54\".",
)
.examples(
    r"
states:
  atone:
    do: [compensation: { amount: 350 GBP, ground: regulation, within: 7d, because: as required by law }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
",
    r"
states:
  atone:
    do: [compensation: { amount: 350 GBP, ground: regulation, within: 7d, because: UK261 Art 7(1) }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
",
);

/// A `because` that names no rule.
pub(crate) fn vague_because(span: Span, because: &str) -> Finding {
    Finding::new(&DOC, span, format!("`{because}` names no rule that could be looked up"))
        .help("cite the act and the article, such as `UK261 Art 7(1)`")
}
