//! Whether a step has surely gone out by then, over all ways that a case can take.
//!
//! A forward analysis: of each state it keeps the worst that a case may bring there. What it can't prove may still be true,
//! for it takes every condition to be possible.

use crate::expression::Expression;
use crate::playbook::{Action, Duty, DutyRule, Kind, On, Playbook, ROOT, StateId, StepPlan, Transition};
use crate::step::StepKind;
use crate::value::Name;

use super::stay::{FOR_EVER, at_least, stay};
use super::sure::Sure;

use crate::lint::known::entered;

/// How often all states are looked at before the analysis gives up; a playbook needs a handful of rounds.
const MAX_ROUNDS: usize = 500;

/// What is known of the step where a case is; the worse is the larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    /// No case comes here.
    Nothing,
    /// It has gone out.
    Out,
    /// It may not have, and so much of what the duty allows may be used up: steps of the other kind, or seconds.
    Open(u64),
}

/// What the analysis came to.
pub(super) enum Flowed {
    Proved,
    /// A way that breaks the duty can't be ruled out; where it would.
    Open(Place),
    TooLong,
}

/// Where a duty may be broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A step of that name would go out too early.
    Step(Name),
    /// The case would end in that state.
    End(Name),
    /// The case would stay too long in that state.
    Stay(Name),
}

struct Flow<'a> {
    playbook: &'a Playbook,
    kind: StepKind,
    rule: Rule,
    sure: &'a Sure<'a>,
    at_entry: Vec<Known>,
    within: Vec<Known>,
    /// What steps that leave the case where it is come to.
    after_stay: Vec<Known>,
    open: Option<Place>,
    /// States in which a case may stay too long without the step, and those with regions of which one sends it in time.
    late: Vec<StateId>,
    in_time: Vec<StateId>,
    work: &'a mut usize,
}

#[derive(Clone, Copy)]
enum Rule {
    Before { other: StepKind, allowed: u64 },
    BeforeEnd,
    Within { seconds: u64 },
}

struct TooLong;

/// Follows all ways.
pub(super) fn follow(playbook: &Playbook, duty: &Duty<Expression>, sure: &Sure<'_>, work: &mut usize) -> Flowed {
    let rule = match duty.rule {
        DutyRule::Before(other, nth) => Rule::Before { other, allowed: u64::from(nth.saturating_sub(1)) },
        DutyRule::BeforeEnd => Rule::BeforeEnd,
        DutyRule::Within(period) => Rule::Within { seconds: at_least(period) },
    };
    let states = playbook.states.len();
    let mut flow = Flow {
        playbook,
        kind: duty.kind,
        rule,
        sure,
        at_entry: vec![Known::Nothing; states],
        within: vec![Known::Nothing; states],
        after_stay: vec![Known::Nothing; states],
        open: None,
        late: Vec::new(),
        in_time: Vec::new(),
        work,
    };
    match flow.run() {
        Ok(()) => flow.open.map_or(Flowed::Proved, Flowed::Open),
        Err(TooLong) => Flowed::TooLong,
    }
}

