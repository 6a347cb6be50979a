//! What is left until a deadline while clocks are paused.

use std::fmt;
use std::str::FromStr;

use crate::value::{Duration, TextError, serde_by_text};

/// In the unit that the deadline was counted in, for it is counted again in that. Stored as `PT3H`,
/// `PT3H of business time` or `2 business days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remaining {
    Elapsed(Duration),
    BusinessTime(Duration),
    BusinessDays(u32),
}

const OF_BUSINESS_TIME: &str = " of business time";
const BUSINESS_DAYS: &str = " business days";

impl fmt::Display for Remaining {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elapsed(duration) => write!(f, "{duration}"),
            Self::BusinessTime(duration) => write!(f, "{duration}{OF_BUSINESS_TIME}"),
            Self::BusinessDays(days) => write!(f, "{days}{BUSINESS_DAYS}"),
        }
    }
}

impl FromStr for Remaining {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        if let Some(duration) = text.strip_suffix(OF_BUSINESS_TIME) {
            return duration.parse().map(Self::BusinessTime);
        }
        match text.strip_suffix(BUSINESS_DAYS) {
            Some(days) => days.parse().map(Self::BusinessDays).map_err(|_| TextError::new("a number of business days")),
            None => text.parse().map(Self::Elapsed),
        }
    }
}

serde_by_text!(Remaining, "what is left of a deadline as text");
