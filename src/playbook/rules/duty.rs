//! What holds on every path.

use crate::expression::{self, Expression, FaultKind};
use crate::playbook::{Period, Playbook, PlaybookNames};
use crate::step::StepKind;
use crate::value::Name;

/// A step that no case goes without; `When` is the condition under which it binds.
///
/// Documents hold it as text, for what its names mean differs from playbook to playbook. Bound to one, it is an expression
/// over the facts of the case.
#[derive(Debug, Clone)]
pub(crate) struct Duty<When> {
    pub(crate) kind: StepKind,
    pub(crate) rule: DutyRule,
    pub(crate) when: Option<When>,
    pub(crate) because: Option<Name>,
}

/// When the step must have been emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DutyRule {
    /// So long after the case opened.
    Within(Period),
    /// Before a step of this kind goes out: before its first, or its nth.
    Before(StepKind, u32),
    BeforeEnd,
}

impl Duty<Name> {
    /// The same, its span as it counts for another document; none where that can't be.
    pub(crate) fn counted(&self, period: impl Fn(Period) -> Option<Period>) -> Option<Self> {
        let rule = match self.rule {
            DutyRule::Within(within) => DutyRule::Within(period(within)?),
            rule => rule,
        };
        Some(Self { rule, ..self.clone() })
    }

    /// The duty as it binds the cases of a playbook.
    ///
    /// # Errors
    /// Why it does not: its condition names a fact that the playbook lacks, is none there, or asks of more than facts.
    pub(crate) fn bound(&self, playbook: &Playbook) -> Result<Duty<Expression>, Unbound> {
        let when = match &self.when {
            Some(text) => Some(condition(text, playbook)?),
            None => None,
        };
        Ok(Duty { kind: self.kind, rule: self.rule, when, because: self.because.clone() })
    }
}

/// Why a duty does not bind the cases of a playbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unbound {
    /// It names what the playbook does not have.
    Lacks(Name),
    /// Its condition is none there, as the message says.
    Faulty(String),
    /// It asks of more than facts, so that nobody could say later why it did not bind.
    MoreThanFacts,
}

fn condition(text: &str, playbook: &Playbook) -> Result<Expression, Unbound> {
    let compiled = expression::condition(text, &PlaybookNames(playbook));
    let when = compiled.map_err(|faults| {
        let lacks = faults.iter().find(|fault| fault.kind == FaultKind::UnknownName);
        match (lacks.and_then(|fault| text.get(fault.range.clone())), faults.first()) {
            (Some(name), _) => Unbound::Lacks(Name::from(name)),
            (None, fault) => Unbound::Faulty(fault.map(|fault| fault.message.clone()).unwrap_or_default()),
        }
    })?;
    if when.is_of_facts() { Ok(when) } else { Err(Unbound::MoreThanFacts) }
}
