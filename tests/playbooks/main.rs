//! The shipped playbooks held to what the rules owe, edge by edge.
//!
//! The tables in `tests/data` were written from the rules and not from the playbooks. A row is one event; its last
//! column is what that event brings about with a host that does each step at once.

mod holidays;
mod owed;
mod stories;
mod table;
mod trouble;
mod words;
