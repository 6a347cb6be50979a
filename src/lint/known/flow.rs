//! Which facts are surely known in each state: forward over all ways, keeping what every way brings.

use crate::expression::Expression;
use crate::playbook::{Action, Kind, On, Playbook, ROOT, StateId, StepPlan, TimerDue, Transition};
use crate::value::Type;

use super::demand::Demands;
use super::facts::FactSet;
use super::ways::{Gift, declared, entered, gifts, outlives};

/// How often states are looked at again before the analysis gives up; a playbook needs a handful of rounds.
const MAX_ROUNDS: usize = 500;

/// How many entries are followed in all.
const MAX_WORK: usize = 4_000_000;

/// What is looked at while something is surely known.
pub(super) trait Visitor {
    fn trigger(&mut self, trigger: usize, known: &FactSet);
    fn trigger_set(&mut self, trigger: usize, at: usize, known: &FactSet);
    fn condition(&mut self, transition: usize, known: &FactSet);
    fn timer(&mut self, state: StateId, rule: usize, known: &FactSet);
    /// A step, its place in its list, what is known when it is decided, and when it goes out.
    fn step(&mut self, list: List, at: usize, action: &Action, known: &FactSet, out: &FactSet);
    /// One fact of a `set`, by its place in the list and the place of the fact in it.
    fn set(&mut self, list: List, at: usize, nth: usize, set: &(u16, Expression), known: &FactSet);
    /// A step of that name goes out again.
    fn resend(&mut self, name: &str, known: &FactSet);
}

/// Where actions stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum List {
    Entry(StateId),
    Exit(StateId),
    Transition(usize),
}

/// The analysis of one playbook.
pub(super) struct Flow<'p> {
    playbook: &'p Playbook,
    demands: &'p Demands<'p>,
    gifts: Vec<Vec<Gift>>,
    /// Facts of the key: known as long as there is a case.
    keys: FactSet,
    /// What some event may make unknown.
    lost: FactSet,
    /// By state: what may become unknown while it is active.
    lost_in: Vec<FactSet>,
    /// By state: what is known as it is entered, and while it is active.
    at_entry: Vec<FactSet>,
    within: Vec<FactSet>,
    work: usize,
}

/// Where the analysis is too long.
pub(super) struct TooLong;

impl<'p> Flow<'p> {
    /// Follows all ways until nothing changes.
    pub(super) fn new(playbook: &'p Playbook, demands: &'p Demands<'p>) -> Result<Self, TooLong> {
        let facts = playbook.facts.len();
        let all = vec![FactSet::all(facts); playbook.states.len()];
        let gifts = gifts(playbook);
        let mut keys = FactSet::none(facts);
        if let crate::playbook::Key::Facts(slots) = &playbook.key {
            slots.iter().for_each(|slot| keys.insert(*slot));
        }
        let mut flow = Self {
            playbook,
            demands,
            lost: FactSet::none(facts),
            lost_in: vec![FactSet::none(facts); playbook.states.len()],
            gifts,
            keys,
            at_entry: all.clone(),
            within: all,
            work: MAX_WORK,
        };
        flow.find_lost()?;
        for _ in 0..MAX_ROUNDS {
            let before = flow.at_entry.clone();
            flow.round(None)?;
            if flow.at_entry == before {
                return Ok(flow);
            }
        }
        Err(TooLong)
    }

    /// Shows every place with what is known there.
    pub(super) fn visit(mut self, visitor: &mut dyn Visitor) -> Result<(), TooLong> {
        self.work = MAX_WORK;
        self.round(Some(visitor))
    }

    fn find_lost(&mut self) -> Result<(), TooLong> {
        for (transition, gifts) in self.playbook.transitions.iter().zip(&self.gifts) {
            let mut takes = FactSet::none(self.playbook.facts.len());
            gifts.iter().for_each(|gift| takes.add(&gift.takes));
            takes.without(&self.keys);
            if takes.is_empty() {
                continue;
            }
            self.lost.add(&takes);
            self.work = self.work.checked_sub(self.lost_in.len()).ok_or(TooLong)?;
            for (id, lost) in (0_u16..).map(StateId).zip(&mut self.lost_in) {
                if outlives(self.playbook, id, transition) {
                    lost.add(&takes);
                }
            }
        }
        Ok(())
    }

    /// One look at every trigger, state and transition.
    fn round(&mut self, mut visitor: Option<&mut dyn Visitor>) -> Result<(), TooLong> {
        self.triggers(&mut visitor)?;
        for id in (1..self.playbook.states.len()).filter_map(|at| u16::try_from(at).ok()).map(StateId) {
            self.state(id, &mut visitor)?;
        }
        Ok(())
    }

