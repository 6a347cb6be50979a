//! Goodwill that waits for people to approve it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::StepId;
use crate::value::{Money, Name, Time};

/// A payment that waits for approval: goodwill beyond what the house pays on its own.
///
/// It is decided, counts against every limit, holds up its state and is not out: the host pays nothing until it is among a
/// decision's [steps](crate::Decision::steps). [`Account::held_steps`](crate::Account::held_steps) lists those that wait,
/// [`Decision::held`](crate::Decision::held) those that an input changed. `Debug` leaves out the amount, which may be
/// personal.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { as: pay, amount: 200 GBP, within: 1d, because: rule }], upon: { step.failed: z, approval.refused: z, approval.expired: z }, next: z }\n  z: { end: done }\n";
/// # let policy = "policy: house\nroles:\n  automatic: { may_pay: 100 GBP }\n  supervisor: { may_pay: 500 GBP, may: [approve] }\n";
/// # let sources = [amends::Source::new("p.yaml", text), amends::Source::new("policy.yaml", policy)];
/// # let engine = amends::Engine::new(amends::compile(sources).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let tomorrow: amends::Time = "2026-03-03T09:00:00Z".parse()?;
/// // roles: { automatic: { may_pay: 100 GBP }, supervisor: { may_pay: 500 GBP, may: [approve] } }
/// // compensation: { as: pay, amount: 200 GBP, within: 1d, … }
/// use amends::{Actor, Command, Event, Held, HeldState, Verb};
/// let decision = engine.handle(&mut account, Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// assert!(decision.steps.is_empty());
/// let held: &Held = account.held_steps().next().unwrap();
/// assert_eq!((held.name(), held.case(), held.amount()), ("pay", "p", "200 GBP".parse()?));
/// assert_eq!((held.role(), held.needs(), held.approvers().len()), (Some("supervisor"), 1, 0));
/// assert_eq!((held.at(), held.until(), held.requester()), (time.utc(), Some(tomorrow.utc()), None));
/// assert_eq!((held.state(), decision.held[0].step()), (HeldState::Waiting, held.step()));
///
/// let command = Command::new("c-1", Verb::Approve, Actor::new("lee", "supervisor"), "they waited long");
/// let decision = engine.handle(&mut account, command, time.utc())?;
/// assert_eq!((decision.steps[0].id, decision.held[0].state()), (decision.held[0].step(), HeldState::Granted));
/// # assert!(decision.held[0].playbook().starts_with("p@1:"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub(crate) amount: Money,
    /// Whether it expires apart from the step's own deadline.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) apart: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) approvers: Vec<Name>,
    /// Which of equal deadlines comes first.
    pub(crate) armed: u64,
    pub(crate) at: Time,
    pub(crate) case: Name,
    pub(crate) name: Name,
    pub(crate) needs: u32,
    /// Whether the amount rests on personal facts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal: bool,
    /// The same of the deadline.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal_until: bool,
    /// `name@version:digest`.
    pub(crate) playbook: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) requester: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<Name>,
    pub(crate) state: HeldState,
    pub(crate) step: StepId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Time>,
}

/// What became of a payment that was [held](Held). `Display` gives the word of [`as_str`](Self::as_str).
///
/// ```
/// assert_eq!(amends::HeldState::Refused.as_str(), "refused");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HeldState {
    /// It waits for approval, or for more approvals.
    Waiting,
    /// As many people as needed approved it: it went out.
    Granted,
    /// Somebody said no.
    Refused,
    /// Nobody said anything in time.
    Expired,
    /// It is no longer wanted: its state was left, its case ended, the playbook cancelled it, or somebody skipped it.
    Withdrawn,
}

impl HeldState {
    /// A stable word for it, in lower case: `waiting`, `granted`, `refused`, `expired`, `withdrawn`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl fmt::Display for HeldState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held")
            .field("step", &self.step)
            .field("case", &self.case)
            .field("name", &self.name)
            .field("role", &self.role)
            .field("needs", &self.needs)
            .field("approvers", &self.approvers)
            .field("requester", &self.requester)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Held {
    /// The step that would pay. It keeps its id when it goes out.
    pub fn step(&self) -> StepId {
        self.step
    }

    /// Its name: its `as`, else state and kind.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of its case.
    pub fn case(&self) -> &str {
        &self.case
    }

    /// `name@version:digest` of that case's playbook.
    pub fn playbook(&self) -> &str {
        &self.playbook
    }

    /// How much, in whole minor units: what is approved is what is paid.
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// When it was decided.
    pub fn at(&self) -> DateTime<Utc> {
        self.at.utc()
    }

    /// The role with the least authority of those that suffice, by the policy as it was when the payment was decided; none
    /// where nobody's does.
    pub fn role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// How many people must approve it.
    pub fn needs(&self) -> u32 {
        self.needs
    }

    /// Who approved it so far, by their ids.
    pub fn approvers(&self) -> &[Name] {
        &self.approvers
    }

    /// Whose command led to it, by their id: they can't approve it. None where an event or a timer did.
    pub fn requester(&self) -> Option<&str> {
        self.requester.as_deref()
    }

    /// When it expires: `approve_within`, else the step's own deadline; none where it has neither, and where the deadline
    /// stands still with the case's clocks.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.until.map(Time::utc)
    }

    /// Whether it waits, and if not, what became of it.
    pub fn state(&self) -> HeldState {
        self.state
    }

    /// When it expires, if that is not by the step's own deadline.
    pub(crate) fn expires_apart(&self) -> Option<Time> {
        self.until.filter(|_| self.apart)
    }
}
