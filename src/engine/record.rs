//! The record of an input: canonical JSON, chained by its hash.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::account::{Personal, Record, Step};
use crate::canon::{Hash, Id, encode};
use crate::ids::{Cause, PaysId, StepId};
use crate::input::{Datum, Event, Input, Settlement};
use crate::step::{Ground, StepKind};
use crate::value::{Name, Time, Value, Zone};

use super::Engine;
use super::log::LoggedStep;
use super::running::Running;
use super::shown::{Shown, Veil, plain};
use super::turn::{Fired, Turn};

/// A record, and the personal values in whose place it has digests.
pub(super) struct Written {
    pub(super) record: Record,
    pub(super) personal: Vec<Personal>,
}

/// The keys that stand before `hash`.
#[derive(Serialize)]
struct Before<'a> {
    account: &'a str,
    at: Time,
    by: By,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cases: Vec<CaseBody<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fired: Vec<FiredBody<'a>>,
    /// The host's time, where it was earlier than `at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<Time>,
}

/// The keys that stand after it.
#[derive(Serialize)]
struct After<'a> {
    input: InputBody<'a>,
    prev: Hash,
    seq: u64,
}

/// Who wrote it: the engine's behaviour, the record's form, the zone database.
#[derive(Serialize)]
struct By {
    engine: u32,
    v: u32,
    zones: &'static str,
}

/// The version of the engine's behaviour: the same inputs give the same records under one number.
pub(crate) const BEHAVIOUR: u32 = 1;

/// The version of the records' form.
pub(crate) const RECORD_FORM: u32 = 1;

#[derive(Serialize)]
struct FiredBody<'a> {
    at: Shown,
    case: &'a str,
    event: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum InputBody<'a> {
    Event(EventBody<'a>),
    Receipt {
        #[serde(skip_serializing_if = "Option::is_none")]
        done: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        failed: Option<&'a str>,
        step: StepId,
    },
    Wake,
    Erase,
}

#[derive(Serialize)]
struct EventBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Id>,
    data: BTreeMap<&'a str, Shown>,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<&'a str>,
    source: &'a str,
    time: Time,
    #[serde(rename = "type")]
    kind: &'a str,
}

#[derive(Serialize)]
struct CaseBody<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    already_done: Vec<Already<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    already_paid: Vec<Already<'a>>,
    case: &'a str,
    configuration: Vec<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    erred: Vec<Why<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Why<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    halted: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    opened: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_by: Option<Cause>,
    playbook: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    promises: Vec<PromiseBody<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    set: BTreeMap<&'a str, Shown>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<StepBody<'a>>,
    #[serde(skip_serializing_if = "<[Name]>::is_empty")]
    taken: &'a [Name],
    #[serde(skip_serializing_if = "<[Name]>::is_empty")]
    unhandled: &'a [Name],
    #[serde(skip_serializing_if = "<[StepId]>::is_empty")]
    withdrawn: &'a [StepId],
}

#[derive(Serialize)]
struct Already<'a> {
    by: StepId,
    step: &'a str,
}

#[derive(Serialize)]
struct Why<'a> {
    at: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct PromiseBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    promise: &'a str,
    was: &'a str,
}

#[derive(Serialize)]
struct StepBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Shown>,
    #[serde(skip_serializing_if = "<[Name]>::is_empty")]
    asks: &'a [Name],
    attempt: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disputed: Option<DisputedBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Shown>,
    #[serde(skip_serializing_if = "<[Name]>::is_empty")]
    form: &'a [Name],
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<Ground>,
    id: StepId,
    kind: StepKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a Name>,
    name: &'a Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    pays: Option<PaysId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reverses: Option<&'a Name>,
    state: &'a Name,
    to: &'a Name,
    /// Placeholders of its texts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<&'a str, Shown>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    with: BTreeMap<&'a str, Shown>,
}

#[derive(Serialize)]
struct DisputedBody<'a> {
    amount: Shown,
    because: &'a str,
}

impl Turn<'_> {
    pub(super) fn write_record(&self, engine: &Engine, cases: &[Running<'_>], input: &Input) -> Written {
        let seq = self.account.seq.saturating_add(1);
        let mut veil = Veil { account: self.account, seq, hidden: Vec::new() };
        let input = self.input_body(engine, input, &mut veil);
        let before = Before {
            account: self.account.id(),
            at: self.now,
            by: By { engine: BEHAVIOUR, v: RECORD_FORM, zones: Zone::database() },
            cases: cases.iter().enumerate().map(|(at, case)| case_body(case, at, &mut veil)).collect(),
            fired: self.fired.iter().enumerate().map(|(at, fired)| fired_body(fired, at, &mut veil)).collect(),
            given: self.given,
        };
        let (before, after) = (members(&before), members(&After { input, prev: self.account.head, seq }));
        let hash = Hash::of(format!("{{{before},{after}}}").as_bytes());
        let line = format!("{{{before},\"hash\":\"{hash}\",{after}}}");
        Written { record: Record { line, seq, hash }, personal: veil.hidden }
    }

    fn input_body<'a>(&self, engine: &'a Engine, input: &'a Input, veil: &mut Veil<'_>) -> InputBody<'a> {
        match input {
            Input::Event(event) => InputBody::Event(EventBody {
                content: self.remembered.map(|(_, content, _)| content),
                data: declared(engine, event, veil),
                id: event.id(),
                incident: event.incident(),
                source: event.source(),
                time: event.time(),
                kind: event.kind(),
            }),
            Input::Receipt(receipt) => {
                let (done, failed) = match receipt.settlement() {
                    Settlement::Done => (Some(true), None),
                    Settlement::Failed(reason) => (None, Some(reason.as_str())),
                };
                InputBody::Receipt { done, failed, step: receipt.step() }
            }
            Input::Wake => InputBody::Wake,
            Input::Erase => InputBody::Erase,
        }
    }
}

