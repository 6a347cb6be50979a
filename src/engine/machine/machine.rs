//! A macrostep: one event, and everything that follows from it without time passing (SCXML's algorithm).

use std::borrow::Cow;

use crate::account::CaseStep;
use crate::playbook::{Key, Kind, ROOT, StateId};
use crate::value::Name;

use super::running::{Running, Signal};
use super::scope::CaseScope;
use crate::engine::command::duties::DUTY;
use crate::engine::explain::considered::{record_follow_up, record_standstill};
use crate::engine::turn::{Outside, Runaway, Turn};

/// How many microsteps one macrostep may take; a case that needs more is halted.
const MAX_MICROSTEPS: u32 = 256;

/// Why a case that passed the limit stands still.
const RUNAWAY: &str = "microstep limit";

/// A case, what it runs in, and the event that it runs on.
pub(in crate::engine) struct Machine<'m, 'e> {
    pub(in crate::engine) turn: &'m mut Turn<'e>,
    pub(in crate::engine) case: &'m mut Running<'e>,
    pub(in crate::engine) outside: &'m Outside<'m>,
    pub(in crate::engine) signal: Signal<'m>,
    number: u32,
    microsteps: u32,
}

impl<'m, 'e> Machine<'m, 'e> {
    /// Runs the event on the case. Says whether a transition took it.
    pub(in crate::engine) fn run(
        turn: &'m mut Turn<'e>,
        case: &'m mut Running<'e>,
        outside: &'m Outside<'m>,
        signal: Signal<'m>,
    ) -> Result<bool, Runaway> {
        let Some(mut machine) = Self::begin(turn, case, outside, signal) else { return Ok(true) };
        let taken = machine.offer()?;
        if !taken && outside.is_event {
            // An event that nothing takes is ignored: not even an eventless transition that time has made true runs on it.
            return Ok(false);
        }
        machine.settle()?;
        Ok(taken)
    }

    /// Enters the states in which a case opens; the event is used up.
    pub(in crate::engine) fn open(
        turn: &'m mut Turn<'e>,
        case: &'m mut Running<'e>,
        outside: &'m Outside<'m>,
        targets: &[StateId],
    ) -> Result<(), Runaway> {
        let Some(mut machine) = Self::begin(turn, case, outside, Signal::default()) else { return Ok(()) };
        let playbook = machine.case.playbook;
        let way = match (&playbook.start, &playbook.state(ROOT).kind) {
            (Some(start), _) if targets.is_empty() => Some(Cow::Borrowed(start)),
            (None, Kind::Compound(initial)) if targets.is_empty() => {
                machine.resolve(&[*initial], |_| Some(ROOT)).map(Cow::Owned)
            }
            _ => machine.resolve(targets, |_| Some(ROOT)).map(Cow::Owned),
        };
        if let Some(way) = way {
            machine.enter(&way.entered)?;
        }
        machine.settle()
    }

    /// Goes on with what was changed from outside the machine, such as a step that is done.
    pub(in crate::engine) fn resume(
        turn: &'m mut Turn<'e>,
        case: &'m mut Running<'e>,
        outside: &'m Outside<'m>,
    ) -> Result<(), Runaway> {
        match Self::begin(turn, case, outside, Signal::default()) {
            Some(mut machine) => machine.settle(),
            None => Ok(()),
        }
    }

    /// Does what neither the playbook nor an event says, tells the case of it if there is something to tell, and goes on.
    pub(in crate::engine) fn carry_out(
        turn: &'m mut Turn<'e>,
        case: &'m mut Running<'e>,
        outside: &'m Outside<'m>,
        act: impl FnOnce(&mut Self) -> Result<Option<Signal<'m>>, Runaway>,
    ) -> Result<(), Runaway> {
        let Some(mut machine) = Self::begin(turn, case, outside, Signal::default()) else { return Ok(()) };
        if let Some(signal) = act(&mut machine)? {
            machine.signal = signal;
            machine.offer()?;
        }
        machine.settle()
    }

    /// Offers the present signal, with what the event from outside carries. Says whether a transition took it.
    fn offer(&mut self) -> Result<bool, Runaway> {
        self.record_offer();
        let enabled = self.select(Some(self.outside.facts));
        if enabled.is_empty() {
            self.record_what_is_accepted();
            if self.signal.is_failure {
                self.case.log.unhandled.push(Name::from(&*self.signal.kind));
            }
            return Ok(false);
        }
        self.case.store_facts(self.outside);
        self.microstep(&enabled)?;
        Ok(true)
    }

    /// What does not run the case.
    pub(in crate::engine) fn aside(
        turn: &'m mut Turn<'e>,
        case: &'m mut Running<'e>,
        outside: &'m Outside<'m>,
    ) -> Self {
        Self { turn, case, outside, signal: Signal::default(), number: 0, microsteps: 0 }
    }

    /// Ends the case from outside, wherever it stands: no state is left and none is entered.
    pub(in crate::engine) fn break_off(
        turn: &'m mut Turn<'e>,
        case: &'m mut Running<'e>,
        outside: &'m Outside<'m>,
        word: &str,
    ) {
        let mut machine = Self::aside(turn, case, outside);
        machine.end(Name::from(word));
        machine.case.active.clear();
        // What stood still runs on: nobody is left to wait for the customer.
        machine.follow_clocks();
        machine.case.queue.clear();
        machine.case.log.touched = true;
    }