impl Flow<'_> {
    fn run(&mut self) -> Result<(), TooLong> {
        loop {
            self.round()?;
            let known = self.in_time.len();
            if matches!(self.rule, Rule::Within { .. }) {
                self.find_in_time();
            }
            if self.in_time.len() == known {
                break;
            }
            // What was worse for not knowing that is worked out anew.
            for known in [&mut self.at_entry, &mut self.within, &mut self.after_stay] {
                known.fill(Known::Nothing);
            }
            self.late.clear();
            self.open = None;
        }
        let late = self.late.iter().min().map(|id| Place::Stay(self.playbook.state(*id).name.clone()));
        self.open = late.or(self.open.take());
        Ok(())
    }

    /// Looks at all states until nothing changes.
    fn round(&mut self) -> Result<(), TooLong> {
        for _ in 0..MAX_ROUNDS {
            let before = (self.at_entry.clone(), self.within.clone(), self.after_stay.clone());
            self.triggers()?;
            for id in (1..self.playbook.states.len()).filter_map(|at| u16::try_from(at).ok()).map(StateId) {
                self.state(id)?;
            }
            // One way that can't be ruled out is enough.
            let found = self.open.is_some() && !matches!(self.rule, Rule::Within { .. });
            if found || before == (self.at_entry.clone(), self.within.clone(), self.after_stay.clone()) {
                return Ok(());
            }
        }
        Err(TooLong)
    }

    /// Where regions are active together, one that stays nowhere too long without the step sends it for all of them.
    fn find_in_time(&mut self) {
        let playbook = self.playbook;
        let is_late = |region: StateId| {
            let inside = |id: &&StateId| **id == region || playbook.is_inside(**id, region);
            get(&self.at_entry, region) == Known::Nothing || self.late.iter().any(|id| inside(&id))
        };
        let together = (0_u16..).map(StateId).zip(&playbook.states).filter(|(_, state)| state.kind == Kind::Together);
        let in_time = together.filter(|(_, state)| {
            let mut regions = state.children.iter().filter(|child| !playbook.state(**child).is_history());
            regions.any(|region| !is_late(*region))
        });
        self.in_time = in_time.map(|(id, _)| id).collect();
    }

    fn triggers(&mut self) -> Result<(), TooLong> {
        let playbook = self.playbook;
        let begin = match self.rule {
            Rule::Before { other, allowed } if allowed > 0 && is_parallel(playbook, other) => Known::Open(allowed),
            _ => Known::Open(0),
        };
        for trigger in &playbook.triggers {
            let start = match (&playbook.state(ROOT).kind, trigger.go.as_slice()) {
                (Kind::Compound(initial), []) => vec![*initial],
                (_, go) => go.to_vec(),
            };
            self.enter(&start, ROOT, begin)?;
        }
        Ok(())
    }

    fn state(&mut self, id: StateId) -> Result<(), TooLong> {
        let playbook = self.playbook;
        let state = playbook.state(id);
        let known = match (get(&self.at_entry, id), get(&self.within, state.parent)) {
            (Known::Nothing, _) => return Ok(()),
            (_, Known::Out) => Known::Out,
            (Known::Open(_), parent @ Known::Open(_)) if state.parent != ROOT => get(&self.at_entry, id).max(parent),
            (known, _) => known,
        };
        let known = self.actions(&state.on_entry, known).max(get(&self.after_stay, id));
        put(&mut self.within, id, known);
        // Whatever leaves it, its own steps go out then.
        self.actions(&state.on_exit, known);
        match &state.kind {
            Kind::End(_) if state.parent == ROOT => self.end(id, known),
            Kind::Atomic | Kind::End(_) => self.leaf(id, known)?,
            Kind::Compound(_) | Kind::Together | Kind::History { .. } => {}
        }
        Ok(())
    }

    fn end(&mut self, id: StateId, known: Known) {
        if matches!((self.rule, known), (Rule::BeforeEnd | Rule::Within { .. }, Known::Open(_))) {
            self.open.get_or_insert(Place::End(self.playbook.state(id).name.clone()));
        }
    }

    /// A state that a case rests in, and every way out of it: its own, and those of the states around it.
    fn leaf(&mut self, id: StateId, known: Known) -> Result<(), TooLong> {
        let playbook = self.playbook;
        let left = match (self.rule, known) {
            (Rule::Within { seconds }, Known::Open(since)) => {
                let until = since.saturating_add(stay(playbook, id));
                let in_time = playbook.around(id).any(|outer| self.in_time.contains(&outer));
                if until > seconds && !in_time && !self.late.contains(&id) {
                    self.late.push(id);
                }
                Known::Open(match until > seconds {
                    true if in_time => seconds,
                    true => FOR_EVER,
                    false => until,
                })
            }
            _ => known,
        };
        let around = std::iter::once(id).chain(playbook.around(id));
        // Where a row of `choose` always holds, nothing else is waited for.
        let at_once = stay(playbook, id) == 0;
        let ways = around.flat_map(|id| &playbook.state(id).transitions);
        for transition in ways.filter(|way| !at_once || playbook.transition(**way).on == On::Eventless) {
            let mut waiting = vec![*transition];
            let (known, left) = match self.is_told_by(playbook.transition(*transition)) {
                true => (known.min(Known::Out), left.min(Known::Out)),
                false => (known, left),
            };
            while let Some(next) = waiting.pop() {
                let transition = playbook.transition(next);
                *self.work = self.work.checked_sub(1).ok_or(TooLong)?;
                waiting.extend(&transition.otherwise);
                self.take(id, transition, known, left)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, leaf: StateId, transition: &Transition, known: Known, left: Known) -> Result<(), TooLong> {
        let playbook = self.playbook;
        let Some(domain) = playbook.domain(transition, &transition.targets) else {
            let after = self.actions(&transition.actions, known);
            let after = after.max(get(&self.after_stay, leaf));
            put(&mut self.after_stay, leaf, after);
            return Ok(());
        };
        let mut known = match left {
            Known::Open(used) => self.beside(leaf, domain, used, transition),
            known => known,
        };
        let leaving = std::iter::once(leaf).chain(playbook.around(leaf));
        for state in leaving.take_while(|state| playbook.is_inside(*state, domain)) {
            known = self.actions(&playbook.state(state).on_exit, known);
        }
        let known = self.actions(&transition.actions, known);
        self.enter(&transition.targets, domain, known)
    }

    /// What is known where a state is left together with the other regions beside it, wherever they are: it has gone out if
    /// it has in one of them, and what they used up counts.
    fn beside(&self, leaf: StateId, domain: StateId, mut used: u64, transition: &Transition) -> Known {
        let playbook = self.playbook;
        let around = playbook.around(leaf).take_while(|outer| playbook.is_inside(*outer, domain));
        for outer in around.filter(|outer| playbook.state(*outer).kind == Kind::Together) {
            let regions = playbook.state(outer).children.iter().copied();
            let others = regions.filter(|region| {
                let own = *region == leaf || playbook.is_inside(leaf, *region);
                !own && !playbook.state(*region).is_history()
            });
            for region in others {
                match self.worst_in(region, transition.on == On::Eventless) {
                    Known::Open(more) => used = used.max(more),
                    // If nothing came there yet, it will be looked at again.
                    Known::Nothing | Known::Out => return Known::Out,
                }
            }
        }
        Known::Open(used)
    }

    /// The worst where a case may rest in a region, or only pass through while the other regions do.
    fn worst_in(&self, region: StateId, in_passing: bool) -> Known {
        let playbook = self.playbook;
        let inside = (region.0..=playbook.state(region).last.0).map(StateId);
        let rests = inside.filter(|id| {
            let is_leaf = matches!(playbook.state(*id).kind, Kind::Atomic | Kind::End(_));
            is_leaf && (in_passing || stay(playbook, *id) > 0)
        });
        rests.map(|id| get(&self.within, id)).max().unwrap_or(Known::Nothing)
    }

    /// Whether the step has gone out whenever a transition is taken: it hears what became of it, or its state is complete,
    /// which waits for it.
    fn is_told_by(&self, transition: &Transition) -> bool {
        let playbook = self.playbook;
        match &transition.on {
            On::Event(pattern) => self.sure.is_told_by(playbook, self.kind, pattern, transition.source),
            On::Complete => {
                let of_its_own = &playbook.state(transition.source).on_entry;
                let waits = |action: &Action| matches!(action, Action::Step(plan) if self.waits_for(plan));
                of_its_own.iter().any(waits) || self.known_at_end(transition.source) == Known::Out
            }
            On::Eventless | On::Timer(_) | On::Else => false,
        }
    }

    fn waits_for(&self, plan: &StepPlan) -> bool {
        // A payment may be done by another case.
        let own = plan.kind == self.kind && plan.kind != StepKind::Compensation;
        own && plan.wait && self.sure.is_asked(plan)
    }

    /// What is known where every region of a state has come to an end; of a state with others in it, where one has.
    fn known_at_end(&self, id: StateId) -> Known {
        let playbook = self.playbook;
        let state = playbook.state(id);
        let children = state.children.iter().copied();
        match &state.kind {
            // As deep as the document, which is limited.
            Kind::Together => {
                let regions = children.filter(|child| !playbook.state(*child).is_history());
                regions.map(|region| self.known_at_end(region)).min().unwrap_or(Known::Open(0))
            }
            Kind::Compound(_) => {
                let ends = children.filter(|child| playbook.state(*child).is_final());
                ends.map(|end| get(&self.within, end)).max().unwrap_or(Known::Open(0))
            }
            Kind::Atomic | Kind::End(_) | Kind::History { .. } => Known::Open(0),
        }
    }

    /// Runs a list of actions.
    fn actions(&mut self, actions: &[Action], mut known: Known) -> Known {
        for action in actions {
            let Action::Step(plan) = action else { continue };
            if let (Rule::Before { other, allowed }, Known::Open(sent)) = (self.rule, known) {
                if plan.kind == other {
                    if sent >= allowed {
                        self.open.get_or_insert(Place::Step(plan.name.clone()));
                    }
                    known = Known::Open(sent.saturating_add(1).min(allowed));
                }
            }
            if plan.kind == self.kind && self.sure.goes_out(action) {
                known = Known::Out;
            }
        }
        known
    }

    fn enter(&mut self, targets: &[StateId], domain: StateId, known: Known) -> Result<(), TooLong> {
        let playbook = self.playbook;
        let mut waiting: Vec<(Vec<StateId>, StateId)> = vec![(targets.to_vec(), domain)];
        // Where a state may not be entered any more, its `else` is.
        let mut followed: Vec<StateId> = Vec::new();
        while let Some((targets, domain)) = waiting.pop() {
            let mut now = known;
            for (id, _) in entered(playbook, &targets, domain) {
                *self.work = self.work.checked_sub(1).ok_or(TooLong)?;
                let known = now.max(get(&self.at_entry, id));
                put(&mut self.at_entry, id, known);
                // States are entered in document order, regions too.
                now = self.actions(&playbook.state(id).on_entry, now);
                if let Some((_, otherwise)) = &playbook.state(id).times {
                    if !followed.contains(&id) {
                        followed.push(id);
                        waiting.push((otherwise.clone(), ROOT));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether steps of a kind go out in more than one region: these take turns, so that nobody can count what the others sent
/// out before.
fn is_parallel(playbook: &Playbook, kind: StepKind) -> bool {
    const MOST: usize = 64;
    let holds = |action: &Action| matches!(action, Action::Step(plan) if plan.kind == kind);
    let mut holders: Vec<StateId> =
        playbook.actions().filter(|(_, action)| holds(action)).map(|(holder, _)| holder).collect();
    holders.dedup();
    let apart = |a: &StateId| holders.iter().any(|b| playbook.are_in_other_regions(*a, *b));
    holders.len() > MOST || holders.iter().any(apart)
}

fn get(known: &[Known], id: StateId) -> Known {
    known.get(usize::from(id.0)).copied().unwrap_or(Known::Nothing)
}

fn put(known: &mut [Known], id: StateId, value: Known) {
    if let Some(known) = known.get_mut(usize::from(id.0)) {
        *known = value;
    }
}
