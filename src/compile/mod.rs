//! From documents to playbooks and a policy: read, lower, check.

mod advice;
mod calendars;
mod compiled;
mod deadline;
mod derive;
mod event_names;
mod facts;
mod house;
mod known_calendars;
mod lower;
mod messages;
mod names;
mod places;
mod playbook;
mod policy;
mod rules;
mod spoiled;
mod states;
mod steps;
mod survey;
mod texts;
mod transitions;
mod triggers;

pub use compiled::{Compiled, compile};
