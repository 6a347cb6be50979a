//! Whether a case that the engine runs breaks a duty: the cases that the search brings about are watched.

use std::collections::BTreeMap;

use crate::account::{Account, Case, Decision, Status};
use crate::expression::Memo;
use crate::lint::corner::Corner;
use crate::lint::happening::Happening;
use crate::playbook::{DutyRule, LeftOut, Playbook};
use crate::policy::Policy;
use crate::step::StepKind;
use crate::value::{Name, Time, Value};

use super::Owed;

/// How many steps of each kind went out, by open case.
#[derive(Debug, Clone, Default)]
pub(in crate::lint) struct Sent(BTreeMap<Name, BTreeMap<StepKind, u32>>);

/// Where a duty was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) enum Broken {
    /// A step went out too early.
    Step { state: Name, name: Name },
    /// The case ended with that outcome.
    End(Name),
    /// The case stayed too long in that state.
    Stay(Name),
}

/// One input of the search, with the account before it and after.
pub(in crate::lint) struct Turn<'a> {
    pub(in crate::lint) playbook: &'a Playbook,
    pub(in crate::lint) policy: Option<&'a Policy>,
    pub(in crate::lint) before: &'a Account,
    pub(in crate::lint) after: &'a Account,
    pub(in crate::lint) decision: &'a Decision,
    pub(in crate::lint) happening: &'a Happening,
}

impl Sent {
    /// What tells two accounts apart that differ in nothing else.
    pub(in crate::lint) fn look(&self) -> String {
        let kinds = |sent: &BTreeMap<StepKind, u32>| {
            sent.iter().map(|(kind, count)| format!("{}={count} ", kind.as_str())).collect::<String>()
        };
        self.0.values().map(kinds).collect::<Vec<_>>().join("|")
    }

    /// Counts what went out, and tells which of the duties were broken by that.
    pub(in crate::lint) fn count(&mut self, turn: &Turn<'_>, owed: &[Owed], open: &[usize]) -> Vec<(usize, Broken)> {
        let mut broken = Vec::new();
        for change in &turn.decision.cases {
            let again = turn.decision.cases.iter().filter(|other| other.case == change.case).count() > 1;
            if again {
                // One case ended and the next one of its key opened: whose steps are whose nobody can tell.
                self.0.remove(&change.case);
            } else if change.opened {
                self.0.insert(change.case.clone(), BTreeMap::new());
            }
        }
        let open = || open.iter().filter_map(|at| Some((*at, owed.get(*at)?)));
        for step in &turn.decision.steps {
            let known = case_of(turn.before, &step.case).is_some_and(|case| {
                case.steps.iter().any(|known| known.id == step.id && known.status != Status::Pending)
            });
            let Some(sent) = self.0.get_mut(&step.case).filter(|_| !known) else { continue };
            let count = |kind: StepKind| sent.get(&kind).copied().unwrap_or(0);
            for (at, owed) in open() {
                if let DutyRule::Before(other, nth) = owed.duty.rule {
                    let too_early = step.kind == other && count(owed.duty.kind) == 0 && count(other) + 1 == nth;
                    if too_early && owed.binds(turn, &step.case) {
                        broken.push((at, Broken::Step { state: step.state.clone(), name: step.name.clone() }));
                    }
                }
            }
            // More than any duty counts is as much as it counts.
            let count = sent.entry(step.kind).or_insert(0);
            *count = count.saturating_add(1).min(MOST);
        }
        for change in &turn.decision.cases {
            let Some(outcome) = &change.ended else { continue };
            let Some(sent) = self.0.remove(&change.case) else { continue };
            for (at, owed) in open() {
                let ends = matches!(owed.duty.rule, DutyRule::BeforeEnd | DutyRule::Within(_));
                if ends && !sent.contains_key(&owed.duty.kind) && owed.binds(turn, &change.case) {
                    broken.push((at, Broken::End(outcome.clone())));
                }
            }
        }
        broken
    }

    /// The duties that are broken if nothing happens from now on until something is due.
    pub(in crate::lint) fn wait(&self, turn: &Turn<'_>, owed: &[Owed], open: &[usize]) -> Vec<(usize, Broken)> {
        let wakes = turn.after.wake_at().map(Time::clamped);
        let mut broken = Vec::new();
        for (at, owed) in open.iter().filter_map(|at| Some((*at, owed.get(*at)?))) {
            for case in turn.after.cases.iter().filter(|case| case.halted.is_none()) {
                let lacks = self.0.get(&case.id).is_some_and(|sent| !sent.contains_key(&owed.duty.kind));
                let due = owed.due(turn.policy, turn.playbook, case.opened);
                let sleeps = lacks && due.is_some_and(|due| wakes.is_none_or(|wakes| wakes > due));
                let state = case.leaves().next();
                if let Some(state) = state.filter(|_| sleeps && owed.binds(turn, &case.id)) {
                    broken.push((at, Broken::Stay(state.clone())));
                }
            }
        }
        broken
    }
}

/// Duties count up to the ninth.
const MOST: u32 = 9;

impl Owed {
    /// Whether its condition holds of the case, whatever of the event the case took.
    fn binds(&self, turn: &Turn<'_>, case: &Name) -> bool {
        let Some(when) = &self.duty.when else { return true };
        let holds = |facts: Vec<Option<Value>>| {
            when.holds(&Corner { playbook: turn.playbook, facts }, &mut Memo::new()).unwrap_or(false)
        };
        if self.is_set {
            return false;
        }
        let before = case_of(turn.before, case).map(|case| known_of(turn.playbook, case));
        match case_of(turn.after, case) {
            Some(case) => holds(known_of(turn.playbook, case)),
            None => {
                let met = met(turn.playbook, before.clone(), turn.happening);
                holds(met) && before.is_none_or(holds)
            }
        }
    }
}

fn case_of<'a>(account: &'a Account, id: &Name) -> Option<&'a Case> {
    account.cases.iter().find(|case| case.id == *id)
}

/// What a case knows, by slot.
fn known_of(playbook: &Playbook, case: &Case) -> Vec<Option<Value>> {
    playbook.facts.iter().map(|fact| case.facts.get(&fact.name).cloned()).collect()
}

/// What it knows after an event that it took, or opened by.
fn met(playbook: &Playbook, known: Option<Vec<Option<Value>>>, happening: &Happening) -> Vec<Option<Value>> {
    let mut facts = known.unwrap_or_else(|| playbook.blank_facts());
    let Happening::Event { name, data, .. } = happening else { return facts };
    let Some(event) = playbook.events.iter().find(|event| event.name == *name) else { return facts };
    for (slot, left_out) in &event.facts {
        let given = playbook.fact(*slot).and_then(|fact| data.iter().find(|(name, _)| *name == fact.name));
        let Some(known) = facts.get_mut(usize::from(*slot)) else { continue };
        match (given, left_out) {
            (Some((_, value)), _) => *known = Some(value.clone()),
            (None, LeftOut::Means(value)) => *known = Some(value.clone()),
            (None, LeftOut::Forgets) => *known = None,
            (None, LeftOut::Keeps | LeftOut::Refused) => {}
        }
    }
    facts
}
