//! What is wrong with an expression, as a finding.

use crate::document::Text;
use crate::expression::{Fault, FaultKind};
use crate::report::{Doc, Finding};

/// The finding that a fault of an expression is, at its place in the source.
pub(crate) fn fault(text: &Text, fault: &Fault) -> Finding {
    let doc: &Doc = match fault.kind {
        FaultKind::Syntax => &super::condition_syntax::DOC,
        FaultKind::Literal | FaultKind::Date => &super::bad_literal::DOC,
        FaultKind::UnknownName => &super::unknown_fact::DOC,
        FaultKind::UnknownFunction => &super::unknown_function::DOC,
        FaultKind::UnknownState => &super::unknown_state::DOC,
        FaultKind::UnknownEvent => &super::unknown_event::DOC,
        FaultKind::UnknownMember => &super::unknown_word::DOC,
        FaultKind::Type => &super::condition_type::DOC,
        FaultKind::Currency => &super::currency_mismatch::DOC,
        FaultKind::NeedsCalendar => &super::business_time::DOC,
        FaultKind::NeedsPolicy => &super::limit_needs_policy::DOC,
        FaultKind::Table => &super::bad_table::DOC,
        FaultKind::TooDeep | FaultKind::TooLong => &crate::document::check::LIMITS_EXCEEDED,
    };
    let mut finding = Finding::new(doc, text.span_of(fault.range.start, fault.range.end), fault.message.clone())
        .expecting(fault.expected.iter().cloned());
    finding.help.clone_from(&fault.help);
    let instead = match fault.kind {
        FaultKind::NeedsCalendar => Some("name one under `calendar`, in the playbook or in the policy that has it"),
        FaultKind::NeedsPolicy => {
            Some("use an amount of the playbook's own, such as `min(x, 50 GBP)`, or compile it with the policy")
        }
        _ => None,
    };
    if finding.help.is_none() {
        finding.help = instead.map(str::to_owned);
    }
    finding.suggestion.clone_from(&fault.suggestion);
    finding
}
