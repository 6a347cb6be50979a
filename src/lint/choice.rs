//! Choices that leave a case where it is for ever: states whose only way out is a `choose` of which no row may hold.

use crate::check::{STUCK_CHOICE, stuck_choice};
use crate::expression::Answer;
use crate::playbook::{Action, Kind, On, Playbook, StateId, Transition};
use crate::value::Name;

use super::question::{Claim, Found, Subject, condition, reason};
use super::universe::Universe;
use super::verdict::Proof;

/// How a case comes into a state.
struct Entry<'p> {
    /// The event, if it opens the case there.
    event: Option<&'p Name>,
    universe: Universe,
    /// What held on the way in, and what of the rows before it did not; none where facts may have changed since.
    when: Option<&'p crate::expression::Expression>,
    refused: Vec<&'p Transition>,
}

/// Judges every state that can be left only by `choose`.
pub(super) fn choices(subject: &Subject<'_>, found: &mut Found) {
    let playbook = subject.playbook;
    for (at, state) in playbook.states.iter().enumerate() {
        let Ok(id) = u16::try_from(at) else { return };
        let rows: Vec<&Transition> = state.transitions.iter().map(|id| playbook.transition(*id)).collect();
        let only_choice = !rows.is_empty() && rows.iter().all(|row| row.on == On::Eventless);
        if state.kind != Kind::Atomic || !only_choice || has_other_way(playbook, StateId(id)) {
            continue;
        }
        let Some(place) = subject.places.states.get(at) else { continue };
        let proof = judge(subject, StateId(id), &rows);
        let claim = format!("a row of the `choose` of state `{}` always holds", state.name);
        let claim = Claim { doc: &STUCK_CHOICE, claim, span: place.name };
        let last = state.transitions.last().and_then(|last| subject.places.transitions.get(usize::from(last.0)));
        let span = last.map_or(place.name, |last| last.span);
        found.judge(claim, proof, |witness| stuck_choice(span, &state.name, &witness.to_string()));
    }
}

/// Whether a state around has a way out, or other regions may change what this one waits for.
fn has_other_way(playbook: &Playbook, id: StateId) -> bool {
    playbook.around(id).any(|outer| {
        let outer = playbook.state(outer);
        !outer.transitions.is_empty() || outer.kind == Kind::Together
    })
}

fn judge(subject: &Subject<'_>, id: StateId, rows: &[&Transition]) -> Proof {
    let mut open: Option<Answer> = None;
    for entry in entries(subject, id) {
        let answer = subject.ask(&entry.universe, |boxes| {
            let mut gap = condition(boxes, entry.when);
            for row in &entry.refused {
                let refused = condition(boxes, row.when.as_ref());
                gap = boxes.without(gap, refused);
            }
            gap = boxes.holds(gap);
            for row in rows {
                // A row that may be used up does not count on.
                if row.times.is_none() {
                    let row = condition(boxes, row.when.as_ref());
                    gap = boxes.without(gap, row);
                }
            }
            boxes.find(gap)
        });
        match answer {
            Answer::Never => {}
            Answer::At(facts) => return Proof::Refuted(subject.witness(entry.event, &facts)),
            other => {
                open.get_or_insert(other);
            }
        }
    }
    open.map_or(Proof::Proved, |answer| Proof::Unknown(reason(&answer)))
}

/// Every way into the state, with what is known of the facts there: those by which a case opens first.
fn entries<'p>(subject: &Subject<'p>, id: StateId) -> Vec<Entry<'p>> {
    let playbook = subject.playbook;
    let changes = |actions: &[Action]| actions.iter().any(|action| matches!(action, Action::Set(_)));
    // Which states are left and entered on the way is not looked at: one of them may set a fact.
    let on_the_way = playbook.states.iter().any(|state| changes(&state.on_entry) || changes(&state.on_exit));
    let unguarded =
        || Entry { event: None, universe: subject.universes.of_case().clone(), when: None, refused: Vec::new() };
    let mut entries = Vec::new();
    for trigger in &playbook.triggers {
        let go = if trigger.go.is_empty() { vec![crate::playbook::ROOT] } else { trigger.go.clone() };
        if !go.iter().any(|target| enters(playbook, *target, id)) {
            continue;
        }
        for event in playbook.events.iter().filter(|event| trigger.upon.matches(&event.name)) {
            let changed = !trigger.set.is_empty() || on_the_way;
            entries.push(match changed {
                true => unguarded(),
                false => Entry {
                    event: Some(&event.name),
                    universe: subject.universes.of_opening(event),
                    when: trigger.when.as_ref(),
                    refused: Vec::new(),
                },
            });
        }
    }
    for transition in &playbook.transitions {
        let history = transition.targets.iter().any(|target| playbook.state(*target).is_history());
        let into = transition.targets.iter().any(|target| enters(playbook, *target, id));
        if !into && !history {
            continue;
        }
        let source = playbook.state(transition.source);
        if history || on_the_way || changes(&transition.actions) {
            entries.push(unguarded());
            continue;
        }
        let is_row = |other: &&Transition| other.on == On::Eventless && other.times.is_none();
        let before = source.transitions.iter().map(|id| playbook.transition(*id));
        let refused = match transition.on {
            On::Eventless => before.take_while(|other| other.label != transition.label).filter(is_row).collect(),
            _ => Vec::new(),
        };
        entries.push(Entry { when: transition.when.as_ref(), refused, ..unguarded() });
    }
    // A state that was entered as often as it may be sends on.
    let sends_on = playbook.states.iter().filter_map(|state| state.times.as_ref());
    if sends_on.flat_map(|(_, targets)| targets).any(|target| enters(playbook, *target, id)) {
        entries.push(unguarded());
    }
    entries
}

/// Whether going to one state enters another by its first states.
fn enters(playbook: &Playbook, target: StateId, state: StateId) -> bool {
    let mut at = target;
    // Each step goes further inside.
    loop {
        if at == state {
            return true;
        }
        match playbook.state(at).kind {
            Kind::Compound(first) => at = first,
            Kind::Together => return playbook.is_inside(state, at),
            _ => return false,
        }
    }
}
