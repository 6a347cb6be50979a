//! What customers were promised, and what became of it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::StepId;
use crate::value::{Name, Time};

/// How many promises an account keeps that are no longer open: beyond, those that were settled first are forgotten.
pub(super) const MAX_SETTLED: usize = 256;

/// A promise in an account's ledger, from [`Account::promises`](crate::Account::promises).
///
/// It is made when its step goes out. It is kept, broken or waived once, and stays what it became: one that is kept after
/// it was broken stays broken. It outlives its case. What was promised is told by its message, whose text is not kept: the
/// [step](crate::Step) has it. `Debug` leaves out its deadline and reason, which may be personal.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nowner: care\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [promise: { as: call, message: call-you, by: 1d }], upon: { promise.broken: z }, next: z }\n  z: { end: done }\nmessages: { call-you: { en: 'We call you by {by}.' } }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let tomorrow: amends::Time = "2026-03-03T09:00:00Z".parse()?;
/// // owner: care; promise: { as: call, message: call-you, by: 1d }
/// use amends::{Event, Input, Promise, PromiseState};
/// let decision = engine.handle(&mut account, Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// let promise: &Promise = account.promises().next().unwrap();
/// assert_eq!((promise.name(), promise.message(), promise.owner()), ("call", "call-you", Some("care")));
/// assert_eq!((promise.case(), promise.step()), ("p", decision.steps[0].id));
/// assert_eq!((promise.made_at(), promise.due()), (time.utc(), Some(tomorrow.utc())));
/// assert_eq!((promise.state(), promise.settled_at()), (PromiseState::Open, None));
/// assert_eq!(decision.promises, [promise.clone()]);
///
/// let decision = engine.handle(&mut account, Input::Wake, tomorrow.utc())?;
/// let promise = &decision.promises[0];
/// assert_eq!((promise.state(), promise.because()), (PromiseState::Broken, Some("not kept in time")));
/// assert_eq!(promise.settled_at(), Some(tomorrow.utc()));
/// # assert!(promise.playbook().starts_with("p@1:"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) because: Option<Name>,
    pub(crate) case: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<Time>,
    pub(crate) made: Time,
    pub(crate) message: Name,
    pub(crate) name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<Name>,
    /// Whether the deadline rests on personal facts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal_due: bool,
    /// `name@version:digest`.
    pub(crate) playbook: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) settled: Option<Time>,
    pub(crate) state: PromiseState,
    pub(crate) step: StepId,
}

/// What became of a [`Promise`]. `Display` gives the word of [`as_str`](Self::as_str).
///
/// ```
/// assert_eq!(amends::PromiseState::Kept.as_str(), "kept");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PromiseState {
    /// Made, and still to be kept.
    Open,
    /// The step's receipt said that it is done, or the playbook's `keep` that something else did it.
    Kept,
    /// Its deadline passed, or its receipt said that it failed, before it was kept.
    Broken,
    /// Nobody asks for it any more: the playbook's `waive`, or its `cancel`.
    Waived,
}

impl PromiseState {
    /// A stable word for it, in lower case: `open`, `kept`, `broken`, `waived`.
    ///
    /// ```
    /// assert_eq!(amends::PromiseState::Waived.as_str(), "waived");
    /// ```
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Waived => "waived",
        }
    }
}

impl fmt::Display for PromiseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Promise")
            .field("step", &self.step)
            .field("case", &self.case)
            .field("name", &self.name)
            .field("owner", &self.owner)
            .field("message", &self.message)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Promise {
    /// The step that tells the customer of it; its receipt keeps or breaks it. Sent again after it was broken, the step
    /// makes another promise.
    pub fn step(&self) -> StepId {
        self.step
    }

    /// Its name: its `as`, else state and kind.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the case that made it, open or ended.
    pub fn case(&self) -> &str {
        &self.case
    }

    /// `name@version:digest` of that case's playbook.
    pub fn playbook(&self) -> &str {
        &self.playbook
    }

    /// Who has to see to it: the role that its case was last escalated to, else the playbook's owner. It follows the case
    /// while the promise is open.
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// The id of the message that told the customer.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// When it was made.
    pub fn made_at(&self) -> DateTime<Utc> {
        self.made.utc()
    }

    /// By when it is to be kept; none while the case's clocks are paused, and where it was personal and the account was
    /// erased.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        self.due.map(Time::utc)
    }

    /// What became of it.
    pub fn state(&self) -> PromiseState {
        self.state
    }

    /// When it was kept, broken or waived; of one whose deadline passed, the deadline.
    pub fn settled_at(&self) -> Option<DateTime<Utc>> {
        self.settled.map(Time::utc)
    }

    /// Why it was kept, broken or waived, where that is known: the playbook's words, the receipt's reason, or that it was
    /// not kept in time.
    pub fn because(&self) -> Option<&str> {
        self.because.as_deref()
    }
}

/// Keeps what is open, and of the rest what was settled last.
pub(super) fn forget_settled(promises: &mut Vec<Promise>) {
    while promises.iter().filter(|promise| promise.settled.is_some()).count() > MAX_SETTLED {
        let settled = promises.iter().enumerate().filter_map(|(at, promise)| Some((promise.settled?, at)));
        let Some((_, first)) = settled.min() else { return };
        promises.remove(first);
    }
}
