//! What a fact can be: exact numbers, money, spans of time, moments, text.

mod date;
mod decimal;
mod duration;
mod money;
mod name;
mod rounding;
mod split;
mod time;
mod types;
mod val;
mod zone;

pub use date::Date;
pub use decimal::{Decimal, DecimalError};
pub use duration::Duration;
pub use money::{Currency, Money};
pub use name::Name;
pub use rounding::Rounding;
pub use time::Time;
pub use types::{Type, Value};
pub(crate) use val::Val;
pub use zone::Zone;

use thiserror::Error;

/// Why a text is no value of the type that was asked for.
///
/// The message names the form that is expected; the text itself is with whoever asked.
///
/// ```
/// let error: amends::TextError = "2 November".parse::<amends::Date>().unwrap_err();
/// assert_eq!(error.expected(), "a date like `2026-11-02`");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{expected}")]
pub struct TextError {
    expected: &'static str,
}

impl TextError {
    pub(crate) const fn new(expected: &'static str) -> Self {
        Self { expected }
    }

    /// The form that is expected, such as "a date like `2026-11-02`".
    pub fn expected(&self) -> &'static str {
        self.expected
    }
}

/// Serde by text: what is stored is the type's own text form, whatever other crates' features are.
macro_rules! serde_by_text {
    ($type:ty, $what:literal) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $type;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($what)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }
    };
}
pub(crate) use serde_by_text;
