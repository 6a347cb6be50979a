//! What facts can be where a condition is tried, as far as declarations tell.

use crate::expression::{FactRange, Known};
use crate::playbook::{Action, EventDecl, FactDecl, LeftOut, Playbook};
use crate::value::Value;

/// What is known of each fact, by slot.
///
/// A fact that may be unknown counts as known where the playbook asks with `has` of no such fact: reading it is a finding of
/// its own, and the others are about what happens when it is known. What is said never to happen has to be so
/// [in doubt](Self::in_doubt) too.
#[derive(Clone)]
pub(super) struct Universe {
    facts: Vec<Known>,
    /// Facts that may be unknown and count as known.
    doubted: Vec<bool>,
}

/// What facts can be anywhere in a playbook.
pub(super) struct Universes<'p> {
    playbook: &'p Playbook,
    /// Whether the playbook asks of the fact if it is known.
    asked: Vec<bool>,
    /// While a case is open, in whatever state.
    case: Universe,
}

impl<'p> Universes<'p> {
    pub(super) fn new(playbook: &'p Playbook) -> Self {
        let asked = marks(playbook, playbook.expressions().flat_map(|expression| expression.asks_of()));
        let mut universes = Self { playbook, asked, case: Universe::of(Vec::new()) };
        universes.case = universes.while_open();
        universes
    }

    /// While a case is open, in whatever state.
    pub(super) fn of_case(&self) -> &Universe {
        &self.case
    }

    fn while_open(&self) -> Universe {
        let playbook = self.playbook;
        let by_triggers = playbook.triggers.iter().flat_map(|trigger| &trigger.set).map(|(slot, _)| *slot);
        let by_actions = playbook.actions().flat_map(|(_, action)| match action {
            Action::Set(facts) => facts.as_slice(),
            _ => &[],
        });
        let given = playbook.events.iter().flat_map(|event| &event.facts);
        let changes = by_triggers.chain(by_actions.map(|(slot, _)| *slot)).chain(given.clone().map(|(slot, _)| *slot));
        let changes = marks(playbook, changes);
        let forgotten = given.filter(|(_, left_out)| matches!(left_out, LeftOut::Forgets)).map(|(slot, _)| *slot);
        let forgotten = marks(playbook, forgotten);
        let is_opening = |event: &&EventDecl| playbook.triggers.iter().any(|t| t.upon.matches(&event.name));
        let opening: Vec<&EventDecl> = playbook.events.iter().filter(is_opening).collect();
        let of = |(at, fact): (usize, &FactDecl)| {
            let marked = |marks: &[bool]| marks.get(at).copied().unwrap_or(false);
            let slot = u16::try_from(at).unwrap_or(u16::MAX);
            if !marked(&changes) {
                return match (&fact.default, marked(&self.asked)) {
                    (None, false) => Known::Surely,
                    (default, _) => Known::Exactly(default.clone()),
                };
            }
            let begins = fact.default.is_some() || opening.iter().all(|event| event.always_gives(slot));
            if begins && !marked(&forgotten) { Known::Surely } else { Known::Perhaps }
        };
        self.trusting(playbook.facts.iter().enumerate().map(of).collect())
    }

    /// Where an open case meets an event: its facts hide the case's.
    pub(super) fn of_event(&self, event: &EventDecl) -> Universe {
        let mut facts = self.case.in_doubt().facts;
        for (slot, left_out) in &event.facts {
            let Some(known) = facts.get_mut(usize::from(*slot)) else { continue };
            *known = match left_out {
                LeftOut::Refused | LeftOut::Means(_) => Known::Surely,
                LeftOut::Forgets => Known::Perhaps,
                LeftOut::Keeps => continue,
            };
        }
        self.trusting(facts)
    }

    /// Where an event may open a case: defaults, and what it carries; nothing else.
    pub(super) fn of_opening(&self, event: &EventDecl) -> Universe {
        let defaults = self.playbook.facts.iter().map(|fact| Known::Exactly(fact.default.clone()));
        let mut facts: Vec<Known> = defaults.collect();
        for (slot, left_out) in &event.facts {
            let Some(known) = facts.get_mut(usize::from(*slot)) else { continue };
            *known = match (left_out, &known) {
                (LeftOut::Refused | LeftOut::Means(_), _) | (LeftOut::Keeps, Known::Exactly(Some(_))) => Known::Surely,
                (LeftOut::Keeps | LeftOut::Forgets, _) => Known::Perhaps,
            };
        }
        self.trusting(facts)
    }

    /// Counts as known what nothing asks of.
    fn trusting(&self, mut facts: Vec<Known>) -> Universe {
        let is_doubted = |(known, asked): (&mut Known, &bool)| {
            let doubted = matches!(known, Known::Perhaps) && !asked;
            if doubted {
                *known = Known::Surely;
            }
            doubted
        };
        let doubted = facts.iter_mut().zip(&self.asked).map(is_doubted).collect();
        Universe { facts, doubted }
    }
}

impl Universe {
    fn of(facts: Vec<Known>) -> Self {
        Self { facts, doubted: Vec::new() }
    }

    /// The same, where every fact that may be unknown also is.
    pub(super) fn in_doubt(&self) -> Self {
        let mut facts = self.facts.clone();
        for (known, _) in facts.iter_mut().zip(&self.doubted).filter(|(_, doubted)| **doubted) {
            *known = Known::Perhaps;
        }
        Self::of(facts)
    }

    /// The ranges of all facts.
    pub(super) fn ranges<'p>(&self, playbook: &'p Playbook) -> Vec<FactRange<'p>> {
        let range = |(fact, known): (&'p FactDecl, &Known)| FactRange {
            name: &fact.name,
            ty: &fact.ty,
            min: fact.min.as_ref(),
            max: fact.max.as_ref(),
            of: &fact.of,
            known: known.clone(),
        };
        playbook.facts.iter().zip(&self.facts).map(range).collect()
    }

    /// The value of a fact that can have no other; nothing in it where it is always unknown.
    pub(super) fn only(&self, slot: u16) -> Option<&Option<Value>> {
        match self.facts.get(usize::from(slot)) {
            Some(Known::Exactly(value)) => Some(value),
            _ => None,
        }
    }
}

/// Which facts these are.
fn marks(playbook: &Playbook, slots: impl Iterator<Item = u16>) -> Vec<bool> {
    let mut marks = vec![false; playbook.facts.len()];
    for slot in slots {
        if let Some(mark) = marks.get_mut(usize::from(slot)) {
            *mark = true;
        }
    }
    marks
}
