//! The calendars of a policy.

use std::collections::BTreeMap;

use crate::calendar::{Calendar, Shift, Week, Weekdays};
use crate::check::{bad_calendar, duplicate_name, unknown_calendar};
use crate::document::{CalendarDoc, PolicyDoc, Text};
use crate::report::Finding;
use crate::span::Span;
use crate::value::{Date, Name};

use super::written::{bounded, bounded_to, parsed, zone};

/// How many closed dates a calendar may have: those of a century.
const MAX_CLOSED: usize = 4_096;

/// The calendars of a policy, and the place of the one that counts where none is named.
#[derive(Default)]
pub(super) struct Calendars {
    pub(super) all: Vec<Calendar>,
    pub(super) usual: Option<u16>,
}

impl Calendars {
    /// Every calendar keeps its place only if none has an error; with one there is no policy.
    pub(super) fn new(doc: &PolicyDoc, findings: &mut Vec<Finding>) -> Self {
        let entries = bounded(&doc.calendars, "calendars", |entry| entry.key.span, findings).into_iter();
        let all = entries.filter_map(|entry| calendar(&entry.key, &entry.value, doc, findings));
        let all: Vec<Calendar> = all.collect();
        let usual = match doc.calendar.as_str() {
            "" => (all.len() == 1).then_some(0),
            _ => place(doc, &doc.calendar, findings),
        };
        Self { all, usual }
    }
}

/// The place of a calendar by its name; none, with a finding, where there is no such calendar.
pub(super) fn place(doc: &PolicyDoc, name: &Text, findings: &mut Vec<Finding>) -> Option<u16> {
    let place = doc.calendars.iter().position(|entry| entry.key == *name);
    if place.is_none() && !name.as_str().is_empty() && !doc.calendars.lost().contains(name) {
        let names: Vec<Name> = doc.calendars.iter().map(|entry| entry.key.value.clone()).collect();
        findings.push(unknown_calendar(name.span, name.as_str(), &names));
    }
    place.and_then(|place| u16::try_from(place).ok())
}

fn calendar(name: &Text, written: &CalendarDoc, doc: &PolicyDoc, findings: &mut Vec<Finding>) -> Option<Calendar> {
    let before = findings.len();
    let own = if written.zone.as_str().is_empty() { &doc.zone } else { &written.zone };
    // That the policy's own zone is none is said there.
    let zone = if std::ptr::eq(own, &doc.zone) { zone(own, &mut Vec::new()) } else { zone(own, findings) };
    let week = week(name, written, findings);
    let closed = closed(name, written, findings);
    if !written.hours.is_empty() && !written.days.0.is_empty() {
        let why = "has `hours` beside `days`";
        findings.push(bad_calendar(name.span, name.as_str(), why).help("keep one of them: `days` are open all day"));
    }
    let sound = findings.len() == before && written.hours.lost().is_empty();
    let calendar = Calendar::new(name.value.clone(), zone, week, closed);
    if calendar.is_none() && sound {
        let finding = bad_calendar(name.span, name.as_str(), "never opens");
        findings.push(finding.help("give it `hours`, such as `{ mon-fri: \"09:00-17:30\" }`, or `days: mon-fri`"));
    }
    calendar
}

/// The shifts of each day of the week, which is named once.
fn week(name: &Text, written: &CalendarDoc, findings: &mut Vec<Finding>) -> Week {
    let mut week = Week::default();
    let mut named: BTreeMap<u32, Span> = BTreeMap::new();
    let mut add = |days: &Text, shifts: &[Shift], findings: &mut Vec<Finding>| {
        let Some(weekdays) = parsed::<Weekdays>(days, findings) else { return };
        if let Some(first) = weekdays.days().find_map(|day| named.get(&day)) {
            let finding = bad_calendar(days.span, name.as_str(), "names a day of the week twice");
            findings.push(finding.label(*first, "it is here too").help("give each day all its hours in one place"));
        }
        named.extend(weekdays.days().map(|day| (day, days.span)));
        shifts.iter().for_each(|shift| week.add(weekdays, *shift));
    };
    for entry in bounded(&written.hours, "days", |entry| entry.key.span, findings) {
        let shifts = bounded(&entry.value.0, "shifts", |text| text.span, findings).into_iter();
        let shifts = shifts.filter_map(|text| parsed(text, findings));
        let shifts: Vec<Shift> = shifts.collect();
        add(&entry.key, &shifts, findings);
    }
    // Beside `hours` they are a mistake of their own.
    let days = bounded(&written.days.0, "days", |days| days.span, findings);
    for days in days.into_iter().filter(|_| written.hours.is_empty()) {
        add(days, &[Shift::WHOLE_DAY], findings);
    }
    week
}

