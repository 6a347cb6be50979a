//! From documents to playbooks and a policy: read, lower, check.

mod advice;
mod compiled;
mod deadline;
mod derive;
mod event_names;
mod facts;
mod lower;
mod messages;
mod names;
mod places;
mod playbook;
mod policy;
mod spoiled;
mod states;
mod steps;
mod survey;
mod texts;
mod transitions;
mod triggers;

pub use compiled::{Compiled, compile};
