//! A locale: how its people write values.

use std::sync::OnceLock;

use crate::value::{Duration, Money, Value};

use super::amount::Signs;
use super::digits::{Numbers, Plurals};
use super::moment::{Clock, Dates, Moments};
use super::plural::Plural;
use super::span_of_time;
use super::tag::Tag;

/// How the people of a locale write values. What it takes for a kind of value is made when the first is written, and
/// stays.
#[derive(Debug)]
pub(crate) struct Locale {
    tag: Tag,
    numbers: Lazy<Numbers>,
    signs: Lazy<Signs>,
    dates: Lazy<Dates>,
    moments: Lazy<Moments>,
    plurals: Lazy<Plurals>,
}

/// In a box, for most locales of most playbooks never write most kinds.
type Lazy<T> = OnceLock<Option<Box<T>>>;

fn lazy<'l, T>(cell: &'l Lazy<T>, tag: &Tag, make: fn(&Tag) -> Option<T>) -> Option<&'l T> {
    cell.get_or_init(|| make(tag).map(Box::new)).as_deref()
}

impl Locale {
    pub(crate) fn new(tag: Tag) -> Self {
        let (numbers, signs, dates) = (Lazy::new(), Lazy::new(), Lazy::new());
        Self { tag, numbers, signs, dates, moments: Lazy::new(), plurals: Lazy::new() }
    }

    pub(crate) fn tag(&self) -> &Tag {
        &self.tag
    }

    /// Adds a value as people of the locale read it: numbers with their digits and groups, money with its sign, dates in
    /// words, moments to the minute on these clocks. Text and `true` and `false` stay what they are.
    pub(crate) fn write(&self, text: &mut String, value: &Value, clock: Clock) {
        let written = match value {
            Value::Text(word) => return text.push_str(word),
            Value::Bool(_) => None,
            Value::Int(number) => self.number(&number.to_string()),
            Value::Decimal(number) => self.number(&number.to_string()),
            Value::Money(money) => self.money(*money),
            Value::Duration(span) => self.span(*span),
            Value::Date(date) => lazy(&self.dates, &self.tag, Dates::new).and_then(|dates| dates.write(*date)),
            Value::Time(time) => lazy(&self.moments, &self.tag, Moments::new).and_then(|m| m.write(clock.local(*time))),
        };
        match written {
            Some(written) => text.push_str(&written),
            None => text.push_str(&value.to_string()),
        }
    }

    fn number(&self, text: &str) -> Option<String> {
        Some(lazy(&self.numbers, &self.tag, Numbers::new)?.write(text))
    }

    fn money(&self, money: Money) -> Option<String> {
        let text = money.to_string();
        let (number, _) = text.split_once(' ')?;
        let numbers = lazy(&self.numbers, &self.tag, Numbers::new)?;
        let signs = lazy(&self.signs, &self.tag, Signs::new)?;
        Some(signs.write(numbers, number, money.currency()))
    }

    fn span(&self, span: Duration) -> Option<String> {
        let mut text = String::new();
        for (number, unit) in span_of_time::parts(span) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&self.number(&number)?);
            text.push('\u{a0}');
            text.push_str(unit);
        }
        Some(text)
    }

    /// The plural form that goes with a number; nothing for what is none.
    pub(crate) fn plural(&self, count: &Value) -> Option<Plural> {
        let plurals = lazy(&self.plurals, &self.tag, Plurals::new)?;
        match count {
            Value::Int(number) => Some(plurals.of(*number)),
            Value::Decimal(number) => Some(plurals.of_text(&number.to_string())),
            _ => None,
        }
    }

    /// Whether any number takes that plural form.
    pub(crate) fn has(&self, plural: Plural) -> bool {
        lazy(&self.plurals, &self.tag, Plurals::new).is_some_and(|plurals| plurals.all().any(|known| known == plural))
    }

    /// The plural forms that small numbers take, each with the first of them: whole ones, or tenths too.
    pub(crate) fn plurals(&self, whole: bool) -> Vec<(Plural, String)> {
        let Some(plurals) = lazy(&self.plurals, &self.tag, Plurals::new) else { return Vec::new() };
        let all = plurals.all().count();
        let mut found: Vec<(Plural, String)> = Vec::new();
        for n in 0..=SMALL {
            let tenths = (1..=9).take_while(|_| !whole).map(|tenth| format!("{n}.{tenth}"));
            let tenths = tenths.map(|text| (plurals.of_text(&text), text));
            for (plural, number) in std::iter::once((plurals.of(n), n.to_string())).chain(tenths) {
                if !found.iter().any(|(known, _)| *known == plural) {
                    found.push((plural, number));
                }
                if found.len() == all {
                    return found;
                }
            }
        }
        found
    }
}

/// A number from which on no plural form begins that people use every day: those of full hundreds and millions aside.
const SMALL: i64 = 120;
