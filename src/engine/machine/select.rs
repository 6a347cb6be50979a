//! Which transitions an event takes: innermost state first, then document order; regions conflict as SCXML says.

use std::borrow::Cow;

use crate::playbook::{On, Playbook, StateId, Transition, TransitionId, Way};
use crate::value::{Name, Value};

use super::machine::Machine;
use super::running::{Running, Signal};
use super::scope::CaseScope;

/// A transition that is taken, with the way it leads now; none for one that leaves nothing.
pub(in crate::engine) struct Enabled<'e> {
    pub(in crate::engine) id: TransitionId,
    pub(in crate::engine) way: Option<Cow<'e, Way>>,
}

impl Enabled<'_> {
    pub(in crate::engine) fn domain(&self) -> Option<StateId> {
        self.way.as_ref().map(|way| way.domain)
    }
}

impl<'e> Machine<'_, 'e> {
    /// The transitions that take the present signal, or eventless ones where `facts` is none. `facts` hide the case's
    /// while conditions are tried.
    pub(in crate::engine) fn select(&mut self, facts: Option<&[(u16, Option<Value>)]>) -> Vec<Enabled<'e>> {
        let mut found: Vec<Enabled<'e>> = Vec::new();
        for at in 0..self.case.active.len() {
            let Some(leaf) = self.case.leaf(at) else { continue };
            let playbook = self.case.playbook;
            let chain = std::iter::once(leaf).chain(playbook.around(leaf));
            let first = chain
                .flat_map(|state| &playbook.state(state).transitions)
                .find_map(|id| self.try_transition(*id, facts));
            if let Some(id) = first {
                self.record_rest(leaf, id, facts.is_some());
                if !found.iter().any(|enabled| enabled.id == id) {
                    found.push(self.enable(id));
                }
            }
        }
        let found_ids = self.turn.is_recording().then(|| found.iter().map(|enabled| enabled.id).collect());
        let kept = self.without_conflicts(found);
        if let Some(found) = found_ids {
            self.record_conflicts(found, &kept);
        }
        kept
    }

    /// The transition, or what it says under `else`, if it hears the signal and its condition holds.
    fn try_transition(&mut self, id: TransitionId, facts: Option<&[(u16, Option<Value>)]>) -> Option<TransitionId> {
        let transition = self.case.playbook.transition(id);
        if !self.hears(transition, facts.is_some()) {
            return None;
        }
        self.try_condition(id, facts.unwrap_or_default())
    }

    /// Whether it is for the present signal, or needs no event where there is none.
    pub(in crate::engine) fn hears(&self, transition: &Transition, has_event: bool) -> bool {
        if has_event { self.case.hears(transition, &self.signal) } else { transition.on == On::Eventless }
    }

    fn try_condition(&mut self, id: TransitionId, facts: &[(u16, Option<Value>)]) -> Option<TransitionId> {
        let playbook = self.case.playbook;
        // Alternatives of alternatives are tried depth first; each transition is the alternative of one other at most.
        let (mut next, mut waiting) = (Some(id), Vec::new());
        while let Some(id) = next {
            let transition = playbook.transition(id);
            if self.holds(transition, facts) {
                match transition.times {
                    Some(limit) if self.case.times_taken(&transition.label) >= limit => {
                        self.record_used_up(transition, limit);
                        waiting.extend(transition.otherwise.iter().rev());
                    }
                    _ => return Some(id),
                }
            }
            next = waiting.pop();
        }
        None
    }

    fn holds(&mut self, transition: &Transition, facts: &[(u16, Option<Value>)]) -> bool {
        let Some(when) = &transition.when else {
            self.record_transition(transition, facts, &Ok(true));
            return true;
        };
        let scope = CaseScope { overlay: facts, ..self.scope() };
        let result = scope.holds(when);
        self.record_transition(transition, facts, &result);
        match result {
            Ok(holds) => holds,
            Err(error) => {
                let why = self.case.explain(&error);
                self.case.log.erred(&transition.label, why);
                false
            }
        }
    }

    pub(in crate::engine) fn enable(&self, id: TransitionId) -> Enabled<'e> {
        let playbook: &'e Playbook = self.case.playbook;
        let fixed = playbook.ways.get(usize::from(id.0)).and_then(Option::as_ref);
        let way = fixed.map(Cow::Borrowed).or_else(|| {
            let transition = playbook.transition(id);
            let way = self.resolve(&transition.targets, |targets| playbook.domain(transition, targets));
            way.map(Cow::Owned)
        });
        Enabled { id, way }
    }

    /// The way to the targets in fact: a history stands for what it restores, and a state that was entered as often as it
    /// may be sends on to its `else`, which may lie further out than the target did.
    pub(in crate::engine) fn resolve(
        &self,
        targets: &[StateId],
        domain_of: impl Fn(&[StateId]) -> Option<StateId>,
    ) -> Option<Way> {
        let playbook = self.case.playbook;
        let restore = |named: &[StateId]| {
            // What a history restores decides the domain, and the domain whether the history is about to learn what is
            // active now; if so, its parent lies inside the domain whatever it restores.
            let domain = domain_of(&self.case.effective(named, None))?;
            Some((self.case.effective(named, Some(domain)), domain))
        };
        let (mut targets, mut domain) = restore(targets)?;
        // Each round follows one `else`; more rounds than states is a ring, of which the last target stands.
        for _ in 0..playbook.states.len() {
            let entered = playbook.entry_set(&targets, domain);
            let exhausted = entered.iter().find_map(|id| {
                let state = playbook.state(*id);
                let (limit, otherwise) = state.times.as_ref()?;
                (self.case.times_taken(&state.name) >= *limit).then_some((*id, otherwise))
            });
            let Some((exhausted, otherwise)) = exhausted else { return Some(Way { domain, entered }) };
            // Targets in other regions stand.
            targets.retain(|target| {
                let in_it = *target == exhausted || playbook.is_inside(*target, exhausted);
                !in_it && otherwise.iter().all(|other| playbook.are_in_other_regions(*target, *other))
            });
            targets.extend(otherwise);
            (targets, domain) = restore(&targets)?;
        }
        Some(Way { domain, entered: playbook.entry_set(&targets, domain) })
    }

    /// Of two transitions that leave a common state, the one from further inside wins, else the earlier.
    fn without_conflicts(&self, enabled: Vec<Enabled<'e>>) -> Vec<Enabled<'e>> {
        if enabled.len() < 2 {
            return enabled;
        }
        let playbook = self.case.playbook;
        let mut kept: Vec<Enabled<'e>> = Vec::new();
        for new in enabled {
            let source = playbook.transition(new.id).source;
            let left: Vec<StateId> = self.case.exit_set(new.domain()).collect();
            let conflicts: Vec<usize> = kept
                .iter()
                .enumerate()
                .filter(|(_, old)| self.case.exit_set(old.domain()).any(|state| left.contains(&state)))
                .map(|(at, _)| at)
                .collect();
            let wins = conflicts.iter().all(|at| {
                kept.get(*at).is_some_and(|old| playbook.is_inside(source, playbook.transition(old.id).source))
            });
            if wins {
                for at in conflicts.into_iter().rev() {
                    kept.remove(at);
                }
                kept.push(new);
            }
        }
        kept
    }
}

