//! Spans of time and deadlines.

use crate::check::{bad_duration, not_positive, too_long};
use crate::document::Text;
use crate::expression::shown;
use crate::playbook::{CalendarId, Deadline, Period};
use crate::report::Finding;
use crate::span::Span;
use crate::suggest::nearest;
use crate::value::{Duration, Name, Type};

use super::known_calendars::CalendarsByName;
use super::lower::Lower;

/// What counts: a text that is no expression.
enum Count<'t> {
    Elapsed(Duration),
    Months(u32),
    /// By the usual calendar, or by that of the name.
    Business(fn(u32, CalendarId) -> Period, u32, Option<&'t str>),
}

/// Reads `2d`, `6 months`, `4 business hours`, `3 working days in england`.
fn count(text: &str) -> Option<Count<'_>> {
    if let Ok(duration) = Duration::from_playbook(text) {
        return Some(Count::Elapsed(duration));
    }
    let mut words = text.split_ascii_whitespace();
    let number: u32 = words.next()?.parse().ok()?;
    let unit = match (words.next()?, words.next()) {
        ("month" | "months", None) => return Some(Count::Months(number)),
        ("business" | "working", Some("hour" | "hours")) => Period::BusinessHours,
        ("business" | "working", Some("day" | "days")) => Period::BusinessDays,
        _ => return None,
    };
    match (words.next(), words.next(), words.next()) {
        (None, None, None) => Some(Count::Business(unit, number, None)),
        (Some("in"), Some(calendar), None) => Some(Count::Business(unit, number, Some(calendar))),
        _ => None,
    }
}

/// Whether a text begins like a span and is none: a number, or a number and a word that is no unit.
fn is_miscounted(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    let number = words.next().is_some_and(|word| word.parse::<crate::value::Decimal>().is_ok());
    let unit = words.next().is_none_or(|word| word.chars().all(|c| c.is_ascii_alphabetic()));
    number && unit && words.next().is_none_or(|word| word.chars().all(|c| c.is_ascii_alphabetic()))
}

/// The finding for it, with the spelling that was meant if one can tell.
fn miscounted(span: Span, text: &str) -> Finding {
    const UNITS: [(&str, &str); 8] = [
        ("minute", "m"),
        ("minutes", "m"),
        ("hour", "h"),
        ("hours", "h"),
        ("day", "d"),
        ("days", "d"),
        ("week", "w"),
        ("weeks", "w"),
    ];
    let finding = bad_duration(span, text);
    let (number, unit) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    if number.parse::<u32>().is_err() {
        return finding;
    }
    if unit.is_empty() {
        return finding.help(format!("write its unit, such as `{number}d` for days or `{number}h` for hours"));
    }
    let near = nearest(unit, UNITS.iter().map(|(word, _)| *word).chain(["months", "years"]));
    let word = near.unwrap_or(unit);
    match UNITS.iter().find(|(known, _)| *known == word || *known == unit) {
        Some((_, letter)) => finding.help(format!("write `{number}{letter}`")),
        None if word == "months" => finding.help(format!("write `{number} months`")),
        None if word == "years" || word == "year" => finding.help("count months: `12 months`"),
        None => finding,
    }
}

/// A span and nothing else.
pub(super) fn period(text: &Text, calendars: &mut impl CalendarsByName, findings: &mut Vec<Finding>) -> Option<Period> {
    match count(text.as_str().trim()) {
        Some(count) => counted(text, count, calendars, findings),
        None => {
            findings.push(miscounted(text.span, text.as_str()));
            None
        }
    }
}

fn counted(
    text: &Text,
    count: Count<'_>,
    calendars: &mut impl CalendarsByName,
    findings: &mut Vec<Finding>,
) -> Option<Period> {
    let period = match count {
        Count::Elapsed(duration) => Period::Elapsed(duration),
        Count::Months(months) => Period::Months(months),
        Count::Business(unit, number, name) => {
            let name = name.map(|name| part(text, name));
            match calendars.calendar(text, name.as_ref()) {
                Ok(calendar) if number > 0 && !unit(number, calendar).is_countable() => {
                    findings.push(too_long(text.span, text.as_str()));
                    return None;
                }
                Ok(calendar) => unit(number, calendar),
                Err(finding) => {
                    findings.push(*finding);
                    return None;
                }
            }
        }
    };
    if !period.is_countable() {
        findings.push(not_positive(text.span, text.as_str()));
        return None;
    }
    Some(period)
}

/// The name of a calendar at its place behind `in`.
fn part(text: &Text, name: &str) -> Text {
    let behind = text.as_str().find(" in ").map_or(0, |at| at + " in ".len());
    let start = text.as_str().get(behind..).and_then(|rest| rest.find(name)).map_or(behind, |at| behind + at);
    Text { value: Name::from(name), span: text.span_of(start, start + name.len()), ..text.clone() }
}

impl Lower<'_> {
    /// A deadline: a span, a moment, or a span from a moment.
    pub(super) fn deadline(&mut self, text: &Text) -> Option<Deadline> {
        let written = text.as_str().trim();
        if let Some((span, base)) = written.split_once(" from ") {
            if let Some(count) = count(span.trim()) {
                let period = counted(text, count, &mut self.calendars, &mut self.findings)?;
                let end = text.as_str().trim_end().len();
                let start = end.saturating_sub(base.trim_start().len());
                let base = Text { value: Name::from(base.trim()), span: text.span_of(start, end), ..text.clone() };
                let base = self.moment(&base)?;
                return Some(Deadline::From(period, Box::new(base)));
            }
        }
        match count(written) {
            Some(count) => counted(text, count, &mut self.calendars, &mut self.findings).map(Deadline::In),
            None if is_miscounted(written) => {
                self.findings.push(miscounted(text.span, written));
                None
            }
            None => self.moment(text).map(|moment| Deadline::Moment(Box::new(moment))),
        }
    }

    /// The key of an `after`, or how far back a count reaches: a span and nothing else.
    pub(super) fn period(&mut self, text: &Text) -> Option<Period> {
        period(text, &mut self.calendars, &mut self.findings)
    }

    /// An expression of type time or date.
    pub(super) fn moment(&mut self, text: &Text) -> Option<crate::expression::Expression> {
        let expression = self.value(text, None)?;
        if matches!(expression.ty(), Type::Time | Type::Date) {
            return Some(expression);
        }
        let finding = bad_duration(text.span, text.as_str())
            .help(format!("it is {}; a deadline is a span, a date or a time", shown(expression.ty())));
        self.findings.push(finding);
        None
    }
}
