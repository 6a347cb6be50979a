//! What an account remembers of inputs, so that none works twice and counts are right.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::canon::Id;
use crate::ids::{Cause, StepId};
use crate::pool::Key;
use crate::value::{Name, Time};

use super::rare::{Rare, Usual, push_snug};

/// How many events are remembered by `(source, id)`.
const MAX_EVENTS: usize = 256;
/// How many commands are remembered by their id.
const MAX_COMMANDS: usize = 256;
/// How many receipts of steps that are gone are remembered.
const MAX_RECEIPTS: usize = 256;
/// How many payments that a pool was asked for in vain are remembered.
const MAX_DROPPED: usize = 64;
/// How many ended cases are remembered by name.
const MAX_ENDED: usize = 64;

/// The window in which a redelivered event is known again. Stored as [`Form`] says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Memory {
    events: Vec<Known>,
    rare: Rare<RareOfMemory>,
}

/// What an account without ended cases, and with few events, does not remember.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct RareOfMemory {
    /// The earliest first.
    commands: Vec<KnownCommand>,
    ended: Vec<Ended>,
    /// The latest time of an event that was forgotten.
    forgotten: Option<Time>,
    receipts: Vec<(StepId, Name)>,
    /// Payments that a pool was asked for, and that are wanted no more or were refused.
    dropped: Vec<Key>,
}

impl Usual for RareOfMemory {
    const USUAL: &'static Self =
        &Self { commands: Vec::new(), dropped: Vec::new(), ended: Vec::new(), forgotten: None, receipts: Vec::new() };
}

/// The memory as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Memory", rename = "Memory")]
struct Form {
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "commands")]
    commands: Vec<KnownCommand>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "dropped")]
    dropped: Vec<Key>,
    #[serde(getter = "ended")]
    ended: Vec<Ended>,
    events: Vec<Known>,
    #[serde(skip_serializing_if = "Option::is_none", getter = "forgotten")]
    forgotten: Option<Time>,
    #[serde(getter = "receipts")]
    receipts: Vec<(StepId, Name)>,
}

fn commands(memory: &Memory) -> &Vec<KnownCommand> {
    &memory.rare.commands
}

fn dropped(memory: &Memory) -> &Vec<Key> {
    &memory.rare.dropped
}

fn ended(memory: &Memory) -> &Vec<Ended> {
    &memory.rare.ended
}

fn forgotten(memory: &Memory) -> Option<Time> {
    memory.rare.forgotten
}

fn receipts(memory: &Memory) -> &Vec<(StepId, Name)> {
    &memory.rare.receipts
}

impl From<Form> for Memory {
    fn from(Form { commands, dropped, ended, events, forgotten, receipts }: Form) -> Self {
        Self { events, rare: Rare::new(RareOfMemory { commands, dropped, ended, forgotten, receipts }) }
    }
}

impl Serialize for Memory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Form::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Memory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Form::deserialize(deserializer)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    /// Of `(source, id)`.
    cause: Cause,
    content: Id,
    time: Time,
}

/// A command that was given, obeyed or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KnownCommand {
    /// Of its id.
    cause: Cause,
    content: Id,
}

/// A case that is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) case: Name,
    /// Values of its key facts, as text.
    pub(crate) key: Vec<Name>,
    pub(crate) playbook: Name,
}

/// Whether an event or a command was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recall {
    New,
    Duplicate,
    /// The same id with other content.
    Conflict,
    /// It may have been there: it is not later than what was forgotten.
    TooOld,
}

impl Memory {
    /// Keeps what became of steps and commands, and nothing of events and cases.
    pub(super) fn erase(&mut self) {
        self.events = Vec::new();
        self.rare.change(|rare| (rare.ended, rare.forgotten) = (Vec::new(), None));
    }

    /// The cause is asked for only where there were events, the content where there was one with this cause.
    pub(crate) fn recall(
        &self,
        cause: impl FnOnce() -> Cause,
        time: Time,
        content: impl FnOnce() -> Option<Id>,
    ) -> Recall {
        let cause = if self.events.is_empty() { None } else { Some(cause()) };
        match self.events.iter().rev().find(|known| Some(known.cause) == cause) {
            Some(known) if Some(known.content) == content() => Recall::Duplicate,
            Some(_) => Recall::Conflict,
            None if self.rare.forgotten.is_some_and(|forgotten| time <= forgotten) => Recall::TooOld,
            None => Recall::New,
        }
    }

    /// Remembers an event; past the limit the one with the earliest time is forgotten.
    pub(crate) fn remember(&mut self, cause: Cause, content: Id, time: Time) {
        push_snug(&mut self.events, Known { cause, content, time });
        if self.events.len() > MAX_EVENTS {
            let earliest = self.events.iter().enumerate().min_by_key(|(_, known)| known.time).map(|(at, _)| at);
            if let Some(at) = earliest {
                let gone = self.events.remove(at);
                self.rare.change(|rare| rare.forgotten = rare.forgotten.max(Some(gone.time)));
            }
        }
    }

