//! What a host brings: events, receipts, time.

mod datum;
mod event;
mod json;
mod receipt;

pub use datum::Datum;
pub use event::Event;
pub use json::EventError;
pub use receipt::{Receipt, Settlement};

/// One input of [`Engine::handle`](crate::Engine::handle), which takes an [`Event`] or a [`Receipt`] as it is too.
///
/// ```
/// use amends::{Input, Receipt};
/// let step: amends::StepId = "00112233445566778899aabbccddeeff".parse()?;
/// assert!(matches!(Input::from(Receipt::done(step)), Input::Receipt(_)));
/// # Ok::<(), amends::BadHex>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Input {
    /// Something happened to the customer.
    Event(Event),
    /// A step was done, or it failed.
    Receipt(Receipt),
    /// Time has come: what is due at `now` or before fires. Too early or too often does no harm.
    Wake,
}

impl From<Event> for Input {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

impl From<Receipt> for Input {
    fn from(receipt: Receipt) -> Self {
        Self::Receipt(receipt)
    }
}
