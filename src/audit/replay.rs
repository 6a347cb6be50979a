//! Runs the inputs of records again.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::account::{Account, Record, Secret};
use crate::canon::{Hash, Id};
use crate::engine::{BEHAVIOUR, Engine, EngineError, RECORD_FORM, personal_digest};
use crate::escape::escaped;
use crate::ids::{PaysId, StepId};
use crate::input::{Actor, Command, Datum, Event, Input, Receipt};
use crate::pool::{Answer, Refused, Told};
use crate::step::Verb;
use crate::value::{Name, Time, Value, Zone};

/// Runs the inputs of one account's records again, from its first, and holds what comes out to what is written.
///
/// `lines` are all records of the account, in order, without ends of lines. `personal` gives the values that the host
/// stored beside them ([`Decision::personal`](crate::Decision::personal)), by number of the record and path; only those
/// of the inputs' data are asked for. The engine needs the playbooks and the policy that it had then, and the same zone
/// data: a playbook more may lead to other records.
///
/// Of an [erased](crate::Input::Erase) account there are neither values nor a secret (`None`): records that hold nothing
/// personal are still run again, at the first other one the error says what is lacking.
///
/// # Errors
/// At the first record where something is lacking (which is never called tampering), where the input can't be read, or
/// where the record is not what its input leads to. [`ReplayError`] tells these apart.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// # let record = engine.handle(&mut account, event, time.utc())?.record.unwrap();
/// # let due = account.wake_at().unwrap();
/// # let second = engine.handle(&mut account, amends::Input::Wake, due)?.record.unwrap();
/// use amends::{Secret, replay};
/// let lines = [record.line(), second.line()];
/// let replayed = replay(&engine, "ana", Secret::new([7; 32]), lines, |_seq, _path| None)?;
/// assert_eq!(replayed.account, account);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn replay<'l>(
    engine: &Engine,
    account: &str,
    secret: impl Into<Option<Secret>>,
    lines: impl IntoIterator<Item = &'l str>,
    personal: impl Fn(u64, &str) -> Option<Value>,
) -> Result<Replayed, ReplayError> {
    let secret = secret.into();
    let has_secret = secret.is_some();
    // Any secret will do for records without a digest, and where there is one the missing secret is told.
    let mut account = Account::new(account, secret.unwrap_or(Secret::new([0; 32])));
    let mut records = 0;
    for line in lines {
        let seq = account.head().0.saturating_add(1);
        let error = |what| ReplayError { seq, what };
        let record = replay_line(engine, &mut account, seq, line, has_secret, &personal).map_err(error)?;
        if record.as_ref().map(Record::line) != Some(line) {
            return Err(error(match has_secret {
                true => What::Differs { written: line.to_owned(), replayed: record },
                // It may hold digests: without the secret nobody can tell.
                false => What::Lacks(Lack::Secret),
            }));
        }
        records += 1;
    }
    if !has_secret {
        account.secret = None;
    }
    Ok(Replayed { account, records })
}

/// What a trail leads to.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// use amends::{Replayed, Secret, replay};
/// let replayed: Replayed = replay(&engine, "ana", Secret::new([7; 32]), [], |_, _| None)?;
/// assert_eq!((replayed.records, replayed.account.head().0), (0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replayed {
    /// The account after the last record; without a secret where none was given.
    pub account: Account,
    /// How many records were replayed.
    pub records: u64,
}

/// Why a trail can't be replayed, or what differs.
///
/// Something is [lacking](Self::lack), a record [differs](Self::difference), the account [departs](Self::departure) from
/// its records, or, where all are none, the input that a record tells of can't be read.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// # let record = engine.handle(&mut account, event, time.utc())?.record.unwrap();
/// # let due = account.wake_at().unwrap();
/// # let second = engine.handle(&mut account, amends::Input::Wake, due)?.record.unwrap();
/// use amends::{ReplayError, Secret, replay};
/// let changed = record.line().replace("[\"a\"]", "[\"z\"]");
/// let error: ReplayError =
///     replay(&engine, "ana", Secret::new([7; 32]), [changed.as_str()], |_, _| None).unwrap_err();
/// assert_eq!((error.seq(), error.lack(), error.departure()), (1, None, None));
/// assert_eq!(error.difference(), Some((changed.as_str(), Some(record.line()))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    Departs { part: String },
}

