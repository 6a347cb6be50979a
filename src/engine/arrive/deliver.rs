//! An event's way: to the open cases, then to the triggers.

use std::sync::Arc;

use crate::account::{Account, Case, Outcome, Refusal};
use crate::explanation::Fate;
use crate::ids::Cause;
use crate::input::Event;
use crate::playbook::{Bound, EffectiveBy, Key, Playbook};
use crate::value::{Name, Value};

use super::key::key_text;
use super::opening::Opening;
use crate::engine::Engine;
use crate::engine::engine::name_of;
use crate::engine::index::{Columns, Held, Kind, Reader};
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::Signal;
use crate::engine::stop::Stop;
use crate::engine::turn::{Outside, Turn};

/// The most times of a type that a `seen` remembers.
const SEEN_AT_MOST: usize = 64;

/// What became of an event, before it is known whether anything changed.
pub(in crate::engine) struct Delivered {
    /// The best reason why nothing happened, if nothing did.
    pub(in crate::engine) reason: Outcome,
    /// Whether a count remembers it.
    pub(in crate::engine) counted: bool,
    pub(in crate::engine) refusals: Vec<Refusal>,
}

/// An event as one version of a playbook reads it.
pub(in crate::engine) struct Reading<'e> {
    pub(in crate::engine) playbook: &'e Arc<Playbook>,
    pub(in crate::engine) bound: Bound,
    /// The triggers that listen to it and hold, in order, by their places.
    pub(in crate::engine) held: Vec<u16>,
}

