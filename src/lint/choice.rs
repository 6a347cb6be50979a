//! Choices that leave a case where it is for ever: states whose only way out is a `choose` of which no row may hold.
//!
//! What is known on the last step into the state proves that a row always holds, or gives facts for which none does. A guard
//! farther back may keep such facts away, so that they are leads: only a case that the engine brought there refutes.

use crate::check::{STUCK_CHOICE, stuck_choice};
use crate::expression::{Answer, Expression};
use crate::playbook::{Action, EventDecl, Kind, On, Playbook, StateId, Transition, Trigger};
use crate::span::Span;
use crate::value::{Name, Value};

use super::happening::{Happening, told};
use super::question::{Claim, Found, Subject, condition, reason};
use super::search::Ways;
use super::trigger::comes_before;
use super::universe::Universe;
use super::verdict::Proof;

/// How many facts for which no row holds are looked for, of one state.
const MAX_LEADS: usize = 8;

pub(super) type Facts = Vec<(u16, Option<Value>)>;

/// A state that some facts may never leave, which a case is to be brought to.
pub(super) struct Stuck {
    pub(super) state: Name,
    /// Facts for which no row holds.
    pub(super) leads: Vec<Facts>,
    /// Whether rows that don't hold never will while the facts stay as they are.
    is_of_facts: bool,
    /// The facts that rows read.
    read: Vec<u16>,
    claim: Claim,
    span: Span,
}

impl Stuck {
    /// The facts for which no row holds, of a case that rests in the state.
    pub(super) fn kept_by(&self, playbook: &Playbook, known: &crate::account::Facts) -> Option<Facts> {
        let of = |slot: u16| known.get(&playbook.fact(slot)?.name).cloned();
        let lead = self.leads.iter().find(|lead| lead.iter().all(|(slot, value)| of(*slot) == *value));
        match lead {
            Some(lead) => Some(lead.clone()),
            None => self.is_of_facts.then(|| self.read.iter().map(|slot| (*slot, of(*slot))).collect()),
        }
    }
}

/// How a case comes into a state.
struct Entry<'p> {
    universe: Universe,
    /// What held on the way in, and what of that before it did not; none where facts may have changed since.
    when: Option<&'p Expression>,
    refused: Vec<Option<&'p Expression>>,
}

/// Judges every state that can be left only by `choose`, except those to which a way has to be found.
pub(super) fn choices(subject: &Subject<'_>, found: &mut Found) -> Vec<Stuck> {
    let playbook = subject.playbook;
    let mut stuck = Vec::new();
    for (at, state) in playbook.states.iter().enumerate() {
        let Ok(id) = u16::try_from(at) else { return stuck };
        let rows: Vec<&Transition> = state.transitions.iter().map(|id| playbook.transition(*id)).collect();
        let only_choice = !rows.is_empty() && rows.iter().all(|row| row.on == On::Eventless);
        if state.kind != Kind::Atomic || !only_choice || has_other_way(playbook, StateId(id)) {
            continue;
        }
        let Some(place) = subject.places.states.get(at) else { continue };
        let claim = format!("a row of the `choose` of state `{}` always holds", state.name);
        let claim = Claim { doc: &STUCK_CHOICE, claim, span: place.name };
        let (leads, proof) = ask(subject, StateId(id), &rows);
        if leads.is_empty() {
            found.note(claim, proof);
            continue;
        }
        let last = state.transitions.last().and_then(|last| subject.places.transitions.get(usize::from(last.0)));
        let parts = parts(playbook, &rows);
        let mut read: Vec<u16> = parts.iter().flat_map(|part| part.reads()).map(|read| read.slot).collect();
        read.sort_unstable();
        read.dedup();
        stuck.push(Stuck {
            state: state.name.clone(),
            leads,
            is_of_facts: parts.iter().all(|part| part.is_of_facts()),
            read,
            claim,
            span: last.map_or(place.name, |last| last.span),
        });
    }
    stuck
}

/// Judges the states to which ways were looked for.
pub(super) fn judge(subject: &Subject<'_>, stuck: Vec<Stuck>, ways: &Ways, found: &mut Found) {
    for (at, Stuck { state, leads, claim, span, .. }) in stuck.into_iter().enumerate() {
        let Some((way, facts)) = ways.stuck.get(&at) else {
            let lead = subject.witness(None, leads.first().map_or(&[], Vec::as_slice));
            let tried = if ways.exhausted { "no event that was tried" } else { "none of the ways that were tried" };
            let reason = format!("no row holds {lead}, but {tried} brings a case there with that");
            found.note(claim, Proof::Unknown(reason));
            continue;
        };
        let event = match way.as_slice() {
            [Happening::Event { name, .. }] => Some(name),
            _ => None,
        };
        let proof = Proof::Refuted(subject.witness(event, facts).after(way.clone()));
        let told = (way.len() > 1).then(|| told(way));
        found.judge(claim, proof, |witness| stuck_choice(span, &state, &witness.to_string(), told.as_deref()));
    }
}

