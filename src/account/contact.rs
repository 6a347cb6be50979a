//! What customers were sent, as far as it bounds what they may still be sent.

use serde::{Deserialize, Serialize};

use crate::ids::StepId;
use crate::value::{Name, Time};

use super::Status;

/// How many messages that count against a house's cap an account keeps, those to come among them.
pub(crate) const MAX_CONTACTS: usize = 256;

/// How many incidents that were apologised for an account keeps: beyond, the earliest is forgotten.
pub(crate) const MAX_APOLOGIES: usize = 256;

/// A message that goes out, or went out, where the house says how many may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contact {
    /// From when on it may go out.
    pub(crate) at: Time,
    pub(crate) step: StepId,
}

/// An apology for an incident, where one is enough. It outlives its case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Apology {
    pub(crate) incident: Name,
    pub(crate) state: Status,
    pub(crate) step: StepId,
}
