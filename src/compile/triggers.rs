//! Triggers: what opens a case.

use crate::check::{bad_trigger, duplicate_name, key_not_carried, unknown_event, unknown_trigger_target};
use crate::document::{Entry, KeyFacts, Trigger as Written};
use crate::playbook::{CountRule, EventDecl, Key, Pattern, State, StateId, Trigger};
use crate::value::Name;

use super::lower::Lower;

/// The largest `count`: as many times are kept for an account.
const MAX_COUNT: u32 = 1000;

impl Lower<'_> {
    pub(super) fn key(&mut self) -> Key {
        if let Some(KeyFacts::Facts(facts)) = &self.doc.key {
            for (at, fact) in facts.iter().enumerate() {
                if let Some(first) = facts.iter().take(at).find(|first| *first == fact) {
                    self.report(duplicate_name(fact.span, "key facts", fact.as_str(), Some(first.span)));
                }
            }
        }
        match &self.doc.key {
            None => Key::Account,
            Some(KeyFacts::EachEvent) => Key::EachEvent,
            Some(KeyFacts::Facts(facts)) => Key::Facts(facts.iter().filter_map(|fact| self.slot(fact)).collect()),
        }
    }

    pub(super) fn triggers(&mut self, key: &Key, events: &[EventDecl], states: &[State]) -> Vec<Trigger> {
        let doc = self.doc;
        doc.triggers.iter().map(|entry| self.trigger(entry, key, events, states)).collect()
    }

    fn trigger(&mut self, entry: &Entry<Written>, key: &Key, events: &[EventDecl], states: &[State]) -> Trigger {
        let (name, doc) = (entry.key.as_str(), &entry.value);
        let upon = Pattern::new(doc.upon.as_str());
        let matched: Vec<&EventDecl> = events.iter().filter(|event| upon.matches(&event.name)).collect();
        let lost = self.doc.events.lost().iter().any(|event| upon.matches(event.as_str()));
        let unread = events.is_empty() && self.spoiled.any();
        if matched.is_empty() && !lost && !unread && !doc.upon.as_str().is_empty() {
            let declared: Vec<&str> = events.iter().map(|event| event.name.as_str()).collect();
            let finding = unknown_event(doc.upon.span, doc.upon.as_str(), declared).help("declare it under `events`");
            self.report(finding);
        }
        let when = doc.when.as_ref().and_then(|when| self.condition(when));
        let set: Vec<_> = doc.set.iter().filter_map(|entry| self.set_fact(&entry.key, &entry.value)).collect();
        if let Key::Facts(slots) = key {
            for slot in slots.iter().filter(|slot| !set.iter().any(|(known, _)| known == *slot)) {
                let lacks = matched.iter().find(|event| !event.always_gives(*slot));
                let fact = self.facts.get(usize::from(*slot)).map(|fact| fact.name.to_string());
                if let (Some(event), Some(fact)) = (lacks, fact) {
                    let finding = key_not_carried(doc.upon.span, name, &event.name, &fact);
                    self.report(finding);
                }
            }
        }
        let go = self.opens_at(name, doc, states);
        let count = self.count_rule(entry);
        Trigger { name: Name::from(name), upon, when, count, go, set }
    }

    fn opens_at(&mut self, name: &str, doc: &Written, states: &[State]) -> Vec<StateId> {
        let Some(go) = &doc.go else { return Vec::new() };
        let mut targets = Vec::new();
        self.ways_known &=
            go.0.iter().all(|target| crate::expression::Names::state(&self.names, target.as_str()).is_some());
        for target in &go.0 {
            match crate::expression::Names::state(&self.names, target.as_str()) {
                Some(id) => targets.push(StateId(id)),
                None if self.is_lost(target) => {}
                None => {
                    let names = self.names.state_names();
                    let finding = unknown_trigger_target(target.span, name, target.as_str(), names);
                    self.report(finding);
                }
            }
        }
        self.check_together(&go.0, &targets, states);
        targets
    }

    fn count_rule(&mut self, entry: &Entry<Written>) -> Option<CountRule> {
        let doc = &entry.value;
        let next = self.doc.triggers.iter().find(|next| next.key.span.start > entry.key.span.start);
        let spoiled = self.spoiled.between(entry.key.span, next.map(|next| next.key.span));
        let per = doc.per.as_str();
        if !per.is_empty() && per != "key" {
            let finding = crate::check::unknown_word(doc.per.span, "way to count", per, ["key"]);
            let finding = finding.expecting(["`key`"]);
            self.report(finding.help("leave `per` out to count for the whole account"));
        }
        let window = doc.r#in.as_ref().map(|text| self.period(text));
        match (&doc.count, window) {
            (Some(count), Some(window)) => {
                if count.value == 0 || count.value > MAX_COUNT {
                    let help = format!("a count is a number from 1 to {MAX_COUNT}");
                    self.report(bad_trigger(count.span, "a count that can't be kept", &help));
                }
                Some(CountRule { at_least: count.value.min(MAX_COUNT), window: window?, per_key: per == "key" })
            }
            (Some(count), None) => {
                if !spoiled {
                    let help = "say in what time they count, such as `in: 30d`";
                    self.report(bad_trigger(count.span, "`count` without `in`", help));
                }
                None
            }
            (None, Some(_)) => {
                let span = doc.r#in.as_ref().map(|text| text.span).unwrap_or_default();
                if !spoiled {
                    let help = "say how many events it takes, such as `count: 3`";
                    self.report(bad_trigger(span, "`in` without `count`", help));
                }
                None
            }
            (None, None) => {
                if !per.is_empty() && !spoiled {
                    let help = "say how many events it takes and in what time, such as `count: 3, in: 30d`";
                    self.report(bad_trigger(doc.per.span, "`per` without `count`", help));
                }
                None
            }
        }
    }
}
