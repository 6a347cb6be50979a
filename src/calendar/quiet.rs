//! Hours in which customers are left alone.

use std::str::FromStr;

use crate::value::{TextError, Time, Zone};

use super::openings::Openings;
use super::{Shift, Week};

/// Quiet hours, the same every day: `21:00-08:00`. Where clocks repeat hours, they last the longer for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quiet(Week);

impl Quiet {
    /// The first moment from then on that is quiet: the moment itself, if it is.
    pub(crate) fn begins(&self, zone: Zone, time: Time) -> Option<Time> {
        Openings { zone, week: &self.0, closed: &[] }.next(time)
    }

    /// The first moment from then on that is not quiet: the moment itself, if it is not. None if all hours are quiet.
    pub(crate) fn ends(&self, zone: Zone, time: Time) -> Option<Time> {
        let hours = Openings { zone, week: &self.0, closed: &[] };
        if hours.next(time) == Some(time) { hours.end(time) } else { Some(time) }
    }
}

impl FromStr for Quiet {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        Ok(Self(Week::daily(text.parse::<Shift>()?)))
    }
}