    /// Nothing where the case stands still, or is known to run away in this macrostep and is halted instead.
    fn begin(
        turn: &'m mut Turn<'e>,
        case: &'m mut Running<'e>,
        outside: &'m Outside<'m>,
        signal: Signal<'m>,
    ) -> Option<Self> {
        if case.halted.is_some() || case.ended.is_some() {
            record_standstill(turn, case, outside);
            return None;
        }
        let (number, runs_away) = turn.begin_macrostep();
        if let Some(why) = runs_away {
            case.halted = Some(Name::from(why));
            (case.log.halted, case.log.touched) = (true, true);
            record_standstill(turn, case, outside);
            return None;
        }
        record_follow_up(turn, case, Some(outside.kind));
        Some(Self { turn, case, outside, signal, number, microsteps: 0 })
    }

    /// Eventless transitions, then internal events, then states that are complete, until nothing is left to do.
    fn settle(&mut self) -> Result<(), Runaway> {
        loop {
            self.follow_clocks();
            if self.turn.breach.is_some() {
                return Err(Runaway(self.number, DUTY));
            }
            if self.case.ended.is_some() {
                // Nobody is left to take what waits; a failure is told all the same.
                let waiting = std::mem::take(&mut self.case.queue);
                let failures = waiting.iter().filter(|signal| signal.is_failure);
                self.case.log.unhandled.extend(failures.map(|signal| Name::from(&*signal.kind)));
                return Ok(());
            }
            self.signal = Signal::default();
            record_follow_up(self.turn, self.case, None);
            let enabled = if self.case.may_choose() { self.select(None) } else { Vec::new() };
            if !enabled.is_empty() {
                self.microstep(&enabled)?;
                continue;
            }
            let Some(signal) = self.case.queue.pop_front().or_else(|| self.next_complete()) else { return Ok(()) };
            self.tick()?;
            self.signal = signal;
            record_follow_up(self.turn, self.case, Some(&self.signal.kind));
            let enabled = self.select(Some(&[]));
            if !enabled.is_empty() {
                self.microstep(&enabled)?;
            } else if self.signal.is_failure {
                let kind = Name::from(&*self.signal.kind);
                self.case.log.unhandled.push(kind);
            }
        }
    }

    /// Counts towards the limit.
    pub(super) fn tick(&mut self) -> Result<(), Runaway> {
        self.microsteps += 1;
        if self.microsteps > MAX_MICROSTEPS { Err(Runaway(self.number, RUNAWAY)) } else { Ok(()) }
    }

    pub(in crate::engine) fn scope(&self) -> CaseScope<'_> {
        CaseScope {
            outcome: self.signal.outcome.as_ref(),
            reason: self.signal.reason.as_deref(),
            ..CaseScope::of(self.case, self.turn, self.outside)
        }
    }

    /// The first state in document order that has become complete and has not said so in this visit, inner states
    /// before those around them.
    fn next_complete(&mut self) -> Option<Signal<'static>> {
        let playbook = self.case.playbook;
        let news =
            |at: &usize| self.case.active.get(*at).is_some_and(|visit| !visit.complete) && self.case.is_complete(*at);
        let mut complete = (0..self.case.active.len()).filter(news);
        let state_at = |at: usize| self.case.active.get(at).map(|visit| visit.state);
        let mut at = complete.next()?;
        // What lies inside a state follows it before anything else does.
        for next in complete {
            if !state_at(next).zip(state_at(at)).is_some_and(|(next, state)| playbook.is_inside(next, state)) {
                break;
            }
            at = next;
        }
        let (state, outcome) = (state_at(at)?, self.case.final_word(at));
        if let Some(visit) = self.case.active.iter_mut().find(|visit| visit.state == state) {
            visit.complete = true;
        }
        let kind = ["complete.", &playbook.state(state).name].concat();
        Some(Signal { complete: Some(state), outcome, ..Signal::named(kind) })
    }
}

impl Running<'_> {
    /// Takes the event's facts, once, before anything runs on them.
    pub(super) fn store_facts(&mut self, outside: &Outside<'_>) {
        for (slot, value) in outside.facts {
            // What the event says of key facts agrees with the case, or it says that they are unknown.
            if matches!(&self.playbook.key, Key::Facts(key) if key.contains(slot)) {
                continue;
            }
            if let Some(known) = self.facts.get_mut(usize::from(*slot)) {
                known.clone_from(value);
            }
        }
        if outside.is_event {
            self.last_event = outside.cause;
        }
    }

    /// Whether every step of the visit at that place is done and, where there are states inside, they have come to an end.
    fn is_complete(&self, at: usize) -> bool {
        let Some(visit) = self.active.get(at) else { return false };
        let mut awaited = self.steps.iter().filter(|step| step.visit == Some(visit.visit) && !step.free);
        let playbook = self.playbook;
        awaited.all(CaseStep::is_settled)
            && match &playbook.state(visit.state).kind {
                Kind::Atomic => true,
                Kind::Compound(_) => self.final_word(at).is_some(),
                // Regions lie inside their parent: a chain of them is as deep as the document, which is limited.
                Kind::Together => {
                    let mut regions = self.children(at);
                    regions.all(|(at, region)| playbook.state(region).is_final() || self.is_complete(at))
                }
                Kind::End(_) | Kind::History { .. } => false,
            }
    }

    /// The active states right inside the one at that place, each with its own.
    fn children(&self, at: usize) -> impl Iterator<Item = (usize, StateId)> {
        let parent = self.active.get(at).map(|visit| visit.state);
        let after = self.active.iter().enumerate().skip(at + 1).map(|(at, visit)| (at, visit.state));
        let inside =
            after.take_while(move |(_, state)| parent.is_some_and(|parent| self.playbook.is_inside(*state, parent)));
        inside.filter(move |(_, state)| Some(self.playbook.state(*state).parent) == parent)
    }

    /// The word of the final child that is active in the state at that place.
    fn final_word(&self, at: usize) -> Option<Name> {
        self.children(at).find_map(|(_, child)| match &self.playbook.state(child).kind {
            Kind::End(word) => Some(word.clone()),
            _ => None,
        })
    }
}
