//! A duty that does not bind a playbook.

use crate::playbook::Unbound;
use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "unbound-duty",
    "a duty that does not bind a playbook",
    "A duty may say with `when` under which facts it binds. A playbook that does not have such a fact is not bound by it \
     at all, silently, and so is one where the fact is of another type. Avoid trusting a duty that binds nobody; prefer \
     facts of one name and type in all playbooks that it is meant for, or a duty of their own for the others.",
)
.examples(
    r"
duties:
  - { kind: apology, before: compensation, when: severity >= 7 }
",
    r"
duties:
  - { kind: apology, before: compensation, when: days_late >= 7 }
",
);

/// A duty's condition, the playbooks in which it means nothing, and why in the first of them.
pub(crate) fn unbound_duty(span: Span, playbooks: &[&str], why: &Unbound) -> Finding {
    const SHOWN: usize = 3;
    let shown: Vec<String> = playbooks.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = match playbooks.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let finding = Finding::new(&DOC, span, format!("this duty does not bind {}{more}", shown.join(", ")));
    match why {
        Unbound::Lacks(name) => finding.saying(format!("there is no fact `{name}`")),
        Unbound::Faulty(why) => finding.saying(why.clone()),
        Unbound::MoreThanFacts => finding.help("a duty may ask of facts alone, and of values derived from them"),
    }
}
