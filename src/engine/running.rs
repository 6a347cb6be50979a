//! A case while an input runs on it: a copy, by index instead of by name.

use std::collections::VecDeque;

use crate::account::{Active, Case, CaseStep, CaseTimer, Status};
use crate::escape::escaped;
use crate::ids::Cause;
use crate::playbook::{Kind, Playbook, StateId};
use crate::value::{Name, Time, Value};

use super::log::CaseLog;

/// The working copy of a case. What belongs to the account is written when the whole input has run.
pub(super) struct Running<'e> {
    pub(super) playbook: &'e Playbook,
    /// Its place among the account's open cases; none for a case that this input opens.
    pub(super) place: Option<usize>,
    pub(super) id: Name,
    pub(super) key: Vec<Name>,
    pub(super) incident: Option<Name>,
    pub(super) opened: Time,
    pub(super) opened_by: Cause,
    pub(super) last_event: Cause,
    pub(super) facts: Vec<Option<Value>>,
    /// In document order.
    pub(super) active: Vec<Visit>,
    pub(super) history: Vec<(StateId, Vec<StateId>)>,
    pub(super) timers: Vec<Timer>,
    pub(super) steps: Vec<CaseStep>,
    pub(super) taken: Vec<(Name, u32)>,
    pub(super) paused_days: Vec<(StateId, i64)>,
    pub(super) order: u64,
    pub(super) halted: Option<Name>,
    pub(super) ended: Option<Name>,
    /// Internal events that wait.
    pub(super) queue: VecDeque<Signal>,
    /// What the input did to it.
    pub(super) log: CaseLog,
}

/// One visit to a state.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) state: StateId,
    pub(super) since: Time,
    pub(super) visit: u64,
    /// Whether `complete` was raised.
    pub(super) complete: bool,
}

/// An armed timer of a state.
#[derive(Debug, Clone)]
pub(super) struct Timer {
    pub(super) state: StateId,
    /// Index of the state's timer.
    pub(super) rule: u16,
    pub(super) at: Time,
    pub(super) armed: u64,
    pub(super) cause: Cause,
}

/// An event as transitions see it.
#[derive(Debug, Clone, Default)]
pub(super) struct Signal {
    pub(super) kind: String,
    /// The state whose step it is about.
    pub(super) origin: Option<StateId>,
    /// The timer that it is.
    pub(super) timer: Option<(StateId, u16)>,
    /// The state that is complete.
    pub(super) complete: Option<StateId>,
    /// The word of the `end` that completed it.
    pub(super) outcome: Option<Name>,
    /// Why a step failed.
    pub(super) reason: Option<String>,
    /// A failure: somebody ought to take it.
    pub(super) is_failure: bool,
}

impl Signal {
    /// A failure that the engine found itself, and why.
    pub(super) fn failure(kind: String, origin: Option<StateId>, why: String) -> Self {
        Self { kind, origin, reason: Some(why), is_failure: true, ..Self::default() }
    }
}

/// More than any engine ever arms; at the end of the count what is armed now would look as if it had been before.
const MAX_ARMED: u64 = 1 << 53;

/// A stored case that does not fit its playbook.
#[derive(Debug)]
pub(super) struct Misfit(pub(super) String);

impl<'e> Running<'e> {
    /// The working copy of a stored case; `armed` is the account's count.
    pub(super) fn load(case: &Case, place: usize, playbook: &'e Playbook, armed: u64) -> Result<Self, Misfit> {
        let state = |name: &Name| {
            playbook.state_named(name).ok_or_else(|| Misfit(format!("the playbook has no state `{}`", escaped(name))))
        };
        let mut facts = vec![None; playbook.facts.len()];
        for (name, value) in &case.facts {
            let slot = playbook.slot(name);
            let place = slot.and_then(|slot| facts.get_mut(usize::from(slot)));
            let place = place.ok_or_else(|| Misfit(format!("the playbook has no fact `{}`", escaped(name))))?;
            if !slot.and_then(|slot| playbook.fact(slot)).is_some_and(|fact| fact.may_be(value, playbook.rounding)) {
                return Err(Misfit(format!("fact `{name}` can't have its value")));
            }
            *place = Some(value.clone());
        }
        let mut active = Vec::with_capacity(case.active.len());
        for visit in &case.active {
            active.push(Visit {
                state: state(&visit.state)?,
                since: visit.since,
                visit: visit.visit,
                complete: visit.complete,
            });
        }
        let mut timers = Vec::with_capacity(case.timers.len());
        for timer in &case.timers {
            let id = state(&timer.state)?;
            let rule = playbook.state(id).timers.iter().position(|rule| rule.key == timer.key);
            let rule = rule.and_then(|at| u16::try_from(at).ok());
            let missing = || Misfit(format!("state `{}` has no timer `{}`", timer.state, escaped(&timer.key)));
            let rule = rule.ok_or_else(missing)?;
            timers.push(Timer { state: id, rule, at: timer.at, armed: timer.armed, cause: timer.cause });
        }
        let mut history = Vec::with_capacity(case.history.len());
        for (name, states) in &case.history {
            history.push((state(name)?, states.iter().map(state).collect::<Result<_, _>>()?));
        }
        for step in &case.steps {
            let holder = state(&step.state)?;
            // What is due and can't go out would be due for ever.
            if step.status == Status::Pending && playbook.plan(holder, &step.name).is_none() {
                return Err(Misfit(format!("state `{}` has no step `{}`", step.state, escaped(&step.name))));
            }
        }
        let orders = case.timers.iter().map(|timer| timer.armed).chain(case.steps.iter().map(|step| step.armed));
        if armed > MAX_ARMED || orders.max().is_some_and(|last| last > armed) {
            return Err(Misfit("something was armed after the last that was".into()));
        }
        let paused_days = case.paused_days.iter().map(|(name, days)| Ok((state(name)?, *days)));
        let loaded = Self {
            playbook,
            place: Some(place),
            id: case.id.clone(),
            key: case.key.clone(),
            incident: case.incident.clone(),
            opened: case.opened,
            opened_by: case.opened_by,
            last_event: case.last_event,
            facts,
            active,
            history,
            timers,
            steps: case.steps.clone(),
            taken: case.taken.clone(),
            paused_days: paused_days.collect::<Result<_, _>>()?,
            order: case.order,
            halted: case.halted.clone(),
            ended: None,
            queue: VecDeque::new(),
            log: CaseLog::default(),
        };
        match loaded.configuration_fault() {
            Some(fault) if loaded.halted.is_none() => Err(Misfit(fault)),
            _ => Ok(loaded),
        }
    }

