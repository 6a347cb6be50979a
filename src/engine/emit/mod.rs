//! A step goes out: decided, worded for whom it is for, on the channel that is open, and promised.

pub(in crate::engine) mod channel;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
pub(in crate::engine) mod emit;
pub(in crate::engine) mod promises;
pub(in crate::engine) mod saying;
pub(in crate::engine) mod texts;
