//! One choice: an event, and what could have taken it.

use crate::value::Name;

use super::{ChannelTried, Evaluation, Fate};

/// One choice that the engine made: an event was offered to the triggers of a playbook, or to a case in the states in
/// which it was; or a case looked for a transition that needs no event.
///
/// What follows from a choice, such as the steps of the state that is entered, stands among its candidates too.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { e: [days] }\ntriggers: { t: { upon: e, when: days >= 2 } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{Candidate, CandidateKind, Event, Selection, Fate};
/// let event = Event::new("1", "shop", "e", "ana", time).with("days", 1);
/// let explanation = engine.explain(&account, event, time.utc())?;
/// let selection: &Selection = &explanation.selections[0];
/// assert_eq!((selection.event.as_deref(), &selection.case), (Some("e"), &None));
/// let candidate: &Candidate = &selection.candidates[0];
/// assert_eq!((candidate.kind, candidate.name.as_str()), (CandidateKind::Trigger, "t"));
/// assert_eq!(candidate.fate, Fate::ConditionFalse);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Selection {
    /// `name@version:digest` of the playbook.
    pub playbook: Name,
    /// The case; none where triggers are tried.
    pub case: Option<Name>,
    /// The event: the input's own, or one of the engine's such as `step.done.NAME` and `complete.STATE`; none for
    /// transitions that need none.
    pub event: Option<Name>,
    /// The states in which the case was, without those around them.
    pub configuration: Vec<Name>,
    /// Why no candidate was looked at, if none was.
    pub barred: Option<Fate>,
    /// What the case listens for in these states, where it took nothing.
    pub accepts: Vec<Name>,
    /// What was considered, in the order in which it is tried.
    pub candidates: Vec<Candidate>,
}

/// Something that could have happened; see [`Selection`].
///
/// ```
/// use amends::{Candidate, CandidateKind, Explanation, Fate};
/// /// The transitions that the present states do not have.
/// fn elsewhere(explanation: &Explanation) -> Vec<&str> {
///     let all = explanation.selections.iter().flat_map(|selection| &selection.candidates);
///     let of_others = all.filter(|candidate: &&Candidate| candidate.fate == Fate::NotAccepted);
///     of_others.map(|candidate| candidate.name.as_str()).collect()
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate {
    /// What it is.
    pub kind: CandidateKind,
    /// What records call it: a trigger's or step's name, a transition's place such as `atone/upon/step.failed`.
    pub name: Name,
    /// What became of it.
    pub fate: Fate,
    /// Its condition, if it has one and it was looked at.
    pub when: Option<Evaluation>,
    /// Of a payment, its amount before it is rounded.
    pub amount: Option<Evaluation>,
    /// Of a message to the customer that goes out or fails, the channels that were considered, in order of preference.
    pub channels: Vec<ChannelTried>,
}

/// What a candidate is.
///
/// ```
/// assert_eq!(amends::CandidateKind::Transition.code(), "transition");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CandidateKind {
    /// It opens a case.
    Trigger,
    /// It takes an event that a case is offered, or goes on without one.
    Transition,
    /// A step of what was taken or entered.
    Step,
    /// What a person asks for; its name is the verb.
    Command,
}

impl CandidateKind {
    /// A stable word for it, in snake_case.
    pub fn code(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Transition => "transition",
            Self::Step => "step",
            Self::Command => "command",
        }
    }
}