/// The members of an object in canonical JSON, without its braces.
fn members(part: &impl Serialize) -> String {
    #[expect(clippy::expect_used, reason = "the body holds no float, no bytes and only text as keys")]
    let mut text = encode(part).expect("a record has a canonical form");
    text.pop();
    text.remove(0);
    text
}

/// The data that some playbook declares; the rest is nobody's and is not kept.
fn declared<'a>(engine: &'a Engine, event: &'a Event, veil: &mut Veil<'_>) -> BTreeMap<&'a str, Shown> {
    let known = engine.index.kind(event.kind()).map_or_else(Vec::new, |kind| kind.known(event));
    let mut shown = BTreeMap::new();
    for (name, is_personal) in known {
        let Some(datum) = event.get(name) else { continue };
        let value = if is_personal && *datum != Datum::Null {
            veil.hide_datum(format!("input.data.{name}"), datum)
        } else {
            plain(datum)
        };
        shown.insert(name.as_str(), value);
    }
    shown
}

fn already(list: &[(Name, StepId)]) -> Vec<Already<'_>> {
    list.iter().map(|(step, by)| Already { by: *by, step }).collect()
}

fn case_body<'a>(case: &'a Running<'_>, at: usize, veil: &mut Veil<'_>) -> CaseBody<'a> {
    let log = &case.log;
    let path = format!("cases.{at}");
    let mut set = BTreeMap::new();
    // The last value counts, once: a host keeps personal values by their path.
    let last: BTreeMap<_, _> = log.set.iter().map(|(name, value, personal)| (name, (value, personal))).collect();
    for (name, (value, personal)) in last {
        set.insert(name.as_str(), veil.show(|| format!("{path}.set.{name}"), value, *personal));
    }
    let why = |list: &'a [(Name, String)]| list.iter().map(|(at, why)| Why { at, why }).collect();
    CaseBody {
        already_done: already(&log.already_done),
        already_paid: already(&log.already_paid),
        case: &case.id,
        configuration: case.configuration(),
        ended: case.ended.as_deref(),
        erred: why(&log.erred),
        failed: why(&log.failed),
        halted: case.halted.as_deref(),
        opened: log.opened,
        opened_by: log.opened.then_some(case.opened_by),
        playbook: &case.playbook.reference,
        promises: log
            .promises
            .iter()
            .map(|(promise, was, because)| PromiseBody { because: because.as_deref(), promise, was })
            .collect(),
        set,
        steps: log
            .steps
            .iter()
            .enumerate()
            .map(|(n, step)| step_body(step, &format!("{path}.steps.{n}"), veil))
            .collect(),
        taken: &log.taken,
        unhandled: &log.unhandled,
        withdrawn: &log.withdrawn,
    }
}

fn fired_body<'a>(fired: &'a Fired, at: usize, veil: &mut Veil<'_>) -> FiredBody<'a> {
    let moment = veil.show(|| format!("fired.{at}.at"), &Value::Time(fired.at), fired.personal);
    FiredBody { at: moment, case: &fired.case, event: &fired.event }
}

fn step_body<'a>(logged: &'a LoggedStep, path: &str, veil: &mut Veil<'_>) -> StepBody<'a> {
    let step: &Step = &logged.step;
    let mut values = BTreeMap::new();
    for (name, value, personal) in &logged.holes {
        values.insert(name.as_str(), veil.show(|| format!("{path}.values.{name}"), value, *personal));
    }
    let mut with = BTreeMap::new();
    for ((name, value), personal) in step.with.iter().zip(&logged.personal_with) {
        with.insert(name.as_str(), veil.show(|| format!("{path}.with.{name}"), value, *personal));
    }
    let disputed = step.disputed.as_ref().map(|disputed| DisputedBody {
        amount: veil.show(
            || format!("{path}.disputed.amount"),
            &Value::Money(disputed.amount),
            logged.personal_disputed,
        ),
        because: logged.disputed_because.as_deref().unwrap_or_default(),
    });
    StepBody {
        action: step.action.as_ref(),
        amount: step
            .amount
            .map(|amount| veil.show(|| format!("{path}.amount"), &Value::Money(amount), logged.personal_amount)),
        asks: &step.asks,
        attempt: step.attempt,
        because: logged.because.as_deref(),
        channel: step.channel.as_ref(),
        disputed,
        due: step.due.map(|due| veil.show(|| format!("{path}.due"), &Value::Time(due), logged.personal_due)),
        form: &step.form,
        ground: step.ground,
        id: step.id,
        kind: step.kind,
        message: step.message.as_ref(),
        name: &step.name,
        pays: step.pays,
        refer: logged.refer.as_deref(),
        reverses: step.reverses.as_ref(),
        state: &step.state,
        to: &step.to,
        values,
        with,
    }
}
