//! A fact or derived value that nothing reads.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unused-fact",
    "a fact or derived value that nothing reads",
    "No condition, amount, message, table, key, question or duty reads it. An event that must carry it is refused \
     without it, and the account keeps it: personal data too, for nothing. What events carry beyond the declared \
     facts is ignored, so that a fact need not be declared for another playbook's sake. Avoid keeping what is not \
     used; prefer to read it, or to take it out of `facts` and of the events that carry it.",
)
.examples(
    r"
facts: { order: text, days_late: int, weight: decimal }
events: { parcel.late: [order, days_late, weight] }
triggers: { late: { upon: parcel.late, when: days_late >= 1 } }
key: [order]
",
    r"
facts: { order: text, days_late: int }
events: { parcel.late: [order, days_late] }
triggers: { late: { upon: parcel.late, when: days_late >= 1 } }
key: [order]
",
);

/// A fact, or a derived value, that is never read.
pub(crate) fn unused_fact(span: Span, what: &str, name: &str) -> Finding {
    let finding = Finding::new(&DOC, span, format!("nothing reads the {what} `{name}`"));
    match what {
        "fact" => finding.help("read it somewhere, or take it out here and where events carry it"),
        _ => finding.help("read it somewhere, or take it out"),
    }
}
