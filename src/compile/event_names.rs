//! The events that a playbook may hear of: those it declares or raises, and the engine's own about its parts.

use std::collections::BTreeSet;
use std::ops::Bound;

use crate::playbook::Pattern;
use crate::value::Name;

/// Names of events. Those of the engine are a word and a name, and are kept as that: there are many of them, and few are
/// asked for.
#[derive(Default)]
pub(super) struct EventNames {
    written: BTreeSet<Name>,
    own: Vec<(&'static [&'static str], BTreeSet<Name>)>,
}

impl EventNames {
    /// An event that the author names.
    pub(super) fn add(&mut self, name: &str) {
        self.written.insert(Name::from(name));
    }

    /// The engine's events that begin with one of these words and go on with one of these names.
    pub(super) fn add_own<'n>(&mut self, words: &'static [&'static str], names: impl Iterator<Item = &'n str>) {
        self.own.push((words, names.map(Name::from).collect()));
    }

    /// Whether a pattern matches one of them.
    pub(super) fn any_matches(&self, pattern: &Pattern) -> bool {
        let text = pattern.text().as_str();
        let own = |(words, names): &(&[&str], BTreeSet<Name>)| {
            !names.is_empty()
                && words.iter().any(|word| {
                    let rest = text.strip_prefix(word).and_then(|rest| rest.strip_prefix('.'));
                    pattern.matches(word) || rest.is_some_and(|rest| begins_one(names, rest))
                })
        };
        (pattern.is_all() && !self.written.is_empty()) || begins_one(&self.written, text) || self.own.iter().any(own)
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<String> {
        let own = self.own.iter().flat_map(|(words, names)| {
            names.iter().flat_map(|name| words.iter().map(move |word| format!("{word}.{name}")))
        });
        self.written.iter().map(Name::to_string).chain(own).collect()
    }
}

/// Whether a text is one of these names or a dotted beginning of one.
fn begins_one(names: &BTreeSet<Name>, text: &str) -> bool {
    let dotted = format!("{text}.");
    let next = names.range::<str, _>((Bound::Included(dotted.as_str()), Bound::Unbounded)).next();
    names.contains(text) || next.is_some_and(|next| next.starts_with(&dotted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_they_do_on_each_name() {
        let mut events = EventNames::default();
        assert!(!events.any_matches(&Pattern::new("*")));
        ["flight.arrived", "flight-plan", "flights"].into_iter().for_each(|name| events.add(name));
        events.add_own(&["step.done", "step.failed"], ["sorry.apology", "pay"].into_iter());
        events.add_own(&["approval.granted"], std::iter::empty());
        let words = ["*", "", ".", "f", "flight", "flight.arrived", "flight.arrived.now", "flight-plan", "flight-"];
        let own = ["step", "step.", "step.d", "step.done", "step.done.", "step.done.sorry", "step.done.sorry.apology"];
        let more = ["step.failed.pay", "step.failed.pa", "step.failed.pay.more", "approval", "approval.granted"];
        for text in words.into_iter().chain(own).chain(more) {
            let pattern = Pattern::new(text);
            let expected = events.all().iter().any(|event| pattern.matches(event));
            assert_eq!(events.any_matches(&pattern), expected, "{text}");
        }
    }
}
