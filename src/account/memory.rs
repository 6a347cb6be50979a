//! What an account remembers of inputs, so that none works twice and counts are right.

use serde::{Deserialize, Serialize};

use crate::canon::Id;
use crate::ids::{Cause, StepId};
use crate::value::{Name, Time};

/// How many events are remembered by `(source, id)`.
const MAX_EVENTS: usize = 256;
/// How many receipts of steps that are gone are remembered.
const MAX_RECEIPTS: usize = 256;
/// How many ended cases are remembered by name.
const MAX_ENDED: usize = 64;

/// The window in which a redelivered event is known again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Memory {
    pub(crate) ended: Vec<Ended>,
    events: Vec<Known>,
    /// The latest time of an event that was forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    forgotten: Option<Time>,
    receipts: Vec<(StepId, Name)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    /// Of `(source, id)`.
    cause: Cause,
    content: Id,
    time: Time,
}

/// A case that is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) case: Name,
    /// Values of its key facts, as text.
    pub(crate) key: Vec<Name>,
    pub(crate) playbook: Name,
}

/// Whether an event was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recall {
    New,
    Duplicate,
    /// The same `(source, id)` with other content.
    Conflict,
    /// It may have been there: it is not later than what was forgotten.
    TooOld,
}

impl Memory {
    /// What became of steps, and nothing of events and cases.
    pub(crate) fn of_receipts(memory: Self) -> Self {
        Self { receipts: memory.receipts, ..Self::default() }
    }

    /// The cause is asked for only where there were events, the content where there was one with this cause.
    pub(crate) fn recall(&self, cause: impl FnOnce() -> Cause, time: Time, content: impl FnOnce() -> Id) -> Recall {
        let cause = if self.events.is_empty() { None } else { Some(cause()) };
        match self.events.iter().rev().find(|known| Some(known.cause) == cause) {
            Some(known) if known.content == content() => Recall::Duplicate,
            Some(_) => Recall::Conflict,
            None if self.forgotten.is_some_and(|forgotten| time <= forgotten) => Recall::TooOld,
            None => Recall::New,
        }
    }

    /// Remembers an event; past the limit the one with the earliest time is forgotten.
    pub(crate) fn remember(&mut self, cause: Cause, content: Id, time: Time) {
        self.events.push(Known { cause, content, time });
        if self.events.len() > MAX_EVENTS {
            let earliest = self.events.iter().enumerate().min_by_key(|(_, known)| known.time).map(|(at, _)| at);
            if let Some(at) = earliest {
                let gone = self.events.remove(at);
                self.forgotten = self.forgotten.max(Some(gone.time));
            }
        }
    }

    /// Whether it holds no more than its limits allow.
    pub(super) fn is_within_limits(&self) -> bool {
        self.events.len() <= MAX_EVENTS && self.receipts.len() <= MAX_RECEIPTS && self.ended.len() <= MAX_ENDED
    }

    /// The last receipt for a step of a case that has ended.
    pub(crate) fn receipt(&self, step: StepId) -> Option<&str> {
        self.receipts.iter().rev().find(|(known, _)| *known == step).map(|(_, word)| word.as_str())
    }

    pub(crate) fn remember_receipt(&mut self, step: StepId, word: &str) {
        self.receipts.retain(|(known, _)| *known != step);
        self.receipts.push((step, Name::from(word)));
        if self.receipts.len() > MAX_RECEIPTS {
            self.receipts.remove(0);
        }
    }

    pub(crate) fn remember_ended(&mut self, ended: Ended) {
        self.ended.retain(|known| known.case != ended.case);
        self.ended.push(ended);
        if self.ended.len() > MAX_ENDED {
            self.ended.remove(0);
        }
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
            assert_eq!(memory.recall(|| cause(n), time(n), || content), Recall::New);
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
            assert_eq!(memory.recall(|| cause(n), time(n), || seen_content), expected, "{n}");
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
