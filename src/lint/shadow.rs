//! Transitions that can never be taken because of those before them.

use crate::check::shadowed_transition;
use crate::house::Places;
use crate::playbook::{On, Playbook, Transition};

use super::Found;
use super::verdict::{Proof, Verdict, Witness};

/// Judges the transitions of every state.
pub(super) fn transitions(playbook: &Playbook, places: &Places, found: &mut Found) {
    for state in &playbook.states {
        for (at, id) in state.transitions.iter().enumerate() {
            let transition = playbook.transition(*id);
            let Some(place) = places.transitions.get(usize::from(id.0)) else { continue };
            let earlier = state.transitions.iter().take(at).find(|earlier| {
                let earlier = playbook.transition(**earlier);
                earlier.when.is_none() && earlier.times.is_none() && hears_all_of(earlier, transition)
            });
            let proof = match earlier.and_then(|earlier| places.transitions.get(usize::from(earlier.0))) {
                Some(earlier) => {
                    let witness = Witness::new(None, Vec::new());
                    found.findings.push(shadowed_transition(place.span, &[earlier.span], &witness.to_string()));
                    Proof::Refuted(witness)
                }
                None => Proof::Proved,
            };
            let claim = format!("transition {} can be taken", transition.label);
            let code = crate::check::SHADOWED_TRANSITION.code;
            found.verdicts.push(Verdict { code, claim, span: place.span, proof });
        }
    }
}

/// Whether one transition hears everything that another one of its state hears.
fn hears_all_of(earlier: &Transition, later: &Transition) -> bool {
    match (&earlier.on, &later.on) {
        (On::Event(a), On::Event(b)) => a.matches(b.text()) && !a.is_about_own_steps(),
        (a, b) => a == b,
    }
}
