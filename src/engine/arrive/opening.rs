//! A trigger's way: from an event to a case that opens.

use std::borrow::Cow;
use std::collections::VecDeque;

use crate::account::{Outcome, case_id};
use crate::explanation::Fate;
use crate::expression::EvalError;
use crate::ids::Cause;
use crate::input::Event;
use crate::playbook::{Bound, CountRule, Playbook, Trigger};
use crate::value::{Name, Value};

use super::deliver::{Delivered, Reading, outside};
use super::key::key_of;
use crate::engine::explain::evaluation::fate;
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::{Running, Signal};
use crate::engine::machine::scope::CaseScope;
use crate::engine::record::log::CaseLog;
use crate::engine::stop::Stop;
use crate::engine::turn::{Outside, Turn};

/// What an event would open, version and facts settled.
pub(in crate::engine) struct Opening<'a, 'e> {
    pub(in crate::engine) event: &'a Event,
    pub(in crate::engine) cause: Cause,
    pub(in crate::engine) reading: &'a Reading<'e>,
    /// Defaults, and what the event carries.
    pub(in crate::engine) facts: Vec<Option<Value>>,
}

/// A fact that a trigger could not set, and why.
type Unset = (Name, String);

impl<'a, 'e> Opening<'a, 'e> {
    pub(in crate::engine) fn new(event: &'a Event, cause: Cause, reading: &'a Reading<'e>) -> Self {
        let mut facts = reading.playbook.blank_facts();
        for (slot, value) in &reading.bound {
            if let Some(known) = facts.get_mut(usize::from(*slot)) {
                known.clone_from(value);
            }
        }
        Self { event, cause, reading, facts }
    }

