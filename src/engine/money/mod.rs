//! What is paid, held for people to approve, taken back, and held to limits.

pub(in crate::engine) mod held;
pub(in crate::engine) mod ledger;
pub(in crate::engine) mod limits;
pub(in crate::engine) mod pools;
pub(in crate::engine) mod reversal;
