//! What each fuzz target holds an input to. An input is any bytes; what it must not do is more than panic.

mod accounts;
mod canonical;
mod events;
mod playbooks;
mod records;
mod world;

pub use accounts::account;
pub use canonical::canonical;
pub use events::{condition, event};
pub use playbooks::{compile, read};
pub use records::record;

/// What holds an input to what must be.
pub type Body = fn(&[u8]);

/// Every target and its body.
pub const TARGETS: &[(&str, Body)] = &[
    ("account", account),
    ("canonical", canonical),
    ("compile", compile),
    ("condition", condition),
    ("event", event),
    ("read", read),
    ("record", record),
];
