//! What the engine decided on one input.

use chrono::{DateTime, Utc};

use crate::ids::StepId;
use crate::value::{Name, Value};

use super::{Denial, Held, LimitHit, Promise, Record, Step};
use crate::pool::Ask;

/// The answer to one input: what became of it, what to do now, what to store.
///
/// Where there is a record, store the account, the record, the steps and the personal values in one transaction, and do
/// the steps after that. If storing fails, drop the account and load it again.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: { type: int, min: 1 } }\nevents: { e: [days] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { amount: 5 GBP * days, within: 1d, because: rule 4 }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{Event, Outcome};
/// let event = Event::new("1", "shop", "e", "ana", time).with("days", 2);
/// let decision = engine.handle(&mut account, event, time.utc())?;
/// assert_eq!(decision.outcome, Outcome::Applied);
/// assert_eq!(decision.steps[0].name, "a.compensation");
/// assert_eq!(decision.record.unwrap().seq(), 1);
/// assert_eq!(decision.wake_at, account.wake_at()); // the step's deadline
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a decision holds the steps to do and the record to store"]
#[non_exhaustive]
pub struct Decision {
    /// What became of the input. Where it is no change, every list but `refusals` is empty and there is no record.
    pub outcome: Outcome,
    /// Why a command was not obeyed; there with [`Outcome::Denied`] and with no other. What was due before it has happened
    /// all the same.
    pub denial: Option<Denial>,
    /// What the host must do, in the order in which it was decided.
    pub steps: Vec<Step>,
    /// Steps that are no longer wanted: drop them. Where one is done already, its receipt is still taken.
    pub withdrawn: Vec<StepId>,
    /// Payments that wait for approval since this input, were approved by one more, or no longer wait, each as it was then.
    pub held: Vec<Held>,
    /// Promises that were made, kept, broken or waived, each as it was then; those of ended cases first.
    pub promises: Vec<Promise>,
    /// Personal values that the record holds as digests. Store them beside it, under account and number of the record.
    pub personal: Vec<Personal>,
    /// The cases that the input changed: those that were open, oldest first, then those that it opened.
    pub cases: Vec<CaseChange>,
    /// Why playbooks refused the event's data, each fault by itself. Another playbook may have taken the event.
    pub refusals: Vec<Refusal>,
    /// Failures that no transition took, by their event's name, such as `step.failed.atone.compensation`.
    pub unhandled: Vec<Name>,
    /// Goodwill that was not paid because it does not fit a limit, in order; why stands in the record.
    pub limits: Vec<LimitHit>,
    /// What to ask of pools or to tell them, in this order: see [`Engine::reserve`](crate::Engine::reserve). Empty where no
    /// limit is `payout: playbook`. Store it with the account where the pools are stored elsewhere.
    pub asks: Vec<Ask>,
    /// The record to store with the account; none where the account did not change.
    pub record: Option<Record>,
    /// What a [`Desk`](crate::Desk) decided at once on the answers of its pools, each with a record of its own; always empty
    /// where an [`Engine`](crate::Engine) decides. What it says of steps, cases and the like stands in the lists above too.
    pub answered: Vec<Answered>,
    /// When to hand in [`Input::Wake`](crate::Input::Wake); as [`Account::wake_at`](crate::Account::wake_at), whatever
    /// the outcome. It may lie before `now`: then hand it in at once.
    pub wake_at: Option<DateTime<Utc>>,
}

/// The record of an answer that a desk's pool gave, from [`Decision::answered`].
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { as: gift, amount: 40 GBP, because: rule }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let policy = "policy: house\nlimits: [{ payout: playbook, in: 1d, at_most: 50000 GBP }]\n";
/// # let sources = [amends::Source::new("p.yaml", text), amends::Source::new("policy.yaml", policy)];
/// # let engine = amends::Engine::new(amends::compile(sources).finish()?)?;
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// // limits: [{ payout: playbook, in: 1d, at_most: 50000 GBP }]
/// use amends::{Answered, Desk, Event, Secret};
/// let mut desk = Desk::new(engine, Secret::new([7; 32]));
/// let decision = desk.handle("ana", Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// assert_eq!(decision.steps[0].name, "gift"); // the pool said yes
/// let answered: &Answered = &decision.answered[0];
/// assert_eq!((decision.record.unwrap().seq(), answered.record.seq()), (1, 2));
/// assert!(answered.personal.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answered {
    /// The record.
    pub record: Record,
    /// Personal values that it holds as digests.
    pub personal: Vec<Personal>,
}

