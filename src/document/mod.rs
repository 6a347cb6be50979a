//! Documents: the file format as plain types, and the reader that fills them.
//!
//! [`read`] turns sources into [`PlaybookDoc`]s and findings. The types hold what is written, in the order written, with
//! positions; nothing is resolved yet. They are plain serde types: a document without mistakes reads the same through
//! any YAML deserialiser.

mod absent;
mod action;
pub(crate) mod check;
mod entries;
mod fact;
mod house;
mod magic;
mod message;
mod playbook;
mod reader;
mod required;
#[cfg(feature = "schema")]
mod schema;
mod shape;
mod state;
mod step;
mod text;

pub use absent::Absent;
pub use action::{Action, Keep, Waive, With};
pub use entries::{Entries, Entry};
pub use fact::{
    Dated, DatedRow, Derive, EventDecl, EventFields, Fact, FactFields, FactType, MayCarry, Row,
};
pub use house::{Amounts, Discretion, Duty, Goal, LegalLimit, Limit, Role};
pub use message::{Locale, LocaleFields, Message};
pub use playbook::{Customer, Effective, KeyFacts, PlaybookDoc};
pub use reader::{ReadPlaybook, Reading, limits, read};
#[cfg(feature = "schema")]
pub use schema::schema;
pub use state::{Clock, History, State, Targets, Transition, Transitions, Trigger};
pub use step::{
    ActionStep, CompensationStep, DeclineStep, Disputed, EscalationStep, FollowUpStep, Forms,
    MessageStep, PaidOnce, PromiseStep, QuestionStep, Step, StepView,
};
pub use text::{Spanned, Text};

pub use check::docs;