    /// The case as it is stored.
    pub(super) fn store(self) -> Case {
        let name = |id: StateId| self.playbook.state(id).name.clone();
        let rule_key = |timer: &Timer| {
            let rules = &self.playbook.state(timer.state).timers;
            rules.get(usize::from(timer.rule)).map_or_else(|| Name::from(""), |rule| rule.key.clone())
        };
        let known = self.playbook.facts.iter().zip(&self.facts);
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
                    visit: visit.visit,
                })
                .collect(),
            facts: known.filter_map(|(fact, value)| Some((fact.name.clone(), value.clone()?))).collect(),
            halted: self.halted.clone(),
            history: self
                .history
                .iter()
                .map(|(id, states)| (name(*id), states.iter().map(|s| name(*s)).collect()))
                .collect(),
            incident: self.incident.clone(),
            last_event: self.last_event,
            opened: self.opened,
            opened_by: self.opened_by,
            order: self.order,
            paused_days: self.paused_days.iter().map(|(id, days)| (name(*id), *days)).collect(),
            playbook: self.playbook.reference.clone(),
            taken: self.taken.clone(),
            timers: self
                .timers
                .iter()
                .map(|timer| CaseTimer {
                    armed: timer.armed,
                    at: timer.at,
                    cause: timer.cause,
                    key: rule_key(timer),
                    state: name(timer.state),
                })
                .collect(),
            id: self.id,
            key: self.key,
            steps: self.steps,
        }
    }

    /// The next number of the case's own order of entries and steps.
    pub(super) fn next_order(&mut self) -> u64 {
        self.order = self.order.saturating_add(1);
        self.order
    }

    pub(super) fn visit(&self, state: StateId) -> Option<&Visit> {
        self.active.iter().find(|visit| visit.state == state)
    }

    pub(super) fn is_active(&self, state: StateId) -> bool {
        self.visit(state).is_some()
    }

    /// Active states without an active state inside, in document order.
    pub(super) fn leaves(&self) -> impl Iterator<Item = StateId> {
        (0..self.active.len()).filter_map(|at| self.leaf(at))
    }

    /// The active state at that place, if no active state is inside it. What lies inside a state follows it in document
    /// order without a gap, so that the next one tells.
    pub(super) fn leaf(&self, at: usize) -> Option<StateId> {
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

    /// What makes the active states no configuration of the playbook: a restored account may hold anything.
    fn configuration_fault(&self) -> Option<String> {
        let playbook = self.playbook;
        if self.active.windows(2).any(|pair| matches!(pair, [a, b] if a.state >= b.state)) {
            return Some("its active states are not in document order".into());
        }
        let children_active =
            |id: StateId| playbook.state(id).children.iter().filter(|child| self.is_active(**child)).count();
        if children_active(crate::playbook::ROOT) != 1 {
            return Some("not exactly one of its top-level states is active".into());
        }
        if let Some(timer) = self.timers.iter().find(|timer| !self.is_active(timer.state)) {
            return Some(format!("a timer of state `{}` runs, which is not active", playbook.state(timer.state).name));
        }
        for (id, states) in &self.history {
            let (history, parent) = (playbook.state(*id), playbook.state(*id).parent);
            let fits = |state: &StateId| playbook.is_inside(*state, parent) && !playbook.state(*state).is_history();
            let pairs = states.iter().enumerate().flat_map(|(at, a)| states.iter().skip(at + 1).map(move |b| (a, b)));
            let mut pairs = pairs.into_iter();
            if !history.is_history()
                || !states.iter().all(fits)
                || !pairs.all(|(a, b)| playbook.are_in_other_regions(*a, *b))
            {
                return Some(format!("history `{}` can't have kept these states", history.name));
            }
        }
        self.active.iter().find_map(|visit| {
            let state = playbook.state(visit.state);
            let regions = state.children.iter().filter(|child| !playbook.state(**child).is_history()).count();
            let wanted = match state.kind {
                Kind::Compound(_) => 1,
                Kind::Together => regions,
                Kind::Atomic | Kind::End(_) | Kind::History { .. } => 0,
            };
            let parent_active = state.parent == crate::playbook::ROOT || self.is_active(state.parent);
            let has_ended = state.is_final() && state.parent == crate::playbook::ROOT;
            let fits = children_active(visit.state) == wanted && parent_active && !state.is_history() && !has_ended;
            (!fits).then(|| format!("state `{}` can't be active in this configuration", state.name))
        })
    }
}
