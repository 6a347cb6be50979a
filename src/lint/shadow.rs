//! Transitions that can never be taken because of those before them.

use crate::check::{SHADOWED_TRANSITION, shadowed_transition};
use crate::expression::{Answer, Boxes, Region};
use crate::playbook::{Action, EventDecl, On, State, Transition, TransitionId};
use crate::value::Name;

use super::beside::Beside;
use super::question::{Claim, Found, Subject, condition, reason};
use super::universe::Universe;
use super::verdict::Proof;

/// What became of one transition on one event.
enum Shadow {
    Taken,
    /// It would hold for these facts, and one of the earlier ones is taken.
    By(Vec<TransitionId>, Vec<(u16, Option<crate::value::Value>)>),
    Unclear(Answer),
    /// It holds for no facts at all, which is another finding.
    Never,
}

/// Judges the transitions of every state.
pub(super) fn transitions(subject: &Subject<'_>, found: &mut Found) {
    for state in &subject.playbook.states {
        for (at, id) in state.transitions.iter().enumerate() {
            let before = state.transitions.get(..at).unwrap_or_default();
            judge(subject, state, *id, before, found);
        }
    }
}

fn judge(subject: &Subject<'_>, state: &State, id: TransitionId, before: &[TransitionId], found: &mut Found) {
    let playbook = subject.playbook;
    let transition = playbook.transition(id);
    let Some(place) = subject.places.transitions.get(usize::from(id.0)) else { return };
    let mut proof = None;
    let mut shadowed: Option<(Vec<TransitionId>, Proof)> = None;
    for (event, universe) in meets(subject, transition) {
        let earlier: Vec<TransitionId> =
            before.iter().copied().filter(|other| hears_too(playbook.transition(*other), transition, event)).collect();
        if earlier.is_empty() {
            shadowed = None;
            proof = Some(Proof::Proved);
            break;
        }
        match subject.ask(&universe.in_doubt(), |boxes| shadow(boxes, subject, transition, &earlier)) {
            Shadow::Taken => {
                shadowed = None;
                proof = Some(Proof::Proved);
                break;
            }
            Shadow::By(others, facts) => {
                let event = event.map(|event| &event.name);
                let refuted = Proof::Refuted(subject.witness(event, &facts));
                shadowed.get_or_insert((others, refuted));
            }
            Shadow::Unclear(answer) => {
                proof = Some(Proof::Unknown(reason(&answer)));
                shadowed = None;
                break;
            }
            Shadow::Never => {}
        }
    }
    let spans = |ids: &[TransitionId]| {
        let place = |id: &TransitionId| subject.places.transitions.get(usize::from(id.0)).map(|place| place.span);
        ids.iter().filter_map(place).collect::<Vec<_>>()
    };
    let (others, proof) = match (shadowed, proof) {
        (Some((others, refuted)), _) => (others, refuted),
        (None, Some(proof)) => (Vec::new(), proof),
        // It never holds, whatever stands before it.
        (None, None) => return,
    };
    let claim = format!("`{}` of state `{}` is not hidden by those before it", short(transition, state), state.name);
    let claim = Claim { doc: &SHADOWED_TRANSITION, claim, span: place.span };
    found.judge(claim, proof, |witness| shadowed_transition(place.span, &spans(&others), &witness.to_string()));
}

/// The events from outside that a transition hears, each with the facts as they can be; else what it hears of is one.
pub(super) fn meets<'p>(subject: &Subject<'p>, transition: &Transition) -> Vec<(Option<&'p EventDecl>, Universe)> {
    let playbook = subject.playbook;
    if let On::Event(pattern) = &transition.on {
        let events: Vec<_> = playbook.events.iter().filter(|event| pattern.matches(&event.name)).collect();
        if !events.is_empty() && !pattern.is_all() {
            // What is raised comes with no facts of its own.
            let is_raised = |(_, action): (_, &Action)| matches!(action, Action::Raise(name) if pattern.matches(name));
            let raised = playbook.actions().any(is_raised).then(|| (None, subject.universes.of_case().clone()));
            let outside = events.into_iter().map(|event| (Some(event), subject.universes.of_event(event)));
            return outside.chain(raised).collect();
        }
    }
    vec![(None, subject.universes.of_case().clone())]
}

/// Whether an earlier transition of the state hears what the later one meets.
fn hears_too(earlier: &Transition, later: &Transition, event: Option<&EventDecl>) -> bool {
    match (&earlier.on, &later.on, event) {
        (On::Event(earlier), On::Event(_), Some(event)) => earlier.matches(&event.name),
        (On::Event(earlier), On::Event(later), None) => {
            // A step's events without a name are heard only of the own steps.
            earlier.matches(later.text()) && (!earlier.is_about_own_steps() || earlier == later)
        }
        (earlier, later, _) => earlier == later,
    }
}

fn shadow(boxes: &mut Boxes<'_>, subject: &Subject<'_>, transition: &Transition, earlier: &[TransitionId]) -> Shadow {
    let own = condition(boxes, transition.when.as_ref());
    let own = boxes.holds(own);
    let mut rest = own;
    let mut involved = Vec::new();
    for id in earlier {
        let taken = takes(boxes, subject, *id);
        let overlap = boxes.both(rest, taken);
        if overlap != Region::FALSE {
            involved.push(*id);
        }
        rest = boxes.without(rest, taken);
    }
    match boxes.find(rest) {
        Answer::At(_) => Shadow::Taken,
        Answer::Never => match boxes.find(own) {
            Answer::At(facts) => Shadow::By(involved, facts),
            Answer::Never => Shadow::Never,
            // Whatever the atoms are, an earlier one is taken where this one holds.
            Answer::Unclear(_) => Shadow::By(involved, Vec::new()),
            answer => Shadow::Unclear(answer),
        },
        Answer::Unclear(atoms) => {
            // Only which states are active beside may tell.
            let beside = Beside::new(boxes, subject.playbook, transition);
            let (usually, own) = (boxes.both(rest, beside.usually), boxes.both(own, beside.at_all));
            match (boxes.find_beside(usually), boxes.both(rest, beside.at_all)) {
                (Answer::At(_), _) => Shadow::Taken,
                (_, Region::FALSE) if own != Region::FALSE => Shadow::By(involved, Vec::new()),
                _ => Shadow::Unclear(Answer::Unclear(atoms)),
            }
        }
        answer => Shadow::Unclear(answer),
    }
}

/// Where a transition, or what it says under `else`, is surely taken, however often it was before.
fn takes(boxes: &mut Boxes<'_>, subject: &Subject<'_>, id: TransitionId) -> Region {
    let transition = subject.playbook.transition(id);
    let holds = condition(boxes, transition.when.as_ref());
    let holds = boxes.holds(holds);
    if transition.times.is_none() {
        return holds;
    }
    // Those that count too may be used up as well.
    let mut instead = Region::FALSE;
    for other in &transition.otherwise {
        let other = subject.playbook.transition(*other);
        if other.times.is_none() {
            let other = condition(boxes, other.when.as_ref());
            instead = boxes.either(instead, other);
        }
    }
    boxes.both(holds, instead)
}

/// A transition's label without the state: `upon/parcel.late/1`.
pub(super) fn short(transition: &Transition, state: &State) -> Name {
    let label = transition.label.as_str();
    Name::from(label.strip_prefix(state.name.as_str()).and_then(|rest| rest.strip_prefix('/')).unwrap_or(label))
}
