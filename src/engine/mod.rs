//! The engine: finds the cases an input concerns, runs it on copies of them, and writes all of it or nothing.

mod arrive;
mod command;
mod commit;
mod emit;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod engine;
mod error;
mod explain;
mod index;
mod machine;
mod money;
mod record;
mod stop;
mod turn;

pub use arrive::matching::Match;
pub use engine::Engine;
pub use error::EngineError;
pub(crate) use record::record::{BEHAVIOUR, RECORD_FORM};
pub(crate) use record::shown::personal_digest;