/// The conditions of rows and the expressions of the derived values that they need.
fn parts<'p>(playbook: &'p Playbook, rows: &[&'p Transition]) -> Vec<&'p Expression> {
    let conditions: Vec<&Expression> = rows.iter().filter_map(|row| row.when.as_ref()).collect();
    let mut needs: Vec<u16> = conditions.iter().flat_map(|when| when.needs()).copied().collect();
    needs.sort_unstable();
    needs.dedup();
    let derived = needs.iter().filter_map(|need| playbook.derived.get(usize::from(*need)));
    conditions.into_iter().chain(derived.flat_map(|(_, derived)| derived.expressions())).collect()
}

/// Whether a state around has a way out, or other regions may change what this one waits for.
fn has_other_way(playbook: &Playbook, id: StateId) -> bool {
    playbook.around(id).any(|outer| {
        let outer = playbook.state(outer);
        !outer.transitions.is_empty() || outer.kind == Kind::Together
    })
}

/// Facts for which no row may hold, by ways into the state; without any, whether that is proved.
fn ask(subject: &Subject<'_>, id: StateId, rows: &[&Transition]) -> (Vec<Facts>, Proof) {
    let (mut leads, mut open): (Vec<Facts>, Option<Answer>) = (Vec::new(), None);
    for entry in entries(subject, id) {
        let answer = subject.ask(&entry.universe, |boxes| {
            let mut gap = condition(boxes, entry.when);
            for refused in &entry.refused {
                let refused = condition(boxes, *refused);
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
            Answer::At(facts) if leads.len() < MAX_LEADS && !leads.contains(&facts) => leads.push(facts),
            Answer::At(_) => {}
            other => {
                open.get_or_insert(other);
            }
        }
    }
    (leads, open.map_or(Proof::Proved, |answer| Proof::Unknown(reason(&answer))))
}

/// Every way into the state, with what is known of the facts there: those by which a case opens first.
fn entries<'p>(subject: &Subject<'p>, id: StateId) -> Vec<Entry<'p>> {
    let playbook = subject.playbook;
    let changes = |actions: &[Action]| actions.iter().any(|action| matches!(action, Action::Set(_)));
    // Which states are left and entered on the way is not looked at: one of them may set a fact.
    let on_the_way = playbook.states.iter().any(|state| changes(&state.on_entry) || changes(&state.on_exit));
    let unguarded = || Entry { universe: subject.universes.of_case().clone(), when: None, refused: Vec::new() };
    let mut entries = Vec::new();
    for (at, trigger) in playbook.triggers.iter().enumerate() {
        let go = if trigger.go.is_empty() { vec![crate::playbook::ROOT] } else { trigger.go.clone() };
        if !go.iter().any(|target| enters(playbook, *target, id)) {
            continue;
        }
        for event in playbook.events.iter().filter(|event| trigger.upon.matches(&event.name)) {
            let changed = !trigger.set.is_empty() || on_the_way;
            entries.push(match changed {
                true => unguarded(),
                false => Entry {
                    universe: subject.universes.of_opening(event),
                    when: trigger.when.as_ref(),
                    refused: taken_before(playbook, at, event),
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
        let refused: Vec<&Transition> = match transition.on {
            On::Eventless => before.take_while(|other| other.label != transition.label).filter(is_row).collect(),
            _ => Vec::new(),
        };
        let refused = refused.into_iter().map(|other| other.when.as_ref()).collect();
        entries.push(Entry { when: transition.when.as_ref(), refused, ..unguarded() });
    }
    // A state that was entered as often as it may be sends on.
    let sends_on = playbook.states.iter().filter_map(|state| state.times.as_ref());
    if sends_on.flat_map(|(_, targets)| targets).any(|target| enters(playbook, *target, id)) {
        entries.push(unguarded());
    }
    entries
}

/// The conditions of the triggers that open the case on this event before one does.
fn taken_before<'p>(playbook: &'p Playbook, at: usize, event: &EventDecl) -> Vec<Option<&'p Expression>> {
    let Some(trigger) = playbook.triggers.get(at) else { return Vec::new() };
    let earlier = playbook.triggers.iter().take(at);
    let takes = |other: &&Trigger| comes_before(playbook, other, trigger) && other.upon.matches(&event.name);
    earlier.filter(takes).map(|other| other.when.as_ref()).collect()
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
