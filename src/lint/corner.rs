//! Evaluation at the ends of what facts can be, for the errors that boxes leave aside: numbers that grow too large,
//! amounts in different currencies.

use crate::expression::{Derived, ErrorKind, Expression, Memo, Scope, Val};
use crate::playbook::{FactDecl, Playbook};
use crate::value::{Money, Time, Type, Value};

/// Facts of which every combination of ends is tried.
const MAX_FACTS: usize = 8;

/// Facts at an end of what they can be, where an expression errs.
pub(super) fn erring(playbook: &Playbook, expression: &Expression) -> Option<Vec<(u16, Option<Value>)>> {
    let derived = expression.needs().iter().filter_map(|need| playbook.derived.get(usize::from(*need)));
    let parts = derived.flat_map(|(_, derived)| derived.expressions()).chain([expression]);
    let mut slots: Vec<u16> = parts.flat_map(|part| part.reads()).map(|read| read.slot).collect();
    slots.sort_unstable();
    slots.dedup();
    if slots.len() > MAX_FACTS {
        return None;
    }
    let ends: Vec<Vec<Value>> = slots.iter().filter_map(|slot| playbook.fact(*slot)).map(ends).collect();
    let corners: usize = ends.iter().map(Vec::len).product();
    (0..corners).find_map(|number| {
        let (mut corner, mut rest) = (Corner { playbook, facts: vec![None; playbook.facts.len()] }, number);
        let mut facts = Vec::with_capacity(slots.len());
        for (slot, ends) in slots.iter().zip(&ends) {
            let value = ends.get(rest.checked_rem(ends.len())?).cloned();
            rest /= ends.len();
            facts.push((*slot, value.clone()));
            *corner.facts.get_mut(usize::from(*slot))? = value;
        }
        let error = expression.evaluate(&corner, &mut Memo::new()).err()?;
        let grown = matches!(error.kind, ErrorKind::Overflow | ErrorKind::OutOfRange | ErrorKind::CurrencyMismatch);
        grown.then_some(facts)
    })
}

/// The smallest and the largest value where both are declared, else one that is like any other.
fn ends(fact: &FactDecl) -> Vec<Value> {
    if let (Some(min), Some(max)) = (&fact.min, &fact.max) {
        return vec![min.clone(), max.clone()];
    }
    let one = |text: &str| text.parse::<Money>().ok().map(Value::Money);
    let some = match &fact.ty {
        Type::Bool => return vec![Value::Bool(false), Value::Bool(true)],
        Type::Int => Some(Value::Int(1)),
        Type::Decimal => "1".parse().ok().map(Value::Decimal),
        Type::Money(Some(currency)) => one(&format!("1 {currency}")),
        Type::Money(None) => return [one("1 EUR"), one("1 GBP")].into_iter().flatten().collect(),
        Type::Duration => "PT1H".parse().ok().map(Value::Duration),
        Type::Date => "2026-01-01".parse().ok().map(Value::Date),
        Type::Time => "2026-01-01T00:00:00Z".parse().ok().map(Value::Time),
        Type::Enum(words) => words.first().map(|word| Value::from(word.as_str())),
        Type::Text => Some(Value::from("other")),
    };
    fact.of.first().cloned().or(some).into_iter().collect()
}

/// One value for each fact, and nothing else.
pub(super) struct Corner<'p> {
    pub(super) playbook: &'p Playbook,
    pub(super) facts: Vec<Option<Value>>,
}

impl Scope for Corner<'_> {
    fn fact(&self, slot: u16) -> Option<Val<'_>> {
        self.facts.get(usize::from(slot))?.as_ref().map(Val::from)
    }

    fn derived(&self, index: u16) -> Option<&Derived> {
        self.playbook.derived.get(usize::from(index)).map(|(_, derived)| derived)
    }

    fn now(&self) -> Option<Time> {
        None
    }
}
