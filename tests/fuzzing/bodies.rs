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

/// Every target and its body.
pub const TARGETS: &[(&str, fn(&[u8]))] = &[
    ("account", account),
    ("canonical", canonical),
    ("compile", compile),
    ("condition", condition),
    ("event", event),
    ("read", read),
    ("record", record),
];
