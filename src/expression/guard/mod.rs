//! What must be true of single facts for a condition to hold: what an index finds it by.
//!
//! A condition is taken apart as it is run, with sets in the place of values: each part says for which values of each
//! fact it can be true, and for which false. Comparisons of a fact with constants, `in`, `has`, truth values of facts,
//! `&&`, `||`, `!` and `?:` are understood, and derived values that are made of these; all else may be anything. So a
//! guard is never wrong, and where it says all that the condition says it is exact.
//!
//! Unlike the [boxes](super::boxes) of the linter this is linear in the condition, for it is done for each engine.

mod guards;
mod values;
mod walk;

pub(crate) use guards::Guards;
pub(crate) use values::{Cut, Values, order};
pub(crate) use walk::Guarding;
