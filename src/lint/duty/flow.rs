//! Whether a step has surely gone out by then, over all ways that a case can take.
//!
//! A forward analysis: of each state it keeps the worst that a case may bring there. What it can't prove may still be true,
//! for it takes every condition to be possible.

use crate::expression::Expression;
use crate::playbook::{Action, Duty, DutyRule, Kind, On, Period, Playbook, ROOT, Reach, StateId, TimerDue, Transition};
use crate::step::StepKind;
use crate::value::Name;

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
    /// Whether a step goes out whenever its list is run.
    is_sure: &'a dyn Fn(&Action) -> bool,
    at_entry: Vec<Known>,
    within: Vec<Known>,
    /// What steps that leave the case where it is come to.
    after_stay: Vec<Known>,
    open: Option<Place>,
    work: &'a mut usize,
}

#[derive(Clone, Copy)]
enum Rule {
    Before { other: StepKind, allowed: u64 },
    BeforeEnd,
    Within { seconds: u64 },
}

/// No time is longer.
const FOR_EVER: u64 = u64::MAX;

struct TooLong;

/// Follows all ways.
pub(super) fn follow(
    playbook: &Playbook,
    duty: &Duty<Expression>,
    is_sure: &dyn Fn(&Action) -> bool,
    work: &mut usize,
) -> Flowed {
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
        is_sure,
        at_entry: vec![Known::Nothing; states],
        within: vec![Known::Nothing; states],
        after_stay: vec![Known::Nothing; states],
        open: None,
        work,
    };
    match flow.run() {
        Ok(()) => flow.open.map_or(Flowed::Proved, Flowed::Open),
        Err(TooLong) => Flowed::TooLong,
    }
}

impl Flow<'_> {
    fn run(&mut self) -> Result<(), TooLong> {
        for _ in 0..MAX_ROUNDS {
            let before = (self.at_entry.clone(), self.within.clone(), self.after_stay.clone());
            self.triggers()?;
            for id in (1..self.playbook.states.len()).filter_map(|at| u16::try_from(at).ok()).map(StateId) {
                self.state(id)?;
            }
            // One way that can't be ruled out is enough.
            if self.open.is_some() || before == (self.at_entry.clone(), self.within.clone(), self.after_stay.clone()) {
                return Ok(());
            }
        }
        Err(TooLong)
    }

    fn triggers(&mut self) -> Result<(), TooLong> {
        let playbook = self.playbook;
        // Regions take turns, so that nobody can count what the others sent out before.
        let parallel = playbook.states.iter().any(|state| state.kind == Kind::Together);
        let begin = match self.rule {
            Rule::Before { allowed, .. } if parallel => Known::Open(allowed),
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
                if until > seconds {
                    self.open.get_or_insert(Place::Stay(playbook.state(id).name.clone()));
                }
                Known::Open(if until > seconds { FOR_EVER } else { until })
            }
            _ => known,
        };
        let around = std::iter::once(id).chain(playbook.around(id));
        for transition in around.flat_map(|id| &playbook.state(id).transitions) {
            let mut waiting = vec![*transition];
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
        let mut known = if left != Known::Nothing && self.is_done(transition) { Known::Out } else { left };
        let leaving = std::iter::once(leaf).chain(playbook.around(leaf));
        for state in leaving.take_while(|state| playbook.is_inside(*state, domain)) {
            known = self.actions(&playbook.state(state).on_exit, known);
        }
        let known = self.actions(&transition.actions, known);
        self.enter(&transition.targets, domain, known)
    }

    /// Whether a transition waits for the step to be done: the state is complete then, and the step one of its own.
    fn is_done(&self, transition: &Transition) -> bool {
        let waits = |action: &Action| match action {
            // A payment may be done by another case.
            Action::Step(plan) => plan.kind == self.kind && plan.when.is_none() && plan.wait && plan.once.is_none(),
            _ => false,
        };
        transition.on == On::Complete && self.playbook.state(transition.source).on_entry.iter().any(waits)
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
            if plan.kind == self.kind && (self.is_sure)(action) {
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

fn get(known: &[Known], id: StateId) -> Known {
    known.get(usize::from(id.0)).copied().unwrap_or(Known::Nothing)
}

fn put(known: &mut [Known], id: StateId, value: Known) {
    if let Some(known) = known.get_mut(usize::from(id.0)) {
        *known = value;
    }
}

/// How many seconds a case stays in a state at most, whatever happens or does not, if its host wakes it in time.
fn stay(playbook: &Playbook, id: StateId) -> u64 {
    let always = |transition: &Transition| transition.when.is_none() && transition.times.is_none();
    let leaves = |transition: &Transition| transition.reach != Reach::Stay && !transition.targets.is_empty();
    let mut stay = FOR_EVER;
    for state in std::iter::once(id).chain(playbook.around(id)).map(|id| playbook.state(id)) {
        let ways = state.transitions.iter().map(|id| playbook.transition(*id));
        for way in ways.filter(|way| always(way) && leaves(way)) {
            let until = match &way.on {
                On::Eventless => 0,
                On::Timer(rule) => match state.timers.get(usize::from(*rule)).map(|timer| &timer.due) {
                    Some(TimerDue::After(period)) => at_most(*period),
                    _ => FOR_EVER,
                },
                On::Event(_) | On::Complete | On::Else => FOR_EVER,
            };
            stay = stay.min(until);
        }
    }
    stay
}

/// Clocks that are put forward or back make a period of dates shorter or longer, by a day at most.
const DAY: u64 = 86_400;

/// A period in seconds, as long as it may be.
fn at_most(period: Period) -> u64 {
    let longest = period.longest().and_then(|longest| u64::try_from(longest.whole_seconds()).ok());
    let clocks = if matches!(period, Period::Elapsed(_)) { 1 } else { DAY };
    longest.map_or(FOR_EVER, |longest| longest.saturating_add(clocks))
}

/// The same, as short as it may be.
fn at_least(period: Period) -> u64 {
    let shortest = period.shortest().and_then(|shortest| u64::try_from(shortest.whole_seconds()).ok());
    let clocks = if matches!(period, Period::Elapsed(_)) { 0 } else { DAY };
    shortest.unwrap_or(0).saturating_sub(clocks)
}
