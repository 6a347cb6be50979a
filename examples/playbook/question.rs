//! Why an input did what it did: asked before a run, answered as the input comes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use amends::{Account, Command, Desk, EngineError, Event, Explanation, Input, Receipt, Settlement, StepId, Time};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::args::Format;
use crate::exit::{Failure, printed};
use crate::refused::Refused;
use crate::text::{escaped, escaped_json};

/// How many ids are offered in place of one that no event has.
const MAX_NEAREST: usize = 3;

/// What is asked, and how the answers are written.
pub struct Question {
    pub about: About,
    pub format: Format,
    pub shows_personal: bool,
    answers: u64,
    /// The ids nearest to the one that is asked for, with how far they are from it.
    nearest: Vec<(usize, String)>,
}

pub enum About {
    /// Events with this id, whatever their source.
    Event(String),
    /// Commands with this id.
    Command(String),
    /// Receipts for this step.
    Step(StepId),
}

/// An answer for tools. What is not known is left out.
#[derive(Default, Serialize)]
struct Answer<'a> {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<EventPart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<ReceiptPart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<CommandPart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Box<RawValue>>,
    /// Why the engine could not decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize)]
struct EventPart<'a> {
    id: &'a str,
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    subject: &'a str,
    time: Time,
    /// Members of its data that no playbook declares.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    undeclared: Vec<&'a str>,
}

#[derive(Serialize)]
struct ReceiptPart<'a> {
    account: &'a str,
    step: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<&'a str>,
}

#[derive(Serialize)]
struct CommandPart<'a> {
    id: &'a str,
    account: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a str>,
    r#do: &'static str,
    actor: ActorPart<'a>,
    reason: &'a str,
    with: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct ActorPart<'a> {
    id: &'a str,
    role: &'a str,
}

impl Question {
    pub fn new(about: About, format: Format, shows_personal: bool) -> Self {
        Self { about, format, shows_personal, answers: 0, nearest: Vec::new() }
    }

    /// An input is about to be handled.
    pub fn input(
        &mut self,
        line: u64,
        account: &str,
        input: &Input,
        now: DateTime<Utc>,
        desk: &Desk,
    ) -> Result<(), Failure> {
        if !self.is_about(input) {
            return Ok(());
        }
        let explained = desk.explain(account, input.clone(), now);
        let explained = explained.map(|why| if self.shows_personal { why.with_personal() } else { why });
        let answer = match input {
            Input::Event(event) => Answer::of_event(line, event, desk.engine().undeclared(event)),
            Input::Receipt(receipt) => Answer::of_receipt(line, account, receipt, desk.account(account)),
            Input::Command(command) => Answer::of_command(line, account, command),
            _ => return Ok(()),
        };
        self.answer(&answer.with(&explained), &explained)
    }

    /// A line can't be used.
    pub fn line_refused(&mut self, refused: &Refused) -> Result<(), Failure> {
        let Some(id) = &refused.id else { return Ok(()) };
        if !self.is_id(id) {
            return Ok(());
        }
        let text = match self.format {
            Format::Text => format!("line {} can't be used: {}", refused.line, refused.reasons.join("; ")),
            Format::Json => serde_json::to_string(refused).unwrap_or_default(),
        };
        self.print(&text)
    }

    /// Ends the answers. Whether there was one; else the ids that may have been meant.
    pub fn finish(self) -> Result<Result<(), Vec<String>>, Failure> {
        if self.format == Format::Json {
            printed(writeln!(io::stdout().lock(), "{}", if self.answers == 0 { "[]" } else { "]" }))?;
        }
        Ok(if self.answers > 0 { Ok(()) } else { Err(self.nearest.into_iter().map(|(_, id)| id).collect()) })
    }

    fn is_about(&mut self, input: &Input) -> bool {
        match (input, &self.about) {
            (Input::Event(event), About::Event(_)) => self.is_id(event.id()),
            (Input::Command(command), About::Command(_)) => self.is_id(command.id()),
            (Input::Receipt(receipt), About::Step(id)) => receipt.step() == *id,
            _ => false,
        }
    }

