//! An event's data, read as a playbook declares them.

use crate::input::Datum;
use crate::value::{Decimal, Rounding, Type, Value};

use super::{EventDecl, FactDecl, LeftOut, Playbook};

/// The longest text that a fact may hold, in bytes.
const MAX_TEXT: usize = 16 * 1024;

/// Why a fact does not take a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// `missing`, `wrong_type`, `out_of_range`, `wrong_currency`, `not_a_member`, `too_long`.
    pub(crate) code: &'static str,
    pub(crate) expected: String,
}

impl Fault {
    fn new(code: &'static str, expected: impl Into<String>) -> Self {
        Self { code, expected: expected.into() }
    }
}

/// What an event carries: by slot, with nothing for a fact that is forgotten.
pub(crate) type Bound = Vec<(u16, Option<Value>)>;

impl Playbook {
    /// Reads the data of an event of this type.
    ///
    /// # Errors
    /// Every fault, with the slot of its fact.
    pub(crate) fn bind<'d>(
        &self,
        event: &EventDecl,
        get: impl Fn(&str) -> Option<Datum<'d>>,
    ) -> Result<Bound, Vec<(u16, Fault)>> {
        let mut bound = Vec::with_capacity(event.facts.len());
        let mut faults = Vec::new();
        for (slot, left_out) in &event.facts {
            let Some(fact) = self.fact(*slot) else { continue };
            let given = get(&fact.name).filter(|datum| *datum != Datum::Null);
            match (given, left_out) {
                (Some(datum), _) => match fact.read(&datum, self.rounding) {
                    Ok(value) => bound.push((*slot, Some(value))),
                    Err(fault) => faults.push((*slot, fault)),
                },
                (None, LeftOut::Refused) => {
                    faults.push((*slot, Fault::new("missing", format!("{} in the event's data", fact.ty))));
                }
                (None, LeftOut::Keeps) => {}
                (None, LeftOut::Means(value)) => bound.push((*slot, Some(value.clone()))),
                (None, LeftOut::Forgets) => bound.push((*slot, None)),
            }
        }
        if faults.is_empty() { Ok(bound) } else { Err(faults) }
    }
}

impl FactDecl {
    /// Reads a member of an event's data.
    pub(crate) fn read(&self, datum: &Datum<'_>, rounding: Rounding) -> Result<Value, Fault> {
        self.accept(self.parse(datum)?, rounding)
    }

    fn parse(&self, datum: &Datum<'_>) -> Result<Value, Fault> {
        let wrong = |form: &str| Fault::new("wrong_type", format!("{form}, this is {}", datum.kind()));
        let unread = |form: &str| Fault::new("wrong_type", form);
        match (&self.ty, datum) {
            (Type::Text | Type::Enum(_), Datum::Text(text)) => Ok(Value::from(&**text)),
            (Type::Text, _) => Err(wrong("text")),
            (Type::Enum(_), _) => Err(wrong("one of the enum's words as text")),
            (Type::Bool, Datum::Bool(value)) => Ok(Value::Bool(*value)),
            (Type::Bool, _) => Err(wrong("`true` or `false`")),
            (Type::Int, Datum::Number(text)) => {
                let whole = text.parse::<Decimal>().ok().and_then(Decimal::to_int);
                whole.map(Value::Int).ok_or_else(|| unread("a whole number of 64 bits"))
            }
            (Type::Int, Datum::Text(text)) => match text.parse::<i64>() {
                // Many JSON tools lose the digits of larger integers, so that these come as text.
                Ok(n) if n.unsigned_abs() >= 1 << 53 && n.to_string() == **text => Ok(Value::Int(n)),
                _ => Err(wrong("a whole number")),
            },
            (Type::Int, _) => Err(wrong("a whole number")),
            (Type::Decimal, Datum::Number(text) | Datum::Text(text)) => {
                text.parse().map(Value::Decimal).map_err(|error| unread(&error.to_string()))
            }
            (Type::Decimal, _) => Err(wrong("a decimal number")),
            (Type::Money(_), Datum::Text(text)) => {
                text.parse().map(Value::Money).map_err(|error| unread(error.expected()))
            }
            (Type::Money(_), _) => Err(wrong("an amount with its currency as text, like `40.00 GBP`")),
            (Type::Duration, Datum::Text(text)) => {
                text.parse().map(Value::Duration).map_err(|error| unread(error.expected()))
            }
            (Type::Duration, _) => Err(wrong("an ISO 8601 duration as text, like `PT3H20M`")),
            (Type::Date, Datum::Text(text)) => text.parse().map(Value::Date).map_err(|error| unread(error.expected())),
            (Type::Date, _) => Err(wrong("a date as text, like `2026-11-02`")),
            (Type::Time, Datum::Text(text)) => text.parse().map(Value::Time).map_err(|error| unread(error.expected())),
            (Type::Time, _) => Err(wrong("an RFC 3339 time as text")),
        }
    }

