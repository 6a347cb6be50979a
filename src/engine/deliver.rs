//! An event's way: to the open cases, then to the triggers.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::account::{Case, Outcome, Refusal};
use crate::ids::Cause;
use crate::input::Event;
use crate::playbook::{Bound, CountRule, EffectiveBy, Key, Playbook, Trigger, Window};
use crate::value::{Name, Value};

use super::Engine;
use super::key::{case_id, key_of, key_text};
use super::log::CaseLog;
use super::machine::Machine;
use super::running::{Running, Signal};
use super::scope::CaseScope;
use super::stop::Stop;
use super::turn::{Outside, Turn};

/// The most times of a type that a `seen` remembers.
const SEEN_AT_MOST: usize = 64;

/// What became of an event, before it is known whether anything changed.
pub(super) struct Delivered {
    /// The best reason why nothing happened, if nothing did.
    pub(super) reason: Outcome,
    /// Whether a count remembers it.
    pub(super) counted: bool,
    pub(super) refusals: Vec<Refusal>,
}

/// An event as one version of a playbook reads it.
struct Reading<'e> {
    playbook: &'e Arc<Playbook>,
    bound: Bound,
}

impl Engine {
    pub(super) fn deliver<'e>(&'e self, turn: &mut Turn<'e>, event: &Event, cause: Cause) -> Result<Delivered, Stop> {
        let mut refusals = Vec::new();
        let mut declared = false;
        let mut readings = Vec::new();
        for (playbook, declaration) in self.declaring(event.kind()) {
            declared = true;
            match playbook.bind(declaration, |name| event.get(name)) {
                Ok(bound) => readings.push(Reading { playbook, bound }),
                Err(faults) => refusals.extend(faults.into_iter().map(|(slot, fault)| Refusal {
                    playbook: playbook.reference.clone(),
                    fact: playbook.fact(slot).map_or_else(|| Name::from("?"), |fact| fact.name.clone()),
                    code: fault.code,
                    expected: fault.expected,
                })),
            }
        }
        if readings.is_empty() {
            let reason = if declared { Outcome::Rejected } else { Outcome::UnknownEvent };
            return Ok(Delivered { reason, counted: false, refusals });
        }
        let mut delivered = Delivered { reason: Outcome::NoTrigger, counted: false, refusals };
        for pattern in self.seen.iter().filter(|pattern| pattern.matches(event.kind())) {
            if let Some(count) = turn.count(&format!("seen/{}", pattern.text())) {
                count.add(event.time(), SEEN_AT_MOST);
                delivered.counted = true;
            }
        }
        let mut rest = readings.as_slice();
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|reading| reading.playbook.name == first.playbook.name).count();
            let (versions, others) = rest.split_at(same);
            rest = others;
            self.deliver_to(turn, event, cause, versions, &mut delivered)?;
        }
        Ok(delivered)
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
        if let Some(opening) = &opening {
            delivered.counted |= opening.count(turn);
        }
        // The cases as they stand before the event.
        let open: Vec<usize> = (0..turn.account.cases.len())
            .filter(|place| turn.account.cases.get(*place).is_some_and(|case| self.is_of(case, name)))
            .filter(|place| turn.cases.iter().all(|case| case.place != Some(*place) || case.ended.is_none()))
            .collect();
        let taken_keys: Vec<Vec<Name>> =
            open.iter().filter_map(|place| Some(turn.account.cases.get(*place)?.key.clone())).collect();
        let each_event = opening.as_ref().is_some_and(|opening| opening.reading.playbook.key == Key::EachEvent);
        if each_event {
            if let Some(opening) = opening.as_ref() {
                if let Some((trigger, key)) = opening.first_trigger(turn, |_| true) {
                    return opening.open(turn, trigger, key);
                }
            }
        }
        for place in open {
            let Some(case) = turn.account.cases.get(place) else { continue };
            let Some(reading) = versions.iter().find(|reading| reading.playbook.reference == case.playbook) else {
                continue;
            };
            if reading.reaches(turn, case) {
                delivered.reason = Outcome::NotAccepted;
                self.offer(turn, event, cause, place, reading)?;
            }
        }
        if let Some(opening) = opening.filter(|_| !each_event) {
            if let Some((trigger, key)) = opening.first_trigger(turn, |key| !taken_keys.contains(key)) {
                return opening.open(turn, trigger, key);
            }
        }
        if delivered.reason == Outcome::NoTrigger && self.concerns_ended(turn, event, versions) {
            delivered.reason = Outcome::CaseEnded;
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
        let signal = Signal { kind: event.kind().to_owned(), ..Signal::default() };
        let mut result = Machine::run(turn, &mut case, &outside, signal);
        if result == Ok(false) {
            let opening = Opening::new(event, cause, reading);
            if let Some((trigger, _)) = opening.first_trigger(turn, |key| *key == case.key) {
                let signal = Signal { kind: format!("trigger.{}", trigger.name), ..Signal::default() };
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
            let is_of_it = |name: &Name, key: &[Name]| *name == playbook.name && reading.agrees(turn, key);
            let before = turn.account.memory.ended.iter().any(|ended| is_of_it(&ended.playbook, &ended.key));
            // A timer that is due may have ended it, in this input, before the event.
            let mut ended = turn.cases.iter().filter(|case| case.ended.is_some());
            !listened && (before || ended.any(|case| is_of_it(&case.playbook.name, &case.key)))
        })
    }

    fn is_of(&self, case: &Case, playbook: &Name) -> bool {
        case.playbook.split('@').next() == Some(playbook.as_str())
    }
}

