//! A step as the host is told to do it.

use chrono::{DateTime, Utc};

use crate::ids::{PaysId, StepId};
use crate::step::{Ground, StepKind};
use crate::value::{Money, Name, Time, Value};

/// Something the host must do, with everything it needs for it.
///
/// Answer with a [`Receipt`](crate::Receipt) once it is done or has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// Which step: the same when its event is delivered again. The idempotency key of everything but payments.
    pub id: StepId,
    /// The case that it belongs to.
    pub case: Name,
    /// `name@version:digest` of the case's playbook.
    pub playbook: Name,
    /// The state that holds it.
    pub state: Name,
    /// Its name: its `as`, else state and kind, such as `apologise.apology`.
    pub name: Name,
    /// What it asks for.
    pub kind: StepKind,
    /// When it was emitted.
    pub at: Time,
    /// Its deadline (`within`, a promise's `by`); passing it makes the engine say `step.overdue` or `promise.broken`.
    pub due: Option<Time>,
    /// 1, and one more each time it is sent again.
    pub attempt: u32,
    /// For whom: `customer` (the default), or a role.
    pub to: Name,
    /// The channel that the playbook asks for.
    pub channel: Option<Name>,
    /// The message's id.
    pub message: Option<Name>,
    /// The message's text, placeholders filled in. It may be personal.
    pub text: Option<String>,
    /// What to do, for remedies, care and tasks.
    pub action: Option<Name>,
    /// The facts that a question asks for.
    pub asks: Vec<Name>,
    /// In which forms it may be paid.
    pub form: Vec<Name>,
    /// How much to pay, in whole minor units.
    pub amount: Option<Money>,
    /// What the payment pays for. Give it, with the attempt, to the provider as the key under which it pays once.
    pub pays: Option<PaysId>,
    /// The step whose payment this one takes back.
    pub reverses: Option<Name>,
    /// The other reading, where the rule allows two.
    pub disputed: Option<Disputed>,
    /// What it rests on.
    pub ground: Option<Ground>,
    /// The rule that it rests on, in words.
    pub because: Option<String>,
    /// Where a refusal can be contested.
    pub refer: Option<String>,
    /// Further values, in the playbook's order. They may be personal.
    pub with: Vec<(Name, Value)>,
}

impl Step {
    /// The deadline as chrono has it.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        self.due.map(Time::utc)
    }
}

/// The other reading of a rule that allows two.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disputed {
    /// What that reading would pay, in whole minor units.
    pub amount: Money,
    /// Why the readings differ.
    pub because: String,
}
