//! Events to try: for each kind the data with which conditions may come out one way or the other.

use super::choice::Facts;
use crate::expression::Expression;
use crate::playbook::{EventDecl, FactDecl, Hole, Key, LeftOut, Playbook};
use crate::value::{Date, Decimal, Duration, Money, Time, Type, Value};

/// How many values are tried for one fact, and how many combinations for one kind of event.
const MAX_VALUES: usize = 8;
const MAX_EVENTS: usize = 48;

/// What one event carries: by slot, in the order of the declaration; nothing for a fact that is left out.
pub(super) type Data = Vec<(u16, Option<Value>)>;

/// Values that stand in the playbook, and their neighbours.
pub(super) struct Values<'p> {
    playbook: &'p Playbook,
    constants: Vec<Value>,
    /// Facts that messages count.
    counted: Vec<u16>,
}

impl<'p> Values<'p> {
    /// What stands in the playbook, and in conditions beside it.
    pub(super) fn new<'e>(playbook: &'p Playbook, beside: impl Iterator<Item = &'e Expression>) -> Self {
        let mut constants: Vec<Value> = Vec::new();
        let of_playbook = playbook.expressions().flat_map(|expression| expression.constants());
        for value in beside.flat_map(|expression| expression.constants()).chain(of_playbook) {
            for value in with_neighbours(value) {
                if constants.len() < 256 && !constants.contains(&value) {
                    constants.push(value);
                }
            }
        }
        let wordings = playbook.messages.iter().flat_map(|message| &message.wordings);
        let counted = wordings.filter_map(|wording| match wording.more.as_ref()?.count {
            Some(Hole::Fact(slot)) => Some(slot),
            _ => None,
        });
        Self { playbook, constants, counted: counted.collect() }
    }

    /// What a customer's locale may be.
    fn locales(&self) -> Vec<Value> {
        self.playbook.locales.iter().map(|locale| Value::from(locale.tag().as_str())).collect()
    }

    /// Data for an event: everything once, as far as the limit goes; the least said comes first, then the facts that are
    /// looked for.
    pub(super) fn events(&self, event: &EventDecl, leads: &[&Facts], now: Time) -> Vec<Data> {
        let choices: Vec<(u16, Vec<Option<Value>>)> = event
            .facts
            .iter()
            .filter_map(|(slot, left_out)| {
                let fact = self.playbook.fact(*slot)?;
                let mut values: Vec<Option<Value>> = self.of(*slot, fact, now).into_iter().map(Some).collect();
                if !matches!(left_out, LeftOut::Refused) {
                    values.insert(0, None);
                }
                Some((*slot, values))
            })
            .collect();
        let first = spread(&choices, 0);
        let led = leads.iter().map(|lead| follow(&first, lead, event));
        let mut data: Vec<Data> = Vec::new();
        for next in [first.clone()].into_iter().chain(led).chain(usual(&choices)) {
            if data.len() < MAX_EVENTS && !data.contains(&next) {
                data.push(next);
            }
        }
        data
    }

    /// Values that the fact accepts; one for a fact of the key, since one case is looked at.
    fn of(&self, slot: u16, fact: &FactDecl, now: Time) -> Vec<Value> {
        let usual: Vec<Value> = match &fact.ty {
            Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
            // Where it is counted in a message, numbers of every plural form.
            Type::Int if self.counted.contains(&slot) => [1, 0, 2, 3, 5, 11].map(Value::Int).into(),
            Type::Int => vec![Value::Int(1), Value::Int(0)],
            Type::Decimal => vec![Value::Decimal(Decimal::from(1)), Value::Decimal(Decimal::ZERO)],
            Type::Money(currency) => {
                let currency = currency.or_else(|| "GBP".parse().ok());
                currency.map(|currency| Value::Money(Money::new(Decimal::from(1), currency))).into_iter().collect()
            }
            Type::Duration => vec![Value::Duration(Duration::ZERO)],
            Type::Date => self.playbook.zone.date(now).map(Value::Date).into_iter().collect(),
            Type::Time => vec![Value::Time(now)],
            Type::Text if self.playbook.customer.locale == Some(slot) => self.locales(),
            Type::Text => vec![Value::from("A1")],
            Type::Enum(words) => words.iter().map(|word| Value::from(word.as_str())).collect(),
        };
        let bounds = [&fact.min, &fact.max].into_iter().flatten().cloned();
        let listed = fact.of.iter().cloned();
        // Texts that stand in the playbook are words of other facts more often than not.
        let (first, last) = if fact.ty == Type::Text { (usual, Vec::new()) } else { (Vec::new(), usual) };
        let constants = self.constants.iter().cloned();
        let candidates = listed.chain(first).chain(constants).chain(last).chain(bounds);
        let mut values: Vec<Value> = Vec::new();
        for value in candidates.filter(|value| is_of(value, &fact.ty)) {
            if let Ok(value) = fact.accept(value, self.playbook.rounding) {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        let is_key = matches!(&self.playbook.key, Key::Facts(slots) if slots.contains(&slot));
        values.truncate(if is_key { 1 } else { MAX_VALUES });
        values
    }
}

/// Everything once, as far as the limit goes.
fn usual(choices: &[(u16, Vec<Option<Value>>)]) -> Vec<Data> {
    let all = choices.iter().try_fold(1_usize, |n, (_, values)| n.checked_mul(values.len()));
    let count = all.unwrap_or(usize::MAX).min(MAX_EVENTS);
    if all.is_some_and(|all| all <= MAX_EVENTS) {
        return (0..count).map(|number| spread(choices, number)).collect();
    }
    // Each value of each fact beside the first of the others, then mixtures.
    let mut found: Vec<Data> = vec![spread(choices, 0)];
    for (at, (slot, values)) in choices.iter().enumerate() {
        for value in values.iter().skip(1) {
            let mut data = spread(choices, 0);
            if let Some(entry) = data.get_mut(at) {
                *entry = (*slot, value.clone());
            }
            found.push(data);
        }
    }
    let mut mixed: usize = 0;
    while found.len() < count {
        mixed = mixed.wrapping_add(0x9E37_79B9);
        found.push(spread(choices, mixed));
    }
    found.truncate(MAX_EVENTS);
    found
}

/// The same data with the facts of a lead, where the event may carry them so.
fn follow(data: &Data, lead: &Facts, event: &EventDecl) -> Data {
    let mut led = data.clone();
    for ((slot, value), (_, left_out)) in led.iter_mut().zip(&event.facts) {
        if let Some((_, wanted)) = lead.iter().find(|(known, _)| known == slot) {
            if wanted.is_some() || !matches!(left_out, LeftOut::Refused) {
                value.clone_from(wanted);
            }
        }
    }
    led
}

/// The combination of that number.
fn spread(choices: &[(u16, Vec<Option<Value>>)], mut number: usize) -> Data {
    let mut data = Data::with_capacity(choices.len());
    for (slot, values) in choices {
        let n = values.len().max(1);
        data.push((*slot, values.get(number % n).cloned().flatten()));
        number /= n;
    }
    data
}

fn is_of(value: &Value, ty: &Type) -> bool {
    matches!(
        (value, ty),
        (Value::Bool(_), Type::Bool)
            | (Value::Int(_), Type::Int | Type::Decimal)
            | (Value::Decimal(_), Type::Decimal)
            | (Value::Money(_), Type::Money(_))
            | (Value::Duration(_), Type::Duration)
            | (Value::Date(_), Type::Date)
            | (Value::Time(_), Type::Time)
            | (Value::Text(_), Type::Text | Type::Enum(_))
    )
}

/// A constant, and the values beside it.
fn with_neighbours(value: &Value) -> Vec<Value> {
    let mut found = vec![value.clone()];
    match value {
        Value::Int(n) => found.extend([n.checked_add(1), n.checked_sub(1)].into_iter().flatten().map(Value::Int)),
        Value::Decimal(n) => found.extend(beside(*n).map(Value::Decimal)),
        Value::Money(money) => {
            found.extend(beside(money.amount()).map(|amount| Value::Money(Money::new(amount, money.currency()))));
        }
        Value::Duration(length) => {
            let second = 1_000_000_000;
            let n = length.as_nanoseconds();
            let beside = [n.checked_add(second), n.checked_sub(second)].into_iter().flatten();
            found.extend(beside.filter_map(Duration::nanoseconds).map(Value::Duration));
        }
        Value::Date(date) => {
            found.extend([-1, 1].into_iter().filter_map(|n| Date::plus_days(*date, n)).map(Value::Date))
        }
        _ => {}
    }
    found
}

fn beside(n: Decimal) -> impl Iterator<Item = Decimal> {
    let one = Decimal::from(1);
    [n.checked_add(one), n.checked_sub(one)].into_iter().flatten()
}
