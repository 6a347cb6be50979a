//! Playbooks that go together, and where each part of them stands in its source.

#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod house;
mod places;

pub use house::House;
pub(crate) use places::{
    ActionPlace, DerivedPlace, DutyPlace, Passage, Places, RowPlace, StatePlace, TransitionPlace, TriggerPlace,
};
