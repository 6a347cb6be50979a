//! Spans of time and deadlines.

use crate::check::{bad_duration, business_time, not_positive};
use crate::document::Text;
use crate::expression::shown;
use crate::playbook::{Deadline, Window};
use crate::report::Finding;
use crate::span::Span;
use crate::suggest::nearest;
use crate::value::{Duration, Name, Type};

use super::lower::Lower;

/// A text that is no expression: a count of a calendar unit.
enum Count {
    Elapsed(Duration),
    Months(u32),
    Business,
}

/// Reads `2d`, `6 months`, `3 business days in england`.
fn count(text: &str) -> Option<Count> {
    if let Ok(duration) = Duration::from_playbook(text) {
        return Some(Count::Elapsed(duration));
    }
    let mut words = text.split_ascii_whitespace();
    let number: u32 = words.next()?.parse().ok()?;
    match (words.next()?, words.next(), words.next(), words.next()) {
        ("month" | "months", None, None, None) => Some(Count::Months(number)),
        ("business" | "working", Some("hour" | "hours" | "day" | "days"), None | Some("in"), _) => {
            Some(Count::Business)
        }
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
pub(super) fn span_of_time(text: &Text, findings: &mut Vec<Finding>) -> Option<Deadline> {
    match count(text.as_str().trim()) {
        Some(count) => counted(text, count, findings),
        None => {
            findings.push(miscounted(text.span, text.as_str()));
            None
        }
    }
}

/// How far back a span reaches.
pub(super) fn window(text: &Text, findings: &mut Vec<Finding>) -> Option<Window> {
    match span_of_time(text, findings)? {
        Deadline::Elapsed(duration) => Some(Window::Elapsed(duration)),
        Deadline::Months(months) => Some(Window::Months(months)),
        Deadline::Moment(_) | Deadline::From(..) => None,
    }
}

fn counted(text: &Text, count: Count, findings: &mut Vec<Finding>) -> Option<Deadline> {
    let wrong = match count {
        Count::Business => business_time(text.span, text.as_str()),
        Count::Elapsed(duration) if duration > Duration::ZERO => return Some(Deadline::Elapsed(duration)),
        Count::Months(months) if months > 0 => return Some(Deadline::Months(months)),
        Count::Elapsed(_) | Count::Months(_) => not_positive(text.span, text.as_str()),
    };
    findings.push(wrong);
    None
}

impl Lower<'_> {
    /// A deadline: a span, a moment, or a span from a moment.
    pub(super) fn deadline(&mut self, text: &Text) -> Option<Deadline> {
        let written = text.as_str().trim();
        if let Some((span, base)) = written.split_once(" from ") {
            if let Some(count) = count(span.trim()) {
                let count = self.counted(text, count)?;
                let end = text.as_str().trim_end().len();
                let start = end.saturating_sub(base.trim_start().len());
                let base = Text { value: Name::from(base.trim()), span: text.span_of(start, end), ..text.clone() };
                let base = self.moment(&base)?;
                return Some(Deadline::From(Box::new(count), Box::new(base)));
            }
        }
        match count(written) {
            Some(count) => self.counted(text, count),
            None if is_miscounted(written) => {
                self.findings.push(miscounted(text.span, written));
                None
            }
            None => self.moment(text).map(|moment| Deadline::Moment(Box::new(moment))),
        }
    }

    /// The key of an `after`: a span and nothing else.
    pub(super) fn span_of_time(&mut self, text: &Text) -> Option<Deadline> {
        span_of_time(text, &mut self.findings)
    }

    /// How far back a count reaches.
    pub(super) fn window(&mut self, text: &Text) -> Option<Window> {
        window(text, &mut self.findings)
    }

    fn counted(&mut self, text: &Text, count: Count) -> Option<Deadline> {
        counted(text, count, &mut self.findings)
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
