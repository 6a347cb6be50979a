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

mod canon;
mod ids;
mod input;
mod span;
mod value;

pub use canon::{BadHex, Hash, Id};
pub use ids::{Cause, PaysId, StepId};
pub use input::{Datum, Event, EventError, Input, Receipt, Settlement};
pub use span::Span;
pub use value::{
    Currency, Date, Decimal, DecimalError, Duration, Money, Name, Rounding, TextError, Time, Type, Value, Zone,
};