/// The event as what begins a macrostep.
fn outside<'a>(event: &'a Event, cause: Cause, bound: &'a Bound) -> Outside<'a> {
    Outside { kind: event.kind(), source: event.source(), time: event.time(), cause, facts: bound, is_event: true }
}

/// Whether new cases open on this version for the event, as it reads it if it does.
fn is_effective(playbook: &Playbook, event: &Event, reading: Option<&Reading<'_>>) -> bool {
    let date = match playbook.effective.by {
        EffectiveBy::Event => playbook.zone.date(event.time()),
        EffectiveBy::Fact(slot) => {
            // A version that refuses the event for another fact may still say when it holds.
            let read = || playbook.fact(slot)?.read(event.get(&playbook.fact(slot)?.name)?, playbook.rounding).ok();
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
        self.agrees(turn, &case.key)
    }

    fn agrees(&self, turn: &Turn<'_>, key: &[Name]) -> bool {
        match &self.playbook.key {
            Key::Facts(slots) => slots.iter().zip(key).all(|(slot, known)| match self.carried(*slot) {
                Some(value) => key_text(self.playbook, turn.account, *slot, value) == *known,
                None => true,
            }),
            Key::Account | Key::EachEvent => true,
        }
    }
}

/// What an event would open, version and facts settled.
struct Opening<'a, 'e> {
    event: &'a Event,
    cause: Cause,
    reading: &'a Reading<'e>,
    /// Defaults, and what the event carries.
    facts: Vec<Option<Value>>,
}

impl<'a, 'e> Opening<'a, 'e> {
    fn new(event: &'a Event, cause: Cause, reading: &'a Reading<'e>) -> Self {
        let mut facts = reading.playbook.blank_facts();
        for (slot, value) in &reading.bound {
            if let Some(known) = facts.get_mut(usize::from(*slot)) {
                known.clone_from(value);
            }
        }
        Self { event, cause, reading, facts }
    }

    fn scope<'s>(&'s self, turn: &'s Turn<'_>, outside: &'s Outside<'s>, facts: &'s [Option<Value>]) -> CaseScope<'s> {
        CaseScope {
            playbook: self.reading.playbook,
            facts,
            overlay: &[],
            turn,
            outside,
            opened: turn.now,
            active: &[],
            paused_days: &[],
            outcome: None,
            reason: None,
        }
    }

    /// Counts the event for every trigger that counts it, taken or not.
    fn count(&self, turn: &mut Turn<'e>) -> bool {
        let mut counted = false;
        for trigger in &self.reading.playbook.triggers {
            let Some(rule) = &trigger.count else { continue };
            if !self.matches(turn, trigger) {
                continue;
            }
            let Some(name) = self.counter(turn, trigger, rule) else { continue };
            if let Some(count) = turn.count(&name) {
                count.add(self.event.time(), usize::try_from(rule.at_least).unwrap_or(usize::MAX));
                counted = true;
            }
        }
        counted
    }

    fn matches(&self, turn: &Turn<'e>, trigger: &Trigger) -> bool {
        let outside = outside(self.event, self.cause, &self.reading.bound);
        trigger.upon.matches(self.event.kind())
            && trigger.when.as_ref().is_none_or(|when| self.scope(turn, &outside, &self.facts).holds(when) == Ok(true))
    }

    /// Under which name a trigger's events are counted.
    fn counter(&self, turn: &Turn<'e>, trigger: &Trigger, rule: &CountRule) -> Option<String> {
        let playbook = self.reading.playbook;
        let mut name = format!("trigger/{}/{}", playbook.name, trigger.name);
        if rule.per_key {
            let key = self.key(turn, trigger)?;
            name.push_str(&format!("/{}", case_id(playbook, &key)));
        }
        Some(name)
    }

    fn reached(&self, turn: &Turn<'e>, trigger: &Trigger) -> bool {
        let Some(rule) = &trigger.count else { return true };
        let Some(name) = self.counter(turn, trigger, rule) else { return false };
        let until = self.event.time();
        let from = match rule.window {
            Window::Elapsed(window) => until.checked_sub(window),
            Window::Months(months) => self.reading.playbook.zone.plus_months(until, -i64::from(months)),
        };
        let n = turn.counts.iter().find(|count| count.of == *name).map_or(0, |count| count.within(from, until));
        u32::try_from(n).unwrap_or(u32::MAX) >= rule.at_least
    }

    /// The facts with which the trigger opens.
    fn facts_for(&self, turn: &Turn<'e>, trigger: &Trigger) -> (Vec<Option<Value>>, Vec<(Name, String)>) {
        let playbook = self.reading.playbook;
        let outside = outside(self.event, self.cause, &self.reading.bound);
        let mut facts = self.facts.clone();
        let mut erred = Vec::new();
        for (slot, expression) in &trigger.set {
            let Some(fact) = playbook.fact(*slot) else { continue };
            let value = self.scope(turn, &outside, &facts).value(expression);
            let value = match value {
                Ok(value) => {
                    fact.accept(value, playbook.rounding).map_err(|fault| format!("expected {}", fault.expected))
                }
                Err(error) => Err(error.describe(|slot| playbook.fact(slot).map_or("?", |fact| &fact.name))),
            };
            match value {
                Ok(value) => {
                    if let Some(known) = facts.get_mut(usize::from(*slot)) {
                        *known = Some(value);
                    }
                }
                Err(why) => erred.push((fact.name.clone(), why)),
            }
        }
        (facts, erred)
    }

    fn key(&self, turn: &Turn<'e>, trigger: &Trigger) -> Option<Vec<Name>> {
        let (facts, _) = self.facts_for(turn, trigger);
        key_of(self.reading.playbook, turn.account, self.event, |slot| facts.get(usize::from(slot))?.as_ref())
    }

    /// The first trigger that holds and whose key is free.
    fn first_trigger(&self, turn: &Turn<'e>, fits: impl Fn(&Vec<Name>) -> bool) -> Option<(&'e Trigger, Vec<Name>)> {
        let playbook: &'e Playbook = self.reading.playbook;
        playbook.triggers.iter().find_map(|trigger| {
            if !self.matches(turn, trigger) || !self.reached(turn, trigger) {
                return None;
            }
            let key = self.key(turn, trigger).filter(|key| fits(key))?;
            Some((trigger, key))
        })
    }

    /// Opens a case. The event is used up; its facts are the case's.
    fn open(&self, turn: &mut Turn<'e>, trigger: &'e Trigger, key: Vec<Name>) -> Result<(), Stop> {
        let playbook: &'e Playbook = self.reading.playbook;
        if let Some(rule) = &trigger.count {
            if let Some(count) = self.counter(turn, trigger, rule).and_then(|name| turn.count(&name)) {
                count.times.clear();
            }
        }
        let (facts, erred) = self.facts_for(turn, trigger);
        let mut log = CaseLog { opened: true, ..CaseLog::default() };
        log.taken.push(Name::from(format!("trigger/{}", trigger.name)));
        let mut queue = VecDeque::new();
        for (fact, why) in erred {
            log.erred(&Name::from(format!("set/{fact}")), why.clone());
            let kind = format!("error.set.{fact}");
            queue.push_back(Signal::failure(kind, None, why));
        }
        let mut case = Running {
            playbook,
            place: None,
            id: case_id(playbook, &key),
            key,
            incident: self.event.incident().map(Name::from),
            opened: turn.now,
            opened_by: self.cause,
            last_event: self.cause,
            facts,
            active: Vec::new(),
            history: Vec::new(),
            timers: Vec::new(),
            steps: Vec::new(),
            taken: Vec::new(),
            paused_days: Vec::new(),
            order: 0,
            halted: None,
            ended: None,
            queue,
            log,
        };
        let bound = Bound::new();
        let outside = outside(self.event, self.cause, &bound);
        let result = Machine::open(turn, &mut case, &outside, &trigger.go).and_then(|()| turn.fire_past(&mut case));
        turn.put(case);
        Ok(result?)
    }
}