impl Running<'_> {
    /// Whether an active state has an eventless transition.
    pub(super) fn may_choose(&self) -> bool {
        self.active.iter().any(|visit| self.playbook.choosing.binary_search(&visit.state).is_ok())
    }

    pub(in crate::engine) fn hears(&self, transition: &Transition, signal: &Signal<'_>) -> bool {
        match &transition.on {
            On::Event(pattern) => {
                let inside =
                    |origin: StateId| origin == transition.source || self.playbook.is_inside(origin, transition.source);
                // A state without steps is complete at once: `*` of its own would be taken before anything happens.
                let is_own_end = pattern.is_all() && signal.complete == Some(transition.source);
                pattern.matches(&signal.kind)
                    && !is_own_end
                    && (!pattern.is_about_own_steps() || signal.origin.is_some_and(inside))
            }
            On::Complete => signal.complete == Some(transition.source),
            On::Timer(rule) => signal.timer == Some((transition.source, *rule)),
            On::Eventless | On::Else => false,
        }
    }

    /// Active states inside the domain.
    pub(in crate::engine) fn exit_set(&self, domain: Option<StateId>) -> impl Iterator<Item = StateId> {
        let active = self.active.iter().map(|visit| visit.state);
        active.filter(move |state| domain.is_some_and(|domain| self.playbook.is_inside(*state, domain)))
    }

    /// What an error says to a reader of the record.
    pub(in crate::engine) fn explain(&self, error: &crate::expression::EvalError) -> String {
        error.describe(|slot| self.playbook.fact(slot).map_or("?", |fact: &crate::playbook::FactDecl| &fact.name))
    }

    /// The label under which a bounded state counts its entries.
    pub(super) fn entry_label(&self, state: StateId) -> Option<Name> {
        let state = self.playbook.state(state);
        state.times.as_ref().map(|_| state.name.clone())
    }
}
