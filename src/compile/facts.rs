//! Facts and events.

use std::sync::Arc;

use crate::check::{
    bad_fact, bad_literal, carried_twice, duplicate_name, fault, reserved_event, unknown_fact, unknown_word,
};
use crate::document::{FactFields, FactType, MayCarry, Text};
use crate::expression::literal;
use crate::playbook::{EventDecl, FactDecl, LeftOut};
use crate::value::{Currency, Name, Type, Value};

use super::lower::Lower;

/// First words of event types that are the engine's own.
const ENGINE_EVENTS: [&str; 8] = ["step", "promise", "approval", "complete", "trigger", "error", "after", "at"];

/// Whether an event's name is one of the engine's own.
pub(super) fn is_engine_event(name: &str) -> bool {
    name.split('.').next().is_some_and(|first| ENGINE_EVENTS.contains(&first))
}

impl Lower<'_> {
    pub(super) fn facts(&mut self) {
        for lost in self.doc.facts.lost() {
            self.names.add_broken(lost.as_str());
        }
        for entry in &self.doc.facts {
            let fields = &entry.value.0;
            let Some(ty) = self.fact_type(&entry.key, fields) else {
                self.names.add_broken(entry.key.as_str());
                continue;
            };
            let Ok(slot) = u16::try_from(self.facts.len()) else { return };
            let min = self.literal(&fields.min, &ty);
            let max = self.literal(&fields.max, &ty);
            if let (Some(min), Some(max)) = (&min, &max) {
                if crate::playbook::is_less(max, min) {
                    let help = "write the smaller one under `min`";
                    let finding = bad_fact(fields.max.span, "`max` lies below `min`", help);
                    self.report(finding.label(fields.min.span, "`min` is here"));
                }
            }
            let default = fields.default.as_ref().and_then(|text| self.literal(text, &ty));
            let of = match ty {
                Type::Enum(_) => Vec::new(),
                _ => fields.of.iter().filter_map(|text| self.literal(text, &ty)).collect(),
            };
            let fact = FactDecl {
                name: entry.key.value.clone(),
                ty: ty.clone(),
                min,
                max,
                of,
                default: None,
                personal: fields.personal.unwrap_or(false),
            };
            let default = default.and_then(|value| match fact.accept(value, crate::value::Rounding::default()) {
                Ok(value) => Some(value),
                Err(found) => {
                    let text = fields.default.as_ref().unwrap_or(&entry.key);
                    self.findings.push(bad_literal(text.span, text.as_str(), &found.expected));
                    None
                }
            });
            self.names.add_fact(&entry.key.value, slot, ty);
            self.facts.push(FactDecl { default, ..fact });
        }
    }

    fn fact_type(&mut self, key: &Text, fields: &FactFields) -> Option<Type> {
        let written = fields.r#type.as_ref()?;
        let currency = self.currency(&fields.currency);
        if !fields.currency.as_str().is_empty() && written.value != FactType::Money {
            let message = format!("a fact of type `{}` has no currency", written.value.as_str());
            self.report(bad_fact(fields.currency.span, &message, "delete `currency`, or write `type: money`"));
        }
        Some(match written.value {
            FactType::Text => Type::Text,
            FactType::Bool => Type::Bool,
            FactType::Int => Type::Int,
            FactType::Decimal => Type::Decimal,
            FactType::Money => Type::Money(currency),
            FactType::Duration => Type::Duration,
            FactType::Date => Type::Date,
            FactType::Time => Type::Time,
            FactType::Enum => {
                let mut words: Vec<Name> = Vec::new();
                for word in &fields.of {
                    if words.iter().any(|known| *known == *word.as_str()) {
                        let first = fields.of.iter().find(|first| *first == word).map(|first| first.span);
                        self.report(duplicate_name(word.span, "words", word.as_str(), first));
                    }
                    words.push(word.value.clone());
                }
                if words.is_empty() {
                    let next = self.doc.facts.iter().find(|next| next.key.span.start > key.span.start);
                    if !self.spoiled.between(key.span, next.map(|next| next.key.span)) {
                        self.report(bad_fact(written.span, "an enum without words", "list its words under `of`"));
                    }
                    return None;
                }
                Type::Enum(Arc::from(words))
            }
        })
    }

    pub(super) fn currency(&mut self, text: &Text) -> Option<Currency> {
        if text.as_str().is_empty() {
            return None;
        }
        let currency = text.as_str().parse().ok();
        if currency.is_none() {
            let known = ["EUR", "GBP", "USD", "JPY", "CHF", "AUD", "CAD"];
            self.report(unknown_word(text.span, "currency code of ISO 4217", text.as_str(), known));
        }
        currency
    }

    fn literal(&mut self, text: &Text, ty: &Type) -> Option<Value> {
        if text.as_str().is_empty() {
            return None;
        }
        literal(text.as_str(), ty).map_err(|found| self.findings.push(fault(text, &found))).ok()
    }

    pub(super) fn events(&mut self) -> Vec<EventDecl> {
        for lost in self.doc.events.lost() {
            self.names.events.add(lost.as_str());
        }
        let mut events = Vec::new();
        for entry in &self.doc.events {
            let name = entry.key.as_str();
            if is_engine_event(name) {
                self.report(reserved_event(entry.key.span, name));
            }
            self.names.events.add(name);
            let mut facts: Vec<(u16, LeftOut)> = Vec::new();
            let fields = &entry.value.0;
            for carried in &fields.carries {
                let Some(slot) = self.slot(carried) else { continue };
                if facts.iter().any(|(known, _)| *known == slot) {
                    self.report(carried_twice(carried.span, name, carried.as_str()));
                    continue;
                }
                facts.push((slot, LeftOut::Refused));
            }
            for carried in &fields.may_carry {
                let Some(slot) = self.slot(&carried.fact) else { continue };
                if facts.iter().any(|(known, _)| *known == slot) {
                    self.report(carried_twice(carried.fact.span, name, carried.fact.as_str()));
                    continue;
                }
                let left_out = self.left_out(carried, slot);
                facts.push((slot, left_out));
            }
            events.push(EventDecl { name: Name::from(name), facts });
        }
        events
    }

    fn left_out(&mut self, carried: &MayCarry, slot: u16) -> LeftOut {
        if carried.forgets() {
            return LeftOut::Forgets;
        }
        let (Some(text), Some(fact)) = (&carried.otherwise, self.facts.get(usize::from(slot))) else {
            return LeftOut::Keeps;
        };
        let fact = fact.clone();
        let Some(value) = self.literal(text, &fact.ty) else { return LeftOut::Keeps };
        match fact.accept(value, crate::value::Rounding::default()) {
            Ok(value) => LeftOut::Means(value),
            Err(found) => {
                self.report(bad_literal(text.span, text.as_str(), &found.expected));
                LeftOut::Keeps
            }
        }
    }

    /// The slot of a fact, or a finding.
    pub(super) fn slot(&mut self, text: &Text) -> Option<u16> {
        let slot = self.names.fact(text.as_str());
        let unread = self.doc.facts.is_empty() && self.spoiled.any();
        if slot.is_none() && !unread && !self.names.is_broken(text.as_str()) {
            let finding = unknown_fact(text.span, text.as_str(), self.names.fact_names());
            self.report(finding);
        }
        slot
    }
}
