//! What an input did to a case, as its record tells it.

use std::fmt::Arguments;

use crate::account::{Held, HeldState, LoggedStep, Promise, PromiseState, Step};
use crate::canon::{Object, order, write_digits};
use crate::ids::StepId;
use crate::step::ChannelReason;
use crate::value::{Name, Value};

use super::shown::Veil;
use crate::engine::machine::running::Running;

/// Writes the case, at its place among those that the input changed; `steps` are all that the input sent out.
pub(super) fn write_case(out: &mut String, case: &Running<'_>, at: usize, steps: &[Step], veil: &mut Veil<'_>) {
    let log = &case.log;
    Object::write(out, |body| {
        body.list_if_any("already_done", &log.already_done, write_already);
        body.list_if_any("already_paid", &log.already_paid, write_already);
        body.text("case", &case.id);
        body.texts("configuration", case.leaves().map(|state| case.playbook.state(state).name.as_str()));
        body.text_if("ended", case.ended.as_deref());
        body.list_if_any("erred", &log.erred, write_why);
        body.list_if_any("failed", &log.failed, write_why);
        body.text_if("halted", case.halted.as_deref());
        body.list_if_any("held", log.held.iter().enumerate(), |out, (n, held)| {
            write_held(out, held, veil, &|part| format!("cases.{at}.held.{n}.{part}"));
        });
        body.flag("opened", log.opened);
        body.digits_if("opened_by", log.opened.then_some(&case.opened_by));
        body.text("playbook", &case.playbook.reference);
        body.list_if_any("promises", log.promises.iter().enumerate(), |out, (n, promise)| {
            write_promise(out, promise, false, veil, || format!("cases.{at}.promises.{n}.due"));
        });
        if !log.set.is_empty() {
            let path = |name: &Name| format!("cases.{at}.set.{name}");
            body.object("set", |set| write_values(set, each(&log.set), veil, path));
        }
        body.list_if_any("skipped", &log.skipped, write_digits);
        let logged = log.steps.iter().filter_map(|logged| Some((steps.get(logged.at)?, logged)));
        body.list_if_any("steps", logged.enumerate(), |out, (n, (step, logged))| {
            write_step(out, step, logged, veil, &|part| format!("cases.{at}.steps.{n}.{part}"));
        });
        body.texts_if_any("taken", &log.taken);
        body.texts_if_any("unhandled", &log.unhandled);
        body.list_if_any("withdrawn", &log.withdrawn, write_digits);
    });
}

/// Writes what became of a payment that waits for approval; `path` says where a part of it stands.
fn write_held(out: &mut String, held: &Held, veil: &mut Veil<'_>, path: &dyn Fn(&str) -> String) {
    Object::write(out, |told| {
        veil.show(told.key("amount"), &Value::Money(held.amount), held.personal, || path("amount"));
        told.texts_if_any("approved_by", &held.approvers);
        told.digits("id", &held.step);
        told.number("needs", held.needs.into());
        told.text_if("requested_by", held.requester.as_deref());
        told.text_if("role", held.role.as_deref());
        told.text("step", &held.name);
        if let Some(until) = held.until {
            veil.show(told.key("until"), &Value::Time(until), held.personal_until, || path("until"));
        }
        told.text(
            "was",
            match held.state {
                HeldState::Waiting if held.approvers.is_empty() => "held",
                HeldState::Waiting => "approved",
                state => state.as_str(),
            },
        );
    });
}

/// Writes what became of a promise; `path` says where its deadline stands.
pub(super) fn write_promise(
    out: &mut String,
    promise: &Promise,
    names_case: bool,
    veil: &mut Veil<'_>,
    path: impl FnOnce() -> String,
) {
    Object::write(out, |told| {
        told.text_if("because", promise.because.as_deref());
        told.text_if("case", Some(&*promise.case).filter(|_| names_case));
        if let Some(due) = promise.due {
            veil.show(told.key("due"), &Value::Time(due), promise.personal_due, path);
        }
        told.text("message", &promise.message);
        told.text_if("owner", promise.owner.as_deref());
        told.text("promise", &promise.name);
        told.text("was", if promise.state == PromiseState::Open { "made" } else { promise.state.as_str() });
    });
}

fn write_already(out: &mut String, (step, by): &(Name, StepId)) {
    Object::write(out, |body| {
        body.digits("by", by);
        body.text("step", step);
    });
}

