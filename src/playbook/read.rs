//! An event's data, read as a playbook declares them.

pub(crate) use crate::input::Misfit as Fault;
use crate::input::{Raw, refine};
use crate::value::{Rounding, Type, Val, Value};

use super::{FactDecl, LeftOut};

/// What an event carries: by slot, with nothing for a fact that is forgotten.
pub(crate) type Bound = Vec<(u16, Option<Value>)>;

/// What an event does to a fact that it may carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Given {
    /// The fact is this now, or unknown.
    Now(Option<Value>),
    /// It is what it was.
    AsBefore,
}

impl FactDecl {
    /// What an event with this member in its data, or without it, does to the fact.
    pub(crate) fn given(&self, datum: Option<Raw<'_>>, left_out: &LeftOut, rounding: Rounding) -> Result<Given, Fault> {
        match (datum.filter(|datum| !matches!(datum, Raw::Null)), left_out) {
            (Some(datum), _) => self.read(datum, rounding).map(|value| Given::Now(Some(value))),
            (None, LeftOut::Refused) => Err(Fault::new("missing", format!("{} in the event's data", self.ty))),
            (None, LeftOut::Keeps) => Ok(Given::AsBefore),
            (None, LeftOut::Means(value)) => Ok(Given::Now(Some(value.clone()))),
            (None, LeftOut::Forgets) => Ok(Given::Now(None)),
        }
    }

    /// Reads a member of an event's data.
    pub(crate) fn read(&self, datum: Raw<'_>, rounding: Rounding) -> Result<Value, Fault> {
        let value = datum.read(&self.ty, rounding)?;
        self.within(value.to_value())
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
        let refined = refine(&self.ty, Val::from(&value), rounding)?;
        self.within(if let Val::Text(_) = refined { value } else { refined.to_value() })
    }

    /// Holds a value to the bounds and the list of the declaration.
    fn within(&self, value: Value) -> Result<Value, Fault> {
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
