//! What triggers, transitions and steps were considered, told to the recorder if there is one.

use crate::explanation::{Candidate, CandidateKind, Fate, Selection};
use crate::expression::EvalError;
use crate::playbook::{On, StateId, StepPlan, Transition, TransitionId, Trigger};
use crate::step::Verb;
use crate::value::{Name, Value};

use super::evaluation::fate;
use crate::engine::arrive::deliver::outside;
use crate::engine::arrive::opening::Opening;
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::Running;
use crate::engine::machine::scope::CaseScope;
use crate::engine::machine::select::Enabled;
use crate::engine::turn::{Outside, Turn};

fn candidate(kind: CandidateKind, name: &Name, fate: Fate) -> Candidate {
    Candidate { kind, name: name.clone(), fate, when: None, amount: None, channels: Vec::new() }
}

fn selection(case: &Running<'_>, event: Option<&str>) -> Selection {
    Selection {
        playbook: case.playbook.reference.clone(),
        case: Some(case.id.clone()),
        event: event.map(Name::from),
        configuration: case.configuration(),
        barred: None,
        accepts: Vec::new(),
        candidates: Vec::new(),
    }
}

impl Turn<'_> {
    /// What becomes of a person's command.
    pub(in crate::engine) fn record_order(
        &mut self,
        playbook: Name,
        case: Option<Name>,
        states: Vec<Name>,
        verb: Verb,
        fate: Fate,
    ) {
        let Some(recorder) = &mut self.recorder else { return };
        recorder.begin(Selection {
            playbook,
            case,
            event: Some(Name::format(format_args!("command.{verb}"))),
            configuration: states,
            barred: None,
            accepts: Vec::new(),
            candidates: Vec::new(),
        });
        recorder.add(candidate(CandidateKind::Command, &Name::from(verb.as_str()), fate));
    }
}

/// A case that stands still or has ended takes nothing.
pub(in crate::engine) fn record_standstill(turn: &mut Turn<'_>, case: &Running<'_>, outside: &Outside<'_>) {
    let Some(recorder) = &mut turn.recorder else { return };
    let fate = if case.ended.is_some() { Fate::CaseEnded } else { Fate::Halted };
    recorder.begin(Selection { barred: Some(fate), ..selection(case, Some(outside.kind)) });
}

/// What follows in a case; it says nothing unless it leads somewhere.
#[inline]
pub(in crate::engine) fn record_follow_up(turn: &mut Turn<'_>, case: &Running<'_>, event: Option<&str>) {
    if let Some(recorder) = &mut turn.recorder {
        recorder.begin_quietly(selection(case, event));
    }
}

impl<'e> Opening<'_, 'e> {
    /// The triggers, up to the first that opens a case; `fits` says whether its key is free.
    pub(in crate::engine) fn record_triggers(&self, turn: &mut Turn<'e>, fits: impl Fn(&Vec<Name>) -> bool) {
        if !turn.is_recording() {
            return;
        }
        let playbook = self.reading.playbook;
        let outside = outside(self.event, self.cause, &self.reading.bound);
        let mut first: Option<&Trigger> = None;
        let mut candidates = Vec::new();
        for trigger in &playbook.triggers {
            let hears = trigger.upon.matches(self.event.kind());
            let fate = match first.filter(|_| hears) {
                Some(first) => Fate::LowerPriority { than: first.name.clone() },
                None => self.judge(turn, trigger, &fits).err().unwrap_or(Fate::Taken),
            };
            let looked_at = hears && first.is_none();
            let when = trigger.when.as_ref().filter(|_| looked_at);
            let when = when.map(|when| self.scope(turn, &outside, &self.facts).evaluation(when));
            if fate == Fate::Taken {
                first = Some(trigger);
            }
            let fate = if fate == Fate::Taken && turn.is_full() { Fate::AccountFull } else { fate };
            candidates.push(Candidate { when, ..candidate(CandidateKind::Trigger, &trigger.name, fate) });
        }
        let Some(recorder) = &mut turn.recorder else { return };
        recorder.begin(Selection {
            playbook: playbook.reference.clone(),
            case: None,
            event: Some(Name::from(self.event.kind())),
            configuration: Vec::new(),
            barred: None,
            accepts: Vec::new(),
            candidates: Vec::new(),
        });
        candidates.into_iter().for_each(|candidate| recorder.add(candidate));
    }
}

impl Machine<'_, '_> {
    /// The event that begins a macrostep is offered to the case. That a step is done, or a timer spent, need not be heard.
    pub(in crate::engine) fn record_offer(&mut self) {
        let ought_to_be_heard = self.ought_to_be_heard();
        let Some(recorder) = &mut self.turn.recorder else { return };
        let selection = selection(self.case, Some(&self.signal.kind));
        if ought_to_be_heard { recorder.begin(selection) } else { recorder.begin_quietly(selection) }
    }

    fn ought_to_be_heard(&self) -> bool {
        self.outside.is_event || self.signal.is_failure
    }