    /// Whether the fact can have come to this value: of its type, and as it is accepted.
    pub(crate) fn may_be(&self, value: &Value, rounding: Rounding) -> bool {
        let is_kind = matches!(
            (&self.ty, value),
            (Type::Text | Type::Enum(_), Value::Text(_))
                | (Type::Bool, Value::Bool(_))
                | (Type::Int, Value::Int(_))
                | (Type::Decimal, Value::Decimal(_))
                | (Type::Money(_), Value::Money(_))
                | (Type::Duration, Value::Duration(_))
                | (Type::Date, Value::Date(_))
                | (Type::Time, Value::Time(_))
        );
        is_kind && self.accept(value.clone(), rounding).is_ok_and(|accepted| accepted == *value)
    }

    /// Holds a value of the right kind to what refines the type; ints widen, money is rounded to its minor unit.
    pub(crate) fn accept(&self, value: Value, rounding: Rounding) -> Result<Value, Fault> {
        let value = match (&self.ty, value) {
            (Type::Decimal, Value::Int(n)) => Value::Decimal(Decimal::from(n)),
            (Type::Money(currency), Value::Money(money)) => {
                if let Some(wanted) = currency.filter(|wanted| *wanted != money.currency()) {
                    return Err(Fault::new("wrong_currency", format!("an amount in {wanted}")));
                }
                Value::Money(money.rounded(rounding))
            }
            (Type::Enum(words), Value::Text(word)) => {
                if !words.iter().any(|known| *known == *word) {
                    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
                    return Err(Fault::new("not_a_member", format!("one of {}", words.join(", "))));
                }
                Value::Text(word)
            }
            (_, Value::Text(text)) if text.len() > MAX_TEXT => {
                return Err(Fault::new("too_long", format!("text of at most {MAX_TEXT} bytes")));
            }
            (_, value) => value,
        };
        let below = self.min.as_ref().filter(|min| is_less(&value, min));
        let above = self.max.as_ref().filter(|max| is_less(max, &value));
        match (below, above) {
            (Some(min), _) => Err(Fault::new("out_of_range", format!("at least {min}"))),
            (_, Some(max)) => Err(Fault::new("out_of_range", format!("at most {max}"))),
            _ if !self.of.is_empty() && !self.of.contains(&value) => {
                let allowed: Vec<_> = self.of.iter().map(|value| format!("`{value}`")).collect();
                Err(Fault::new("not_a_member", format!("one of {}", allowed.join(", "))))
            }
            _ => Ok(value),
        }
    }
}

/// Whether one value lies below another of its type; bounds of another currency bound nothing.
pub(crate) fn is_less(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a < b,
        (Value::Decimal(a), Value::Decimal(b)) => a < b,
        (Value::Money(a), Value::Money(b)) => a.currency() == b.currency() && a.amount() < b.amount(),
        (Value::Duration(a), Value::Duration(b)) => a < b,
        (Value::Date(a), Value::Date(b)) => a < b,
        (Value::Time(a), Value::Time(b)) => a < b,
        (Value::Text(a), Value::Text(b)) => a < b,
        _ => false,
    }
}