impl Engine {
    /// Delivers to the playbooks that the event concerns; `cause` is asked for only where there is one.
    pub(in crate::engine) fn deliver<'e>(
        &'e self,
        turn: &mut Turn<'e>,
        kind: &'e Kind,
        event: &Event,
        cause: impl Fn() -> Cause,
    ) -> Result<Delivered, Stop> {
        let columns = kind.read(event);
        let (refusals, refused) = self.refusals(turn, event, &columns);
        if refused == kind.readers() {
            return Ok(Delivered { reason: Outcome::Rejected, counted: false, refusals });
        }
        let counted = turn.count_seen(kind, event);
        let mut delivered = Delivered { reason: Outcome::NoTrigger, counted, refusals };
        let held = columns.held(&self.playbooks, turn, event);
        for first in self.concerned(turn, kind, &held) {
            let versions = self.readings(kind, &columns, &held, first);
            self.deliver_to(turn, event, cause(), &versions, &mut delivered)?;
        }
        Ok(delivered)
    }

    /// What playbooks do not take of the event, and how many refuse it.
    fn refusals(&self, turn: &mut Turn<'_>, event: &Event, columns: &Columns<'_>) -> (Vec<Refusal>, usize) {
        let mut refusals = Vec::new();
        let refusing = columns.refusing();
        for reader in &refusing {
            let Some(playbook) = self.read_by(reader) else { continue };
            turn.record_barred(playbook, None, event.kind(), Fate::Rejected);
            refusals.extend(columns.faults(reader).into_iter().map(|(slot, fault)| Refusal {
                playbook: playbook.reference.clone(),
                fact: playbook.fact(slot).map_or_else(|| Name::from("?"), |fact| fact.name.clone()),
                code: fault.code,
                expected: fault.expected.clone(),
            }));
        }
        (refusals, refusing.len())
    }

    pub(super) fn read_by(&self, reader: &Reader) -> Option<&Arc<Playbook>> {
        self.playbooks.get(usize::try_from(reader.place).ok()?)
    }

    /// The names of playbooks for which anything may come of the event, each by its first reader, in order: one of their
    /// triggers holds, or they have a case, open or ended. To others nothing happens; who asks why hears of them too.
    fn concerned(&self, turn: &Turn<'_>, kind: &Kind, held: &[Held]) -> Vec<u32> {
        if turn.recorder.is_some() {
            return kind.names().collect();
        }
        let triggered = held.iter().filter_map(|held| kind.first_of_name(held.reader));
        let open = turn.account.cases.iter().map(|case| name_of(&case.playbook));
        let ended = turn.account.memory.ended().iter().map(|ended| ended.playbook.as_str());
        let of_account = open.chain(ended).filter_map(|name| kind.named(&self.playbooks, name));
        let mut concerned: Vec<u32> = triggered.chain(of_account).collect();
        concerned.sort_unstable();
        concerned.dedup();
        concerned
    }

    /// The event as the versions of one playbook read it that take it.
    fn readings<'e>(&'e self, kind: &Kind, columns: &Columns<'_>, held: &[Held], first: u32) -> Vec<Reading<'e>> {
        let reading = |(number, reader): (u32, &Reader)| {
            let from = held.partition_point(|held| held.reader < number);
            let held = held.iter().skip(from).take_while(|held| held.reader == number).map(|held| held.trigger);
            Some(Reading { playbook: self.read_by(reader)?, bound: columns.bound(reader)?, held: held.collect() })
        };
        kind.of_name(first).filter_map(reading).collect()
    }

    /// Delivers to one playbook, in all its versions.
    fn deliver_to<'e>(
        &'e self,
        turn: &mut Turn<'e>,
        event: &Event,
        cause: Cause,
        versions: &[Reading<'e>],
        delivered: &mut Delivered,
    ) -> Result<(), Stop> {
        let Some(name) = versions.first().map(|reading| &reading.playbook.name) else { return Ok(()) };
        let opening = self.opening_version(event, name, versions).map(|reading| Opening::new(event, cause, reading));
        self.record_versions(turn, event, versions, opening.as_ref().map(|opening| &**opening.reading.playbook));
        if let Some(opening) = &opening {
            delivered.counted |= opening.count(turn);
        }
        // The cases as they stand before the event.
        let open: Vec<usize> = (0..turn.account.cases.len())
            .filter(|place| turn.account.cases.get(*place).is_some_and(|case| self.is_of(case, name)))
            .filter(|place| turn.cases.iter().all(|case| case.place != Some(*place) || case.ended.is_none()))
            .collect();
        turn.record_ended_now(name, event.kind());
        let taken_keys: Vec<Vec<Name>> =
            open.iter().filter_map(|place| Some(turn.account.cases.get(*place)?.key.to_vec())).collect();
        let each_event = opening.as_ref().is_some_and(|opening| opening.reading.playbook.key == Key::EachEvent);
        if each_event {
            if let Some(opening) = opening.as_ref() {
                opening.record_triggers(turn, |_| true);
                if let Some((trigger, key)) = opening.first_trigger(turn, |_| true) {
                    return opening.open(turn, trigger, key, delivered);
                }
            }
        }
        for place in open {
            let Some(case) = turn.account.cases.get(place) else { continue };
            let Some(reading) = versions.iter().find(|reading| reading.playbook.reference == case.playbook) else {
                self.record_unread(turn, case, event.kind());
                continue;
            };
            if !reading.reaches(turn, case) {
                turn.record_barred(reading.playbook, Some(&case.id), event.kind(), Fate::OtherKey);
            } else {
                delivered.reason = Outcome::NotAccepted;
                self.offer(turn, event, cause, place, reading)?;
            }
        }
        if let Some(opening) = opening.filter(|_| !each_event) {
            opening.record_triggers(turn, |key| !taken_keys.contains(key));
            if let Some((trigger, key)) = opening.first_trigger(turn, |key| !taken_keys.contains(key)) {
                return opening.open(turn, trigger, key, delivered);
            }
        }
        if delivered.reason == Outcome::NoTrigger && self.concerns_ended(turn, event, versions) {
            delivered.reason = Outcome::CaseEnded;
            turn.record_ended_before(event.kind(), versions);
        }
        Ok(())
    }

    /// The highest version in effect, if it reads the event: one that refuses it, or does not know it any more, leaves no
    /// case to the versions before it.
    fn opening_version<'a, 'e>(
        &self,
        event: &Event,
        name: &Name,
        versions: &'a [Reading<'e>],
    ) -> Option<&'a Reading<'e>> {
        let reading_of = |playbook: &Playbook| versions.iter().find(|r| r.playbook.reference == playbook.reference);
        let until = self.playbooks.partition_point(|playbook| playbook.name <= *name);
        let earlier = self.playbooks.get(..until).unwrap_or_default().iter().rev();
        let (_, reading) = earlier
            .take_while(|playbook| playbook.name == *name)
            .map(|playbook| (playbook, reading_of(playbook)))
            .find(|(playbook, reading)| is_effective(playbook, event, *reading))?;
        reading
    }

    /// Offers the event to an open case and, if nothing takes it, as the first trigger that holds.
    fn offer<'e>(
        &'e self,
        turn: &mut Turn<'e>,
        event: &Event,
        cause: Cause,
        place: usize,
        reading: &Reading<'e>,
    ) -> Result<(), Stop> {
        let mut case = self.load(turn, place)?;
        let outside = outside(event, cause, &reading.bound);
        let signal = Signal::named(event.kind());
        let mut result = Machine::run(turn, &mut case, &outside, signal);
        if result == Ok(false) {
            let opening = Opening::new(event, cause, reading);
            if let Some((trigger, _)) = opening.first_trigger(turn, |key| *key == case.key) {
                let signal = Signal::named(format!("trigger.{}", trigger.name));
                result = Machine::run(turn, &mut case, &outside, signal);
            }
        }
        let result = result.and_then(|_| turn.fire_past(&mut case));
        turn.put(case);
        Ok(result?)
    }

    /// Whether an event that no trigger listens to is for a case that has ended.
    fn concerns_ended(&self, turn: &Turn<'_>, event: &Event, versions: &[Reading<'_>]) -> bool {
        versions.iter().any(|reading| {
            let playbook = reading.playbook;
            let listened = playbook.triggers.iter().any(|trigger| trigger.upon.matches(event.kind()));
            let is_of_it = |name: &Name, key: &[Name]| *name == playbook.name && reading.agrees(turn.account, key);
            let before = turn.account.memory.ended().iter().any(|ended| is_of_it(&ended.playbook, &ended.key));
            // A timer that is due may have ended it, in this input, before the event.
            let mut ended = turn.cases.iter().filter(|case| case.ended.is_some());
            !listened && (before || ended.any(|case| is_of_it(&case.playbook.name, &case.key)))
        })
    }

    fn is_of(&self, case: &Case, playbook: &Name) -> bool {
        name_of(&case.playbook) == playbook.as_str()
    }
}