    pub(in crate::engine) fn scope<'s>(
        &'s self,
        turn: &'s Turn<'_>,
        outside: &'s Outside<'s>,
        facts: &'s [Option<Value>],
    ) -> CaseScope<'s> {
        CaseScope {
            playbook: self.reading.playbook,
            facts,
            overlay: &[],
            turn,
            outside,
            opened: turn.now,
            active: &[],
            steps: &[],
            paused_days: &[],
            outcome: None,
            reason: None,
        }
    }

    /// Counts the event for every trigger that counts it, taken or not.
    pub(in crate::engine) fn count(&self, turn: &mut Turn<'e>) -> bool {
        let mut counted = false;
        for trigger in self.held() {
            let Some(rule) = &trigger.count else { continue };
            let Some(name) = self.counter(turn, trigger, rule) else { continue };
            if let Some(count) = turn.count(&name) {
                count.add(self.event.time(), usize::try_from(rule.at_least).unwrap_or(usize::MAX));
                counted = true;
            }
        }
        counted
    }

    /// The triggers that hold, in order.
    fn held(&self) -> impl Iterator<Item = &'e Trigger> {
        let playbook: &'e Playbook = self.reading.playbook;
        self.reading.held.iter().filter_map(move |trigger| playbook.triggers.get(usize::from(*trigger)))
    }

    fn condition(&self, turn: &Turn<'e>, trigger: &Trigger) -> Result<bool, EvalError> {
        let Some(when) = &trigger.when else { return Ok(true) };
        let outside = outside(self.event, self.cause, &self.reading.bound);
        self.scope(turn, &outside, &self.facts).holds(when)
    }

    /// Under which name a trigger's events are counted.
    fn counter(&self, turn: &Turn<'e>, trigger: &Trigger, rule: &CountRule) -> Option<String> {
        let playbook = self.reading.playbook;
        let mut name = ["trigger/", &playbook.name, "/", &trigger.name].concat();
        if rule.per_key {
            let key = self.key(turn, trigger)?;
            name.extend(["/", &case_id(&playbook.name, &key)]);
        }
        Some(name)
    }

    /// How many events came within its time.
    fn counted(&self, turn: &Turn<'e>, trigger: &Trigger, rule: &CountRule) -> u32 {
        let Some(name) = self.counter(turn, trigger, rule) else { return 0 };
        let until = self.event.time();
        let playbook = self.reading.playbook;
        let from = rule.window.before(until, playbook.zone, |id| turn.engine.calendar(playbook, id));
        let n = turn.counts.iter().find(|count| count.of == *name).map_or(0, |count| count.within(from, until));
        u32::try_from(n).unwrap_or(u32::MAX)
    }

    /// The facts with which the trigger opens.
    fn facts_for(&self, turn: &Turn<'e>, trigger: &Trigger) -> (Cow<'_, [Option<Value>]>, Vec<Unset>) {
        let playbook = self.reading.playbook;
        let outside = outside(self.event, self.cause, &self.reading.bound);
        let mut facts = Cow::Borrowed(self.facts.as_slice());
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
                    if let Some(known) = facts.to_mut().get_mut(usize::from(*slot)) {
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
    pub(super) fn first_trigger(
        &self,
        turn: &Turn<'e>,
        fits: impl Fn(&Vec<Name>) -> bool,
    ) -> Option<(&'e Trigger, Vec<Name>)> {
        self.held().find_map(|trigger| Some((trigger, self.opens(turn, trigger, &fits).ok()?)))
    }

    /// The key under which a trigger would open, or why it does not; whether it holds is found out again.
    pub(in crate::engine) fn judge(
        &self,
        turn: &Turn<'e>,
        trigger: &Trigger,
        fits: impl Fn(&Vec<Name>) -> bool,
    ) -> Result<Vec<Name>, Fate> {
        if !trigger.upon.matches(self.event.kind()) {
            return Err(Fate::OtherEvent);
        }
        match fate(&self.condition(turn, trigger)) {
            Fate::Taken => {}
            other => return Err(other),
        }
        self.opens(turn, trigger, fits)
    }

    /// The same of a trigger that holds.
    fn opens(&self, turn: &Turn<'e>, trigger: &Trigger, fits: impl Fn(&Vec<Name>) -> bool) -> Result<Vec<Name>, Fate> {
        if let Some(rule) = &trigger.count {
            let (counted, needed) = (self.counted(turn, trigger, rule), rule.at_least);
            if counted < needed {
                return Err(Fate::CountNotReached { counted, needed });
            }
        }
        let key = self.key(turn, trigger).ok_or(Fate::NoKey)?;
        if fits(&key) { Ok(key) } else { Err(Fate::CaseOpen) }
    }

    /// Opens a case, where the account may hold one more. The event is used up; its facts are the case's.
    pub(in crate::engine) fn open(
        &self,
        turn: &mut Turn<'e>,
        trigger: &'e Trigger,
        key: Vec<Name>,
        delivered: &mut Delivered,
    ) -> Result<(), Stop> {
        if turn.is_full() {
            delivered.reason = Outcome::AccountFull;
            return Ok(());
        }
        let playbook: &'e Playbook = self.reading.playbook;
        if let Some(rule) = &trigger.count {
            if let Some(count) = self.counter(turn, trigger, rule).and_then(|name| turn.count(&name)) {
                count.times.clear();
            }
        }
        let (facts, erred) = self.facts_for(turn, trigger);
        let mut log = CaseLog { opened: true, ..CaseLog::default() };
        log.taken.push(Name::format(format_args!("trigger/{}", trigger.name)));
        let mut queue = VecDeque::new();
        for (fact, why) in erred {
            log.erred(&Name::from(format!("set/{fact}")), why.clone());
            let kind = format!("error.set.{fact}");
            queue.push_back(Signal::failure(kind, None, why));
        }
        let mut case = Box::new(Running {
            playbook,
            place: None,
            id: case_id(&playbook.name, &key),
            key,
            incident: self.event.incident().map(Name::from),
            opened: turn.now,
            opened_by: self.cause,
            last_event: self.cause,
            facts: facts.into_owned(),
            active: Vec::new(),
            history: Vec::new(),
            timers: Vec::new(),
            steps: Vec::new(),
            taken: Vec::new(),
            paused_days: Vec::new(),
            order: 0,
            halted: None,
            held: Vec::new(),
            overridden: false,
            refusals: 0,
            ended: None,
            queue,
            log,
        });
        let bound = Bound::new();
        let outside = outside(self.event, self.cause, &bound);
        let result = Machine::open(turn, &mut case, &outside, &trigger.go).and_then(|()| turn.fire_past(&mut case));
        turn.put(case);
        Ok(result?)
    }
}
