//! Who hears what becomes of steps.

use std::collections::BTreeSet;

use crate::playbook::{On, StateId};

use super::whole::Whole;

/// Where one of the engine's events about steps is heard.
pub(super) struct Ears {
    /// The event, such as `step.overdue`.
    event: &'static str,
    /// For the steps of each state: by the state or one around it, whatever the step is called.
    around: Vec<bool>,
    /// Everywhere, whatever the step is called.
    everywhere: bool,
    /// Everywhere, for steps whose name begins so.
    named: BTreeSet<String>,
}

impl Ears {
    pub(super) fn of(event: &'static str, whole: &Whole<'_, '_>) -> Self {
        let mut everywhere = false;
        let mut named = BTreeSet::new();
        for transition in &whole.playbook.transitions {
            let On::Event(pattern) = &transition.on else { continue };
            everywhere |= pattern.matches(event) && !pattern.is_about_own_steps();
            let name = pattern.text().as_str().strip_prefix(event).and_then(|rest| rest.strip_prefix('.'));
            named.extend(name.map(str::to_owned));
        }
        let hears = |id: StateId| {
            whole.transitions(id).any(|transition| match &transition.on {
                On::Event(pattern) => pattern.matches(event),
                _ => false,
            })
        };
        Self { event, around: whole.here_or_around(hears), everywhere, named }
    }

    /// Whether something hears it of this step.
    pub(super) fn hear(&self, state: StateId, step: &str) -> bool {
        let around = self.around.get(usize::from(state.0)).copied().unwrap_or(false);
        let dots = step.match_indices('.').map(|(at, _)| at).chain([step.len()]);
        let mut prefixes = dots.filter_map(|end| step.get(..end));
        around || self.everywhere || prefixes.any(|prefix| self.named.contains(prefix))
    }

    /// Whether it is heard of this step by a transition of the state, or of one around it, that leads elsewhere.
    pub(super) fn lead_away(&self, whole: &Whole<'_, '_>, state: StateId, step: &str) -> bool {
        let event = format!("{}.{step}", self.event);
        whole.transitions_around(state).any(|transition| match &transition.on {
            On::Event(pattern) => pattern.matches(&event) && !transition.targets.is_empty(),
            _ => false,
        })
    }
}
