//! What an input did, as its record tells it: one line, chained to the one before.

pub(in crate::engine) mod case_record;
pub(in crate::engine) mod log;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
pub(in crate::engine) mod record;
pub(in crate::engine) mod shown;
