//! Which steps surely go out where they stand.

use crate::expression::Expression;
use crate::lint::known::{By, Claim};
use crate::playbook::{Action, Duty, On, Pattern, Playbook, StateId, StepPlan};
use crate::step::StepKind;

/// What is sure of steps, for one duty.
pub(super) struct Sure<'a> {
    reads: &'a [Claim],
    /// The condition of the duty, if it comes out the same as long as a case is open.
    when: Option<&'a str>,
}

impl<'a> Sure<'a> {
    pub(super) fn new(playbook: &Playbook, duty: &'a Duty<Expression>, reads: &'a [Claim], changes: &Changes) -> Self {
        let when = duty.when.as_ref().filter(|when| changes.leave(playbook, when));
        Self { reads, when: when.map(|when| when.text()) }
    }

    /// Whether a step goes out whenever its list is run and the duty binds: it asks nothing else, waits for nothing, can't
    /// fail, and is no payment, which may be held back, refused, or found paid already.
    pub(super) fn goes_out(&self, action: &Action) -> bool {
        let Action::Step(plan) = action else { return false };
        let at_once = self.is_asked(plan) && plan.not_before.is_none() && plan.kind != StepKind::Compensation;
        at_once && self.has_its_values(action, plan)
    }

    /// Whether a step does not fail for want of a value, which it would before it goes out.
    fn has_its_values(&self, action: &Action, plan: &StepPlan) -> bool {
        let may_fail = action.expressions().iter().any(|expression| expression.may_fail());
        let by = By::Label(plan.name.clone());
        !may_fail && self.reads.iter().filter(|read| read.by == by).all(|read| read.proved)
    }

    /// Whether what a state hears is what became of steps of the kind that had gone out, and of no others.
    pub(super) fn is_told_by(&self, playbook: &Playbook, kind: StepKind, heard: &Pattern, source: StateId) -> bool {
        let word = ["step.done", "step.failed", "step.overdue", "promise.kept", "promise.broken"];
        let Some(name) = word.iter().find_map(|word| heard.text().strip_prefix(word)) else { return false };
        let is_meant = |holder: StateId, plan: &StepPlan| match name.strip_prefix('.') {
            Some(name) => Pattern::new(name).matches(&plan.name),
            None if heard.is_about_own_steps() => holder == source || playbook.is_inside(holder, source),
            None => true,
        };
        let steps = playbook.actions().filter_map(|(holder, action)| match action {
            Action::Step(plan) if is_meant(holder, plan) => Some((action, &**plan)),
            _ => None,
        });
        let mut any = false;
        let all = steps.into_iter().all(|(action, plan)| {
            any = true;
            let is_payment = plan.kind == StepKind::Compensation;
            plan.kind == kind && !is_payment && self.has_its_values(action, plan)
        });
        any && all
    }

    /// Whether a step asks no condition but that of the duty.
    pub(super) fn is_asked(&self, plan: &StepPlan) -> bool {
        plan.when.as_ref().is_none_or(|when| self.when == Some(when.text()))
    }
}

/// Which facts may change while a case is open, by slot.
pub(super) struct Changes {
    by_set: Vec<u16>,
    by_events: Vec<u16>,
}

impl Changes {
    pub(super) fn new(playbook: &Playbook) -> Self {
        let by_triggers = playbook.triggers.iter().flat_map(|trigger| &trigger.set);
        let by_actions = playbook.actions().flat_map(|(_, action)| match action {
            Action::Set(facts) => facts.as_slice(),
            _ => &[],
        });
        let by_set = by_triggers.chain(by_actions).map(|(slot, _)| *slot).collect();
        let is_heard = |event: &str| {
            playbook.transitions.iter().any(|transition| match &transition.on {
                On::Event(pattern) => pattern.matches(event),
                _ => false,
            })
        };
        // An open case is offered what would open it, too.
        let is_offered = |event: &str| {
            let triggers = playbook.triggers.iter().filter(|trigger| trigger.upon.matches(event));
            triggers.into_iter().any(|trigger| is_heard(&format!("trigger.{}", trigger.name)))
        };
        let heard = playbook.events.iter().filter(|event| is_heard(&event.name) || is_offered(&event.name));
        let by_events = heard.flat_map(|event| &event.facts).map(|(slot, _)| *slot).collect();
        Self { by_set, by_events }
    }

    /// Whether the playbook itself sets what a condition asks.
    pub(super) fn sets(&self, playbook: &Playbook, when: &Expression) -> bool {
        asks(playbook, when).any(|slot| self.by_set.contains(&slot))
    }

    /// Whether what a condition asks stays what it was when the case opened.
    fn leave(&self, playbook: &Playbook, when: &Expression) -> bool {
        let mut asked = asks(playbook, when);
        let of_facts = when.needs().iter().filter_map(|need| playbook.derived.get(usize::from(*need)));
        let mut derived = of_facts.flat_map(|(_, derived)| derived.expressions());
        derived.all(|part| part.is_of_facts())
            && asked.all(|slot| !self.by_set.contains(&slot) && !self.by_events.contains(&slot))
    }
}

/// The facts that a condition asks, through derived values too.
fn asks<'p>(playbook: &'p Playbook, when: &'p Expression) -> impl Iterator<Item = u16> + 'p {
    let derived = when.needs().iter().filter_map(|need| playbook.derived.get(usize::from(*need)));
    let parts = derived.flat_map(|(_, derived)| derived.expressions()).chain([when]);
    parts.flat_map(|part| part.reads().iter().map(|read| read.slot).chain(part.asks_of()))
}
