//! What holds on every path.

use crate::playbook::Period;
use crate::step::StepKind;
use crate::value::Name;

/// A step that no case goes without.
#[derive(Debug, Clone)]
pub(crate) struct Duty {
    pub(crate) kind: StepKind,
    pub(crate) rule: DutyRule,
    /// The condition under which it binds, as written: what its names mean differs from playbook to playbook.
    pub(crate) when: Option<Name>,
    pub(crate) because: Option<Name>,
}

/// When the step must have been emitted.
#[derive(Debug, Clone)]
pub(crate) enum DutyRule {
    /// So long after the case opened.
    Within(Period),
    /// Before a step of this kind goes out: before its first, or its nth.
    Before(StepKind, u32),
    BeforeEnd,
}
