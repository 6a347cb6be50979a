//! What a line of the file of events says.

use amends::{Event, Time};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A line that can be used.
pub enum Entry {
    Event(Event),
    Receipt(ReceiptLine),
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
    /// Reads a line. What is no event may be a receipt or a wake; else the event's fault is told.
    pub fn read(text: &str) -> Result<Self, BadLine> {
        let error = match Event::from_json(text) {
            Ok(event) => return Ok(Self::Event(event)),
            Err(error) => BadLine { code: error.code(), reason: error.to_string() },
        };
        let Ok(mut members) = serde_json::from_str::<Map<String, Value>>(text) else { return Err(error) };
        let is_receipt = members.contains_key("receipt");
        if !is_receipt && !members.contains_key("wake") {
            return Err(error);
        }
        let code = if is_receipt { "bad_receipt" } else { "bad_wake" };
        if members.len() > 1 {
            let reason = format!("a {} stands alone on its line", if is_receipt { "receipt" } else { "wake" });
            return Err(BadLine { code, reason });
        }
        let result = match (members.remove("receipt"), members.remove("wake")) {
            (Some(receipt), _) => read_receipt(receipt).map(Self::Receipt),
            (None, Some(wake)) => read_wake(&wake).map(Self::Wake),
            (None, None) => return Err(error),
        };
        result.map_err(|reason| BadLine { code, reason })
    }
}

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
