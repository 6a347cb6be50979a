//! Business time: when somebody is there, and what a deadline counted in their hours or days comes to.

#[expect(clippy::module_inception, reason = "the file is the concept")]
mod calendar;
mod openings;
mod quiet;
mod shift;
#[cfg(test)]
mod tests;
mod week;

pub(crate) use calendar::Calendar;
pub(crate) use quiet::Quiet;
pub(crate) use shift::{Shift, Weekdays};
pub(crate) use week::Week;
