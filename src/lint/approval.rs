//! Goodwill that waits for approval: whether the case hears that nobody gave it, and whether anybody may.

use crate::check::{NO_APPROVER, UNHEARD_APPROVAL, no_approver, unheard_approval};
use crate::expression::{self, Answer, Expression};
use crate::playbook::{AUTOMATIC, Action, On, Playbook, PlaybookNames, StateId, StepPlan};
use crate::policy::Rules;
use crate::span::Span;
use crate::step::StepKind;
use crate::value::{Currency, Decimal, Money, Type};

use super::question::{Claim, Found, Subject, condition};
use super::verdict::Proof;
use super::written;

/// Judges every payment that people may have to approve.
pub(super) fn payments(subject: &Subject<'_>, rules: Option<&Rules>, found: &mut Found) {
    let Some(rules) = rules.filter(|rules| !rules.roles.is_empty()) else { return };
    for (state, action, place) in written::actions(subject) {
        let Action::Step(plan) = action else { continue };
        let is_gift = plan.kind == StepKind::Compensation && plan.reverses.is_none() && !plan.is_owed();
        let Some(amount) = plan.amount.as_ref().filter(|_| is_gift) else { continue };
        let payment = Payment { plan, amount, state, span: place.span };
        heard(subject, rules, &payment, found);
        approved(subject, rules, &payment, found);
    }
}

struct Payment<'p> {
    plan: &'p StepPlan,
    amount: &'p Expression,
    state: StateId,
    span: Span,
}

impl Payment<'_> {
    fn currency(&self) -> Option<Currency> {
        match self.amount.ty() {
            Type::Money(currency) => *currency,
            _ => None,
        }
    }
}

/// Whether the case hears that nobody approved it, or it never has to be approved.
fn heard(subject: &Subject<'_>, rules: &Rules, payment: &Payment<'_>, found: &mut Found) {
    let name = &payment.plan.name;
    let is_heard = |word: &str| is_heard(subject.playbook, payment.state, &format!("approval.{word}.{name}"));
    let may_expire = payment.plan.due.is_some() || payment.plan.approve_within.is_some();
    let what = match (is_heard("refused"), is_heard("expired") || !may_expire) {
        (true, true) => None,
        (false, false) => Some("is refused, or nobody approves it in time"),
        (false, true) => Some("is refused"),
        (true, false) => Some("is approved by nobody in time"),
    };
    let claim = format!("a case hears of it when nobody approves `{name}`");
    let claim = Claim { doc: &UNHEARD_APPROVAL, claim, span: payment.span };
    let Some(what) = what else { return found.note(claim, Proof::Proved) };
    let proof = match beyond(subject, payment, |currency| automatic(rules, currency), None) {
        Some(answer) => subject.empty(None, answer),
        None => Proof::Unknown("the currency of its amount is not fixed".to_owned()),
    };
    // What can't be told may be more than the house pays on its own.
    if proof != Proof::Proved {
        found.findings.push(unheard_approval(payment.span, name, what));
    }
    found.note(claim, proof);
}

/// Whether somebody may approve it, however much it is within the limits of the house.
fn approved(subject: &Subject<'_>, rules: &Rules, payment: &Payment<'_>, found: &mut Found) {
    let name = &payment.plan.name;
    let claim = Claim { doc: &NO_APPROVER, claim: format!("somebody may approve `{name}`"), span: payment.span };
    let most = |currency| {
        let approvers = rules.roles.iter().filter(|role| role.may(crate::step::Verb::Approve));
        let most = approvers.filter_map(|role| role.may_pay.of(currency)).map(Money::amount).max();
        most.into_iter().chain([automatic(rules, currency)]).max().unwrap_or(Decimal::ZERO)
    };
    // More than that fails without being asked for.
    let limit = |currency| rules.limits.iter().filter_map(|limit| limit.at_most.of(currency)).map(Money::amount).min();
    let answer = payment.currency().and_then(|currency| beyond(subject, payment, most, limit(currency)));
    let proof = match answer {
        // As much as one likes is not what the playbook says, but what it leaves open.
        Some(Answer::At(_)) if is_unbounded(subject, payment) => {
            Proof::Unknown("nothing in the playbook says how much it is at most".to_owned())
        }
        Some(answer) => subject.empty(None, answer),
        None => Proof::Unknown("the currency of its amount is not fixed".to_owned()),
    };
    let bound = payment.currency().map(|currency| Money::new(most(currency), currency));
    found.judge(claim, proof, |witness| no_approver(payment.span, name, bound, &witness.to_string()));
}

/// What the house pays on its own.
fn automatic(rules: &Rules, currency: Currency) -> Decimal {
    let bound = rules.role(AUTOMATIC).and_then(|role| role.may_pay.of(currency));
    bound.map_or(Decimal::ZERO, Money::amount)
}

/// Facts for which the payment is more than that, and no more than the limit; none where its currency is not fixed.
fn beyond(
    subject: &Subject<'_>,
    payment: &Payment<'_>,
    bound: impl Fn(Currency) -> Decimal,
    limit: Option<Decimal>,
) -> Option<Answer> {
    let currency = payment.currency()?;
    let than = |sign: &str, amount: Decimal| {
        let text = format!("({}) {sign} money('{}')", payment.amount.text(), Money::new(amount, currency));
        expression::condition(&text, &PlaybookNames(subject.playbook)).ok()
    };
    let above = than(">", bound(currency))?;
    let within = match limit {
        Some(limit) => Some(than("<=", limit)?),
        None => None,
    };
    Some(subject.ask(subject.universes.of_case(), |boxes| {
        let mut region = condition(boxes, payment.plan.when.as_ref());
        for part in [Some(&above), within.as_ref()].into_iter().flatten() {
            let part = condition(boxes, Some(part));
            region = boxes.both(region, part);
        }
        boxes.find(region)
    }))
}

/// Whether the amount may be as large as one likes, as far as declarations tell.
fn is_unbounded(subject: &Subject<'_>, payment: &Payment<'_>) -> bool {
    let enormous = Decimal::from(1_000_000_000_000_i64);
    !matches!(beyond(subject, payment, |_| enormous, None), Some(Answer::Never))
}

/// Whether the state or one around it hears the event, or any other by the step's name.
fn is_heard(playbook: &Playbook, state: StateId, event: &str) -> bool {
    playbook.transitions.iter().any(|transition| {
        let around = transition.source == state || playbook.is_inside(state, transition.source);
        match &transition.on {
            On::Event(pattern) => pattern.matches(event) && (around || pattern.text() == event),
            _ => false,
        }
    })
}
