//! Conditions and values, evaluated by walking over them. `None` is an error: an unknown fact was read.

use super::playbook::{BAD, DAYS, EXTRA, FACTS, PLACE, StateId, TOTAL};

#[derive(Debug, Clone)]
pub enum Condition {
    Is(bool),
    Bad,
    Compare(Whole, &'static str, i64),
    Has(usize),
    In(StateId),
    /// At least so many of an event in so many hours.
    Seen(&'static str, i64, usize),
    /// The account was paid at least so many pounds in so many hours.
    Paid(i64, i64),
    EventIs(&'static str),
    /// In a `next` alone.
    OutcomeIs(&'static str),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

#[derive(Debug, Clone)]
pub enum Whole {
    Is(i64),
    Fact(usize),
    Plus(usize, i64),
}

/// Money in minor units.
#[derive(Debug, Clone)]
pub enum Amount {
    Is(i64),
    Total,
    TotalTimes(Whole),
}

/// A fact's value; money in minor units, a bool as 0 or 1, an order as its number.
pub type Value = i64;

/// What conditions may ask.
pub trait Asked {
    fn fact(&self, fact: usize) -> Option<Value>;
    fn is_in(&self, state: StateId) -> bool;
    fn seen(&self, event: &str, hours: i64) -> usize;
    /// In minor units.
    fn paid(&self, hours: i64) -> i64;
    fn event(&self) -> &str;
    fn outcome(&self) -> Option<&str>;
}

impl Condition {
    pub fn holds(&self, asked: &dyn Asked) -> bool {
        self.value(asked) == Some(true)
    }

    pub fn value(&self, asked: &dyn Asked) -> Option<bool> {
        match self {
            Self::Is(value) => Some(*value),
            Self::Bad => asked.fact(BAD).map(|bad| bad == 1),
            Self::Compare(whole, op, other) => {
                let whole = whole.value(asked)?;
                Some(match *op {
                    "==" => whole == *other,
                    "<" => whole < *other,
                    _ => whole >= *other,
                })
            }
            Self::Has(fact) => Some(asked.fact(*fact).is_some()),
            Self::In(state) => Some(asked.is_in(*state)),
            Self::Seen(event, hours, least) => Some(asked.seen(event, *hours) >= *least),
            Self::Paid(hours, least) => Some(asked.paid(*hours) >= least * 100),
            Self::EventIs(event) => Some(asked.event() == *event),
            Self::OutcomeIs(word) => asked.outcome().map(|outcome| outcome == *word),
            Self::Not(inner) => inner.value(asked).map(|value| !value),
            Self::And(left, right) => match (left.value(asked), right.value(asked)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Self::Or(left, right) => match (left.value(asked), right.value(asked)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
        }
    }

    pub fn text(&self) -> String {
        match self {
            Self::Is(value) => value.to_string(),
            Self::Bad => "bad".to_owned(),
            Self::Compare(whole, op, other) => format!("{} {op} {other}", whole.text()),
            Self::Has(fact) => format!("has({})", FACTS[*fact]),
            Self::In(state) => format!("In('s{state}')"),
            Self::Seen(event, hours, least) => format!("seen('{event}', {hours}h) >= {least}"),
            Self::Paid(hours, least) => format!("paid('GBP', {hours}h) >= {least}.00 GBP"),
            Self::EventIs(event) => format!("event.type == '{event}'"),
            Self::OutcomeIs(word) => format!("event.outcome == '{word}'"),
            Self::Not(inner) => format!("!({})", inner.text()),
            Self::And(left, right) => format!("({}) && ({})", left.text(), right.text()),
            Self::Or(left, right) => format!("({}) || ({})", left.text(), right.text()),
        }
    }
}

impl Whole {
    pub fn value(&self, asked: &dyn Asked) -> Option<i64> {
        match self {
            Self::Is(value) => Some(*value),
            Self::Fact(fact) => asked.fact(*fact),
            Self::Plus(fact, more) => asked.fact(*fact).map(|value| value + more),
        }
    }

    pub fn text(&self) -> String {
        match self {
            Self::Is(value) => value.to_string(),
            Self::Fact(fact) => FACTS[*fact].to_owned(),
            Self::Plus(fact, more) => format!("{} + {more}", FACTS[*fact]),
        }
    }

    /// Those that conditions may compare.
    pub const FACTS: [usize; 3] = [DAYS, PLACE, EXTRA];
}

impl Amount {
    pub fn value(&self, asked: &dyn Asked) -> Option<i64> {
        match self {
            Self::Is(minor) => Some(*minor),
            Self::Total => asked.fact(TOTAL),
            Self::TotalTimes(times) => Some(asked.fact(TOTAL)? * times.value(asked)?),
        }
    }

    pub fn text(&self) -> String {
        match self {
            Self::Is(minor) => pounds(*minor),
            Self::Total => "total".to_owned(),
            Self::TotalTimes(times) => format!("total * ({})", times.text()),
        }
    }
}

pub fn pounds(minor: i64) -> String {
    format!("{}.{:02} GBP", minor / 100, minor % 100)
}
