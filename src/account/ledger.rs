//! What an account was paid, and for what.

use serde::{Deserialize, Serialize};

use crate::ids::{PaysId, StepId};
use crate::value::{Money, Name, Time};

/// How many payments an account keeps: beyond, no case opens and nothing is paid. None is forgotten, or it could be paid
/// twice.
pub(crate) const MAX_PAYMENTS: usize = 65_536;

/// One payment; it outlives its case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payment {
    /// None where it was personal and is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<Money>,
    /// Which attempt to pay for that thing this is: 1, and one more after each that failed, whichever step made it.
    pub(crate) attempt: u32,
    /// When it was decided: limits count it in windows that this lies in.
    pub(crate) at: Time,
    pub(crate) case: Name,
    /// When the receipt came that says that it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) paid: Option<Time>,
    pub(crate) pays: PaysId,
    /// Whether the amount rests on personal facts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal: bool,
    pub(crate) state: PaymentState,
    pub(crate) step: StepId,
}

/// A payment that takes back what another paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TakenBack {
    /// The step that takes back.
    pub(crate) by: StepId,
    /// The step whose payment it was.
    pub(crate) of: StepId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentState {
    /// Decided and not out yet: it waits for a pool or for approval, and counts.
    Held,
    /// The host may do it.
    Out,
    Done,
    Failed,
    /// Taken back before its receipt came.
    Withdrawn,
}

impl PaymentState {
    /// Whether a second payment for the same thing is refused.
    pub(crate) fn is_standing(self) -> bool {
        matches!(self, Self::Held | Self::Out | Self::Done)
    }
}