impl Decision {
    /// Takes in what was decided right after it.
    pub(crate) fn follow(&mut self, next: Self) {
        let Self { steps, withdrawn, promises, personal, cases, unhandled, limits, record, wake_at, .. } = next;
        // What goes out and is taken back at once need not go out.
        self.steps.retain(|step| !withdrawn.contains(&step.id));
        self.steps.extend(steps);
        self.withdrawn.extend(withdrawn);
        self.promises.extend(promises);
        self.cases.extend(cases);
        self.unhandled.extend(unhandled);
        self.limits.extend(limits);
        self.answered.extend(record.map(|record| Answered { record, personal }));
        self.wake_at = wake_at;
    }

    /// Every record, with the personal values to be stored beside it: its own, then those of what was
    /// [answered](Self::answered).
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
    /// # let mut desk = amends::Desk::new(engine, amends::Secret::new([7; 32]));
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// let decision = desk.handle("ana", amends::Event::new("1", "shop", "e", "ana", time), time.utc())?;
    /// for (record, personal) in decision.records() {
    ///     println!("{record} {}", personal.len());
    /// }
    /// # assert_eq!(decision.records().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn records(&self) -> impl Iterator<Item = (&Record, &[Personal])> {
        let own = self.record.iter().map(|record| (record, self.personal.as_slice()));
        own.chain(self.answered.iter().map(|answered| (&answered.record, answered.personal.as_slice())))
    }
}

/// What became of an input.
///
/// ```
/// use amends::Outcome;
/// assert_eq!((Outcome::NoTrigger.code(), Outcome::NoTrigger.is_change()), ("no_trigger", false));
/// assert_eq!(Outcome::Duplicate.reason(), "it was handled before");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It changed the account.
    Applied,
    /// No case took the event, but a trigger's `count` or a `seen` remembers it; the account changed.
    Counted,
    /// The command is not obeyed; [`Decision::denial`] says why. That it was given is remembered and recorded.
    Denied,
    /// No playbook declares an event of this type.
    UnknownEvent,
    /// Playbooks know the event, but no trigger holds and no case is open that it could reach.
    NoTrigger,
    /// A case is open that it reaches, but none of its transitions takes it now.
    NotAccepted,
    /// No trigger listens for the event, and its key facts are those of a case that has ended.
    CaseEnded,
    /// No timer is due.
    NothingDue,
    /// The event, the command, this receipt for the step, or the pool's answer was handled before.
    Duplicate,
    /// An event with this source and id, or a command with this id, was handled before, with other content; or the receipt says that a step failed
    /// of which an earlier one said that it is done (a payment may come back and is no conflict).
    Conflict,
    /// The event may have been handled before: it is no later than events that the account has forgotten.
    TooOld,
    /// Every playbook that declares the event refuses its data; [`Decision::refusals`] says why.
    Rejected,
    /// The account knows no step of this id that went out, and none that waits for this answer.
    UnknownStep,
    /// The account was [erased](crate::Input::Erase): it takes receipts for what is still out and records commands that it
    /// denies, and nothing else.
    Erased,
    /// A trigger holds, but the account may hold no more cases: see [`Account`](crate::Account).
    AccountFull,
}

impl Outcome {
    /// A stable word for it, in snake_case.
    pub fn code(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Counted => "counted",
            Self::Denied => "denied",
            Self::UnknownEvent => "unknown_event",
            Self::NoTrigger => "no_trigger",
            Self::NotAccepted => "not_accepted",
            Self::CaseEnded => "case_ended",
            Self::NothingDue => "nothing_due",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::TooOld => "too_old",
            Self::Rejected => "rejected",
            Self::UnknownStep => "unknown_step",
            Self::Erased => "erased",
            Self::AccountFull => "account_full",
        }
    }

    /// The same in words for people.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Applied => "it changed the account",
            Self::Counted => "no case took it, but it counts",
            Self::Denied => "the command is not obeyed",
            Self::UnknownEvent => "no playbook declares an event of this type",
            Self::NoTrigger => "no trigger holds, and no open case could take it",
            Self::NotAccepted => "not accepted in this state",
            Self::CaseEnded => "case ended",
            Self::NothingDue => "no timer is due",
            Self::Duplicate => "it was handled before",
            Self::Conflict => "another input with this id was handled before, with other content",
            Self::TooOld => "it is no later than events that were forgotten, and may have been handled before",
            Self::Rejected => "its data break what playbooks declare",
            Self::UnknownStep => "no step of this account has this id",
            Self::Erased => "the account was erased",
            Self::AccountFull => "the account may hold no more cases, payments or open steps",
        }
    }

    /// Whether the account changed and a record was made: [`Applied`](Self::Applied), [`Counted`](Self::Counted) or
    /// [`Denied`](Self::Denied).
    pub fn is_change(self) -> bool {
        matches!(self, Self::Applied | Self::Counted | Self::Denied)
    }
}

