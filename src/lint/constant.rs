//! Conditions that decide nothing.

use crate::check::{CONSTANT_CONDITION, constant_condition};
use crate::expression::{Answer, Expression, Region};
use crate::span::Span;

use super::question::{Claim, Found, Subject, reason};
use super::universe::Universe;
use super::verdict::Proof;

/// Judges the conditions of transitions, steps and triggers; those of tables are judged with their rows.
pub(super) fn conditions(subject: &Subject<'_>, found: &mut Found) {
    let universe = subject.universes.of_case();
    for written in super::written::conditions(subject) {
        judge(subject, universe, written.expression, written.span, written.is_trigger, found);
    }
}

fn judge(
    subject: &Subject<'_>,
    universe: &Universe,
    when: &Expression,
    span: Span,
    is_trigger: bool,
    found: &mut Found,
) {
    let (holds, fails, on_facts) = subject.ask(universe, |boxes| {
        let holds = boxes.condition(when);
        let fails = boxes.without(Region::TRUE, holds);
        let holds = boxes.holds(holds);
        let on_facts = !boxes.facts_of(holds).is_empty() || [Region::TRUE, Region::FALSE].contains(&holds);
        let with_read = |answer| match answer {
            Answer::At(facts) => Answer::At(boxes.with_read(facts, when)),
            answer => answer,
        };
        (with_read(boxes.find(holds)), with_read(boxes.find(fails)), on_facts)
    });
    // Of what rests on the moment alone nothing is claimed.
    if !on_facts && holds != Answer::TooMuch {
        return;
    }
    let (always, proof) = match (&holds, &fails) {
        // A trigger that never holds never fires, which is said of the trigger.
        (Answer::Never, Answer::At(_)) if is_trigger => (false, Proof::Proved),
        (Answer::Never, Answer::At(facts)) => (false, Proof::Refuted(subject.witness(None, facts))),
        (Answer::At(facts), Answer::Never) => (true, Proof::Refuted(subject.witness(None, facts))),
        (Answer::At(_), Answer::At(_)) => (false, Proof::Proved),
        (Answer::At(_), open) | (open, _) => (false, Proof::Unknown(reason(open))),
    };
    let claim = Claim {
        doc: &CONSTANT_CONDITION,
        claim: format!("the condition `{}` can hold and can fail", when.text()),
        span,
    };
    found.judge(claim, proof, |_| constant_condition(span, always));
}
