//! Where the parts of a compiled playbook stand in its source; compiled playbooks themselves know no places.

use crate::span::Span;

/// The places of one playbook, each list in the order of the playbook's own.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// The playbook's name.
    pub(crate) name: Span,
    pub(crate) derived: Vec<DerivedPlace>,
    pub(crate) triggers: Vec<TriggerPlace>,
    /// By state; the first is the root, at the playbook's name.
    pub(crate) states: Vec<StatePlace>,
    pub(crate) transitions: Vec<TransitionPlace>,
    /// The duties of its own.
    pub(crate) duties: Vec<DutyPlace>,
}

/// A duty, of a policy or a playbook.
#[derive(Debug, Clone)]
pub(crate) struct DutyPlace {
    pub(crate) span: Span,
    /// What it says, in its author's words: `apology before compensation`.
    pub(crate) words: String,
}

/// The text of an expression.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Passage {
    pub(crate) span: Span,
    /// Whether the source has it byte for byte, so that a range within the text is a range within the source.
    pub(crate) verbatim: bool,
}

#[derive(Debug)]
pub(crate) struct DerivedPlace {
    pub(crate) name: Span,
    /// One for an expression, else one a row.
    pub(crate) rows: Vec<RowPlace>,
}

#[derive(Debug)]
pub(crate) struct RowPlace {
    /// The whole row.
    pub(crate) span: Span,
    pub(crate) when: Option<Passage>,
}

#[derive(Debug)]
pub(crate) struct TriggerPlace {
    pub(crate) name: Span,
    pub(crate) upon: Span,
    pub(crate) when: Option<Passage>,
    /// The values of `set`, in order.
    pub(crate) set: Vec<Passage>,
}

#[derive(Debug, Default)]
pub(crate) struct StatePlace {
    pub(crate) name: Span,
    /// `do` and `leave`.
    pub(crate) on_entry: Vec<ActionPlace>,
    pub(crate) on_exit: Vec<ActionPlace>,
    /// The keys of timers, in the order of the state's `timers`.
    pub(crate) timers: Vec<Passage>,
}

#[derive(Debug)]
pub(crate) struct TransitionPlace {
    /// The whole of it: a target's name, or a map.
    pub(crate) span: Span,
    pub(crate) when: Option<Passage>,
    pub(crate) actions: Vec<ActionPlace>,
}

/// An item of `do` or `leave`.
#[derive(Debug)]
pub(crate) struct ActionPlace {
    /// The word that says what it is: a step's kind; of others the whole.
    pub(crate) span: Span,
    /// Its expressions, in the order of [`Action::expressions`](crate::playbook::Action::expressions).
    pub(crate) expressions: Vec<Passage>,
}

impl Passage {
    /// Where these bytes of the text stand: exactly if verbatim, else where the whole does.
    pub(crate) fn part(self, range: &std::ops::Range<usize>) -> Span {
        let bound = |at: usize| u32::try_from(at).ok().and_then(|at| self.span.start.checked_add(at));
        match (bound(range.start), bound(range.end)) {
            (Some(start), Some(end)) if self.verbatim && start <= end && end <= self.span.end => {
                Span { source: self.span.source, start, end }
            }
            _ => self.span,
        }
    }
}
