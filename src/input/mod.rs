//! What a host brings: events, receipts, commands, time.

mod command;
mod datum;
mod event;
mod json;
mod packed;
mod read;
mod receipt;

use crate::pool::Answer;

pub use command::{Actor, Command};
pub use datum::Datum;
pub(crate) use datum::Raw;
pub use event::Event;
pub use json::EventError;
pub(crate) use read::{Misfit, refine};
pub use receipt::{Receipt, Settlement};

/// One input of [`Engine::handle`](crate::Engine::handle), which takes an [`Event`], a [`Receipt`], a [`Command`] or an
/// [`Answer`] as it is too.
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
    /// A person acts.
    Command(Command),
    /// A pool said whether goodwill fits what a playbook may pay all accounts together.
    Answer(Answer),
    /// Time has come: what is due at `now` or before fires. Too early or too often does no harm.
    Wake,
    /// The person asks to be forgotten: the account drops its secret, its open cases with all that they know, and every
    /// amount and deadline that rests on personal facts.
    ///
    /// Its open cases end with the outcome `erased`, without further states or steps, as at any other end: timers are
    /// gone, what is not out is withdrawn, what is owed by regulation or contract goes out now. Look at
    /// [`Account::open_cases`](crate::Account::open_cases) first: a claim that is still being decided is decided no
    /// more. What stays is what others have a right to: the steps that are still out, the ledger of payments (`pays`, so
    /// that nothing is paid twice), and what became of steps. Receipts for these are still taken, and promises that are
    /// out still break in time; every event is answered with [`Outcome::Erased`](crate::Outcome::Erased), and every
    /// command is denied and recorded. Keep the account stored, so that an event that is delivered again finds it. If the
    /// person comes back, open an account of another id and another secret.
    ///
    /// The erasure has a record, and the chain goes on to [verify](crate::verify()); [`replay`](crate::replay()) says
    /// which records can't be run again. **The host erases what the engine never had in its hands**: the values that
    /// were stored beside the records ([`Decision::personal`](crate::Decision::personal)), the texts and values of stored
    /// steps, the events themselves, every copy of the secret, and earlier copies of the account; all these in backups
    /// too. Steps that are still out are needed until their receipts are there. Case ids hold the values of key facts
    /// that are not marked `personal`, and records the ids, sources and incidents of events, the reasons of failed
    /// receipts, and commands as they were given: what is personal does not belong there.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nfacts: { name: { type: text, personal: true } }\nevents: { e: [name] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { amount: 5 GBP, because: rule }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
    /// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
    /// # let mut account = amends::Account::new("a-17", amends::Secret::new([7; 32]));
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// use amends::{Event, Input, Outcome, Receipt};
    /// let event = Event::new("1", "shop", "e", "a-17", time).with("name", "Ana");
    /// let payment = engine.handle(&mut account, event.clone(), time.utc())?.steps[0].id;
    ///
    /// let decision = engine.handle(&mut account, Input::Erase, time.utc())?;
    /// assert_eq!(decision.cases[0].ended.as_deref(), Some("erased"));
    /// assert!(!serde_json::to_string(&account)?.contains("Ana"));
    /// assert_eq!(account.erased(), Some(time.utc()));
    ///
    /// assert_eq!(engine.handle(&mut account, event, time.utc())?.outcome, Outcome::Erased);
    /// assert_eq!(engine.handle(&mut account, Receipt::done(payment), time.utc())?.outcome, Outcome::Applied);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Erase,
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

impl From<Command> for Input {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}

impl From<Answer> for Input {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

/// So that [`Engine::explain`](crate::Engine::explain) takes an input that is to be handled after.
impl From<&Input> for Input {
    fn from(input: &Input) -> Self {
        input.clone()
    }
}
