//! A recovery that fails, and that nothing stronger follows.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "double-deviation",
    "a recovery that fails, and that nothing stronger follows",
    "Whoever was failed once and is failed again while it is put right is lost more surely than by the first failure. When \
     an apology, a remedy, care, a payment or a promise fails, the case must raise the owner or the remedy: hand over to \
     somebody with more authority, or help in another way. Here it does neither, nor does any state that \
     follows by itself. Avoid ending there, or trying the same again; prefer an `escalation`, or another `remedy`, `compensation`, \
     `care`, `promise` or `task`.",
)
.examples(
    r"
states:
  atone:
    do: [compensation: { amount: 5.00 GBP, within: 3d, because: house rule 4 }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
",
    r"
states:
  atone:
    do: [compensation: { amount: 5.00 GBP, within: 3d, because: house rule 4 }]
    upon: { step.failed: by-a-person, step.overdue: by-a-person }
    next: done
  by-a-person:
    do: [escalation: { to: supervisor, within: 4h, because: a payment failed }]
    after: { 3d: done }
    next: done
  done: { end: done }
",
);

/// A transition on the failure of a step, and that step.
pub(crate) fn double_deviation(span: Span, step: &str, event: &str) -> Finding {
    Finding::new(&DOC, span, format!("when `{step}` fails, nothing stronger follows on `{event}`"))
        .help("raise the owner with an `escalation`, or help in another way than the one that failed")
}