impl Turn<'_> {
    /// Remembers the event for every `seen` that asks for its type; says whether one does.
    pub(super) fn count_seen(&mut self, kind: &Kind, event: &Event) -> bool {
        let mut counted = false;
        for of in &kind.seen {
            if let Some(count) = self.count(of) {
                count.add(event.time(), SEEN_AT_MOST);
                counted = true;
            }
        }
        counted
    }
}

/// The event as what begins a macrostep.
pub(in crate::engine) fn outside<'a>(event: &'a Event, cause: Cause, bound: &'a Bound) -> Outside<'a> {
    Outside { kind: event.kind(), source: event.source(), time: event.time(), cause, facts: bound, is_event: true }
}

/// Whether new cases open on this version for the event, as it reads it if it does.
pub(in crate::engine) fn is_effective(playbook: &Playbook, event: &Event, reading: Option<&Reading<'_>>) -> bool {
    let date = match playbook.effective.by {
        EffectiveBy::Event => playbook.zone.date(event.time()),
        EffectiveBy::Fact(slot) => {
            // A version that refuses the event for another fact may still say when it holds.
            let read = || playbook.fact(slot)?.read(event.member(&playbook.fact(slot)?.name)?, playbook.rounding).ok();
            match reading.map_or_else(read, |reading| reading.carried(slot).cloned()) {
                Some(Value::Date(date)) => Some(date),
                Some(Value::Time(time)) => playbook.zone.date(time),
                _ => None,
            }
        }
    };
    let unbounded = playbook.effective.from.is_none() && playbook.effective.until.is_none();
    unbounded || date.is_some_and(|date| playbook.effective.holds(date))
}

impl Reading<'_> {
    fn carried(&self, slot: u16) -> Option<&Value> {
        self.bound.iter().find(|(known, _)| *known == slot).and_then(|(_, value)| value.as_ref())
    }

    /// Whether every key fact that the event carries agrees with the case.
    fn reaches(&self, turn: &Turn<'_>, case: &Case) -> bool {
        self.agrees(turn.account, &case.key)
    }

    pub(in crate::engine) fn agrees(&self, account: &Account, key: &[Name]) -> bool {
        match &self.playbook.key {
            Key::Facts(slots) => slots.iter().zip(key).all(|(slot, known)| match self.carried(*slot) {
                Some(value) => key_text(self.playbook, account, *slot, value).as_ref() == Some(known),
                None => true,
            }),
            Key::Account | Key::EachEvent => true,
        }
    }
}
