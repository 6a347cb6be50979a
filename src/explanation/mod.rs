//! Why an input was decided as it was: everything that was considered, as plain data.

mod channel;
mod evaluation;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod explanation;
mod fate;
mod json;
mod selection;
mod text;

pub use channel::ChannelTried;
pub use evaluation::{Derivation, Evaluation, Part};
pub use explanation::Explanation;
pub use fate::Fate;
pub use selection::{Candidate, CandidateKind, Selection};
