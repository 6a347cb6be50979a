//! Calendars: exact cases from the rules' text, and random ones against minutes counted one by one.

mod exact;
mod minutes;
mod random;
mod spelling;

use super::{Calendar, Week};
use crate::value::{Name, Time, Zone};

/// A calendar from lines such as `mon-fri 09:00-17:30` and `mon-fri`, and closed dates.
pub(super) fn calendar(zone: &str, hours: &[&str], closed: &[&str]) -> Calendar {
    let mut week = Week::default();
    for line in hours {
        let (days, shift) = line.split_once(' ').unwrap_or((line, "00:00-24:00"));
        week.add(days.parse().unwrap(), shift.parse().unwrap());
    }
    let closed = closed.iter().map(|date| date.parse().unwrap()).collect();
    Calendar::new(Name::from("c"), self::zone(zone), week, closed).unwrap()
}

pub(super) fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

/// A moment: with an offset, or as the zone's clocks show it.
pub(super) fn moment(zone: Zone, text: &str) -> Time {
    text.parse().or_else(|_| zone.moment(text.parse().unwrap()).ok_or(())).unwrap()
}
