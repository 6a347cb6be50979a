//! What facts can be where a condition is tried, as far as declarations tell.

use crate::expression::{FactRange, Known};
use crate::playbook::{Action, EventDecl, FactDecl, LeftOut, Playbook};
use crate::value::Value;

/// What is known of each fact, by slot.
///
/// A fact that may be unknown counts as known where the playbook asks with `has` of no such fact: reading it is a finding of
/// its own, and the others are about what happens when it is known.
pub(super) struct Universe(Vec<Known>);

impl Universe {
    /// While a case is open, in whatever state.
    pub(super) fn of_case(playbook: &Playbook) -> Self {
        let of = |(slot, fact): (usize, &FactDecl)| {
            let Ok(slot) = u16::try_from(slot) else { return Known::Perhaps };
            let is_set = is_set(playbook, slot);
            let carried = playbook.events.iter().any(|event| event.may_give(slot));
            if !carried && !is_set {
                return only(playbook, slot, fact);
            }
            let forgotten = playbook.events.iter().any(|event| forgets(event, slot));
            let opened_with = |event: &EventDecl| fact.default.is_some() || event.always_gives(slot);
            let known = playbook.triggers.iter().all(|trigger| {
                playbook.events.iter().filter(|event| trigger.upon.matches(&event.name)).all(opened_with)
            });
            if known && !forgotten { Known::Surely } else { perhaps(playbook, slot) }
        };
        Self(playbook.facts.iter().enumerate().map(of).collect())
    }

    /// Where an open case meets an event: its facts hide the case's.
    pub(super) fn of_event(playbook: &Playbook, event: &EventDecl) -> Self {
        let mut universe = Self::of_case(playbook);
        for (slot, left_out) in &event.facts {
            let Some(known) = universe.0.get_mut(usize::from(*slot)) else { continue };
            *known = match left_out {
                LeftOut::Refused | LeftOut::Means(_) => Known::Surely,
                LeftOut::Forgets => perhaps(playbook, *slot),
                LeftOut::Keeps => continue,
            };
        }
        universe
    }

    /// Where an event may open a case: defaults, and what it carries; nothing else.
    pub(super) fn of_opening(playbook: &Playbook, event: &EventDecl) -> Self {
        let of = |(slot, fact): (usize, &FactDecl)| {
            let Ok(slot) = u16::try_from(slot) else { return Known::Perhaps };
            match event.facts.iter().find(|(known, _)| *known == slot) {
                None => Known::Exactly(fact.default.clone()),
                Some((_, LeftOut::Refused | LeftOut::Means(_))) => Known::Surely,
                Some((_, LeftOut::Keeps)) if fact.default.is_some() => Known::Surely,
                Some((_, LeftOut::Keeps | LeftOut::Forgets)) => perhaps(playbook, slot),
            }
        };
        Self(playbook.facts.iter().enumerate().map(of).collect())
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
        playbook.facts.iter().zip(&self.0).map(range).collect()
    }

    /// The value of a fact that can have no other; nothing in it where it is always unknown.
    pub(super) fn only(&self, slot: u16) -> Option<&Option<Value>> {
        match self.0.get(usize::from(slot)) {
            Some(Known::Exactly(value)) => Some(value),
            _ => None,
        }
    }
}

/// A fact that nothing ever changes.
fn only(playbook: &Playbook, slot: u16, fact: &FactDecl) -> Known {
    match (&fact.default, perhaps(playbook, slot)) {
        (None, Known::Surely) => Known::Surely,
        (default, _) => Known::Exactly(default.clone()),
    }
}

fn perhaps(playbook: &Playbook, slot: u16) -> Known {
    let asked = playbook.expressions().any(|expression| expression.asks_of().any(|asked| asked == slot));
    if asked { Known::Perhaps } else { Known::Surely }
}

fn forgets(event: &EventDecl, slot: u16) -> bool {
    event.facts.iter().any(|(known, left_out)| *known == slot && matches!(left_out, LeftOut::Forgets))
}

/// Whether a trigger or an action sets the fact.
fn is_set(playbook: &Playbook, slot: u16) -> bool {
    let by_trigger = playbook.triggers.iter().any(|trigger| trigger.set.iter().any(|(set, _)| *set == slot));
    let by_action = playbook.actions().any(|(_, action)| match action {
        Action::Set(facts) => facts.iter().any(|(set, _)| *set == slot),
        _ => false,
    });
    by_trigger || by_action
}
