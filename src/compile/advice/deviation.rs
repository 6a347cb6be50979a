//! Double deviations: a recovery that fails, and that nothing stronger follows.

use std::collections::BTreeSet;

use crate::check::double_deviation;
use crate::playbook::{Action, On, Pattern, StateId, StepPlan, Transition, TransitionId};
use crate::report::Finding;
use crate::step::StepKind;

use super::whole::Whole;

/// What says that a step did not do what it was for.
const FAILURES: [&str; 3] = ["step.failed", "step.overdue", "promise.broken"];

/// How many transitions are followed for a playbook; one of real size needs a thousandth.
const MAX_WORK: usize = 1_000_000;

pub(super) fn report(whole: &Whole<'_, '_>, findings: &mut Vec<Finding>) {
    let mut work = MAX_WORK;
    for id in whole.states() {
        for place in &whole.playbook.state(id).transitions {
            let transition = whole.playbook.transition(*place);
            let On::Event(pattern) = &transition.on else { continue };
            let failing = failing(whole, id, pattern);
            let Some(first) = failing.first() else { continue };
            if raises(whole, *place, &failing, &mut work) == Some(false) {
                let span = whole.transition_span(*place);
                findings.push(double_deviation(span, &first.1.name, pattern.text()));
            }
        }
    }
}

/// The steps of a recovery that the event may be about. That words, a question or an escalation fail is no second failure of
/// what was to be put right.
fn failing<'a>(whole: &Whole<'a, '_>, source: StateId, heard: &Pattern) -> Vec<(StateId, &'a StepPlan)> {
    let playbook = whole.playbook;
    let Some(rest) = FAILURES.iter().find_map(|word| heard.text().strip_prefix(word)) else { return Vec::new() };
    let is_meant = |holder: StateId, plan: &StepPlan| match rest.strip_prefix('.') {
        Some(name) => Pattern::new(name).matches(&plan.name),
        None => holder == source || playbook.is_inside(holder, source),
    };
    let of_promises = heard.text().starts_with("promise");
    let may_fail = |plan: &StepPlan| match plan.kind {
        StepKind::Promise => of_promises,
        StepKind::Apology | StepKind::Remedy | StepKind::Care | StepKind::Compensation => {
            !of_promises && plan.reverses.is_none()
        }
        _ => false,
    };
    let steps = playbook.actions().filter_map(|(holder, action)| match action {
        Action::Step(plan) => Some((holder, &**plan)),
        _ => None,
    });
    steps.filter(|(holder, plan)| is_meant(*holder, plan) && may_fail(plan)).collect()
}

/// Whether the transition leads to somebody with more authority, or to other help; none where it was too long to tell.
fn raises(
    whole: &Whole<'_, '_>,
    first: TransitionId,
    failing: &[(StateId, &StepPlan)],
    work: &mut usize,
) -> Option<bool> {
    let playbook = whole.playbook;
    let helps = |holder: StateId, actions: &[Action]| {
        actions.iter().any(|action| match action {
            Action::Step(plan) => {
                let again = failing.iter().any(|(state, failed)| *state == holder && failed.name == plan.name);
                !again && is_help(plan.kind)
            }
            _ => false,
        })
    };
    let mut seen: BTreeSet<StateId> = BTreeSet::new();
    let mut waiting: Vec<StateId> = Vec::new();
    let mut ways = vec![first];
    loop {
        while let Some(way) = ways.pop() {
            *work = work.checked_sub(1)?;
            let transition = playbook.transition(way);
            if helps(transition.source, &transition.actions) {
                return Some(true);
            }
            ways.extend(&transition.otherwise);
            let stays = transition.targets.is_empty().then_some(transition.source);
            waiting.extend(whole.entered(&transition.targets).into_iter().chain(stays));
        }
        let Some(at) = waiting.pop() else { return Some(false) };
        if !seen.insert(at) {
            continue;
        }
        let state = playbook.state(at);
        if helps(at, &state.on_entry) || helps(at, &state.on_exit) {
            return Some(true);
        }
        let around = std::iter::once(at).chain(playbook.around(at));
        ways.extend(
            around.flat_map(|id| &playbook.state(id).transitions).filter(|way| is_own(playbook.transition(**way))),
        );
    }
}

/// Whether it raises the owner or the remedy, or is help of another kind.
fn is_help(kind: StepKind) -> bool {
    matches!(
        kind,
        StepKind::Escalation
            | StepKind::Remedy
            | StepKind::Compensation
            | StepKind::Care
            | StepKind::Promise
            | StepKind::Task
    )
}

/// Whether a transition is taken without anything coming from outside.
fn is_own(transition: &Transition) -> bool {
    match &transition.on {
        On::Event(pattern) => ["step", "promise", "approval", "complete"]
            .iter()
            .any(|word| pattern.text().strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))),
        On::Eventless | On::Complete | On::Timer(_) | On::Else => true,
    }
}