fn write_why(out: &mut String, (at, why): &(Name, String)) {
    Object::write(out, |body| {
        body.text("at", at);
        body.text("why", why);
    });
}

/// Named values in order of their names. Of several under one name the last counts, once: a host keeps personal values by
/// their path.
fn write_values<'v>(
    body: &mut Object<'_>,
    values: impl DoubleEndedIterator<Item = (&'v Name, &'v Value, bool)>,
    veil: &mut Veil<'_>,
    path: impl Fn(&Name) -> String,
) {
    let mut last: Vec<(&Name, &Value, bool)> = values.rev().collect();
    last.sort_by(|(a, ..), (b, ..)| order(a, b));
    last.dedup_by(|(later, ..), (kept, ..)| later == kept);
    for (name, value, personal) in last {
        veil.show(body.name(name), value, personal, || path(name));
    }
}

fn each(values: &[(Name, Value, bool)]) -> impl DoubleEndedIterator<Item = (&Name, &Value, bool)> {
    values.iter().map(|(name, value, personal)| (name, value, *personal))
}

/// Writes a step that went out; `path` says where a part of it stands.
pub(super) fn write_step(
    out: &mut String,
    step: &Step,
    logged: &LoggedStep,
    veil: &mut Veil<'_>,
    path: &dyn Fn(Arguments<'_>) -> String,
) {
    Object::write(out, |body| {
        body.text_if("action", step.action.as_deref());
        if let Some(amount) = step.amount {
            let amount = Value::Money(amount);
            veil.show(body.key("amount"), &amount, logged.personal_amount, || path(format_args!("amount")));
        }
        body.texts_if_any("asks", &step.asks);
        body.number("attempt", step.attempt.into());
        body.text_if("because", logged.because.as_deref());
        if let Some(channel) = &step.channel {
            let channel = Value::from(channel.as_str());
            veil.show(body.key("channel"), &channel, logged.personal_channel, || path(format_args!("channel")));
        }
        body.text_if("chosen", step.chosen.map(ChannelReason::as_str));
        if let Some(disputed) = &step.disputed {
            body.object("disputed", |other| {
                let amount = Value::Money(disputed.amount);
                veil.show(other.key("amount"), &amount, logged.personal_disputed, || {
                    path(format_args!("disputed.amount"))
                });
                other.text("because", logged.disputed_because.as_deref().unwrap_or_default());
            });
        }
        if let Some(due) = step.due {
            veil.show(body.key("due"), &Value::Time(due), logged.personal_due, || path(format_args!("due")));
        }
        body.texts_if_any("form", &step.form);
        body.text_if("ground", step.ground.map(|ground| ground.as_str()));
        body.digits("id", &step.id);
        body.text("kind", step.kind.as_str());
        if let Some(locale) = step.locale.as_ref().filter(|_| logged.tells_locale) {
            let locale = Value::Text(locale.clone());
            veil.show(body.key("locale"), &locale, logged.personal_locale, || path(format_args!("locale")));
        }
        body.text_if("message", step.message.as_deref());
        body.text("name", &step.name);
        if let Some(time) = step.not_before {
            let path = || path(format_args!("not_before"));
            veil.show(body.key("not_before"), &Value::Time(time), logged.personal_time, path);
        }
        body.digits_if("pays", step.pays.as_ref());
        body.text_if("refer", logged.refer.as_deref());
        if let Some(of) = &step.reverses {
            body.object("reverses", |reversed| {
                reversed.number("attempt", of.attempt.into());
                reversed.text("name", &of.name);
                reversed.digits("pays", &of.pays);
                reversed.digits("step", &of.step);
            });
        }
        body.text("state", &step.state);
        body.text("to", &step.to);
        // Placeholders of its texts.
        if !step.filled.is_empty() || !logged.holes.is_empty() {
            let filled = step.filled.iter().map(|filled| (&filled.name, &filled.value, filled.personal));
            body.object("values", |body| {
                let values = filled.chain(each(&logged.holes));
                write_values(body, values, veil, |name| path(format_args!("values.{name}")));
            });
        }
        if !logged.with.is_empty() {
            body.object("with", |body| {
                write_values(body, each(&logged.with), veil, |name| path(format_args!("with.{name}")))
            });
        }
    });
}
