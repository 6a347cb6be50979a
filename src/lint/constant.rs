//! Conditions that decide nothing.

use crate::check::{CONSTANT_CONDITION, constant_condition};
use crate::expression::{Answer, Region};
use crate::value::Value;

use super::beside::Beside;
use super::question::{Claim, Found, Subject, begun, reason};
use super::universe::Universe;
use super::verdict::Proof;
use super::written::{self, Condition};

type Facts = Vec<(u16, Option<Value>)>;

/// Judges the conditions of transitions, steps and triggers; those of tables are judged with their rows.
pub(super) fn conditions(subject: &Subject<'_>, found: &mut Found) {
    for condition in written::conditions(subject) {
        judge(subject, &condition, found);
    }
}

/// What is known of a condition in all places where it is tried.
#[derive(Default)]
struct Known {
    holds: Option<Facts>,
    fails: Option<Facts>,
    open: Option<Answer>,
}

fn judge(subject: &Subject<'_>, condition: &Condition<'_>, found: &mut Found) {
    let mut known = Known::default();
    for universe in &condition.universes {
        let Some((holds, fails)) = ask(subject, condition, universe) else { return };
        for (answer, place) in [(holds, &mut known.holds), (fails, &mut known.fails)] {
            match answer {
                Answer::At(facts) => {
                    place.get_or_insert(facts);
                }
                Answer::Never => {}
                open => known.open = Some(open),
            }
        }
    }
    let (always, proof) = match (known.holds, known.fails, known.open) {
        (Some(_), Some(_), _) => (false, Proof::Proved),
        (_, _, Some(open)) => (false, Proof::Unknown(reason(&open))),
        // A trigger that never holds never fires, which is said of the trigger.
        (None, Some(_), None) if condition.is_trigger => return,
        (None, Some(facts), None) => (false, Proof::Refuted(subject.witness(None, &facts))),
        (Some(facts), None, None) => (true, Proof::Refuted(subject.witness(None, &facts))),
        // Nothing tries it.
        (None, None, None) => return,
    };
    let claim = format!("the condition `{}` can hold and can fail", begun(condition.expression));
    let claim = Claim { doc: &CONSTANT_CONDITION, claim, span: condition.span };
    found.judge(claim, proof, |_| constant_condition(condition.span, always));
}

/// Where it holds and where it fails; nothing of what rests on the moment alone.
fn ask(subject: &Subject<'_>, condition: &Condition<'_>, universe: &Universe) -> Option<(Answer, Answer)> {
    subject.ask(universe, |boxes| {
        let holds = boxes.condition(condition.expression);
        let fails = boxes.without(Region::TRUE, holds);
        let holds = boxes.holds(holds);
        let on_facts = !boxes.facts_of(holds).is_empty() || [Region::TRUE, Region::FALSE].contains(&holds);
        let mut find = |region| match (boxes.find(region), condition.transition) {
            (Answer::Unclear(atoms), Some(transition)) => {
                // Only which states are active beside may tell.
                let beside = Beside::new(boxes, subject.playbook, transition);
                let usually = boxes.both(region, beside.usually);
                match boxes.find_beside(usually) {
                    Answer::At(facts) => Answer::At(facts),
                    _ => Answer::Unclear(atoms),
                }
            }
            (answer, _) => answer,
        };
        let (holds_at, fails_at) = (find(holds), find(fails));
        let with_read = |answer| match answer {
            Answer::At(facts) => Answer::At(boxes.with_read(facts, condition.expression)),
            answer => answer,
        };
        let answers = (with_read(holds_at), with_read(fails_at));
        (on_facts || answers.0 == Answer::TooMuch).then_some(answers)
    })
}
