//! The host's word on a step.

use crate::escape::shortened;
use crate::ids::StepId;

/// What became of a step that went out.
///
/// The same receipt again is a duplicate. After *failed*, *done* may follow. After *done*, *failed* is a conflict, but
/// for a payment, which may come back.
///
/// ```
/// use amends::{Receipt, Settlement, StepId};
/// let step: StepId = "00112233445566778899aabbccddeeff".parse()?;
/// let receipt = Receipt::failed(step, "the card was closed");
/// assert_eq!(receipt.step(), step);
/// assert_eq!(receipt.settlement(), &Settlement::Failed("the card was closed".into()));
/// assert_eq!(Receipt::done(step).settlement(), &Settlement::Done);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    step: StepId,
    settlement: Settlement,
}

/// Done, or failed and why.
///
/// ```
/// # let step: amends::StepId = "00112233445566778899aabbccddeeff".parse().unwrap();
/// # let receipt = amends::Receipt::failed(step, "the card was closed");
/// use amends::Settlement;
/// match receipt.settlement() {
///     Settlement::Done => println!("done"),
///     Settlement::Failed(reason) => println!("failed: {reason}"),
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a receipt says one of two things")]
pub enum Settlement {
    /// The step was done.
    Done,
    /// The step failed; the reason is for people. It stands in the record as it is: nothing personal belongs in it.
    Failed(String),
}

impl Receipt {
    /// The step was done.
    pub fn done(step: StepId) -> Self {
        Self { step, settlement: Settlement::Done }
    }

    /// The step failed, for this reason, of which the first 1,024 bytes are kept (fewer where a character would be
    /// cut).
    pub fn failed(step: StepId, reason: impl Into<String>) -> Self {
        Self { step, settlement: Settlement::Failed(shortened(reason.into())) }
    }

    /// Which step.
    pub fn step(&self) -> StepId {
        self.step
    }

    /// What became of it.
    pub fn settlement(&self) -> &Settlement {
        &self.settlement
    }
}
