//! Runs the inputs of records again.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::account::{Account, Record, Secret};
use crate::canon::{Hash, Id};
use crate::engine::{BEHAVIOUR, Engine, EngineError, RECORD_FORM, personal_digest};
use crate::ids::StepId;
use crate::input::{Datum, Event, Input, Receipt};
use crate::value::{Name, Time, Value, Zone};

/// Runs the inputs of one account's records again, from its first, and holds what comes out to what is written.
///
/// `personal` gives the values that the host stored beside the records ([`Decision::personal`](crate::Decision)), by
/// record number and path. The engine must have every playbook that the records name, and the same zone data.
///
/// # Errors
/// Where something is lacking (which is never called tampering), or where a record is not what its input leads to.
pub fn replay<'l>(
    engine: &Engine,
    account: &str,
    secret: Secret,
    lines: impl IntoIterator<Item = &'l str>,
    personal: impl Fn(u64, &str) -> Option<Value>,
) -> Result<Replayed, ReplayError> {
    let mut account = Account::new(account, secret);
    let mut records = 0;
    for line in lines {
        let seq = account.head().0.saturating_add(1);
        let record = replay_line(engine, &mut account, seq, line, &personal)?;
        if record.as_ref().map(Record::line) != Some(line) {
            return Err(ReplayError { seq, what: What::Differs { written: line.to_owned(), replayed: record } });
        }
        records += 1;
    }
    Ok(Replayed { account, records })
}

/// What a trail leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replayed {
    /// The account after the last record.
    pub account: Account,
    /// How many records were replayed.
    pub records: u64,
}

/// Why a trail can't be replayed, or what differs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("record {seq}: {what}")]
pub struct ReplayError {
    seq: u64,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Lacks(Lack),
    Unreadable(String),
    Differs { written: String, replayed: Option<Record> },
}

/// Something that replaying needs and has not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lack {
    /// A playbook, by its reference.
    Playbook(String),
    /// The zone data of this release.
    Zones(String),
    /// A personal value, by its path in the record; it may have been erased.
    Personal(String),
    /// An engine that knows this form of records, or this behaviour.
    Version(u32),
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Playbook(reference) => write!(f, "the playbook `{reference}`"),
            Self::Zones(release) => write!(f, "the zone data {release} (this engine has {})", Zone::database()),
            Self::Personal(path) => write!(f, "the personal value `{path}`, which may have been erased"),
            Self::Version(version) => write!(f, "an engine for records of form {version}"),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lacks(lack) => write!(f, "it can't be replayed without {lack}"),
            Self::Unreadable(why) => write!(f, "its input can't be read: {why}"),
            Self::Differs { .. } => f.write_str("its input leads to another record than is written"),
        }
    }
}

impl ReplayError {
    /// The number of the record.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// What is lacking, if something is.
    pub fn lack(&self) -> Option<&Lack> {
        match &self.what {
            What::Lacks(lack) => Some(lack),
            What::Unreadable(_) | What::Differs { .. } => None,
        }
    }

    /// The line as it is written and as it was replayed, if they differ; the second is missing where nothing changed.
    pub fn difference(&self) -> Option<(&str, Option<&str>)> {
        match &self.what {
            What::Differs { written, replayed } => Some((written, replayed.as_ref().map(Record::line))),
            What::Lacks(_) | What::Unreadable(_) => None,
        }
    }
}

/// The parts of a record that replaying reads.
#[derive(Deserialize)]
struct Written {
    at: Time,
    by: By,
    #[serde(default)]
    cases: Vec<Case>,
    given: Option<Time>,
    input: WrittenInput,
}

#[derive(Deserialize)]
struct By {
    engine: u32,
    v: u32,
    zones: String,
}

#[derive(Deserialize)]
struct Case {
    playbook: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenInput {
    Event(WrittenEvent),
    Receipt { failed: Option<String>, step: StepId },
    Wake,
}

#[derive(Deserialize)]
struct WrittenEvent {
    content: Id,
    data: BTreeMap<Name, Box<RawValue>>,
    id: String,
    incident: Option<String>,
    source: String,
    time: Time,
    r#type: String,
}

/// What stands in place of a value that a record can't show as it is.
#[derive(Deserialize)]
struct Mark {
    number: Option<String>,
    json: Option<String>,
    digest: Option<Hash>,
}

fn replay_line(
    engine: &Engine,
    account: &mut Account,
    seq: u64,
    line: &str,
    personal: &impl Fn(u64, &str) -> Option<Value>,
) -> Result<Option<Record>, ReplayError> {
    let error = |what| ReplayError { seq, what };
    let written: Written = serde_json::from_str(line).map_err(|e| error(What::Unreadable(e.to_string())))?;
    if written.by.v > RECORD_FORM || written.by.engine > BEHAVIOUR {
        return Err(error(What::Lacks(Lack::Version(written.by.v.max(written.by.engine)))));
    }
    if written.by.zones != Zone::database() {
        return Err(error(What::Lacks(Lack::Zones(written.by.zones))));
    }
    for case in &written.cases {
        if !engine.playbooks().any(|playbook| playbook.reference() == case.playbook) {
            return Err(error(What::Lacks(Lack::Playbook(case.playbook.clone()))));
        }
    }
    let input = match written.input {
        WrittenInput::Event(event) => Input::Event(event_of(event, account, seq, personal).map_err(error)?),
        WrittenInput::Receipt { failed: Some(reason), step } => Input::Receipt(Receipt::failed(step, reason)),
        WrittenInput::Receipt { failed: None, step } => Input::Receipt(Receipt::done(step)),
        WrittenInput::Wake => Input::Wake,
    };
    let decision = engine.handle(account, input, written.given.unwrap_or(written.at).utc());
    decision.map(|decision| decision.record).map_err(|e: EngineError| error(What::Unreadable(e.to_string())))
}

/// The event as it came, as far as playbooks declare it; its content's digest is the record's, for what nobody
/// declares was not kept.
fn event_of(
    written: WrittenEvent,
    account: &Account,
    seq: u64,
    personal: &impl Fn(u64, &str) -> Option<Value>,
) -> Result<Event, What> {
    let mut event = Event::new(written.id, written.source, written.r#type, account.id(), written.time);
    if let Some(incident) = written.incident {
        event = event.in_incident(incident);
    }
    for (name, raw) in written.data {
        let datum = match serde_json::from_str::<Mark>(raw.get()) {
            Ok(Mark { number: Some(number), .. }) => Datum::Number(number.into()),
            Ok(Mark { json: Some(json), .. }) => Datum::Nested(json.into()),
            Ok(Mark { digest: Some(digest), .. }) => {
                let path = format!("input.data.{name}");
                let Some(value) = personal(seq, &path) else { return Err(What::Lacks(Lack::Personal(path))) };
                if personal_digest(account, seq, &path, &value) != digest {
                    return Err(What::Unreadable(format!("`{path}` is not the value that was recorded")));
                }
                match value {
                    Value::Decimal(number) => Datum::Number(number.to_string().into()),
                    value => Datum::from(value),
                }
            }
            _ => Datum::from_raw(&raw).map_err(|e| What::Unreadable(e.to_string()))?,
        };
        event = event.with(name, datum);
    }
    Ok(event.with_content(written.content))
}
