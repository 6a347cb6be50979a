//! Service-recovery playbooks: what an organisation does when something goes wrong for a customer.
//!
//! A care team writes a playbook in YAML; this crate parses it into a state machine, checks it, and then, inside
//! somebody's service, turns failure events into scripted steps (apology, explanation, question, remedy, compensation,
//! promise, escalation, follow-up) with a record of everything. It does no I/O of its own: a host brings events, time
//! and storage.
//!
//! ```text
//! Source ──compile──▶ House: playbooks ──▶ Engine
//!    │                                       │ Input, now
//!    ▼                                       ▼
//!  Report                       Account ──▶ Decision { steps, record, wake_at }
//! ```
//!
//! 1. [`compile`] takes [`Source`]s and gives every finding of all of them as a [`Report`], or a [`House`] of
//!    [`Playbook`]s. [`docs`] explains each finding. [`House::lint`] takes conditions apart and proves what it can.
//! 2. An [`Engine`] runs them. It has no state of its own; share it among threads.
//! 3. An [`Account`] is all state of one customer, booking or tenant: a serde value that the host stores.
//! 4. [`Engine::handle`] takes an [`Input`] and the time: an [`Event`], a [`Receipt`] for a step, or [`Input::Wake`].
//!    It changes the account as a whole or not at all.
//! 5. It answers with a [`Decision`]: the [`Step`]s to do, the [`Record`] to store, when to wake. The host stores
//!    account, record and steps in one transaction, does the steps, and says with receipts what became of them.
//! 6. [`verify`] holds a trail of records to its chain, [`replay`] runs its inputs again, [`verify_account`] holds a
//!    stored account to both.
//!
//! Why an input did what it did, or nothing, is told by [`Engine::explain`]: every trigger and transition that was
//! considered, with the values in its condition.
//!
//! Beside these, [`Desk`] keeps many accounts in memory and [`Wakes`] knows which is to be woken next,
//! [`Playbook::graph`] gives the state machine to walk or to draw, and [`Condition`] evaluates an expression of the
//! playbook language on its own.
//!
//! The same inputs give the same bytes, everywhere. The crate reads no clock, no file, no environment and no
//! randomness, starts no thread and prints nothing.
//!
//! # From a playbook to a payment
//!
//! ```
//! use amends::{Account, Engine, Event, Receipt, Secret, Source, compile};
//!
//! let playbook = "
//! playbook: late-parcel
//! version: 1
//! key: [order]
//! facts:
//!   order: text
//!   days_late: int
//! events:
//!   parcel.late: [order, days_late]
//! triggers:
//!   late: { upon: parcel.late, when: days_late >= 1 }
//! states:
//!   apologise:
//!     do:
//!       - apology: { message: sorry, within: 1h }
//!     upon: { step.failed: by-a-person, step.overdue: by-a-person }
//!     next: atone
//!   atone:
//!     do:
//!       - compensation: { amount: 5.00 GBP * days_late, within: 3d, because: house rule 4 }
//!     upon: { step.failed: by-a-person, step.overdue: by-a-person }
//!     next: recovered
//!   by-a-person:
//!     do:
//!       - escalation: { to: supervisor, within: 4h, because: recovery failed once }
//!     upon: { step.failed: recovered }
//!     after: { 7d: recovered }
//!     next: recovered
//!   recovered: { end: recovered }
//! messages:
//!   sorry: { en: \"Your parcel {order} is late. That is our failure and we are sorry.\" }
//! ";
//! let engine = Engine::new(compile([Source::new("late-parcel.yaml", playbook)]).finish()?)?;
//! // The secret comes from a source of randomness, once an account.
//! let mut account = Account::new("customer-1", Secret::new([7; 32]));
//!
//! let time: amends::Time = "2026-03-27T16:30:00Z".parse()?;
//! let event = Event::new("1", "shop", "parcel.late", "customer-1", time).with("order", "A1").with("days_late", 2);
//! let decision = engine.handle(&mut account, event, time.utc())?;
//! let apology = &decision.steps[0];
//! assert_eq!(apology.text.as_deref(), Some("Your parcel A1 is late. That is our failure and we are sorry."));
//!
//! // Store account, record and steps in one transaction; then do the step and say so.
//! let decision = engine.handle(&mut account, Receipt::done(apology.id), time.utc())?;
//! assert_eq!(decision.steps[0].amount.unwrap().to_string(), "10.00 GBP");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What goes wrong, and who hears of it
//!
//! | whose | what | where |
//! |---|---|---|
//! | the author's | mistakes in a playbook, all at once, with their places | [`Report`] |
//! | the sender's | a text that is no event | [`EventError`] |
//! | the sender's | data that break what playbooks declare, an event said twice | [`Decision::outcome`], [`Decision::refusals`] |
//! | the host's | the wrong account, a playbook that is not loaded | [`EngineError`] |
//! | somebody's | records that were changed, dropped, inserted or exchanged | [`VerifyError`] |
//!
//! # Features
//!
//! - `render` (default): [`Report::to_text`] draws findings with the source text and carets.
//! - `schema`: the functions `schema` and `policy_schema` give the JSON Schemas of playbooks and policies.
#![deny(missing_docs)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::float_arithmetic,
    clippy::iter_over_hash_type,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::disallowed_macros
)]

mod account;
mod audit;
mod calendar;
mod canon;
mod check;
mod compile;
mod condition;
mod desk;
mod document;
mod engine;
mod escape;
mod explanation;
mod expression;
mod house;
mod ids;
mod input;
mod lint;
mod picture;
mod playbook;
mod policy;
mod pool;
mod report;
mod span;
mod step;
mod suggest;
mod value;
mod words;

pub use account::{
    Account, Answered, CaseChange, Decision, Denial, Disputed, Held, HeldState, LimitHit, OpenStep, Outcome, Personal,
    Promise, PromiseState, Record, Refusal, Reversed, Secret, Step, TextPart,
};
pub use audit::{
    Head, Lack, Override, OverrideCounter, Overrides, ReplayError, Replayed, Verified, Verifier, VerifyError, Wrong,
    overrides, replay, verify, verify_account,
};
pub use canon::{BadHex, Hash};
pub use check::docs;
pub use compile::{Compiled, compile};
pub use condition::{Condition, ConditionError, Facts};
pub use desk::{Desk, Wakes};
#[cfg(feature = "schema")]
pub use document::{policy_schema, schema};
pub use engine::{Engine, EngineError, Match};
pub use explanation::{
    Candidate, CandidateKind, ChannelTried, Derivation, Evaluation, Explanation, Fate, Part, Selection,
};
pub use house::House;
pub use ids::{PaysId, StepId};
pub use input::{Actor, Command, Datum, Event, EventError, Input, Receipt, Settlement};
pub use lint::{Happening, Lint, Proof, Verdict, Witness};
pub use picture::{Picture, TooLarge};
pub use playbook::{Edge, EdgeKind, Node, Playbook, PlaybookGraph};
pub use policy::Policy;
pub use pool::{Answer, Ask, Pool, Wants};
pub use report::{Code, Doc, Finding, Label, Position, Report, Severity, Source};
pub use span::Span;

pub use chrono;
pub use petgraph;

pub use step::{ChannelReason, Ground, StepKind, Verb};
pub use value::{
    Currency, Date, Decimal, DecimalError, Duration, Money, Name, Rounding, TextError, Time, Type, Value, Zone,
};

/// The code in the README is compiled and run too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
