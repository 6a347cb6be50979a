//! Triggers: those that never open a case, those that fire on one event, those that no index finds.

use crate::check::{
    DEAD_TRIGGER, OVERLAPPING_TRIGGERS, UNINDEXED_TRIGGER, dead_trigger, overlapping_triggers, unindexed_trigger,
};
use crate::expression::{Answer, Guarding, Region};
use crate::playbook::{EventDecl, Key, Playbook, Trigger};
use crate::value::Value;

use super::question::{Claim, Found, Subject, condition, reason};
use super::verdict::Proof;

type Facts = Vec<(u16, Option<Value>)>;

/// Judges all triggers.
pub(super) fn triggers(subject: &Subject<'_>, found: &mut Found) {
    for at in 0..subject.playbook.triggers.len() {
        can_fire(subject, at, found);
        fires_alone(subject, at, found);
        is_indexed(subject, at, found);
    }
}

fn events<'p>(playbook: &'p Playbook, trigger: &Trigger) -> Vec<&'p EventDecl> {
    playbook.events.iter().filter(|event| trigger.upon.matches(&event.name)).collect()
}

/// Whether an earlier trigger that holds leaves nothing to a later one: it does so each time, for the same key.
pub(super) fn comes_before(playbook: &Playbook, earlier: &Trigger, later: &Trigger) -> bool {
    let names_the_key = |trigger: &Trigger| match &playbook.key {
        Key::Facts(slots) => trigger.set.iter().any(|(slot, _)| slots.contains(slot)),
        Key::Account | Key::EachEvent => false,
    };
    earlier.count.is_none() && !names_the_key(earlier) && !names_the_key(later)
}

/// What may come of a trigger on an event.
enum Fires {
    Yes,
    /// Never: for these facts its condition does not hold, or one of those before it does.
    No(Facts, Vec<usize>),
    Unclear(Answer),
}

fn can_fire(subject: &Subject<'_>, at: usize, found: &mut Found) {
    let playbook = subject.playbook;
    let (Some(trigger), Some(place)) = (playbook.triggers.get(at), subject.places.triggers.get(at)) else { return };
    let mut proof = Proof::Proved;
    let mut before = Vec::new();
    for event in events(playbook, trigger) {
        let earlier: Vec<usize> = playbook
            .triggers
            .iter()
            .enumerate()
            .take(at)
            .filter(|(_, other)| comes_before(playbook, other, trigger) && other.upon.matches(&event.name))
            .map(|(at, _)| at)
            .collect();
        match subject.ask(&subject.universes.of_opening(event), |boxes| {
            let own = condition(boxes, trigger.when.as_ref());
            let own = boxes.holds(own);
            let (mut rest, mut involved) = (own, Vec::new());
            for at in &earlier {
                let when = playbook.triggers.get(*at).and_then(|other| other.when.as_ref());
                let other = condition(boxes, when);
                let overlap = boxes.both(rest, other);
                if overlap != Region::FALSE {
                    involved.push(*at);
                }
                rest = boxes.without(rest, other);
            }
            match boxes.find(rest) {
                Answer::At(_) => Fires::Yes,
                Answer::Never => match boxes.find(own) {
                    Answer::At(facts) => Fires::No(facts, involved),
                    _ => match boxes.find(Region::TRUE) {
                        Answer::At(facts) => match &trigger.when {
                            Some(when) => Fires::No(boxes.with_read(facts, when), involved),
                            None => Fires::No(facts, involved),
                        },
                        answer => Fires::Unclear(answer),
                    },
                },
                answer => Fires::Unclear(answer),
            }
        }) {
            Fires::Yes => {
                proof = Proof::Proved;
                break;
            }
            Fires::No(facts, involved) if proof == Proof::Proved => {
                proof = Proof::Refuted(subject.witness(Some(&event.name), &facts));
                before = involved;
            }
            Fires::No(..) => {}
            Fires::Unclear(answer) => {
                proof = Proof::Unknown(reason(&answer));
                break;
            }
        }
    }
    let claim = format!("trigger `{}` can open a case", trigger.name);
    let claim = Claim { doc: &DEAD_TRIGGER, claim, span: place.name };
    let span = place.when.map_or(place.upon, |when| when.span);
    let spans: Vec<_> =
        before.iter().filter_map(|at| subject.places.triggers.get(*at)).map(|place| place.name).collect();
    found.judge(claim, proof, |witness| dead_trigger(span, &trigger.name, &spans, &witness.to_string()));
}