/// A personal value, with the place in the record where its digest stands.
///
/// `Debug` leaves the value out.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { name: { type: text, personal: true } }\nevents: { e: [name] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{Event, Personal, Value};
/// let event = Event::new("1", "shop", "e", "ana", time).with("name", "Ana");
/// let decision = engine.handle(&mut account, event, time.utc())?;
/// let personal: &Personal = &decision.personal[0];
/// assert_eq!((personal.path.as_str(), &personal.value), ("input.data.name", &Value::from("Ana")));
/// assert!(!decision.record.unwrap().line().contains("Ana"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Personal {
    /// The place in the record: keys and, in lists, places from 0, with points between, such as `input.data.first_name`
    /// or `cases.0.steps.1.values.first_name`.
    pub path: String,
    /// The value, as the record would show it.
    pub value: Value,
}

impl std::fmt::Debug for Personal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Personal").field("path", &self.path).finish_non_exhaustive()
    }
}

/// A case that an input changed.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: { type: int, min: 1 } }\nevents: { e: [days] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { amount: 5 GBP * days, within: 1d, because: rule 4 }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{CaseChange, Event, Receipt};
/// let event = Event::new("1", "shop", "e", "ana", time).with("days", 2);
/// let decision = engine.handle(&mut account, event, time.utc())?;
/// let change: &CaseChange = &decision.cases[0];
/// assert!(change.opened && change.case == "p" && change.playbook.starts_with("p@1:"));
/// assert_eq!((change.configuration[0].as_str(), change.taken[0].as_str()), ("a", "trigger/t"));
///
/// let decision = engine.handle(&mut account, Receipt::done(decision.steps[0].id), time.utc())?;
/// assert_eq!(decision.cases[0].taken, ["a/next"]);
/// assert_eq!(decision.cases[0].ended.as_deref(), Some("done"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseChange {
    /// The case's id: the playbook's name and the values of its key, such as `late-parcel/A1`.
    pub case: Name,
    /// `name@version:digest` of its playbook.
    pub playbook: Name,
    /// Whether the input opened it.
    pub opened: bool,
    /// The outcome with which the input ended it, if it did.
    pub ended: Option<Name>,
    /// Why it stands still, if it does; its timers no longer fire and events no longer reach it. By name:
    ///
    /// - `microstep limit`: a macrostep took more than 256 microsteps;
    /// - `moments in the past`: more than 64 timers in a row were past when they were armed;
    /// - `open steps`: more than 1,024 steps wait for a receipt or their time;
    /// - `withdrawn steps`: in one input more than 64 withdrawn steps set free others that waited for them;
    /// - `asks pools without end`: pools refused more than 64 payments in a row;
    /// - `duty`: somebody's command sent it past a step without which the house's duties don't let it go on.
    pub halted: Option<Name>,
    /// The active states without an active state inside, after the input, in document order.
    pub configuration: Vec<Name>,
    /// The transitions that were taken, in order, as records call them: their place in the playbook, such as
    /// `atone/next` or `atone/upon/step.failed`, with the place in the list, from 0, where there are several. The
    /// trigger that opened the case stands first, as `trigger/name`.
    pub taken: Vec<Name>,
}

/// A fault that a playbook found in an event's data.
///
/// `Display` gives it in a line.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: { type: int, min: 1 } }\nevents: { e: [days] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { amount: 5 GBP * days, within: 1d, because: rule 4 }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{Event, Outcome, Refusal};
/// let event = Event::new("1", "shop", "e", "ana", time).with("days", 0);
/// let decision = engine.handle(&mut account, event, time.utc())?;
/// assert_eq!(decision.outcome, Outcome::Rejected);
/// let refusal: &Refusal = &decision.refusals[0];
/// assert_eq!((refusal.fact.as_str(), refusal.code), ("days", "out_of_range"));
/// assert_eq!(refusal.to_string(), "p: `days`: out of range, expected at least 1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// `name@version:digest` of the playbook.
    pub playbook: Name,
    /// The fact's name, which is the name of the member of the event's data.
    pub fact: Name,
    /// A stable word: `missing`, `wrong_type`, `out_of_range`, `wrong_currency`, `not_a_member`, `too_long` (a text of
    /// more than 16 KiB).
    pub code: &'static str,
    /// What was expected, in words.
    pub expected: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let playbook = self.playbook.split('@').next().unwrap_or_default();
        write!(f, "{playbook}: `{}`: {}, expected {}", self.fact, self.code.replace('_', " "), self.expected)
    }
}
