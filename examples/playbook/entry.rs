//! What a line of the file of events says.

use amends::{Event, Time};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::order::{self, CommandLine};

/// A line that can be used.
pub enum Entry {
    Event(Event),
    Receipt(ReceiptLine),
    Command(Box<CommandLine>),
    Wake(Time),
}

/// A receipt, whose step may be called by its name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptLine {
    pub account: String,
    /// The step's id or its name.
    pub step: String,
    done: Option<bool>,
    failed: Option<String>,
    at: Option<String>,
    #[serde(skip)]
    pub time: Option<Time>,
}

/// Why a line can't be used.
pub struct BadLine {
    /// A stable word.
    pub code: &'static str,
    pub reason: String,
}

impl ReceiptLine {
    /// Why it failed, if it did.
    pub fn failed(&self) -> Option<&str> {
        self.failed.as_deref()
    }
}

impl Entry {
    /// Reads a line. What is no event may be a receipt, a command or a wake; else the event's fault is told.
    pub fn read(text: &str) -> Result<Self, BadLine> {
        let error = match Event::from_json(text) {
            Ok(event) => return Ok(Self::Event(event)),
            Err(error) => BadLine { code: error.code(), reason: error.to_string() },
        };
        let Ok(mut members) = serde_json::from_str::<Map<String, Value>>(text) else { return Err(error) };
        let Some((what, code)) = OTHERS.into_iter().find(|(what, _)| members.contains_key(*what)) else {
            return Err(error);
        };
        let Some(value) = members.remove(what) else { return Err(error) };
        if !members.is_empty() {
            return Err(BadLine { code, reason: format!("a {what} stands alone on its line") });
        }
        let result = match what {
            "receipt" => read_receipt(value).map(Self::Receipt),
            "command" => order::read(value).map(|command| Self::Command(Box::new(command))),
            _ => read_wake(&value).map(Self::Wake),
        };
        result.map_err(|reason| BadLine { code, reason })
    }
}

/// What a line can be beside an event, by its key, and the word for one that can't be used.
const OTHERS: [(&str, &str); 3] = [("receipt", "bad_receipt"), ("command", "bad_command"), ("wake", "bad_wake")];

fn read_receipt(value: Value) -> Result<ReceiptLine, String> {
    let mut receipt: ReceiptLine = serde_json::from_value(value).map_err(|e| e.to_string())?;
    match (receipt.done, &receipt.failed) {
        (Some(true), None) | (None, Some(_)) => {}
        (Some(_), Some(_)) => return Err("a receipt says `done` or `failed`, not both".to_owned()),
        _ => return Err("a receipt says `\"done\": true`, or `failed` with a reason".to_owned()),
    }
    if let Some(at) = &receipt.at {
        receipt.time = Some(at.parse().map_err(|e| format!("`at` is expected to be {e}"))?);
    }
    Ok(receipt)
}

fn read_wake(value: &Value) -> Result<Time, String> {
    let text = value.as_str().unwrap_or_default();
    text.parse().map_err(|e| format!("`wake` is expected to be {e}"))
}
