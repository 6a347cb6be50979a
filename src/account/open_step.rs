//! What has no receipt yet.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::ids::StepId;
use crate::step::StepKind;
use crate::value::{Money, Name, Time};

use super::CaseStep;

/// A step that is out and has no receipt, from [`Account::open_steps`](crate::Account::open_steps). `Debug` leaves out its amount and deadline, which
/// may be personal.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { amount: 5 GBP, within: 1d, because: rule }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// use amends::{Account, Event, Secret, StepKind, Time};
/// let mut account = Account::new("ana", Secret::new([7; 32]));
/// let time: Time = "2026-03-02T09:00:00Z".parse()?;
/// let decision = engine.handle(&mut account, Event::new("1", "shop", "e", "ana", time), time.utc())?;
///
/// let open = account.open_steps().next().unwrap();
/// assert_eq!(open.id(), decision.steps[0].id);
/// assert_eq!((open.case(), open.name(), open.kind()), ("p", "a.compensation", StepKind::Compensation));
/// assert_eq!((open.amount(), open.attempt()), (Some("5 GBP".parse()?), 1));
/// assert_eq!((open.at(), open.due()), (time.utc(), Some("2026-03-03T09:00:00Z".parse::<Time>()?.utc())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct OpenStep<'a> {
    pub(super) case: &'a Name,
    pub(super) step: &'a CaseStep,
}

impl fmt::Debug for OpenStep<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenStep")
            .field("id", &self.step.id)
            .field("case", &self.case)
            .field("name", &self.step.name)
            .field("kind", &self.step.kind)
            .field("attempt", &self.step.attempt)
            .finish_non_exhaustive()
    }
}

impl<'a> OpenStep<'a> {
    /// Its id, for the receipt.
    pub fn id(&self) -> StepId {
        self.step.id
    }

    /// Its name: its `as`, else state and kind, such as `apologise.apology`.
    pub fn name(&self) -> &'a str {
        &self.step.name
    }

    /// What it asks for.
    pub fn kind(&self) -> StepKind {
        self.step.kind
    }

    /// The id of the case that it belongs to, open or ended.
    pub fn case(&self) -> &'a str {
        self.case
    }

    /// When it went out, the last time if it was sent again.
    pub fn at(&self) -> DateTime<Utc> {
        self.step.at.utc()
    }

    /// Its deadline; none where the playbook gives none, while the case's clocks are paused, and where it was personal and
    /// the account was erased.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        self.step.due.map(Time::utc)
    }

    /// What it pays, in whole minor units; none where it is no payment, and where it was personal and the account was
    /// erased: the host has it with the step.
    pub fn amount(&self) -> Option<Money> {
        self.step.amount
    }

    /// Which attempt this is: 1, and one more each time it is sent again; for a payment, only after one that failed.
    pub fn attempt(&self) -> u32 {
        self.step.attempt
    }
}