/// Something that replaying needs and has not.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// # let record = engine.handle(&mut account, event, time.utc())?.record.unwrap();
/// # let due = account.wake_at().unwrap();
/// # let second = engine.handle(&mut account, amends::Input::Wake, due)?.record.unwrap();
/// use amends::{Engine, Lack, Secret, Source, compile, replay};
/// let none = Engine::new(compile(Vec::<Source>::new()).finish()?)?;
/// let error = replay(&none, "ana", Secret::new([7; 32]), [record.line()], |_, _| None).unwrap_err();
/// assert!(matches!(error.lack(), Some(Lack::Playbook(reference)) if reference.starts_with("p@1:")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lack {
    /// A playbook, by its reference `name@version:digest`.
    Playbook(String),
    /// The policy that was in force then, by its reference `name:digest`; none where an engine without a policy is lacking.
    Policy(Option<String>),
    /// The zone data of this release, such as `2025b`; see [`Zone::database`].
    Zones(String),
    /// A personal value, by its path in the record, such as `input.data.first_name`; it may have been erased.
    Personal(String),
    /// The account's secret; it may have been erased.
    Secret,
    /// An engine that knows records of this form, or behaves as the engine of this number.
    Version(u32),
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Playbook(reference) => write!(f, "the playbook `{}`", escaped(reference)),
            Self::Policy(Some(reference)) => write!(f, "the policy `{}`", escaped(reference)),
            Self::Policy(None) => f.write_str("an engine that has no policy"),
            Self::Zones(release) => {
                write!(f, "the zone data {} (this engine has {})", escaped(release), Zone::database())
            }
            Self::Personal(path) => write!(f, "the personal value `{}`, which may have been erased", escaped(path)),
            Self::Secret => f.write_str("the account's secret, which may have been erased"),
            Self::Version(version) => write!(f, "an engine for records of form {version}"),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lacks(lack) => write!(f, "it can't be replayed without {lack}"),
            Self::Unreadable(why) => write!(f, "its input can't be read: {}", escaped(why)),
            Self::Differs { .. } => f.write_str("its input leads to another record than is written"),
            Self::Departs { part } => write!(f, "the records lead to another account: `{part}` differs"),
        }
    }
}

impl ReplayError {
    /// The number of the record, from 1.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// What is lacking, if something is.
    pub fn lack(&self) -> Option<&Lack> {
        match &self.what {
            What::Lacks(lack) => Some(lack),
            What::Unreadable(_) | What::Differs { .. } | What::Departs { .. } => None,
        }
    }

    /// The first part of the account, such as `cases[0].timers[0].at`, that is not as the records lead to, if that is
    /// what is wrong; `seq` where records are missing or too many. Only [`verify_account`](crate::verify_account) looks
    /// at that.
    pub fn departure(&self) -> Option<&str> {
        match &self.what {
            What::Departs { part } => Some(part),
            What::Lacks(_) | What::Unreadable(_) | What::Differs { .. } => None,
        }
    }

    pub(super) fn departs(seq: u64, part: String) -> Self {
        Self { seq, what: What::Departs { part } }
    }

