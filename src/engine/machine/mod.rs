//! A case runs: events take transitions, states are left and entered, until nothing follows without time passing.

pub(in crate::engine) mod actions;
pub(in crate::engine) mod calendars;
pub(in crate::engine) mod clocks;
pub(in crate::engine) mod forget;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
pub(in crate::engine) mod machine;
pub(in crate::engine) mod microstep;
pub(in crate::engine) mod running;
pub(in crate::engine) mod scope;
pub(in crate::engine) mod select;
pub(in crate::engine) mod sound;
