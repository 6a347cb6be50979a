//! Service-recovery playbooks.
#![deny(missing_docs)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::float_arithmetic,
    clippy::iter_over_hash_type,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::disallowed_macros
)]

#[allow(dead_code, reason = "what the layers above use comes with them")]
mod expression;
mod span;
mod value;

pub use expression::{Condition, ConditionError, Facts};
pub use span::Span;
pub use value::{
    Currency, Date, Decimal, DecimalError, Duration, Money, Name, Rounding, TextError, Time, Type, Value, Zone,
};
