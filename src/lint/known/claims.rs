//! Every place that reads facts, and whether they are surely known there.

use std::collections::BTreeMap;

use crate::expression::Expression;
use crate::house::{ActionPlace, Passage, Places};
use crate::playbook::{Action, Hole, Playbook, StateId, StepPlan, Template};
use crate::span::Span;
use crate::value::Name;

use super::demand::{Demands, Need, Via};
use super::facts::FactSet;
use super::flow::{List, Visitor};

/// That a fact is known at a place.
#[derive(Debug, Clone)]
pub(in crate::lint) struct Claim {
    pub(in crate::lint) slot: u16,
    pub(super) via: Via,
    /// Where it is read.
    pub(super) span: Span,
    /// The place in words: ``the `when` of trigger late``.
    pub(super) place: String,
    pub(in crate::lint) by: By,
    /// Whether it is read again when its step is sent again.
    pub(super) again: bool,
    /// Whether it is proved.
    pub(in crate::lint) proved: bool,
}

/// How the place makes itself heard where the fact is unknown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) enum By {
    /// The trigger, by its place: an event that meets it opens nothing, and no case could tell.
    Trigger(usize),
    /// What records call the place.
    Label(Name),
}

/// Gathers claims: one for each fact that a place reads, whatever number of ways lead there.
pub(super) struct Claims<'p> {
    playbook: &'p Playbook,
    places: &'p Places,
    demands: &'p Demands<'p>,
    found: BTreeMap<Key, Claim>,
    /// What is known where steps go out again, by their names.
    resent: Vec<(Name, FactSet)>,
}

/// The place, which one of several of one name it is, and the fact.
type Key = (By, Option<List>, usize, u16);

/// A read of a fact: where, and through which derived value.
struct Reading {
    need: Need,
    span: Span,
}

impl<'p> Claims<'p> {
    pub(super) fn new(playbook: &'p Playbook, places: &'p Places, demands: &'p Demands<'p>) -> Self {
        Self { playbook, places, demands, found: BTreeMap::new(), resent: Vec::new() }
    }

    /// All claims in the order of their places.
    pub(super) fn into_claims(mut self) -> Vec<Claim> {
        for (name, known) in std::mem::take(&mut self.resent) {
            let by = By::Label(name);
            for claim in self.found.values_mut().filter(|claim| claim.again && claim.by == by) {
                claim.proved &= known.has(claim.slot);
            }
        }
        let mut claims: Vec<Claim> = self.found.into_values().collect();
        claims.sort_by_key(|claim| (claim.span.source, claim.span.start, claim.slot));
        claims
    }

    fn add(&mut self, key: (By, Option<List>, usize), place: &str, readings: Vec<Reading>, known: &FactSet) {
        for Reading { need, span } in readings {
            let claim = Claim {
                slot: need.slot,
                via: need.via,
                span,
                place: place.to_owned(),
                by: key.0.clone(),
                again: place.starts_with("step "),
                proved: true,
            };
            let safe = known.has(need.slot);
            let claim = self.found.entry((key.0.clone(), key.1, key.2, need.slot)).or_insert(claim);
            claim.proved &= safe;
        }
    }

    fn read(&self, expression: &Expression, passage: Option<Passage>) -> Vec<Reading> {
        let needs = self.demands.needs(expression).into_iter();
        let span = |need: &Need| passage.map_or(self.places.name, |passage| passage.part(&need.range));
        needs.map(|need| Reading { span: span(&need), need }).collect()
    }

