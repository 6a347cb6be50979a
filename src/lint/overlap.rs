//! Lists of transitions whose ranges run into one another.

use crate::expression::Region;
use crate::playbook::TransitionId;
use crate::span::Span;

use super::question::{Found, Subject, condition};
use super::shadow::short;
use super::table::overlaps;

/// Judges each list of `choose`, `upon`, `after` and `next`.
pub(super) fn lists(subject: &Subject<'_>, found: &mut Found) {
    let playbook = subject.playbook;
    for state in &playbook.states {
        for list in state.transitions.chunk_by(|a, b| playbook.transition(*a).on == playbook.transition(*b).on) {
            let conditioned: Vec<TransitionId> =
                list.iter().copied().filter(|id| playbook.transition(*id).when.is_some()).collect();
            let places: Vec<Span> = conditioned
                .iter()
                .filter_map(|id| subject.places.transitions.get(usize::from(id.0)).map(|place| place.span))
                .collect();
            // Where two rows lead to the same it does not matter which is taken.
            let results: Vec<String> = conditioned
                .iter()
                .map(|id| {
                    let transition = playbook.transition(*id);
                    let acts = if transition.actions.is_empty() { "" } else { transition.label.as_str() };
                    format!("{:?} {acts}", transition.targets)
                })
                .collect();
            let results: Vec<&str> = results.iter().map(String::as_str).collect();
            let Some(first) = list.first() else { continue };
            let label = short(playbook.transition(*first), state);
            let label = label.as_str().rsplit_once('/').map_or(label.as_str(), |(list, _)| list).to_owned();
            let what = format!("rows of `{label}` of state `{}`", state.name);
            let conditions = |boxes: &mut crate::expression::Boxes<'_>| -> Vec<Region> {
                conditioned.iter().map(|id| condition(boxes, playbook.transition(*id).when.as_ref())).collect()
            };
            overlaps(subject, subject.universes.of_case(), &what, &places, &results, conditions, found);
        }
    }
}
