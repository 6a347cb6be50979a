//! Calendars as the interpreter knows them: it looks at the clocks of London minute by minute.

use super::playbook::Unit;

/// The same for the engine. The stories begin on a Monday, clocks go forward on the last Sunday of the month.
pub const CALENDARS: &str = "  office:
    zone: Europe/London
    hours: { mon-fri: ['09:00-12:30', '13:30-17:30'] }
    closed: [2026-03-30]
  nights: { zone: Europe/London, hours: { thu-sat: '22:00-06:00' } }
";

/// The Monday of the first week, at midnight, in minutes since the stories begin.
const MONDAY: i64 = -9 * 60;
/// The last Sunday of March, at one.
const SUMMER: i64 = MONDAY + 6 * 1440 + 60;
/// The Monday after it.
const CLOSED: i64 = 7;
const ENOUGH: i64 = 40 * 1440;

/// Days since the first Monday, and minutes after midnight.
fn clocks(minute: i64) -> (i64, i64) {
    let local = minute - MONDAY + if minute >= SUMMER { 60 } else { 0 };
    (local.div_euclid(1440), local.rem_euclid(1440))
}

/// The day to which the minute belongs, if somebody is there.
fn day_of(unit: Unit, minute: i64) -> Option<i64> {
    let (day, clock) = clocks(minute);
    if !unit.by_night {
        let open = (540..750).contains(&clock) || (810..1050).contains(&clock);
        return (open && day.rem_euclid(7) < 5 && day != CLOSED).then_some(day);
    }
    let began = if clock >= 1320 { day } else { day - 1 };
    (!(360..1320).contains(&clock) && (3..6).contains(&began.rem_euclid(7))).then_some(began)
}

/// So many hours or days later.
pub fn after(from: i64, count: i64, unit: Unit) -> i64 {
    if !unit.days {
        let open = (from..from + ENOUGH).filter(|minute| day_of(unit, *minute).is_some());
        return open.take(count as usize * 60).last().unwrap() + 1;
    }
    let (today, _) = clocks(from);
    let mut days: Vec<(i64, i64)> = Vec::new();
    for minute in from..from + ENOUGH {
        if days.len() > count as usize {
            break;
        }
        match (day_of(unit, minute), days.last_mut()) {
            (Some(day), Some((known, last))) if *known == day => *last = minute,
            (Some(day), _) if day > today => days.push((day, minute)),
            _ => {}
        }
    }
    days[count as usize - 1].1 + 1
}
