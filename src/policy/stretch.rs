//! For how long nobody can be reached.

use std::collections::BTreeSet;

use chrono::DateTime;

use crate::value::{Date, Name, Time};

use super::reach::{Candidate, Unsent};
use super::{Policy, Slots};

/// A Monday in a week without feasts; a house's closed dates are looked at beside it.
const WEEK: &str = "2026-01-12";
/// How many closed dates are looked at, the last ones.
const MAX_DATES: usize = 64;
/// How many moments at which a channel closes.
const MAX_MOMENTS: usize = 1_000;

/// A time at which no channel opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: Time,
    /// None: for ever.
    pub(crate) until: Option<Time>,
}

impl Policy {
    /// The times for which no message goes out to a customer of whom nothing is known, as an ordinary week shows them, and
    /// behind that what surrounds closed dates: on the channel that its step names, or on any that comes into question.
    pub(crate) fn closed_stretches(&self, named: Option<&Name>) -> Vec<Stretch> {
        let message = |now: Time| Unsent { now, due: None, named, preferred: None, zone: self.zone };
        let begins = WEEK.parse::<Date>().ok().and_then(|week| Some((week, self.zone.start_of(week)?)));
        let Some((week, monday)) = begins else { return Vec::new() };
        let candidates = self.candidates(&message(monday));
        if candidates.iter().any(|candidate| self.is_always_open(candidate)) {
            return Vec::new();
        }
        let mut moments = Vec::new();
        for (from, days) in self.days(&candidates, week) {
            let until = from.plus_days(days).and_then(|until| self.zone.start_of(until));
            for (from, until) in self.zone.start_of(from).into_iter().zip(until) {
                candidates.iter().for_each(|candidate| self.closings(candidate, from, until, &mut moments));
            }
        }
        if moments.is_empty() {
            // What never closes, and is not always open, never opens.
            moments.push(monday);
        }
        let closed = |from: Time| {
            let choice = self.choose(&message(from), &Slots::unbounded(), false);
            let until = choice.chosen.ok().and_then(|at| choice.tried.get(at)?.not_before);
            Stretch { from, until }
        };
        let mut found = Vec::new();
        for stretch in moments.into_iter().map(closed).filter(|stretch| stretch.until != Some(stretch.from)) {
            found.push(stretch);
            if stretch.until.is_none() {
                // Nor does it from any other moment on.
                break;
            }
        }
        found
    }

    /// Whether a message surely finds a channel, whenever it is decided: the one that its step names, or any that comes into
    /// question. Without a deadline it waits until one opens.
    pub(crate) fn surely_reaches(&self, named: Option<&Name>, has_deadline: bool) -> bool {
        if !self.binds_messages() {
            return true;
        }
        let now = Time::clamped(DateTime::UNIX_EPOCH);
        let message = Unsent { now, due: None, named, preferred: None, zone: self.zone };
        // Both by hours and by quiet hours it may never open.
        let opens = |candidate: &Candidate<'_>| {
            let channel = candidate.name.and_then(|name| self.channel(name));
            candidate.can_be_reached() && channel.is_none_or(|it| it.calendar.is_none() || it.quiet.is_none())
        };
        let candidates = self.candidates(&message);
        let suffices = |candidate| if has_deadline { self.is_always_open(candidate) } else { opens(candidate) };
        candidates.iter().any(suffices)
    }

    fn is_always_open(&self, candidate: &Candidate<'_>) -> bool {
        let channel = candidate.name.and_then(|name| self.channel(name));
        candidate.can_be_reached()
            && channel.is_none_or(|channel| channel.calendar.is_none() && channel.quiet.is_none())
    }

    /// From which dates on the channels are looked at, and for how many days: an ordinary week, and what surrounds the
    /// dates on which nobody comes.
    fn days(&self, candidates: &[Candidate<'_>], week: Date) -> Vec<(Date, i64)> {
        let channels = candidates.iter().filter_map(|candidate| self.channel(candidate.name?));
        let calendars = channels.filter_map(|channel| self.calendars.get(usize::from(channel.calendar?)));
        let closed: BTreeSet<Date> = calendars.flat_map(|calendar| calendar.closed().iter().copied()).collect();
        let around = closed.into_iter().rev().take(MAX_DATES).filter_map(|date| Some((date.plus_days(-4)?, 5)));
        std::iter::once((week, 8)).chain(around).collect()
    }

    /// The moments at which a channel closes or falls quiet, from one on until another.
    fn closings(&self, candidate: &Candidate<'_>, from: Time, until: Time, found: &mut Vec<Time>) {
        let Some(channel) = candidate.name.and_then(|name| self.channel(name)) else { return };
        let calendar = channel.calendar.and_then(|calendar| self.calendars.get(usize::from(calendar)));
        let closes = |time: Time| calendar.and_then(|calendar| calendar.closes_after(calendar.next_open(time)?));
        let falls_quiet = |time: Time| {
            let quiet = channel.quiet.as_ref()?;
            quiet.begins(self.zone, quiet.ends(self.zone, time)?)
        };
        let mut closing = closes(from);
        while let Some(time) = closing.filter(|time| *time < until && found.len() < MAX_MOMENTS) {
            found.push(time);
            closing = closes(time);
        }
        let mut silence = falls_quiet(from);
        while let Some(time) = silence.filter(|time| *time < until && found.len() < MAX_MOMENTS) {
            found.push(time);
            silence = falls_quiet(time);
        }
    }
}
