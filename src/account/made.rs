//! Steps that are decided and wait for leave to go out.

use serde::{Deserialize, Serialize};

use crate::pool::Told;
use crate::value::{Name, Value};

use super::Step;

/// A step as it was decided. What it says is what was true then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Made {
    /// Whether it goes out without anybody's approval.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) approved: bool,
    pub(crate) logged: LoggedStep,
    /// Whose command led to it: they can't approve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) requester: Option<Name>,
    pub(crate) step: Step,
    /// Which ask its pool has to answer.
    pub(crate) told: Told,
}

/// What a step's record shows in place of its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LoggedStep {
    /// Its place among the steps that the input sends out.
    #[serde(skip)]
    pub(crate) at: usize,
    /// Placeholders of its texts but the message's, which the step has: name, value, whether personal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) holes: Vec<(Name, Value, bool)>,
    /// Further values, in the same form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) with: Vec<(Name, Value, bool)>,
    /// Whether the record tells the locale: where the message has more than one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) tells_locale: bool,
    /// Whether the locale, the amount, the deadline, the disputed amount rest on personal facts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal_locale: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal_amount: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal_due: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal_disputed: bool,
    /// The same of its channel, and of when it may go out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal_channel: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal_time: bool,
    /// Texts as records show them: personal placeholders stay placeholders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) because: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) refer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) disputed_because: Option<String>,
}
