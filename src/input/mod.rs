//! What a host brings: events, receipts, time.

mod datum;
mod event;
mod json;
mod receipt;

pub use datum::Datum;
pub use event::Event;
pub use json::EventError;
pub use receipt::{Receipt, Settlement};

/// One input of [`Engine::handle`](crate::Engine::handle).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Input {
    /// Something happened to the customer.
    Event(Event),
    /// A step was done, or it failed.
    Receipt(Receipt),
    /// Time has come: timers due by now fire.
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
