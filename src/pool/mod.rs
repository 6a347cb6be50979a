//! What limits across accounts add up: a value of its own, stored like an account.

mod answer;
mod ask;
mod entries;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod pool;
mod restored;
#[cfg(test)]
mod tests;

pub use answer::Answer;
pub(crate) use answer::Refused;
pub(crate) use ask::Told;
pub use ask::{Ask, Wants};
pub(crate) use entries::{Entry, Key, Returned};
pub(crate) use pool::FORMAT;
pub use pool::Pool;
