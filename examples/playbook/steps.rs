//! A step as a line of JSON.

use std::collections::BTreeMap;

use amends::{Step, Value};
use serde::Serialize;

/// The keys of a line, in their order. Those without a value are left out, but for `due`.
#[derive(Serialize)]
struct StepLine<'a> {
    account: &'a str,
    case: &'a str,
    /// `name@version`.
    playbook: &'a str,
    state: &'a str,
    step: String,
    name: &'a str,
    kind: &'a str,
    at: String,
    due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pays: Option<String>,
    to: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    /// Why this channel, and from when on it may go out.
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asks: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    with: BTreeMap<&'a str, serde_json::Value>,
    /// From the second on.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disputed: Option<DisputedLine<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    form: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reverses: Option<&'a str>,
}

#[derive(Serialize)]
struct DisputedLine<'a> {
    amount: String,
    because: &'a str,
}

/// The line for a step of an account.
pub fn line<'a>(account: &'a str, step: &'a Step) -> impl Serialize + 'a {
    StepLine {
        account,
        case: &step.case,
        playbook: step.playbook.rsplit_once(':').map_or(step.playbook.as_str(), |(playbook, _)| playbook),
        state: &step.state,
        step: step.id.to_string(),
        name: &step.name,
        kind: step.kind.as_str(),
        at: step.at.to_string(),
        due: step.due.map(|due| due.to_string()),
        amount: step.amount.map(|amount| amount.to_string()),
        pays: step.pays.map(|pays| pays.to_string()),
        to: &step.to,
        channel: step.channel.as_deref(),
        chosen: step.chosen.map(|reason| reason.as_str()),
        not_before: step.not_before.map(|time| time.to_string()),
        message: step.message.as_deref(),
        text: step.text.as_deref(),
        locale: step.locale.as_deref(),
        action: step.action.as_deref(),
        asks: step.asks.iter().map(|fact| fact.as_str()).collect(),
        ground: step.ground.map(|ground| ground.as_str()),
        because: step.because.as_deref(),
        with: step.with.iter().map(|(name, value)| (name.as_str(), json(value))).collect(),
        attempt: (step.attempt > 1).then_some(step.attempt),
        disputed: step
            .disputed
            .as_ref()
            .map(|other| DisputedLine { amount: other.amount.to_string(), because: &other.because }),
        form: step.form.iter().map(|form| form.as_str()).collect(),
        refer: step.refer.as_deref(),
        reverses: step.reverses.as_ref().map(|of| of.name.as_str()),
    }
}

/// A value as an event would carry it: decimals and money as text, so that no digit is lost.
fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        value => value.to_string().into(),
    }
}
