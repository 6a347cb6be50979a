//! A line that says what a person asks for.

use amends::{Actor, Command, Time, Verb};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A command, for an account, at a time. Its keys are those of the line.
pub struct CommandLine {
    pub account: String,
    pub command: Command,
    /// None: the time of the line before.
    pub time: Option<Time>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    account: String,
    case: Option<String>,
    r#do: String,
    actor: WrittenActor,
    reason: String,
    #[serde(default)]
    with: Map<String, Value>,
    at: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenActor {
    id: String,
    role: String,
}

/// Reads what stands under `command`.
pub fn read(value: Value) -> Result<CommandLine, String> {
    let written: Written = serde_json::from_value(value).map_err(|e| e.to_string())?;
    let verb: Verb = written.r#do.parse().map_err(|e| format!("`do` is expected to be {e}"))?;
    let actor = Actor::new(written.actor.id, written.actor.role);
    let mut command = Command::new(written.id, verb, actor, written.reason);
    if let Some(case) = written.case {
        command = command.in_case(case);
    }
    for (name, value) in written.with {
        command = match value {
            Value::String(text) => command.with(name, text),
            Value::Number(number) => command.with(name, number),
            _ => return Err(format!("`with.{name}` is expected to be a text or a number")),
        };
    }
    let time = match written.at {
        Some(at) => Some(at.parse().map_err(|e| format!("`at` is expected to be {e}"))?),
        None => None,
    };
    Ok(CommandLine { account: written.account, command, time })
}
