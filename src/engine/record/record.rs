//! The record of an input: canonical JSON, chained by its hash.

use crate::account::{Personal, Record};
use crate::canon::{Hash, Object, order, write_digits, write_text};
use crate::input::{Command, Event, Input, Receipt, Settlement};
use crate::pool::{Answer, Ask, Wants};
use crate::value::{Value, Zone};

use super::case_record::{write_case, write_promise, write_step};
use super::shown::{Veil, write_data};
use crate::engine::Engine;
use crate::engine::command::Commanded;
use crate::engine::machine::running::Running;
use crate::engine::turn::{Fired, Turn};

/// A record, and the personal values in whose place it has digests.
pub(in crate::engine) struct Written {
    pub(in crate::engine) record: Record,
    pub(in crate::engine) personal: Vec<Personal>,
}

/// The version of the engine's behaviour: the same inputs give the same records under one number.
pub(crate) const BEHAVIOUR: u32 = 1;

/// The version of the records' form.
pub(crate) const RECORD_FORM: u32 = 1;

/// Room for many records, so that few grow as they are written; allocators have less at hand beyond a kilobyte.
const USUAL_BYTES: usize = 1000;

impl Turn<'_> {
    /// Writes the record: its members in order of their keys, personal values in order of the record.
    pub(in crate::engine) fn write_record(
        &self,
        engine: &Engine,
        cases: &[Box<Running<'_>>],
        input: &Input,
    ) -> Written {
        let seq = self.account.seq.saturating_add(1);
        let mut veil = Veil { turn: self, seq, hidden: Vec::new() };
        let mut line = String::with_capacity(USUAL_BYTES);
        let mut before_input = 0;
        Object::write(&mut line, |record| {
            record.text("account", self.account.id());
            record
                .list_if_any("asks", self.asks.iter().enumerate(), |out, (at, ask)| write_ask(out, ask, at, &mut veil));
            record.plain("at", self.now);
            record.object("by", |by| {
                by.number("engine", BEHAVIOUR.into());
                by.text_if("policy", engine.policy.as_ref().map(|policy| policy.reference()));
                by.number("v", RECORD_FORM.into());
                by.text("zones", Zone::database());
            });
            record.list_if_any("cases", cases.iter().enumerate(), |out, (at, case)| {
                write_case(out, case, at, &self.steps, &mut veil);
            });
            if let Some(commanded) = self.commanded.as_ref().filter(|commanded| commanded.case.is_some()) {
                record.object("concerns", |concerns| write_concerns(concerns, commanded));
            }
            if let Some(denial) = self.commanded.as_ref().and_then(|commanded| commanded.denial.as_ref()) {
                record.object("denied", |denied| {
                    denied.text("code", denial.code);
                    denied.text("reason", &denial.reason);
                });
            }
            record.list_if_any("fired", self.fired.iter().enumerate(), |out, (at, fired)| {
                write_fired(out, fired, at, &mut veil);
            });
            // The host's time, where it was earlier than `at`.
            record.plain_if("given", self.given);
            let body = record.key("input");
            before_input = body.len() - "\"input\":".len();
            write_input(body, self, engine, input, &mut veil);
            record.digits("prev", &self.account.head().1);
            // Of cases that have ended before.
            record.list_if_any("promises", self.promises_of_ended.iter().enumerate(), |out, (at, promise)| {
                write_promise(out, promise, true, &mut veil, || format!("promises.{at}.due"));
            });
            record.number("seq", seq);
            // The same.
            let late = self.late_steps.iter().filter_map(|logged| Some((self.steps.get(logged.at)?, logged)));
            record.list_if_any("steps", late.enumerate(), |out, (n, (step, logged))| {
                write_step(out, step, logged, &mut veil, &|part| format!("steps.{n}.{part}"));
            });
        });
        // It covers everything but itself.
        let hash = Hash::of(line.as_bytes());
        let mut member = String::with_capacity("\"hash\":\"\",".len() + 64);
        member.push_str("\"hash\":");
        write_digits(&mut member, &hash);
        member.push(',');
        line.insert_str(before_input, &member);
        Written { record: Record { line, seq, hash }, personal: veil.hidden }
    }
}

