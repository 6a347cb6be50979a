//! What was considered, told to whoever asks why.

pub(in crate::engine) mod considered;
pub(in crate::engine) mod evaluation;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
pub(in crate::engine) mod explain;
pub(in crate::engine) mod recorder;
pub(in crate::engine) mod rehearse;
