//! Many accounts in memory, and when each wants to be woken.

#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod desk;
mod wakes;

pub use desk::Desk;
pub use wakes::Wakes;
