//! The engine: finds the cases an input concerns, runs it on copies of them, and writes all of it or nothing.

mod actions;
mod answer;
mod case_record;
mod clocks;
mod commit;
mod considered;
mod deliver;
mod emit;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod engine;
mod erase;
mod error;
mod evaluation;
mod explain;
mod forget;
mod index;
mod key;
mod ledger;
mod limits;
mod log;
mod machine;
mod matching;
mod microstep;
mod opening;
mod pools;
mod promises;
mod receive;
mod record;
mod recorder;
mod rehearse;
mod reversal;
mod running;
mod scope;
mod select;
mod shown;
mod sound;
mod stop;
mod texts;
mod time;
mod turn;

pub use engine::Engine;
pub use error::EngineError;
pub use matching::Match;
pub(crate) use record::{BEHAVIOUR, RECORD_FORM};
pub(crate) use shown::personal_digest;
