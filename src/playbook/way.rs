//! Where a transition leads: what it leaves, what it enters.

use super::{Kind, Playbook, ROOT, Reach, StateId, Transition};

/// The way of a transition.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    /// Everything active inside this state is left.
    pub(crate) domain: StateId,
    /// The states that are entered inside it, in document order.
    pub(crate) entered: Vec<StateId>,
}

impl Playbook {
    /// The way of each transition that leads the same way whatever the case has been through, and of a case that opens at
    /// the first state.
    pub(super) fn fixed_ways(&self) -> (Vec<Option<Way>>, Option<Way>) {
        let ways = self.transitions.iter().map(|transition| {
            let domain = self.domain(transition, &transition.targets)?;
            self.fixed_way(&transition.targets, domain)
        });
        let start = match self.states.first().map(|root| &root.kind) {
            Some(Kind::Compound(initial)) => self.fixed_way(&[*initial], ROOT),
            _ => None,
        };
        (ways.collect(), start)
    }

    /// None where a history decides, or how often a state was entered.
    fn fixed_way(&self, targets: &[StateId], domain: StateId) -> Option<Way> {
        let entered = self.entry_set(targets, domain);
        let depends = |state: &StateId| self.state(*state).is_history() || self.state(*state).times.is_some();
        (!targets.iter().chain(&entered).any(depends)).then_some(Way { domain, entered })
    }

    /// The state of which everything inside is left on the way to the targets; none for a transition that leaves nothing.
    pub(crate) fn domain(&self, transition: &Transition, targets: &[StateId]) -> Option<StateId> {
        let source = transition.source;
        match transition.reach {
            _ if targets.is_empty() => None,
            Reach::Stay => None,
            Reach::Internal if targets.iter().all(|target| self.is_inside(*target, source)) => Some(source),
            Reach::Internal | Reach::External => Some(self.common_ancestor(source, targets)),
        }
    }

    /// The nearest state around the source and all targets that is no region's parent (SCXML's least common compound
    /// ancestor).
    fn common_ancestor(&self, source: StateId, targets: &[StateId]) -> StateId {
        self.around(source)
            .filter(|outer| matches!(self.state(*outer).kind, Kind::Compound(_)))
            .find(|outer| targets.iter().all(|target| self.is_inside(*target, *outer)))
            .unwrap_or(ROOT)
    }

    /// The states that going to the targets enters inside the domain, in document order: what lies around them, the
    /// other regions, and by default the first state of each.
    pub(crate) fn entry_set(&self, targets: &[StateId], domain: StateId) -> Vec<StateId> {
        let mut entered: Vec<StateId> = Vec::new();
        let mut waiting: Vec<StateId> = Vec::new();
        for target in targets {
            waiting.push(*target);
            for outer in self.around(*target) {
                if outer == domain || !self.is_inside(outer, domain) {
                    break;
                }
                entered.push(outer);
            }
        }
        // Regions beside a target, and the defaults of what was named itself. The domain of an internal transition may
        // have regions: all were left, so all are entered.
        let around: Vec<StateId> = entered.iter().copied().chain([domain]).collect();
        for outer in around {
            if self.state(outer).kind == Kind::Together {
                waiting.extend(self.regions(outer).filter(|region| {
                    !targets.iter().any(|target| target == region || self.is_inside(*target, *region))
                }));
            }
        }
        while let Some(state) = waiting.pop() {
            if entered.contains(&state) && !targets.contains(&state) {
                continue;
            }
            if !entered.contains(&state) {
                entered.push(state);
            }
            let named_inside = targets.iter().any(|target| self.is_inside(*target, state));
            match &self.state(state).kind {
                Kind::Compound(initial) if !named_inside => waiting.push(*initial),
                Kind::Together => waiting.extend(self.regions(state).filter(|region| {
                    !targets.iter().any(|target| target == region || self.is_inside(*target, *region))
                })),
                _ => {}
            }
        }
        entered.sort_unstable();
        entered.dedup();
        entered
    }

    fn regions(&self, state: StateId) -> impl Iterator<Item = StateId> {
        let children = self.state(state).children.iter().copied();
        children.filter(|child| !self.state(*child).is_history())
    }
}