    fn triggers(&mut self, visitor: &mut Option<&mut dyn Visitor>) -> Result<(), TooLong> {
        let playbook = self.playbook;
        for (at, trigger) in playbook.triggers.iter().enumerate() {
            for event in declared(playbook, &trigger.upon) {
                let mut known = FactSet::none(playbook.facts.len());
                let slots = (0_u16..).zip(&playbook.facts);
                slots.filter(|(_, fact)| fact.default.is_some()).for_each(|(slot, _)| known.insert(slot));
                let mut known = Gift::of(playbook, event).upon(&known);
                if let Some(visitor) = visitor {
                    visitor.trigger(at, &known);
                }
                if let Some(when) = &trigger.when {
                    known.add(&self.demands.known(&when.certain().when_true));
                }
                for (place, (slot, value)) in trigger.set.iter().enumerate() {
                    if let Some(visitor) = visitor {
                        visitor.trigger_set(at, place, &known);
                    }
                    self.set(*slot, value, &mut known);
                }
                known.add(&self.keys);
                let start = match (&playbook.state(ROOT).kind, trigger.go.as_slice()) {
                    (Kind::Compound(initial), []) => vec![*initial],
                    (_, go) => go.to_vec(),
                };
                self.enter(&start, ROOT, &known)?;
            }
        }
        Ok(())
    }

    fn state(&mut self, id: StateId, visitor: &mut Option<&mut dyn Visitor>) -> Result<(), TooLong> {
        let playbook = self.playbook;
        let state = playbook.state(id);
        let parent = self.known_in(state.parent);
        let mut known = self.at_entry.get(usize::from(id.0)).cloned().unwrap_or_else(|| parent.clone());
        if state.parent != ROOT {
            known.add(&parent);
        }
        self.actions(List::Entry(id), &state.on_entry, &mut known, visitor);
        for (rule, timer) in state.timers.iter().enumerate() {
            if let (Some(visitor), TimerDue::At(_)) = (visitor.as_mut(), &timer.due) {
                visitor.timer(id, rule, &known);
            }
        }
        if let Some(lost) = self.lost_in.get(usize::from(id.0)) {
            known.without(lost);
        }
        if state.parent != ROOT {
            known.add(&parent);
        }
        known.add(&self.keys);
        if let Some(within) = self.within.get_mut(usize::from(id.0)) {
            within.clone_from(&known);
        }
        let mut leaving = known.clone();
        leaving.without(&self.lost);
        self.actions(List::Exit(id), &state.on_exit, &mut leaving, visitor);
        for transition in &state.transitions {
            self.transition(usize::from(transition.0), &known, visitor)?;
        }
        Ok(())
    }

    fn known_in(&self, id: StateId) -> FactSet {
        self.within.get(usize::from(id.0)).cloned().unwrap_or_else(|| FactSet::none(self.playbook.facts.len()))
    }

    /// A transition and what it says under `else`, tried in a state where this is known.
    fn transition(
        &mut self,
        at: usize,
        known: &FactSet,
        visitor: &mut Option<&mut dyn Visitor>,
    ) -> Result<(), TooLong> {
        let playbook = self.playbook;
        let mut known = known.clone();
        if let Some(transition) = playbook.transitions.get(at).filter(|transition| transition.on == On::Complete) {
            known.add(&self.known_at_end(transition.source));
        }
        let mut tried: Option<FactSet> = None;
        for gift in self.gifts.get(at).into_iter().flatten() {
            let mut upon = gift.upon(&known);
            upon.add(&self.keys);
            match &mut tried {
                Some(tried) => {
                    tried.keep(&upon);
                }
                None => tried = Some(upon),
            }
        }
        let Some(tried) = tried else { return Ok(()) };
        let mut waiting: Vec<(usize, FactSet)> = vec![(at, tried)];
        while let Some((at, mut known)) = waiting.pop() {
            let Some(transition) = playbook.transitions.get(at) else { continue };
            if let Some(visitor) = visitor.as_mut() {
                visitor.condition(at, &known);
            }
            if let Some(when) = &transition.when {
                known.add(&self.demands.known(&when.certain().when_true));
            }
            waiting.extend(transition.otherwise.iter().map(|id| (usize::from(id.0), known.clone())));
            self.take(at, transition, known, visitor)?;
        }
        Ok(())
    }