    /// What a text with placeholders reads, at the place of its step.
    fn fill<'h>(&self, holes: impl Iterator<Item = &'h Hole>, via: Via, span: Span) -> Vec<Reading> {
        let need = |slot| Reading { need: Need { slot, range: 0..0, via }, span };
        let read = holes.flat_map(|hole| match hole {
            Hole::Fact(slot) => vec![need(*slot)],
            Hole::Derived(index) => self.demands.of(*index).into_iter().map(need).collect(),
            Hole::With(_) | Hole::By | Hole::Amount | Hole::Due | Hole::Case => Vec::new(),
        });
        read.collect()
    }

    fn place_of(&self, list: List, at: usize) -> Option<&'p ActionPlace> {
        let state = |id: StateId| self.places.states.get(usize::from(id.0));
        let actions = match list {
            List::Entry(id) => &state(id)?.on_entry,
            List::Exit(id) => &state(id)?.on_exit,
            List::Transition(at) => &self.places.transitions.get(at)?.actions,
        };
        actions.get(at)
    }

    fn of_step(&mut self, action: &Action, plan: &StepPlan, list: List, at: usize, known: &FactSet, out: &FactSet) {
        let Some(place) = self.place_of(list, at) else { return };
        let by = By::Label(plan.name.clone());
        let mut readings: Vec<Reading> = Vec::new();
        for (nth, expression) in action.expressions().into_iter().enumerate() {
            let read = self.read(expression, place.expressions.get(nth).copied());
            // The condition comes first; what it asks for is known where the rest is worked out.
            if nth == 0 && plan.when.is_some() {
                let words = format!("the `when` of step {}", plan.name);
                self.add((by.clone(), Some(list), at * 2), &words, read, known);
            } else {
                readings.extend(read);
            }
        }
        if let Some(index) = plan.message {
            let message = self.playbook.messages.get(usize::from(index));
            let holes = message.into_iter().flat_map(|message| message.holes(plan.channel.as_deref()));
            readings.extend(self.fill(holes, Via::Message(index), place.span));
        }
        let disputed = plan.disputed.as_ref().map(|(_, because)| because);
        let texts = plan.because.iter().chain(&plan.refer).chain(disputed);
        readings.extend(self.fill(texts.flat_map(Template::holes), Via::Text, place.span));
        self.add((by, Some(list), at * 2 + 1), &format!("step {}", plan.name), readings, out);
    }
}

impl Visitor for Claims<'_> {
    fn trigger(&mut self, at: usize, known: &FactSet) {
        let (Some(trigger), Some(place)) = (self.playbook.triggers.get(at), self.places.triggers.get(at)) else {
            return;
        };
        let Some(when) = &trigger.when else { return };
        let readings = self.read(when, place.when);
        self.add((By::Trigger(at), None, 0), &format!("the `when` of trigger {}", trigger.name), readings, known);
    }

    fn trigger_set(&mut self, trigger: usize, at: usize, known: &FactSet) {
        let place = self.places.triggers.get(trigger).and_then(|place| place.set.get(at)).copied();
        let Some(trigger) = self.playbook.triggers.get(trigger) else { return };
        let Some((slot, value)) = trigger.set.get(at) else { return };
        let Some(fact) = self.playbook.fact(*slot) else { return };
        let by = By::Label(Name::from(format!("set/{}", fact.name)));
        let words = format!("the `set` of trigger {}", trigger.name);
        let readings = self.read(value, place);
        self.add((by, None, at), &words, readings, known);
    }

    fn condition(&mut self, at: usize, known: &FactSet) {
        let Some(transition) = self.playbook.transitions.get(at) else { return };
        let Some(when) = &transition.when else { return };
        let readings = self.read(when, self.places.transitions.get(at).and_then(|place| place.when));
        let words = format!("the `when` of {}", transition.label);
        self.add((By::Label(transition.label.clone()), None, at), &words, readings, known);
    }

    fn timer(&mut self, id: StateId, rule: usize, known: &FactSet) {
        let state = self.playbook.state(id);
        let Some(timer) = state.timers.get(rule) else { return };
        let Some(moment) = timer.expression() else { return };
        let passage = self.places.states.get(usize::from(id.0)).and_then(|place| place.timers.get(rule)).copied();
        let by = By::Label(Name::from(format!("{}/{}", state.name, timer.key)));
        let readings = self.read(moment, passage);
        self.add((by, None, rule), &format!("the `at` of state {}", state.name), readings, known);
    }

    fn step(&mut self, list: List, at: usize, action: &Action, known: &FactSet, out: &FactSet) {
        if let Action::Step(plan) = action {
            self.of_step(action, plan, list, at, known, out);
        }
    }

    fn set(&mut self, list: List, at: usize, nth: usize, (slot, value): &(u16, Expression), known: &FactSet) {
        let Some(fact) = self.playbook.fact(*slot) else { return };
        let passage = self.place_of(list, at).and_then(|place| place.expressions.get(nth)).copied();
        let by = By::Label(Name::from(format!("set/{}", fact.name)));
        let readings = self.read(value, passage);
        self.add((by, Some(list), at), &format!("the `set` of {}", fact.name), readings, known);
    }

    fn resend(&mut self, name: &str, known: &FactSet) {
        self.resent.push((Name::from(name), known.clone()));
    }
}