    /// A transition whose turn it was.
    #[inline]
    pub(in crate::engine) fn record_transition(
        &mut self,
        transition: &Transition,
        facts: &[(u16, Option<Value>)],
        holds: &Result<bool, EvalError>,
    ) {
        if !self.turn.is_recording() {
            return;
        }
        let scope = CaseScope { overlay: facts, ..self.scope() };
        let when = transition.when.as_ref().map(|when| scope.evaluation(when));
        self.record(Candidate { when, ..candidate(CandidateKind::Transition, &transition.label, fate(holds)) });
    }

    /// A transition that holds and was taken as often as it may be.
    pub(in crate::engine) fn record_used_up(&mut self, transition: &Transition, times: u32) {
        if let Some(recorder) = &mut self.turn.recorder {
            recorder.becomes(&transition.label, Fate::TimesUsedUp { times });
        }
    }

    /// Transitions behind the one that was taken, from a leaf outwards.
    pub(in crate::engine) fn record_rest(&mut self, leaf: StateId, taken: TransitionId, has_event: bool) {
        if !self.turn.is_recording() {
            return;
        }
        let playbook = self.case.playbook;
        let than = &playbook.transition(taken).label;
        for state in std::iter::once(leaf).chain(playbook.around(leaf)) {
            for id in &playbook.state(state).transitions {
                let transition = playbook.transition(*id);
                if self.hears(transition, has_event) {
                    let fate = Fate::LowerPriority { than: than.clone() };
                    self.record(candidate(CandidateKind::Transition, &transition.label, fate));
                }
            }
        }
    }

    /// Transitions that would have left a state which another leaves.
    pub(in crate::engine) fn record_conflicts(&mut self, found: Vec<TransitionId>, kept: &[Enabled<'_>]) {
        let playbook = self.case.playbook;
        for id in found.into_iter().filter(|id| kept.iter().all(|enabled| enabled.id != *id)) {
            let left: Vec<StateId> = self.case.exit_set(self.enable(id).domain()).collect();
            let leaves_same =
                |enabled: &&Enabled<'_>| self.case.exit_set(enabled.domain()).any(|state| left.contains(&state));
            let Some(winner) = kept.iter().find(leaves_same).or(kept.first()) else { continue };
            let than = playbook.transition(winner.id).label.clone();
            if let Some(recorder) = &mut self.turn.recorder {
                recorder.becomes(&playbook.transition(id).label, Fate::LowerPriority { than });
            }
        }
    }

    /// Where nothing took the event from outside: transitions of other states that would, and what these states take.
    pub(in crate::engine) fn record_what_is_accepted(&mut self) {
        if !self.turn.is_recording() || !self.ought_to_be_heard() {
            return;
        }
        let playbook = self.case.playbook;
        let mut accepts: Vec<Name> = Vec::new();
        for transition in &playbook.transitions {
            if self.case.is_active(transition.source) {
                if let On::Event(pattern) = &transition.on {
                    if !accepts.contains(pattern.text()) {
                        accepts.push(pattern.text().clone());
                    }
                }
            } else if self.case.hears(transition, &self.signal) {
                self.record(candidate(CandidateKind::Transition, &transition.label, Fate::NotAccepted));
            }
        }
        if let Some(recorder) = &mut self.turn.recorder {
            recorder.accepts(accepts);
        }
    }

    /// A step of what was taken or entered; `decides` where its condition was looked at just now.
    #[inline]
    pub(in crate::engine) fn record_step(&mut self, plan: &StepPlan, fate: Fate, decides: bool) {
        if !self.turn.is_recording() {
            return;
        }
        let is_made = matches!(fate, Fate::Taken | Fate::Held { .. });
        let evaluation = |expression| self.scope().evaluation(expression);
        let when = plan.when.as_ref().filter(|_| decides).map(evaluation);
        let amount = plan.amount.as_ref().filter(|_| is_made).map(evaluation);
        self.record(Candidate { when, amount, ..candidate(CandidateKind::Step, &plan.name, fate) });
    }

    /// A payment that goes out as somebody approved it.
    pub(in crate::engine) fn record_approved(&mut self, plan: &StepPlan) {
        self.record(candidate(CandidateKind::Step, &plan.name, Fate::Taken));
    }

    fn record(&mut self, candidate: Candidate) {
        if let Some(recorder) = &mut self.turn.recorder {
            recorder.add(candidate);
        }
    }
}

impl Turn<'_> {
    /// What became of a step that waited for a pool.
    pub(in crate::engine) fn record_answer(&mut self, playbook: &Name, case: &Name, step: &Name, fate: Fate) {
        let Some(recorder) = &mut self.recorder else { return };
        recorder.begin(Selection {
            playbook: playbook.clone(),
            case: Some(case.clone()),
            event: None,
            configuration: Vec::new(),
            barred: None,
            accepts: Vec::new(),
            candidates: Vec::new(),
        });
        recorder.add(candidate(CandidateKind::Step, step, fate));
    }
}
