//! Waits that nothing limits, and what becomes of steps unheard.

use crate::check::{
    step_without_within, unheard_failure, unheard_overdue, unheard_promise, waits_for_event, waits_for_receipt,
};
use crate::playbook::{Action, Kind, On, StateId, StepPlan};
use crate::report::Finding;
use crate::span::Span;
use crate::step::StepKind;

use super::ears::Ears;
use super::whole::{Whole, leaves_at_once};

/// The engine's events that say that a step or a promise went well.
const GOOD: [&str; 3] = ["step.done", "promise.kept", "complete"];

pub(super) fn report(whole: &Whole<'_, '_>, findings: &mut Vec<Finding>) {
    let waits = Waits::new(whole);
    for id in whole.states() {
        let limited = waits.is_limited(id);
        let found = if limited { Vec::new() } else { waits.judge(id) };
        let waits_for_ever = found.iter().any(|finding| finding.code.as_str() == "wait-without-deadline");
        findings.extend(found);
        if !waits_for_ever {
            findings.extend(waits.without_within(id));
        }
    }
    waits.unheard(findings);
}

struct Waits<'w, 'a, 'd> {
    whole: &'w Whole<'a, 'd>,
    /// Which states have a timer, or lie in one that has.
    timed: Vec<bool>,
    failed: Ears,
    overdue: Ears,
    broken: Ears,
}

impl<'w, 'a, 'd> Waits<'w, 'a, 'd> {
    fn new(whole: &'w Whole<'a, 'd>) -> Self {
        Self {
            whole,
            timed: whole.here_or_around(|id| !whole.playbook.state(id).timers.is_empty()),
            failed: Ears::of("step.failed", whole),
            overdue: Ears::of("step.overdue", whole),
            broken: Ears::of("promise.broken", whole),
        }
    }

    /// Whether time leads out of a state in the end: a timer, or a promise whose being broken does.
    fn is_limited(&self, id: StateId) -> bool {
        let timed = self.timed.get(usize::from(id.0)).copied().unwrap_or(false);
        timed
            || self.whole.entry_steps(id).any(|plan| {
                plan.kind == StepKind::Promise
                    && plan.when.is_none()
                    && self.broken.lead_away(self.whole, id, &plan.name)
            })
    }

    /// What is wrong with the wait in a plain state that no time limits.
    fn judge(&self, id: StateId) -> Vec<Finding> {
        let whole = self.whole;
        let state = whole.playbook.state(id);
        let steps: Vec<&StepPlan> = whole.entry_steps(id).filter(|plan| plan.wait).collect();
        let goes_on = !steps.is_empty() && self.goes_on_when_done(id);
        let at_once = steps.is_empty() && whole.transitions(id).any(|t| t.on == On::Complete && t.when.is_none());
        if state.kind != Kind::Atomic || at_once || whole.transitions(id).any(leaves_at_once) {
            return Vec::new();
        }
        let late_leads_away = |plan: &&StepPlan| plan.due.is_some() && self.overdue.lead_away(whole, id, &plan.name);
        if !goes_on {
            // What a question waits for is judged with the question.
            let asks = steps.iter().any(|plan| plan.kind == StepKind::Question);
            let waits = self.waits_for_event(id) && !asks && !steps.iter().any(late_leads_away);
            return waits.then(|| waits_for_event(whole.span(id), whole.name(id))).into_iter().collect();
        }
        if steps.iter().any(late_leads_away) {
            return Vec::new();
        }
        if let Some(plan) = steps.iter().find(|plan| plan.due.is_none()) {
            let step = self.step_span(id, plan);
            return vec![waits_for_receipt(whole.span(id), whole.name(id), step, plan.kind.as_str())];
        }
        let unheard = steps.iter().filter(|plan| plan.kind != StepKind::Promise);
        let unheard = unheard.filter(|plan| !self.overdue.hear(id, &plan.name));
        unheard.map(|plan| unheard_overdue(self.step_span(id, plan), &plan.name, whole.name(id))).collect()
    }

    /// Whether the receipts of the state's own steps lead on.
    fn goes_on_when_done(&self, id: StateId) -> bool {
        let good = |on: &On| match on {
            On::Event(pattern) => GOOD.iter().any(|word| pattern.text().as_str().starts_with(word)),
            _ => false,
        };
        self.whole.transitions(id).any(|t| t.on == On::Complete)
            || self.whole.transitions_around(id).any(|t| good(&t.on) && !t.targets.is_empty())
    }

    /// Whether a state is left, or a state around it, by an event from outside.
    fn waits_for_event(&self, id: StateId) -> bool {
        let declared = &self.whole.playbook.events;
        self.whole.transitions_around(id).any(|transition| match &transition.on {
            On::Event(pattern) => {
                let outside = declared.iter().any(|event| pattern.matches(&event.name));
                outside || pattern.text().as_str().starts_with("trigger")
            }
            _ => false,
        })
    }

    /// Steps without a deadline that a customer waits for, in whatever list the state has them.
    fn without_within(&self, id: StateId) -> impl Iterator<Item = Finding> {
        let waited =
            |kind| matches!(kind, StepKind::Care | StepKind::Compensation | StepKind::Escalation | StepKind::Remedy);
        let held = self.whole.written.range((id, "")..).take_while(move |((state, _), _)| *state == id);
        let late = held.filter(move |(_, step)| {
            let view = step.view();
            waited(step.kind.value) && view.within.is_none() && view.reverses.is_none()
        });
        late.map(|(_, step)| step_without_within(step.kind.span, step.kind.value.as_str()))
    }

    /// Promises and payments of which nobody hears that they failed.
    fn unheard(&self, findings: &mut Vec<Finding>) {
        let stuck: Vec<Span> =
            findings.iter().filter(|f| f.code.as_str() == "unhandled-failure").map(Finding::span).collect();
        for (id, action) in self.whole.playbook.actions() {
            let Action::Step(plan) = action else { continue };
            let span = self.step_span(id, plan);
            if plan.kind == StepKind::Promise && !self.broken.hear(id, &plan.name) {
                findings.push(unheard_promise(span, &plan.name));
            }
            let owed = matches!(plan.kind, StepKind::Care | StepKind::Compensation | StepKind::Remedy)
                && plan.reverses.is_none();
            let said = stuck.contains(&self.whole.span(id));
            if owed && !said && !self.failed.hear(id, &plan.name) {
                findings.push(unheard_failure(span, &plan.name));
            }
        }
    }

    fn step_span(&self, id: StateId, plan: &StepPlan) -> Span {
        let written = self.whole.written.get(&(id, plan.name.as_str()));
        written.map_or_else(|| self.whole.span(id), |step| step.kind.span)
    }
}
