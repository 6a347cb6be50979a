//! How names are made.

use super::sink::Sink;
use crate::document::check::{Name, bad_id, reserved};
use crate::document::{Action, Entries, PlaybookDoc, PolicyDoc, Spanned, State, Text, Transition, Transitions};

/// Words of expressions that no fact may be called.
const RESERVED: [&str; 14] = [
    "true",
    "false",
    "in",
    "has",
    "now",
    "opened",
    "event",
    "not",
    "and",
    "or",
    "money",
    "duration",
    "date",
    "timestamp",
];
/// Longest name.
const MAX_NAME: usize = 128;

/// Reports every name that is not made as names are.
pub(super) fn check(sink: &Sink<'_>, doc: &PlaybookDoc) {
    let ids = Ids { sink };
    if !doc.playbook.value.is_empty() {
        ids.check(&doc.playbook, Name::Id("a playbook"));
    }
    ids.keys(&doc.facts, Name::Variable("a fact"));
    ids.keys(&doc.derive, Name::Variable("a derived value"));
    ids.keys(&doc.events, Name::Event);
    ids.keys(&doc.triggers, Name::Id("a trigger"));
    ids.keys(&doc.messages, Name::Id("a message"));
    ids.keys(&doc.goals, Name::Id("a goal"));
    ids.keys(&doc.roles, Name::Id("a role"));
    ids.keys(&doc.legal_limits, Name::Id("a legal limit"));
    ids.states(&doc.states);
}

/// The same of a policy.
pub(super) fn check_policy(sink: &Sink<'_>, doc: &PolicyDoc) {
    let ids = Ids { sink };
    if !doc.policy.value.is_empty() {
        ids.check(&doc.policy, Name::Id("a policy"));
    }
    ids.keys(&doc.calendars, Name::Id("a calendar"));
    ids.keys(&doc.roles, Name::Id("a role"));
    ids.keys(&doc.channels, Name::Id("a channel"));
}

struct Ids<'a, 's> {
    sink: &'a Sink<'s>,
}

impl Ids<'_, '_> {
    fn keys<T>(&self, entries: &Entries<T>, name: Name) {
        for key in entries.iter().map(|entry| &entry.key).chain(entries.lost()) {
            self.check(key, name);
        }
    }

    /// As deep as the document, which is limited.
    fn states(&self, states: &Entries<State>) {
        self.keys(states, Name::Id("a state"));
        for state in states.iter().map(|entry| &entry.value) {
            self.actions(&state.r#do);
            self.actions(&state.leave);
            for by in [&state.upon, &state.after, &state.at] {
                by.iter().for_each(|entry| self.transitions(&entry.value));
            }
            state.choose.iter().for_each(|transition| self.transition(&transition.value));
            self.transitions(&state.next);
            self.transitions(&state.r#else);
            self.states(&state.states);
            self.states(&state.together);
        }
    }

    fn transitions(&self, transitions: &Transitions) {
        transitions.0.iter().for_each(|transition| self.transition(&transition.value));
    }

    fn transition(&self, transition: &Transition) {
        self.actions(&transition.r#do);
        if let Some(other) = &transition.r#else {
            self.transitions(other);
        }
    }

    fn actions(&self, actions: &[Spanned<Action>]) {
        for (_, step) in actions.iter().filter_map(|action| action.value.step()) {
            if let Some(name) = step.r#as {
                self.check(name, Name::Id("a step"));
            }
        }
    }

    fn check(&self, text: &Text, name: Name) {
        let written = text.as_str();
        let good = written.len() <= MAX_NAME
            && match name {
                Name::Id(_) => is_word(written),
                Name::Variable(_) => is_variable(written),
                Name::Event => written.split('.').all(is_word),
            };
        if !good {
            self.sink.report(bad_id(text.span, name, written, better(written, name)));
        } else if matches!(name, Name::Variable(_)) && RESERVED.contains(&written) {
            self.sink.report(reserved(text.span, name, written));
        }
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn is_variable(text: &str) -> bool {
    is_word(text) && !text.contains('-') && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// The name with what may not stand there replaced, if that makes a name.
fn better(written: &str, name: Name) -> Option<String> {
    if written.chars().any(|c| c.is_alphanumeric() && !c.is_ascii()) {
        return None;
    }
    let filler = if matches!(name, Name::Variable(_)) { '_' } else { '-' };
    let keep = |c: char| match c {
        c if c.is_ascii_alphanumeric() || c == '_' => c,
        '-' if filler == '-' => '-',
        '.' if name == Name::Event => '.',
        _ => filler,
    };
    let text: String = written.trim().chars().map(keep).collect();
    let good = text.len() <= MAX_NAME
        && text.chars().any(|c| c.is_ascii_alphanumeric())
        && match name {
            Name::Variable(_) => is_variable(&text),
            Name::Event => text.split('.').all(is_word),
            Name::Id(_) => is_word(&text),
        };
    good.then_some(text)
}
