//! A case while an input runs on it: a copy, by index instead of by name.

use std::borrow::Cow;
use std::collections::VecDeque;

use crate::account::{Active, Aside, Case, CaseStep, CaseTimer, Facts, Held, Rare, RareOfCase};
use crate::escape::escaped;
use crate::ids::Cause;
use crate::playbook::{Playbook, StateId};
use crate::value::{Name, Time, Value};

use crate::engine::record::log::CaseLog;

/// The working copy of a case. What belongs to the account is written when the whole input has run.
pub(in crate::engine) struct Running<'e> {
    pub(in crate::engine) playbook: &'e Playbook,
    /// Its place among the account's open cases; none for a case that this input opens.
    pub(in crate::engine) place: Option<usize>,
    pub(in crate::engine) id: Name,
    pub(in crate::engine) key: Vec<Name>,
    pub(in crate::engine) incident: Option<Name>,
    pub(in crate::engine) opened: Time,
    pub(in crate::engine) opened_by: Cause,
    pub(in crate::engine) last_event: Cause,
    pub(in crate::engine) facts: Vec<Option<Value>>,
    /// In document order.
    pub(in crate::engine) active: Vec<Visit>,
    pub(in crate::engine) history: Vec<(StateId, Vec<StateId>)>,
    pub(in crate::engine) timers: Vec<Timer>,
    pub(in crate::engine) steps: Vec<CaseStep>,
    pub(in crate::engine) taken: Vec<(Name, u32)>,
    pub(in crate::engine) paused_days: Vec<(StateId, i64)>,
    pub(in crate::engine) order: u64,
    pub(in crate::engine) halted: Option<Name>,
    /// Payments that wait for approval.
    pub(in crate::engine) held: Vec<Held>,
    /// Somebody moved it or skipped a step of it: that its playbook keeps the duties of the house says nothing any more.
    pub(in crate::engine) overridden: bool,
    /// How often in a row a pool said no.
    pub(in crate::engine) refusals: u32,
    pub(in crate::engine) ended: Option<Name>,
    /// Internal events that wait.
    pub(in crate::engine) queue: VecDeque<Signal<'static>>,
    /// What the input did to it.
    pub(in crate::engine) log: CaseLog,
}

/// One visit to a state.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Visit {
    pub(in crate::engine) state: StateId,
    pub(in crate::engine) since: Time,
    pub(in crate::engine) visit: u64,
    /// Whether `complete` was raised.
    pub(in crate::engine) complete: bool,
}

/// An armed timer of a state.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Timer {
    pub(in crate::engine) state: StateId,
    /// Index of the state's timer.
    pub(in crate::engine) rule: u16,
    pub(in crate::engine) at: Time,
    pub(in crate::engine) armed: u64,
    pub(in crate::engine) cause: Cause,
}

/// An event as transitions see it.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Signal<'a> {
    pub(in crate::engine) kind: Cow<'a, str>,
    /// The state whose step it is about.
    pub(in crate::engine) origin: Option<StateId>,
    /// The timer that it is.
    pub(in crate::engine) timer: Option<(StateId, u16)>,
    /// The state that is complete.
    pub(in crate::engine) complete: Option<StateId>,
    /// The word of the `end` that completed it.
    pub(in crate::engine) outcome: Option<Name>,
    /// Why a step failed.
    pub(in crate::engine) reason: Option<String>,
    /// A failure: somebody ought to take it.
    pub(in crate::engine) is_failure: bool,
}

impl<'a> Signal<'a> {
    /// An event of this name, about nothing in the case.
    pub(in crate::engine) fn named(kind: impl Into<Cow<'a, str>>) -> Self {
        Self { kind: kind.into(), ..Self::default() }
    }

    /// A failure that the engine found itself, and why.
    pub(in crate::engine) fn failure(kind: String, origin: Option<StateId>, why: String) -> Self {
        Self { kind: kind.into(), origin, reason: Some(why), is_failure: true, ..Self::default() }
    }
}

/// The facts of a case that was read back, by slot. They stand in the playbook's order, so that the next one is seldom
/// far.
fn load_facts(case: &Case, playbook: &Playbook) -> Result<Vec<Option<Value>>, Unsound> {
    let mut facts = vec![None; playbook.facts.len()];
    let mut from = 0;
    for (name, value) in case.facts.iter() {
        let ahead = playbook.facts.iter().skip(from).position(|fact| fact.name == *name).map(|at| from + at);
        let at = ahead.or_else(|| playbook.slot(name).map(usize::from));
        let place = at.and_then(|at| facts.get_mut(at));
        *place.ok_or_else(|| Unsound(format!("the playbook has no fact `{}`", escaped(name))))? = Some(value.clone());
        from = at.map_or(0, |at| at + 1);
    }
    Ok(facts)
}

/// A stored case that does not fit its playbook.
#[derive(Debug)]
pub(in crate::engine) struct Unsound(pub(in crate::engine) String);

