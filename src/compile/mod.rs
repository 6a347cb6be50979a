//! From documents to playbooks: read, lower, check.

mod advice;
mod deadline;
mod derive;
mod facts;
mod house;
mod lower;
mod messages;
mod names;
mod playbook;
mod spoiled;
mod states;
mod steps;
mod survey;
mod transitions;
mod triggers;

pub use house::{Compiled, House, compile};
