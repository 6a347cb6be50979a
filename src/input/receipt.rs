//! The host's word on a step.

use crate::ids::StepId;

/// What became of a step that went out.
///
/// ```
/// use amends::{Receipt, StepId};
/// let step: StepId = "00112233445566778899aabbccddeeff".parse()?;
/// let receipt = Receipt::failed(step, "the card was closed");
/// assert_eq!(receipt.step(), step);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    step: StepId,
    settlement: Settlement,
}

/// Done, or failed and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a receipt says one of two things")]
pub enum Settlement {
    /// The step was done.
    Done,
    /// The step failed; the reason is for people, 1,024 bytes of it are kept at most.
    Failed(String),
}

/// The longest reason that is kept, in bytes.
const MAX_REASON: usize = 1024;

impl Receipt {
    /// The step was done.
    pub fn done(step: StepId) -> Self {
        Self { step, settlement: Settlement::Done }
    }

    /// The step failed, for this reason.
    pub fn failed(step: StepId, reason: impl Into<String>) -> Self {
        let mut reason: String = reason.into();
        while reason.len() > MAX_REASON {
            reason.pop();
        }
        Self { step, settlement: Settlement::Failed(reason) }
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