    /// The line as it is written and as it was replayed, if they differ; the second is none where the input, replayed,
    /// changes nothing.
    pub fn difference(&self) -> Option<(&str, Option<&str>)> {
        match &self.what {
            What::Differs { written, replayed } => Some((written, replayed.as_ref().map(Record::line))),
            What::Lacks(_) | What::Unreadable(_) | What::Departs { .. } => None,
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
    concerns: Option<Case>,
    given: Option<Time>,
    input: WrittenInput,
}

#[derive(Deserialize)]
struct By {
    engine: u32,
    policy: Option<String>,
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
    Answer(WrittenAnswer),
    Command(WrittenCommand),
    Wake,
    Erase,
}

#[derive(Deserialize)]
struct WrittenAnswer {
    asked: Told,
    attempt: u32,
    case: Name,
    #[serde(default)]
    granted: bool,
    #[serde(default)]
    limit: Name,
    pays: PaysId,
    pool: Name,
    #[serde(default)]
    refused: String,
}

impl WrittenAnswer {
    fn answer(self) -> Answer {
        let Self { asked: told, attempt, case, granted, limit, pays, pool, refused: why } = self;
        let refused = (!granted).then(|| Box::new(Refused { limit, why }));
        Answer { attempt, case, pays, pool, refused, told }
    }
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

#[derive(Deserialize)]
struct WrittenCommand {
    actor: WrittenActor,
    case: Option<String>,
    r#do: Verb,
    id: String,
    reason: String,
    #[serde(default)]
    with: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct WrittenActor {
    id: String,
    role: String,
}

/// What stands in place of a value that a record can't show as it is.
#[derive(Deserialize)]
struct Mark {
    number: Option<String>,
    json: Option<String>,
    digest: Option<Hash>,
    /// What the value is the text of, where that is more than text: `number` or `json`.
    of: Option<String>,
}

fn replay_line(
    engine: &Engine,
    account: &mut Account,
    seq: u64,
    line: &str,
    has_secret: bool,
    personal: &impl Fn(u64, &str) -> Option<Value>,
) -> Result<Option<Record>, What> {
    let written: Written = serde_json::from_str(line).map_err(|e| What::Unreadable(e.to_string()))?;
    if written.by.v > RECORD_FORM || written.by.engine > BEHAVIOUR {
        return Err(What::Lacks(Lack::Version(written.by.v.max(written.by.engine))));
    }
    if written.by.zones != Zone::database() {
        return Err(What::Lacks(Lack::Zones(written.by.zones)));
    }
    // A command that was denied changed no case.
    for case in written.cases.iter().chain(&written.concerns) {
        if !engine.playbooks().any(|playbook| playbook.reference() == case.playbook) {
            return Err(What::Lacks(Lack::Playbook(case.playbook.clone())));
        }
    }
    let policy = engine.policy().map(|policy| policy.reference());
    if written.by.policy.as_deref() != policy {
        return Err(What::Lacks(Lack::Policy(written.by.policy)));
    }
    let input = match written.input {
        WrittenInput::Event(event) => Input::Event(event_of(event, account, seq, has_secret, personal)?),
        WrittenInput::Receipt { failed: Some(reason), step } => Input::Receipt(Receipt::failed(step, reason)),
        WrittenInput::Receipt { failed: None, step } => Input::Receipt(Receipt::done(step)),
        WrittenInput::Answer(answer) => Input::Answer(answer.answer()),
        WrittenInput::Command(command) => Input::Command(command_of(command)),
        WrittenInput::Wake => Input::Wake,
        WrittenInput::Erase => Input::Erase,
    };
    let decision = engine.handle(account, input, written.given.unwrap_or(written.at).utc());
    decision.map(|decision| decision.record).map_err(|e: EngineError| What::Unreadable(e.to_string()))
}

fn command_of(written: WrittenCommand) -> Command {
    let actor = Actor::new(written.actor.id, written.actor.role);
    let command = Command::new(written.id, written.r#do, actor, written.reason);
    let command = written.with.into_iter().fold(command, |command, (name, value)| command.with(name, value));
    match written.case {
        Some(case) => command.in_case(case),
        None => command,
    }
}

/// The event as it came, as far as playbooks declare it; its content's digest is the record's, for what nobody
/// declares was not kept.
fn event_of(
    written: WrittenEvent,
    account: &Account,
    seq: u64,
    has_secret: bool,
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
            Ok(Mark { digest: Some(digest), of, .. }) => {
                let path = format!("input.data.{name}");
                let Some(value) = personal(seq, &path) else { return Err(What::Lacks(Lack::Personal(path))) };
                if !has_secret {
                    return Err(What::Lacks(Lack::Secret));
                }
                if personal_digest(account, seq, &path, &value) != Some(digest) {
                    return Err(What::Unreadable(format!("`{path}` is not the value that was recorded")));
                }
                match (value, of.as_deref()) {
                    (Value::Text(text), Some("number")) => Datum::Number(text.to_string().into()),
                    (Value::Text(text), Some("json")) => Datum::Nested(text.to_string().into()),
                    (Value::Decimal(number), _) => Datum::Number(number.to_string().into()),
                    (value, _) => Datum::from(value),
                }
            }
            _ => Datum::from_raw(&raw).map_err(|e| What::Unreadable(e.to_string()))?,
        };
        event = event.with(name, datum);
    }
    Ok(event.with_content(written.content))
}
