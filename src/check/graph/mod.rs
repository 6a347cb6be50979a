//! Checks on the graph of everything that could happen, so that an error is never false.
//!
//! Each mistake is reported once, where it is made: a state that is cut off only because another one is says nothing new.

mod end;
mod exhaust;
mod reach;
mod turn;

use crate::playbook::{EdgeKind, Playbook, StateId, node};
use crate::report::Finding;
use crate::span::Span;

/// States that can't be reached or left, and rings that nothing stops.
///
/// Rings are judged only where every condition is known, since a way without condition is what makes one certain.
pub(crate) fn check_graph(playbook: &Playbook, span: impl Fn(StateId) -> Span, conditions_known: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let reached = reach::reached(playbook);
    reach::report(playbook, &reached, &span, &mut findings);
    let turning = if conditions_known { turn::turning(playbook) } else { Set::new(playbook) };
    end::report(playbook, &reached, &turning, &span, &mut findings);
    turn::report(playbook, &reached, &turning, &span, &mut findings);
    exhaust::report(playbook, &span, &mut findings);
    findings
}

/// A set of states.
struct Set(Vec<bool>);

impl Set {
    fn new(playbook: &Playbook) -> Self {
        Self(vec![false; playbook.states.len()])
    }

    fn contains(&self, id: StateId) -> bool {
        self.0.get(usize::from(id.0)).copied().unwrap_or(false)
    }

    /// Adds a state; whether it is new.
    fn insert(&mut self, id: StateId) -> bool {
        match self.0.get_mut(usize::from(id.0)) {
            Some(known) => !std::mem::replace(known, true),
            None => false,
        }
    }

    fn remove(&mut self, id: StateId) {
        if let Some(known) = self.0.get_mut(usize::from(id.0)) {
            *known = false;
        }
    }
}

/// All states but the root.
fn ids(playbook: &Playbook) -> impl Iterator<Item = StateId> {
    (1..playbook.states.len()).filter_map(|at| u16::try_from(at).ok()).map(StateId)
}

/// The state and those around it, the root left out.
fn with_around(playbook: &Playbook, id: StateId) -> impl Iterator<Item = StateId> {
    std::iter::once(id).chain(playbook.around(id)).filter(|id| *id != crate::playbook::ROOT)
}

/// Edges out of a state: where to, and what kind.
fn out(playbook: &Playbook, id: StateId) -> impl Iterator<Item = (StateId, &EdgeKind)> {
    use petgraph::visit::EdgeRef;
    playbook.graph.edges(node(id)).filter_map(|edge| {
        let target = u16::try_from(edge.target().index()).ok()?;
        Some((StateId(target), edge.weight().kind()))
    })
}
