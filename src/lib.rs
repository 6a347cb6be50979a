//! Service-recovery playbooks.
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
mod canon;
mod check;
mod compile;
mod desk;
#[expect(dead_code, reason = "keys of policies and scenarios are read before anything uses them")]
mod document;
mod engine;
mod expression;
mod ids;
mod input;
mod playbook;
mod report;
mod span;
mod step;
mod value;

pub use account::{
    Account, CaseChange, Decision, Disputed, OpenStep, Outcome, Personal, Record, Refusal, Secret, Step,
};
pub use audit::{Head, Lack, ReplayError, Replayed, Verified, Verifier, VerifyError, Wrong, replay, verify};
pub use canon::{BadHex, Hash, Id};
pub use check::docs;
pub use compile::{Compiled, compile};
pub use desk::Desk;
#[cfg(feature = "schema")]
pub use document::schema;
pub use engine::{Engine, EngineError};
pub use expression::{Condition, ConditionError, Facts};
pub use ids::{Cause, PaysId, StepId};
pub use input::{Datum, Event, EventError, Input, Receipt, Settlement};
pub use playbook::{Edge, EdgeKind, House, Node, Playbook, PlaybookGraph};
pub use report::{Code, Doc, Finding, Label, Position, Report, Severity, Source};
pub use span::Span;
pub use step::{Ground, StepKind};
pub use value::{
    Currency, Date, Decimal, DecimalError, Duration, Money, Name, Rounding, TextError, Time, Type, Value, Zone,
};
