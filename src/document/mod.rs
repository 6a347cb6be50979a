//! Documents: the file format as plain types, and the reader that fills them.
//!
//! [`read`] turns sources into [`PlaybookDoc`]s, [`PolicyDoc`]s and findings. The types hold what is written, in the order written, with
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
mod policy;
mod reader;
mod required;
#[cfg(feature = "schema")]
mod schema;
mod shape;
mod state;
mod step;
mod text;

pub use absent::Absent;
pub use action::{Action, With};
pub use entries::{Entries, Entry};
pub use fact::{Derive, EventDecl, Fact, FactFields, FactType, MayCarry};
pub use house::{Amounts, Discretion, Duty, Goal, LegalLimit, Limit, Role};
pub use message::{Locale, LocaleFields, Message};
pub use playbook::{KeyFacts, PlaybookDoc};
pub use policy::{CalendarDoc, ContactDoc, PolicyDoc};
#[cfg(test)]
pub use reader::limits;
pub use reader::{Read, read};
#[cfg(feature = "schema")]
pub use schema::{policy_schema, schema};
pub use state::{Clock, History, State, Targets, Transition, Transitions, Trigger};
pub use step::{PaidOnce, Step, StepView};
pub use text::{Spanned, Text};

#[cfg(test)]
mod tests;
