//! The authors' program, run as a user runs it, on the shipped playbooks and events.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    reason = "tests run programs and read files"
)]

mod audit;
mod check;
mod clock;
mod explain;
mod friday;
mod graph;
mod messages;
mod overrides;
mod program;
mod run;
mod schema;
mod why;
