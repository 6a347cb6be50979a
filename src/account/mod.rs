//! What is stored, and what a host is told: plain data.

#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod account;
mod case;
mod case_id;
mod contact;
mod decision;
mod denial;
mod emitted;
mod erase;
mod facts;
mod held;
mod ledger;
mod limit_hit;
mod made;
mod memory;
mod open_step;
mod promise;
mod rare;
mod record;
mod remaining;
mod restored;
mod said;
mod secret;

pub use account::Account;
pub(crate) use account::FORMAT;
pub(crate) use case::{Active, Aside, Case, CaseStep, CaseTimer, RareOfCase, Status};
pub(crate) use case_id::case_id;
pub(crate) use contact::{Apology, Contact, MAX_APOLOGIES, MAX_CONTACTS};
pub use decision::{Answered, CaseChange, Decision, Outcome, Personal, Refusal};
pub use denial::Denial;
pub use emitted::{Disputed, Reversed, Step};
pub(crate) use facts::Facts;
pub use held::{Held, HeldState};
pub(crate) use ledger::{MAX_PAYMENTS, Payment, PaymentState, TakenBack};
pub use limit_hit::LimitHit;
pub(crate) use made::{LoggedStep, Made};
pub(crate) use memory::{Count, Ended, Memory, Recall};
pub use open_step::OpenStep;
pub use promise::{Promise, PromiseState};
pub(crate) use rare::{Rare, push_snug};
pub use record::Record;
pub(crate) use remaining::Remaining;
pub(crate) use said::Filled;
pub use said::TextPart;
pub use secret::Secret;