impl<'e> Running<'e> {
    /// The working copy of a stored case; `armed` is the account's count.
    pub(in crate::engine) fn load(
        case: &Case,
        place: usize,
        playbook: &'e Playbook,
        armed: u64,
    ) -> Result<Box<Self>, Unsound> {
        let state = |name: &Name| {
            playbook.state_named(name).ok_or_else(|| Unsound(format!("the playbook has no state `{}`", escaped(name))))
        };
        let state_at = |name: &Name, at: Aside<Option<u16>>| {
            let known = at.0.map(StateId).filter(|id| playbook.state(*id).name == *name);
            known.map_or_else(|| state(name), Ok)
        };
        let facts = match case.facts.values_of(&playbook.fact_names) {
            Some(values) => values.to_vec(),
            None => load_facts(case, playbook)?,
        };
        let mut active = Vec::with_capacity(case.active.len());
        for visit in &case.active {
            active.push(Visit {
                state: state_at(&visit.state, visit.state_at)?,
                since: visit.since,
                visit: visit.visit,
                complete: visit.complete,
            });
        }
        let mut timers = Vec::with_capacity(case.timers.len());
        for timer in &case.timers {
            let id = state_at(&timer.state, timer.state_at)?;
            let rule = playbook.state(id).timers.iter().position(|rule| rule.key == timer.key);
            let rule = rule.and_then(|at| u16::try_from(at).ok());
            let missing = || Unsound(format!("state `{}` has no timer `{}`", timer.state, escaped(&timer.key)));
            let rule = rule.ok_or_else(missing)?;
            timers.push(Timer { state: id, rule, at: timer.at, armed: timer.armed, cause: timer.cause });
        }
        let mut history = Vec::with_capacity(case.history.len());
        for (name, states) in &case.history {
            history.push((state(name)?, states.iter().map(state).collect::<Result<_, _>>()?));
        }
        // With room for the one that often follows.
        let mut steps = Vec::with_capacity(case.steps.len() + 1);
        steps.extend_from_slice(&case.steps);
        let paused_days = case.paused_days.iter().map(|(name, days)| Ok((state(name)?, *days)));
        let loaded = Box::new(Self {
            playbook,
            place: Some(place),
            id: case.id.clone(),
            key: case.key.to_vec(),
            incident: case.incident.clone(),
            opened: case.opened,
            opened_by: case.opened_by,
            last_event: case.last_event,
            facts,
            active,
            history,
            timers,
            steps,
            taken: case.taken.clone(),
            paused_days: paused_days.collect::<Result<_, _>>()?,
            order: case.order,
            halted: case.halted.clone(),
            held: case.held.clone(),
            overridden: case.overridden,
            refusals: case.refusals,
            ended: None,
            queue: VecDeque::new(),
            log: CaseLog::default(),
        });
        if case.sound.0 {
            return Ok(loaded);
        }
        match loaded.fault(armed) {
            Some(fault) => Err(Unsound(fault)),
            None => Ok(loaded),
        }
    }

    /// The case as it is stored.
    pub(in crate::engine) fn store(self: Box<Self>) -> Case {
        let name = |id: StateId| self.playbook.state(id).name.clone();
        let rule_key = |timer: &Timer| {
            let rules = &self.playbook.state(timer.state).timers;
            rules.get(usize::from(timer.rule)).map_or_else(|| Name::from(""), |rule| rule.key.clone())
        };
        Case {
            active: self
                .active
                .iter()
                .enumerate()
                .map(|(at, visit)| Active {
                    complete: visit.complete,
                    leaf: self.leaf(at).is_some(),
                    since: visit.since,
                    state: name(visit.state),
                    state_at: Aside(Some(visit.state.0)),
                    visit: visit.visit,
                })
                .collect(),
            facts: Facts::new(self.playbook.fact_names.clone(), self.facts),
            last_event: self.last_event,
            opened: self.opened,
            opened_by: self.opened_by,
            order: self.order,
            playbook: self.playbook.reference.clone(),
            sound: Aside(true),
            rare: Rare::new(RareOfCase {
                halted: self.halted,
                held: self.held,
                history: self
                    .history
                    .iter()
                    .map(|(id, states)| (name(*id), states.iter().map(|s| name(*s)).collect()))
                    .collect(),
                incident: self.incident,
                overridden: self.overridden,
                paused_days: self.paused_days.iter().map(|(id, days)| (name(*id), *days)).collect(),
                // Whatever else happens, it does not only ask.
                refusals: if self.log.is_refused { self.refusals } else { 0 },
                taken: self.taken,
            }),
            timers: self
                .timers
                .iter()
                .map(|timer| CaseTimer {
                    armed: timer.armed,
                    at: timer.at,
                    cause: timer.cause,
                    key: rule_key(timer),
                    state: name(timer.state),
                    state_at: Aside(Some(timer.state.0)),
                })
                .collect(),
            id: self.id,
            key: self.key.into(),
            steps: self.steps.into(),
        }
    }

    /// The next number of the case's own order of entries and steps.
    pub(in crate::engine) fn next_order(&mut self) -> u64 {
        self.order = self.order.saturating_add(1);
        self.order
    }

    pub(in crate::engine) fn visit(&self, state: StateId) -> Option<&Visit> {
        self.active.iter().find(|visit| visit.state == state)
    }

    pub(in crate::engine) fn is_active(&self, state: StateId) -> bool {
        self.visit(state).is_some()
    }

    /// Active states without an active state inside, in document order.
    pub(in crate::engine) fn leaves(&self) -> impl Iterator<Item = StateId> {
        (0..self.active.len()).filter_map(|at| self.leaf(at))
    }

    /// The active state at that place, if no active state is inside it. What lies inside a state follows it in document
    /// order without a gap, so that the next one tells.
    pub(in crate::engine) fn leaf(&self, at: usize) -> Option<StateId> {
        let state = self.active.get(at)?.state;
        let next = self.active.get(at + 1);
        (!next.is_some_and(|next| self.playbook.is_inside(next.state, state))).then_some(state)
    }

    /// How often a bounded transition or state was taken or entered.
    pub(super) fn times_taken(&self, label: &str) -> u32 {
        self.taken.iter().find(|(known, _)| known.as_str() == label).map_or(0, |(_, n)| *n)
    }

    pub(super) fn count_taken(&mut self, label: &Name) {
        match self.taken.iter_mut().find(|(known, _)| known == label) {
            Some((_, n)) => *n = n.saturating_add(1),
            None => self.taken.push((label.clone(), 1)),
        }
    }
}
