//! Expressions that have no value for facts that are all known: a division by zero, a number that grows too large, amounts
//! in different currencies.

use crate::check::{UNHANDLED_ERROR, unhandled_error};
use crate::expression::{Boxes, Expression, Region};
use crate::playbook::{On, Playbook, StateId};
use crate::span::Span;

use super::corner;
use super::question::{Claim, Found, Subject, begun};
use super::universe::Universe;
use super::verdict::Proof;
use super::written;

/// Judges every condition and value of which it is not plain that it can't err, and that nobody hears of.
pub(super) fn expressions(subject: &Subject<'_>, found: &mut Found) {
    let universe = subject.universes.of_case();
    for condition in written::conditions(subject) {
        // That a condition erred nobody can hear.
        judge(subject, universe, condition.expression, condition.span, found);
    }
    for computed in written::computed(subject) {
        let heard = computed.says.as_ref().is_some_and(|(state, event)| is_heard(subject.playbook, *state, event));
        if !heard {
            judge(subject, universe, computed.expression, computed.span, found);
        }
    }
}

fn judge(subject: &Subject<'_>, universe: &Universe, expression: &Expression, span: Span, found: &mut Found) {
    let mixes = expression.reads().iter().filter(|read| is_any_money(subject.playbook, read.slot)).count() > 1;
    if !expression.calculates() && !mixes {
        return;
    }
    let answer = subject.ask(universe, |boxes| {
        let erring = erring(boxes, expression);
        boxes.find(erring)
    });
    let proof = match (subject.empty(None, answer), corner::erring(subject.playbook, expression)) {
        (Proof::Proved | Proof::Unknown(_), Some(facts)) => Proof::Refuted(subject.witness(None, &facts)),
        (proof, _) => proof,
    };
    let claim = format!("`{}` has a value whenever its facts are known", begun(expression));
    let claim = Claim { doc: &UNHANDLED_ERROR, claim, span };
    found.judge(claim, proof, |witness| unhandled_error(span, &witness.to_string()));
}

/// Where an expression errs although every fact and every derived value that it reads is known.
fn erring(boxes: &mut Boxes<'_>, expression: &Expression) -> Region {
    let defined = boxes.defined(expression);
    let mut erring = boxes.without(Region::TRUE, defined);
    for need in expression.needs() {
        let needed = boxes.derived_defined(*need);
        erring = boxes.both(erring, needed);
    }
    for slot in boxes.facts_of(erring) {
        let known = boxes.is_known(slot);
        erring = boxes.both(erring, known);
    }
    erring
}

fn is_any_money(playbook: &Playbook, slot: u16) -> bool {
    playbook.fact(slot).is_some_and(|fact| fact.ty == crate::value::Type::Money(None))
}

/// Whether a state or one around it has a transition for the event.
fn is_heard(playbook: &Playbook, state: StateId, event: &str) -> bool {
    std::iter::once(state).chain(playbook.around(state)).any(|state| {
        let mut transitions = playbook.state(state).transitions.iter().map(|id| playbook.transition(*id));
        transitions.any(|transition| matches!(&transition.on, On::Event(pattern) if pattern.matches(event)))
    })
}
