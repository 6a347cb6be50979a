//! What was refused, and why.

use amends::{Command, Decision, Event, Refusal};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::entry::{BadLine, ReceiptLine};

/// A refused line. Written as JSON with these keys; those that are not known are left out.
#[derive(Debug, Default, Serialize)]
pub struct Refused {
    pub line: u64,
    /// A stable word: an outcome's code, or what is wrong with the line.
    pub code: &'static str,
    /// Every reason, in words.
    pub reasons: Vec<String>,
    /// The same for data that playbooks refuse, in parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Of a receipt or a command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Of a command: what was asked for.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    pub verb: Option<&'static str>,
}

/// What one playbook found in an event's data.
#[derive(Debug, Serialize)]
pub struct Fault {
    pub playbook: String,
    pub fact: String,
    pub code: &'static str,
    pub expected: String,
}

impl Refused {
    /// A line that says nothing that can be used.
    pub fn line(line: u64, text: Option<&str>, bad: BadLine) -> Self {
        let members = text.and_then(|text| serde_json::from_str::<Map<String, Value>>(text).ok()).unwrap_or_default();
        let known = |key: &str| members.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            line,
            code: bad.code,
            reasons: vec![bad.reason],
            id: known("id"),
            source: known("source"),
            kind: known("type"),
            subject: known("subject"),
            ..Self::default()
        }
    }

    /// An event that was refused, by all playbooks or by some.
    pub fn event(line: u64, event: &Event, decision: &Decision) -> Self {
        let faults: Vec<_> = decision.refusals.iter().map(Fault::from).collect();
        let mut reasons: Vec<_> = decision.refusals.iter().map(Refusal::to_string).collect();
        if reasons.is_empty() {
            reasons.push(decision.outcome.reason().to_owned());
        }
        Self {
            line,
            code: decision.outcome.code(),
            reasons,
            faults,
            id: Some(event.id().to_owned()),
            source: Some(event.source().to_owned()),
            kind: Some(event.kind().to_owned()),
            subject: Some(event.subject().to_owned()),
            ..Self::default()
        }
    }

    /// A receipt that was refused.
    pub fn receipt(line: u64, receipt: &ReceiptLine, code: &'static str, reason: String) -> Self {
        Self {
            line,
            code,
            reasons: vec![reason],
            account: Some(receipt.account.clone()),
            step: Some(receipt.step.clone()),
            ..Self::default()
        }
    }

    /// A command that was denied, or came without a time.
    pub fn command(line: u64, account: &str, command: &Command, code: &'static str, reason: String) -> Self {
        Self {
            line,
            code,
            reasons: vec![reason],
            id: Some(command.id().to_owned()),
            account: Some(account.to_owned()),
            verb: Some(command.verb().as_str()),
            ..Self::default()
        }
    }

    /// Whom it concerns, for people.
    pub fn whom(&self) -> String {
        let named = match (&self.kind, &self.step, self.verb) {
            (Some(kind), ..) => Some((kind.as_str(), self.subject.as_ref())),
            (None, Some(step), _) => Some((step.as_str(), self.account.as_ref())),
            (None, None, Some(verb)) => Some((verb, self.account.as_ref())),
            (None, None, None) => None,
        };
        match named {
            Some((what, Some(account))) => format!("`{what}` of `{account}`: "),
            Some((what, None)) => format!("`{what}`: "),
            None => String::new(),
        }
    }
}

impl From<&Refusal> for Fault {
    fn from(refusal: &Refusal) -> Self {
        Self {
            playbook: refusal.playbook.rsplit_once(':').map_or(refusal.playbook.as_str(), |(name, _)| name).to_owned(),
            fact: refusal.fact.to_string(),
            code: refusal.code,
            expected: refusal.expected.clone(),
        }
    }
}