/// The dates on which nobody comes, each once.
fn closed(name: &Text, written: &CalendarDoc, findings: &mut Vec<Finding>) -> Vec<Date> {
    let mut dates: BTreeMap<Date, Span> = BTreeMap::new();
    for text in bounded_to(MAX_CLOSED, &written.closed, "closed dates", |text| text.span, findings) {
        let Some(date) = parsed::<Date>(text, findings) else { continue };
        if let Some(first) = dates.insert(date, text.span) {
            let what = format!("closed dates of calendar `{}`:", name.as_str());
            findings.push(duplicate_name(text.span, &what, text.as_str(), Some(first)));
        }
    }
    dates.into_keys().collect()
}

#[cfg(test)]
mod tests {
    use crate::report::Source;
    use crate::value::Time;

    #[test]
    fn a_written_calendar_opens_when_it_says() {
        let office = "hours: { mon-fri: '09:00-17:30', sat: ['10:00-12:00', '13:00-16:00'] }";
        for (zone, written, from, opens) in [
            ("Europe/London", office, "2026-03-27T16:00:00Z", "2026-03-27T16:00:00Z"),
            ("Europe/London", office, "2026-03-28T12:00:00Z", "2026-03-28T13:00:00Z"),
            ("Europe/London", office, "2026-03-28T17:00:00Z", "2026-03-30T08:00:00Z"),
            (
                "Europe/London",
                &format!("{office}, closed: [2026-03-30]"),
                "2026-03-29T00:00:00Z",
                "2026-03-31T08:00:00Z",
            ),
            (
                "Europe/London",
                &format!("{office}, zone: America/New_York"),
                "2026-03-30T08:00:00Z",
                "2026-03-30T13:00:00Z",
            ),
            ("Europe/London", "days: mon-fri", "2026-03-28T12:00:00Z", "2026-03-29T23:00:00Z"),
            ("Europe/London", "days: [sun, tue-wed]", "2026-03-28T12:00:00Z", "2026-03-29T00:00:00Z"),
            ("Asia/Kathmandu", "hours: { sun-sat: '22:00-02:00' }", "2026-03-28T00:00:00Z", "2026-03-28T16:15:00Z"),
        ] {
            let text = format!("policy: house\nzone: {zone}\ncalendars: {{ desk: {{ {written} }} }}\n");
            let house = crate::compile([Source::new("policy.yaml", text)]).finish().unwrap();
            let policy = house.policy().unwrap();
            assert_eq!(policy.calendar, Some(0));
            let (from, opens): (Time, Time) = (from.parse().unwrap(), opens.parse().unwrap());
            assert_eq!(policy.calendars[0].next_open(from), Some(opens), "{zone} {written} {from}");
        }
    }

    #[test]
    fn the_usual_calendar_is_the_one_named_or_the_only_one() {
        let two = "calendars: { a: { days: mon }, b: { days: tue } }";
        for (rest, usual) in [
            ("", None),
            ("calendars: { a: { days: mon } }", Some(0)),
            (two, None),
            (&format!("{two}\ncalendar: b"), Some(1)),
        ] {
            let text = format!("policy: house\n{rest}\n");
            let house = crate::compile([Source::new("policy.yaml", text)]).finish().unwrap();
            assert_eq!(house.policy().unwrap().calendar, usual, "{rest}");
        }
    }
}