fn write_input(out: &mut String, turn: &Turn<'_>, engine: &Engine, input: &Input, veil: &mut Veil<'_>) {
    match input {
        Input::Event(event) => Object::write(out, |input| {
            input.object("event", |body| write_event(body, turn, engine, event, veil));
        }),
        Input::Receipt(receipt) => Object::write(out, |input| {
            input.object("receipt", |body| write_receipt(body, receipt));
        }),
        Input::Answer(answer) => Object::write(out, |input| {
            input.object("answer", |body| write_answer(body, answer));
        }),
        Input::Command(command) => Object::write(out, |input| {
            input.object("command", |body| write_command(body, command));
        }),
        Input::Wake => write_text(out, "wake"),
        Input::Erase => write_text(out, "erase"),
    }
}

fn write_event(body: &mut Object<'_>, turn: &Turn<'_>, engine: &Engine, event: &Event, veil: &mut Veil<'_>) {
    body.digits_if("content", turn.remembered.as_ref().map(|(_, content, _)| content));
    body.object("data", |data| write_data(data, engine, event, veil));
    body.text("id", event.id());
    body.text_if("incident", event.incident());
    body.text("source", event.source());
    body.plain("time", event.time());
    body.text("type", event.kind());
}

/// Writes what a command was about, as it was when the command came.
fn write_concerns(concerns: &mut Object<'_>, commanded: &Commanded) {
    concerns.text_if("case", commanded.case.as_deref());
    concerns.texts("in", commanded.states.iter());
    concerns.text_if("playbook", commanded.playbook.as_deref());
    concerns.text_if("step", commanded.step.as_deref());
}

fn write_command(body: &mut Object<'_>, command: &Command) {
    body.object("actor", |actor| {
        actor.text("id", command.actor().id());
        actor.text("role", command.actor().role());
    });
    body.text_if("case", command.case());
    body.text("do", command.verb().as_str());
    body.text("id", command.id());
    body.text("reason", command.reason());
    let mut arguments: Vec<(&str, &str)> = command.arguments().collect();
    arguments.sort_by(|(a, _), (b, _)| order(a, b));
    if !arguments.is_empty() {
        body.object("with", |with| arguments.iter().for_each(|(name, value)| write_text(with.name(name), value)));
    }
}

fn write_receipt(body: &mut Object<'_>, receipt: &Receipt) {
    match receipt.settlement() {
        Settlement::Done => body.flag("done", true),
        Settlement::Failed(reason) => body.text("failed", reason),
    }
    body.digits("step", &receipt.step());
}

/// Writes what a pool was asked or told.
fn write_ask(out: &mut String, ask: &Ask, at: usize, veil: &mut Veil<'_>) {
    Object::write(out, |body| {
        if let Some(amount) = ask.wants.amount() {
            veil.show(body.key("amount"), &Value::Money(amount), ask.personal, || format!("asks.{at}.amount"));
        }
        body.plain("at", ask.at);
        body.number("attempt", ask.attempt.into());
        body.text("case", &ask.case);
        if let Wants::Return { pays, attempt, .. } = &ask.wants {
            body.object("of", |of| {
                of.number("attempt", (*attempt).into());
                of.digits("pays", pays);
            });
        }
        body.digits("pays", &ask.pays);
        body.text("pool", &ask.pool);
        if let Wants::Reserve { name, step, .. } = &ask.wants {
            body.text("step", name);
            body.digits("step_id", step);
        }
        body.text("wants", ask.wants.as_str());
    });
}

fn write_answer(body: &mut Object<'_>, answer: &Answer) {
    body.object("asked", |asked| {
        asked.digits("at", &answer.asked.at);
        asked.number("n", answer.asked.n.into());
        asked.number("seq", answer.asked.seq);
    });
    body.number("attempt", answer.attempt.into());
    body.text("case", &answer.case);
    body.flag("granted", answer.is_granted());
    body.text_if("limit", answer.limit());
    body.digits("pays", &answer.pays);
    body.text("pool", &answer.pool);
    body.text_if("refused", answer.reason());
}

fn write_fired(out: &mut String, fired: &Fired, at: usize, veil: &mut Veil<'_>) {
    Object::write(out, |body| {
        veil.show(body.key("at"), &Value::Time(fired.at), fired.personal, || format!("fired.{at}.at"));
        body.text("case", &fired.case);
        body.text("event", &fired.event);
    });
}