    /// What is known where a state is complete: what every end inside it knows, of all of its regions.
    fn known_at_end(&self, id: StateId) -> FactSet {
        let playbook = self.playbook;
        let none = || FactSet::none(playbook.facts.len());
        let mut found = none();
        let mut waiting = vec![id];
        // Regions in regions are as deep as the document, which is limited.
        while let Some(id) = waiting.pop() {
            let children = playbook.state(id).children.iter().copied();
            match &playbook.state(id).kind {
                Kind::Together => waiting.extend(children.filter(|child| !playbook.state(*child).is_history())),
                Kind::Compound(_) => {
                    let mut ends = children.filter(|child| playbook.state(*child).is_final());
                    let mut known = ends.next().map_or_else(none, |end| self.known_in(end));
                    ends.for_each(|end| {
                        known.keep(&self.known_in(end));
                    });
                    found.add(&known);
                }
                Kind::Atomic | Kind::End(_) | Kind::History { .. } => {}
            }
        }
        found
    }

    fn take(
        &mut self,
        at: usize,
        transition: &Transition,
        mut known: FactSet,
        visitor: &mut Option<&mut dyn Visitor>,
    ) -> Result<(), TooLong> {
        self.actions(List::Transition(at), &transition.actions, &mut known, visitor);
        match self.playbook.domain(transition, &transition.targets) {
            Some(domain) => self.enter(&transition.targets, domain, &known),
            None => Ok(()),
        }
    }

    /// Runs a list of actions: what they surely set is known after them.
    fn actions(&mut self, list: List, actions: &[Action], known: &mut FactSet, visitor: &mut Option<&mut dyn Visitor>) {
        for (at, action) in actions.iter().enumerate() {
            match (action, visitor.as_mut()) {
                (Action::Step(_), Some(visitor)) => {
                    visitor.step(list, at, action, known, &self.when_out(action, known))
                }
                (Action::Resend(name), Some(visitor)) => visitor.resend(name, known),
                (Action::Set(facts), visitor) => {
                    let mut visitor = visitor;
                    for (nth, set) in facts.iter().enumerate() {
                        if let Some(visitor) = visitor.as_mut() {
                            visitor.set(list, at, nth, set, known);
                        }
                        self.set(set.0, &set.1, known);
                    }
                }
                _ => {}
            }
        }
    }

    /// What is known when a step goes out: at once, or, for one that waits for its time, then.
    fn when_out(&self, action: &Action, known: &FactSet) -> FactSet {
        let mut out = known.clone();
        if let Action::Step(plan) = action {
            let StepPlan { when, not_before, .. } = &**plan;
            if let Some(when) = when {
                out.add(&self.demands.known(&when.certain().when_true));
            }
            if not_before.is_some() {
                out.without(&self.lost);
                out.add(&self.keys);
            }
        }
        out
    }

    /// A fact is known after a `set` that can't fail.
    fn set(&self, slot: u16, value: &Expression, known: &mut FactSet) {
        let Some(fact) = self.playbook.fact(slot) else { return };
        let bounded = fact.min.is_some() || fact.max.is_some() || !fact.of.is_empty();
        let fits = match (&fact.ty, value.ty()) {
            (Type::Enum(_) | Type::Money(Some(_)), found) => *found == fact.ty,
            _ => true,
        };
        let literal = value.constant().map(|value| fact.accept(value, self.playbook.rounding).is_ok());
        let reads_known = self.demands.needs(value).iter().all(|need| known.has(need.slot));
        let succeeds = literal.unwrap_or(!bounded && fits && self.demands.is_safe(value) && reads_known);
        if succeeds {
            known.insert(slot);
        }
    }

    /// States are entered with this known.
    fn enter(&mut self, targets: &[StateId], domain: StateId, known: &FactSet) -> Result<(), TooLong> {
        let playbook = self.playbook;
        let mut waiting: Vec<(Vec<StateId>, StateId)> = vec![(targets.to_vec(), domain)];
        // Where a state may not be entered any more, its `else` is.
        let mut followed: Vec<StateId> = Vec::new();
        while let Some((targets, domain)) = waiting.pop() {
            for (id, was_active) in entered(playbook, &targets, domain) {
                self.work = self.work.checked_sub(1).ok_or(TooLong)?;
                let mut known = known.clone();
                if was_active {
                    // What was known in it then and is never lost is known now.
                    let mut before = self.known_in(id);
                    before.without(&self.lost);
                    known.add(&before);
                }
                if let Some(entry) = self.at_entry.get_mut(usize::from(id.0)) {
                    entry.keep(&known);
                }
                if let Some((_, otherwise)) = &playbook.state(id).times {
                    if !followed.contains(&id) {
                        followed.push(id);
                        waiting.push((otherwise.clone(), ROOT));
                    }
                }
            }
        }
        Ok(())
    }
}
