//! Actions and steps.

use crate::check::{
    bad_literal, condition_needs, fault, key_changed, missing_because, unknown_event, unknown_message, unknown_step,
};
use crate::document::{Action as Written, KeyFacts, PaidOnce, Spanned, StepView, Text};
use crate::expression::{Expression, FaultKind};
use crate::playbook::{Action, Once, StepPlan};
use crate::span::Span;
use crate::step::StepKind;
use crate::value::{Name, Type};

use super::lower::Lower;
use super::survey::step_name;

/// How many people a payment may need to approve it.
const MAX_APPROVALS: u32 = 16;

impl Lower<'_> {
    pub(super) fn actions(&mut self, state: &str, written: &[Spanned<Written>]) -> Vec<Action> {
        let mut actions = Vec::with_capacity(written.len());
        actions.extend(written.iter().filter_map(|action| self.action(state, &action.value)));
        actions
    }

    fn action(&mut self, state: &str, written: &Written) -> Option<Action> {
        match written {
            Written::Step(step) => {
                let view = step.view();
                let plan = self.step(state, step.kind.value, step.kind.span, &view)?;
                Some(Action::Step(Box::new(plan)))
            }
            Written::Set(facts) => {
                for entry in facts {
                    if matches!(&self.doc.key, Some(KeyFacts::Facts(key)) if key.contains(&entry.key)) {
                        self.report(key_changed(entry.key.span, entry.key.as_str()));
                    }
                }
                Some(Action::Set(facts.iter().filter_map(|entry| self.set_fact(&entry.key, &entry.value)).collect()))
            }
            Written::Raise(event) => {
                self.check_raised(event);
                Some(Action::Raise(event.value.clone()))
            }
            Written::Cancel(name) => {
                self.check_step(name, "step", |_| true);
                Some(Action::Cancel(name.value.clone()))
            }
            Written::Resend(name) => {
                self.check_step(name, "step", |_| true);
                Some(Action::Resend(name.value.clone()))
            }
            Written::Keep(keep) => {
                self.check_step(&keep.keep, "promise", |kind| kind == StepKind::Promise);
                let because = self.template(&keep.because);
                Some(Action::Keep { promise: keep.keep.value.clone(), because })
            }
            Written::Waive(waive) => {
                self.check_step(&waive.waive, "promise", |kind| kind == StepKind::Promise);
                let because = self.template(&waive.because);
                Some(Action::Waive { promise: waive.waive.value.clone(), because })
            }
        }
    }

    /// A fact and the value that it is set to.
    pub(super) fn set_fact(&mut self, fact: &Text, value: &Text) -> Option<(u16, Expression)> {
        let slot = self.slot(fact)?;
        let ty = self.ty_of(slot).cloned();
        Some((slot, self.value(value, ty.as_ref())?))
    }

    fn check_step(&mut self, name: &Text, what: &str, fits: impl Fn(StepKind) -> bool) {
        let known = self.survey.steps.get(name.as_str()).is_some_and(|kind| fits(*kind));
        if known || name.as_str().is_empty() {
            return;
        }
        let steps: Vec<&str> =
            self.survey.steps.iter().filter(|(_, kind)| fits(**kind)).map(|(name, _)| name.as_str()).collect();
        let mut finding = unknown_step(name.span, name.as_str(), what, steps);
        // A kind where a name is expected: the steps of that kind.
        if let Ok(kind) = name.as_str().parse::<StepKind>() {
            let of_kind = self.survey.steps.iter().find(|(_, known)| **known == kind && fits(kind));
            finding.suggestion = of_kind.map(|(name, _)| name.to_string());
        }
        self.report(finding);
    }

    /// A raised event needs an `upon` that hears it.
    fn check_raised(&mut self, event: &Text) {
        if super::facts::is_engine_event(event.as_str()) {
            self.report(crate::check::reserved_event(event.span, event.as_str()));
            return;
        }
        let heard = self
            .survey
            .states
            .iter()
            .flat_map(|state| &state.doc.upon)
            .any(|entry| crate::playbook::Pattern::new(entry.key.as_str()).matches(event.as_str()));
        if !heard {
            let patterns: Vec<&str> =
                self.survey.states.iter().flat_map(|state| &state.doc.upon).map(|entry| entry.key.as_str()).collect();
            let finding = unknown_event(event.span, event.as_str(), patterns).help("no `upon` hears it");
            self.report(finding);
        }
    }

    fn step(&mut self, state: &str, kind: StepKind, span: Span, view: &StepView<'_>) -> Option<StepPlan> {
        let name = step_name(state, kind, view.r#as);
        let when = view.when.and_then(|text| self.condition(text));
        let with = view.with.into_iter().flat_map(|with| with.iter()).filter_map(|entry| {
            let value = self.value(&entry.value, None)?;
            Some((entry.key.value.clone(), value))
        });
        let with: Vec<_> = with.collect();
        let due = view.within.or(view.by).and_then(|text| self.deadline(text));
        let not_before = view.after.and_then(|text| self.deadline(text));
        let money = Type::Money(None);
        let amount = view.amount.and_then(|text| self.money(text, &money));
        let disputed = view.disputed.and_then(|disputed| {
            let amount = self.money(&disputed.amount, &money)?;
            Some((amount, self.template(&disputed.because)))
        });
        if let Some(reversed) = view.reverses {
            self.check_step(reversed, "compensation", |kind| kind == StepKind::Compensation);
        }
        if let Some(quorum) = view.approvals.filter(|quorum| !(1..=MAX_APPROVALS).contains(&quorum.value)) {
            let expected = format!("a number of people, from 1 to {MAX_APPROVALS}");
            self.report(bad_literal(quorum.span, &quorum.value.to_string(), &expected));
        }
        let approve_within = view.approve_within.and_then(|text| self.deadline(text));
        let asks: Vec<Name> =
            view.asks.into_iter().flatten().filter_map(|fact| self.slot(fact).map(|_| fact.value.clone())).collect();
        let once = self.once(kind, view);
        // Where every step of a kind must cite its rule, the reader says so.
        let said = matches!(kind, StepKind::Compensation | StepKind::Escalation | StepKind::Decline);
        if view.because.is_none() && view.ground.is_some() && !said {
            self.report(missing_because(span, kind.as_str()));
        }
        if let Some(empty) = view.because.filter(|because| because.as_str().trim().is_empty()) {
            self.report(missing_because(empty.span, kind.as_str()));
        }
        let message = view.message.and_then(|text| self.message(text));
        let mut template = |text: Option<&Text>| text.map(|text| self.template(text));
        let (because, refer) = (template(view.because), template(view.refer));
        template(view.cause);
        let text = |text: Option<&Text>| text.map(|text| text.value.clone());
        let plan = StepPlan {
            kind,
            name,
            when,
            to: text(view.to),
            channel: text(view.channel),
            message,
            action: text(view.action),
            asks,
            form: view.form.into_iter().flat_map(|forms| &forms.0).map(|form| form.value.clone()).collect(),
            with,
            due,
            not_before,
            wait: view.wait.copied().unwrap_or(true),
            ground: view.ground.map(|ground| ground.value),
            because,
            refer,
            amount,
            disputed,
            reverses: text(view.reverses),
            once,
            approvals: view.approvals.map_or(1, |quorum| quorum.value),
            approve_within,
        };
        self.check_texts(view, &plan.with);
        Some(plan)
    }

    /// The placeholders of every text that the step carries.
    fn check_texts(&mut self, view: &StepView<'_>, with: &[(Name, Expression)]) {
        if let Some(message) = view.message {
            self.check_message(message, view, with);
        }
        let disputed = view.disputed.map(|disputed| &disputed.because);
        for text in [view.because, view.refer, view.cause, disputed].into_iter().flatten() {
            self.check_holes(text, view);
        }
    }

    /// An expression of money, in whatever currency.
    fn money(&mut self, text: &Text, money: &Type) -> Option<Expression> {
        let expression = self.value(text, None)?;
        if matches!(expression.ty(), Type::Money(_)) {
            return Some(expression);
        }
        // A number beside an amount lacks its currency, which only the wanted type tells.
        let faults = crate::expression::value(text.as_str(), Some(money), &self.names).err().unwrap_or_default();
        match faults.iter().find(|found| found.kind == FaultKind::Literal) {
            Some(found) => self.findings.push(fault(text, found)),
            None => self.report(
                condition_needs(text.span, text.as_str(), "an amount of money", expression.ty())
                    .help("an amount is written with its currency, such as `5.00 GBP`"),
            ),
        }
        None
    }

    fn message(&mut self, text: &Text) -> Option<u16> {
        let place = self.doc.messages.iter().position(|entry| entry.key == *text);
        let unread = self.doc.messages.is_empty() && self.spoiled.any();
        if place.is_none() && !unread && !self.doc.messages.lost().iter().any(|lost| lost == text) {
            let names: Vec<&str> = self.doc.messages.iter().map(|entry| entry.key.as_str()).collect();
            let finding = unknown_message(text.span, text.as_str(), names);
            self.report(finding);
        }
        place.and_then(|place| u16::try_from(place).ok())
    }

    fn once(&mut self, kind: StepKind, view: &StepView<'_>) -> Option<Once> {
        match (view.paid_once, view.once) {
            (Some(PaidOnce::Case), _) => Some(Once::Case),
            (Some(PaidOnce::Event), _) => Some(Once::Event),
            (Some(PaidOnce::Incident), _) => Some(Once::Incident),
            (Some(PaidOnce::Facts(facts)), _) => {
                Some(Once::Facts(facts.iter().filter_map(|fact| self.slot(fact)).collect()))
            }
            (None, Some(true)) => Some(Once::Case),
            (None, _) if kind == StepKind::Compensation => Some(Once::Case),
            (None, _) => None,
        }
    }
}
