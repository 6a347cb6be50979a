//! Texts as stored accounts.

use amends::{Account, Input, Receipt, Time};
use serde_json::Value as Json;

use super::events::chosen;
use super::world::{Choices, decided, engine, trail};

/// How often an account is woken.
const MAX_WAKES: usize = 64;

/// What reads back as an account is stored as it was read; the engine refuses it, or decides within what must hold of
/// every decision and stores an account that reads back. A text is an account itself; other bytes bend one of the
/// engine's, and choose what it is asked.
pub fn account(data: &[u8]) {
    let mut choices = Choices(data);
    let stored = match data.first() {
        Some(b'{') => {
            choices = Choices(&[]);
            String::from_utf8_lossy(data).into_owned()
        }
        _ => bent(&mut choices),
    };
    let Ok(account) = serde_json::from_str::<Account>(&stored) else { return };
    let written = serde_json::to_string(&account).unwrap();
    let read: Account = serde_json::from_str(&written).unwrap();
    assert_eq!(read, account);
    assert_eq!(serde_json::to_string(&read).unwrap(), written, "stored as it was read");
    let Some(mut now) = Time::from_utc(account.time().unwrap_or_default()) else { return };
    if let Ok(verified) = super::records::verified(&account) {
        assert_eq!(verified.account, trail().account, "only the account itself is what its records lead to");
    }
    let mut account = account;
    for round in 0..4 {
        let event = chosen(&mut choices, &format!("new-{round}"), now);
        if decided(engine(), &mut account, event.into(), now).is_none() {
            return;
        }
        let open: Vec<_> = account.open_steps().map(|step| step.id()).collect();
        if let Some(step) = open.get(usize::from(choices.byte()) % open.len().max(1)) {
            let is_done = choices.byte() % 2 == 0;
            let receipt = if is_done { Receipt::done(*step) } else { Receipt::failed(*step, "no") };
            decided(engine(), &mut account, receipt.into(), now);
        }
        let Some(due) = account.wake_at().and_then(Time::from_utc) else { continue };
        now = due.max(now);
        decided(engine(), &mut account, Input::Wake, now);
    }
    // Time alone brings it to rest, or on.
    for _ in 0..MAX_WAKES {
        let Some(due) = account.wake_at().and_then(Time::from_utc) else { return };
        now = due.max(now);
        if decided(engine(), &mut account, Input::Wake, now).is_none() {
            return;
        }
    }
}

/// An account of the engine's own with up to four places changed.
fn bent(choices: &mut Choices<'_>) -> String {
    let mut stored = serde_json::to_value(&trail().account).unwrap();
    for _ in 0..choices.byte() % 5 {
        let paths = paths(&stored);
        let path = &paths[choices.number() % paths.len()];
        let other = other(choices, &stored, &paths, path);
        if let Some(place) = stored.pointer_mut(path) {
            *place = other;
        }
    }
    stored.to_string()
}

fn other(choices: &mut Choices<'_>, stored: &Json, paths: &[String], path: &str) -> Json {
    let value = stored.pointer(path).cloned().unwrap_or_default();
    let way = choices.byte();
    match (way % 8, &value) {
        (0, _) => Json::Null,
        // What stands elsewhere.
        (1, _) => stored.pointer(&paths[choices.number() % paths.len()]).cloned().unwrap_or_default(),
        (2, Json::Array(items)) => items.iter().skip(1).cloned().collect(),
        (3, Json::Array(items)) => items.iter().chain(items.first()).cloned().collect(),
        (_, Json::Array(items)) => items.iter().rev().cloned().collect(),
        (_, Json::Bool(value)) => Json::from(!value),
        (2, Json::Number(_)) => Json::from(choices.number()),
        (3, Json::Number(_)) => Json::from(u64::MAX - u64::from(choices.byte())),
        (_, Json::Number(number)) => {
            Json::from(number.as_u64().unwrap_or_default().wrapping_add(u64::from(way / 8)).wrapping_sub(4))
        }
        (2, Json::String(_)) => {
            Json::from(["out", "done", "failed", "withdrawn", "pending", "waiting"][choices.number() % 6])
        }
        (3, Json::String(_)) => Json::from(format!("{:04}-12-31T23:59:59Z", choices.number() % 10_001)),
        (4, Json::String(_)) => Json::from(format!("{}.00 GBP", choices.number())),
        (5, Json::String(_)) => Json::from(
            ["open", "first", "pay", "wait", "aside", "left", "l1", "r2", "by-a-person", "z"][choices.number() % 10],
        ),
        (6, Json::String(text)) => Json::from(text.replace('1', "2")),
        (_, Json::String(_)) => Json::from(choices.text()),
        (_, other) => other.clone(),
    }
}

/// Every place in a JSON value, by its pointer.
fn paths(root: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), root)];
    while let Some((path, value)) = waiting.pop() {
        match value {
            Json::Object(members) => {
                waiting.extend(members.iter().map(|(key, value)| (format!("{path}/{key}"), value)))
            }
            Json::Array(items) => {
                waiting.extend(items.iter().enumerate().map(|(at, value)| (format!("{path}/{at}"), value)))
            }
            _ => {}
        }
        found.push(path);
    }
    found
}