    /// Whether it is the id; one that is not may be near it.
    fn is_id(&mut self, id: &str) -> bool {
        let (About::Event(wanted) | About::Command(wanted)) = &self.about else { return false };
        if id == wanted {
            return true;
        }
        if self.answers == 0 {
            let far = strsim::osa_distance(id, wanted);
            let is_new = self.nearest.iter().all(|(_, known)| known != id);
            if is_new && far <= wanted.chars().count().div_ceil(3) {
                self.nearest.push((far, id.to_owned()));
                self.nearest.sort();
                self.nearest.truncate(MAX_NEAREST);
            }
        }
        false
    }

    fn answer(&mut self, answer: &Answer<'_>, explained: &Result<Explanation, EngineError>) -> Result<(), Failure> {
        let text = match self.format {
            Format::Text => match explained {
                Ok(explanation) => format!("{}\n{explanation}", answer.heading()),
                Err(error) => format!("{}\nthe engine could not decide: {error}", answer.heading()),
            },
            Format::Json => serde_json::to_string(answer).unwrap_or_default(),
        };
        self.print(&text)
    }

    fn print(&mut self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        let is_first = self.answers == 0;
        self.answers += 1;
        printed(match self.format {
            Format::Text => {
                let lines: Vec<_> = text.lines().map(escaped).collect();
                writeln!(out, "{}{}", if is_first { "" } else { "\n" }, lines.join("\n"))
            }
            Format::Json => write!(out, "{}{}", if is_first { "[" } else { ",\n" }, escaped_json(text)),
        })
    }
}

impl<'a> Answer<'a> {
    fn of_event(line: u64, event: &'a Event, undeclared: Vec<&'a str>) -> Self {
        let event = EventPart {
            id: event.id(),
            source: event.source(),
            kind: event.kind(),
            subject: event.subject(),
            time: event.time(),
            undeclared,
        };
        Self { line, event: Some(event), ..Self::default() }
    }

    fn of_receipt(line: u64, account: &'a str, receipt: &'a Receipt, known: Option<&Account>) -> Self {
        let open = known.and_then(|known| known.open_steps().find(|step| step.id() == receipt.step()));
        let failed = match receipt.settlement() {
            Settlement::Done => None,
            Settlement::Failed(reason) => Some(reason.as_str()),
        };
        let name = open.map(|step| step.name().to_owned());
        let receipt = ReceiptPart { account, step: receipt.step().to_string(), name, failed };
        Self { line, receipt: Some(receipt), ..Self::default() }
    }

    fn of_command(line: u64, account: &'a str, command: &'a Command) -> Self {
        let command = CommandPart {
            id: command.id(),
            account,
            case: command.case(),
            r#do: command.verb().as_str(),
            actor: ActorPart { id: command.actor().id(), role: command.actor().role() },
            reason: command.reason(),
            with: command.arguments().collect(),
        };
        Self { line, command: Some(command), ..Self::default() }
    }

    fn with(self, explained: &Result<Explanation, EngineError>) -> Self {
        match explained {
            Ok(explanation) => Self { explanation: RawValue::from_string(explanation.to_json()).ok(), ..self },
            Err(error) => Self { error: Some(error.to_string()), ..self },
        }
    }

    /// Which input it is about, for people.
    fn heading(&self) -> String {
        let what = match (&self.event, &self.receipt, &self.command) {
            (Some(event), ..) => {
                format!(
                    "`{}` of `{}` at {}, id `{}` of `{}`",
                    event.kind, event.subject, event.time, event.id, event.source
                )
            }
            (None, Some(receipt), _) => {
                let step = receipt.name.as_deref().unwrap_or(&receipt.step);
                let came = receipt.failed.map_or("it is done".to_owned(), |why| format!("it failed: {why}"));
                format!("receipt for step `{step}` of `{}`: {came}", receipt.account)
            }
            (None, None, Some(command)) => {
                let CommandPart { id, account, actor, reason, .. } = command;
                format!("`{}` by `{}` as {} for `{account}`, id `{id}`: {reason}", command.r#do, actor.id, actor.role)
            }
            (None, None, None) => String::new(),
        };
        let heading = format!("line {}: {}", self.line, what.replace('\n', " "));
        match self.event.as_ref().map(|event| event.undeclared.as_slice()) {
            None | Some([]) => heading,
            Some(undeclared) => {
                let names: Vec<_> = undeclared.iter().map(|name| format!("`{}`", escaped(name))).collect();
                format!("{heading}\nno playbook declares these of its data, which are ignored: {}", names.join(", "))
            }
        }
    }
}