/// Whether no earlier trigger fires on an event on which this one does too, unless it leaves this one nothing.
fn fires_alone(subject: &Subject<'_>, at: usize, found: &mut Found) {
    let playbook = subject.playbook;
    let (Some(trigger), Some(place)) = (playbook.triggers.get(at), subject.places.triggers.get(at)) else { return };
    // What a count adds is meant to come beside what happens each time.
    if trigger.count.is_some() {
        return;
    }
    let (mut proof, mut other_place, mut asked, mut hidden) = (Proof::Proved, None, false, false);
    'events: for event in events(playbook, trigger) {
        let universe = subject.universes.of_opening(event);
        for (earlier, other) in playbook.triggers.iter().enumerate().take(at) {
            if !comes_before(playbook, other, trigger) || !other.upon.matches(&event.name) {
                continue;
            }
            asked = true;
            let (both, own) = subject.ask(&universe, |boxes| {
                let (own, other) = (condition(boxes, trigger.when.as_ref()), condition(boxes, other.when.as_ref()));
                let (both, own) = (boxes.both(own, other), boxes.without(own, other));
                (boxes.find(both), boxes.find(own))
            });
            // Hidden as a whole is another finding.
            match (both, own) {
                (Answer::Never, _) => {}
                (_, Answer::Never) => hidden = true,
                (Answer::At(facts), _) => {
                    proof = Proof::Refuted(subject.witness(Some(&event.name), &facts));
                    other_place = subject.places.triggers.get(earlier).map(|place| (place.name, other));
                    break 'events;
                }
                (answer, _) => proof = Proof::Unknown(reason(&answer)),
            }
        }
    }
    if !asked || hidden && proof == Proof::Proved {
        return;
    }
    let claim = format!("no event on which trigger `{}` fires is taken by an earlier one", trigger.name);
    let claim = Claim { doc: &OVERLAPPING_TRIGGERS, claim, span: place.name };
    found.judge(claim, proof, |witness| {
        let (span, other) = other_place.unwrap_or((place.name, trigger));
        overlapping_triggers(
            place.name,
            &trigger.name,
            (span, &other.name),
            witness.event().unwrap_or_default(),
            &witness.to_string(),
        )
    });
}

/// Whether the event's type, or a fact that it carries, tells that a trigger need not be tried: what the engine's index
/// guards it by, and what by the boxes leaves a value of that fact aside.
fn is_indexed(subject: &Subject<'_>, at: usize, found: &mut Found) {
    let playbook = subject.playbook;
    let (Some(trigger), Some(place)) = (playbook.triggers.get(at), subject.places.triggers.get(at)) else { return };
    let mut proof = Proof::Proved;
    if let Some(when) = &trigger.when {
        let guards = Guarding::new(&playbook.derived).guards(when);
        let guarded = |slot: u16| guards.facts().iter().any(|(known, _)| *known == slot);
        let reads_no_fact = when.reads().is_empty() && when.needs().is_empty();
        for event in events(playbook, trigger) {
            let answer = subject.ask(&subject.universes.of_opening(event), |boxes| {
                let holds = boxes.condition(when);
                let holds = boxes.holds(holds);
                let mut carried = event.facts.iter().map(|(slot, _)| *slot);
                let narrowed = guards.is_never() || carried.any(|slot| guarded(slot) && boxes.narrows(holds, slot));
                match boxes.find(Region::TRUE) {
                    // What always holds is a finding of its own.
                    Answer::At(_) if narrowed || [Region::TRUE, Region::FALSE].contains(&holds) => Answer::Never,
                    Answer::At(_) => match boxes.find(holds) {
                        // What reads no fact is told by none.
                        Answer::Unclear(_) if reads_no_fact => Answer::At(Vec::new()),
                        answer => answer,
                    },
                    answer => answer,
                }
            });
            match answer {
                Answer::Never => {}
                answer => {
                    proof = subject.empty(Some(&event.name), answer);
                    break;
                }
            }
        }
    }
    let claim = format!("trigger `{}` is found by an index", trigger.name);
    let claim = Claim { doc: &UNINDEXED_TRIGGER, claim, span: place.name };
    let span = place.when.map_or(place.upon, |when| when.span);
    found.judge(claim, proof, |_| unindexed_trigger(span, &trigger.name));
}