    /// The same of a command. There is no telling whether one that was forgotten was there.
    pub(crate) fn recall_command(&self, cause: Cause, content: Id) -> Recall {
        match self.rare.commands.iter().rev().find(|known| known.cause == cause) {
            Some(known) if known.content == content => Recall::Duplicate,
            Some(_) => Recall::Conflict,
            None => Recall::New,
        }
    }

    /// Remembers a command; past the limit the earliest is forgotten.
    pub(crate) fn remember_command(&mut self, cause: Cause, content: Id) {
        self.rare.change(|RareOfMemory { commands, .. }| {
            push_snug(commands, KnownCommand { cause, content });
            if commands.len() > MAX_COMMANDS {
                commands.remove(0);
            }
        });
    }

    /// Whether it holds no more than its limits allow.
    pub(super) fn is_within_limits(&self) -> bool {
        let rare = &self.rare;
        let inputs = self.events.len() <= MAX_EVENTS && rare.commands.len() <= MAX_COMMANDS;
        let steps = rare.receipts.len() <= MAX_RECEIPTS && rare.dropped.len() <= MAX_DROPPED;
        inputs && steps && rare.ended.len() <= MAX_ENDED
    }

    /// The cases that have ended.
    pub(crate) fn ended(&self) -> &[Ended] {
        &self.rare.ended
    }

    /// The last receipt for a step of a case that has ended.
    pub(crate) fn receipt(&self, step: StepId) -> Option<&str> {
        self.rare.receipts.iter().rev().find(|(known, _)| *known == step).map(|(_, word)| word.as_str())
    }

    pub(crate) fn remember_receipt(&mut self, step: StepId, word: &str) {
        self.rare.change(|RareOfMemory { receipts, .. }| {
            receipts.retain(|(known, _)| *known != step);
            push_snug(receipts, (step, Name::from(word)));
            if receipts.len() > MAX_RECEIPTS {
                receipts.remove(0);
            }
        });
    }

    /// Whether a pool was asked for this payment in vain.
    pub(crate) fn is_dropped(&self, key: Key) -> bool {
        self.rare.dropped.contains(&key)
    }

    pub(crate) fn remember_dropped(&mut self, keys: Vec<Key>) {
        if keys.is_empty() {
            return;
        }
        self.rare.change(|rare| {
            for key in keys {
                rare.dropped.retain(|known| *known != key);
                push_snug(&mut rare.dropped, key);
                if rare.dropped.len() > MAX_DROPPED {
                    rare.dropped.remove(0);
                }
            }
        });
    }

    pub(crate) fn remember_ended(&mut self, ended: Ended) {
        self.rare.change(|rare| {
            rare.ended.retain(|known| known.case != ended.case);
            push_snug(&mut rare.ended, ended);
            if rare.ended.len() > MAX_ENDED {
                rare.ended.remove(0);
            }
        });
    }
}

/// When events came that a trigger's `count` or a `seen` asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    /// The trigger (`playbook/trigger`, with the key if it counts by key) or the pattern of a `seen`.
    pub(crate) of: Name,
    /// In order of time, the last ones only.
    pub(crate) times: Vec<Time>,
}

impl Count {
    /// Adds a time and keeps the `keep` latest.
    pub(crate) fn add(&mut self, time: Time, keep: usize) {
        let at = self.times.partition_point(|known| *known <= time);
        self.times.reserve_exact(1);
        self.times.insert(at, time);
        if self.times.len() > keep {
            self.times.remove(0);
        }
    }

    /// How many lie after `from` and not after `until`.
    pub(crate) fn within(&self, from: Option<Time>, until: Time) -> usize {
        self.times.iter().filter(|time| from.is_none_or(|from| **time > from) && **time <= until).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_forgets_the_earliest_and_says_so() {
        let mut memory = Memory::default();
        let content = crate::canon::Hash::of(b"x").short();
        let time = |n: usize| format!("2026-01-01T{:02}:{:02}:00Z", n / 60, n % 60).parse::<Time>().unwrap();
        let cause = |n: usize| Cause::of_event("s", &n.to_string());
        for n in 0..=MAX_EVENTS {
            assert_eq!(memory.recall(|| cause(n), time(n), || Some(content)), Recall::New);
            memory.remember(cause(n), content, time(n));
        }
        let other = crate::canon::Hash::of(b"y").short();
        for (n, seen_content, expected) in [
            (0, content, Recall::TooOld),
            (1, content, Recall::Duplicate),
            (1, other, Recall::Conflict),
            (MAX_EVENTS, content, Recall::Duplicate),
            (MAX_EVENTS + 1, content, Recall::New),
        ] {
            assert_eq!(memory.recall(|| cause(n), time(n), || Some(seen_content)), expected, "{n}");
        }
    }

    #[test]
    fn counts_keep_the_latest() {
        let time = |n: u32| format!("2026-01-{n:02}T00:00:00Z").parse::<Time>().unwrap();
        let mut count = Count { of: Name::from("t"), times: Vec::new() };
        for n in [5, 1, 3, 2] {
            count.add(time(n), 3);
        }
        assert_eq!(count.times, [time(2), time(3), time(5)]);
        assert_eq!(count.within(Some(time(2)), time(5)), 2, "the window's start is outside, its end inside");
    }
}
