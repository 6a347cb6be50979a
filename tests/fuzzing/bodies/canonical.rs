//! The form of records, held to a naive writer of RFC 8785.

use amends::{Datum, Event, Receipt, Wrong, verify};
use serde_json::Value as Json;

use super::world::{Choices, Trail, engine, time};

/// Whatever texts and numbers an event carries, its record is the canonical form of what it says; and a line that the
/// checker takes for canonical is what a naive writer makes of it. A text is such a line; other bytes are the event's.
pub fn canonical(data: &[u8]) {
    if data.first() == Some(&b'{') {
        if let Ok(line) = std::str::from_utf8(data) {
            // Nothing but a canonical object with the members of a record gets further than this word.
            let wrong = verify([line], []).map_err(|error| error.wrong);
            assert!(wrong == Err(Wrong::NotCanonical) || is_canonical(line), "{line:?}");
        }
        return;
    }
    let mut choices = Choices(data);
    let at = time("2026-03-02T09:00:00Z");
    let is_named = |text: &str| !text.is_empty() && text.len() <= 1024;
    let (id, source) = (choices.text(), choices.text());
    if !is_named(&id) || !is_named(&source) {
        return;
    }
    let mut event = Event::new(id, source, "e", "ana", at).with("order", choices.text()).with("note", choices.text());
    let number = choices.text();
    if serde_json::from_str::<serde_json::Number>(&number).is_ok() {
        event = event.with("late", Datum::Number(number.as_str().into())).with("part", Datum::Number(number.into()));
    }
    if choices.byte() % 2 == 0 {
        event = event.in_incident(choices.text());
    }
    let mut trail = Trail::new("ana");
    let decision = trail.handle(engine(), event, at);
    for step in decision.steps {
        let _ = trail.handle(engine(), Receipt::failed(step.id, choices.text()), at);
    }
    for line in trail.lines() {
        assert!(is_canonical(line), "{line}");
    }
    trail.hold(engine());
}

/// Whether a naive writer makes the same line of what it says.
pub fn is_canonical(line: &str) -> bool {
    serde_json::from_str::<Json>(line).is_ok_and(|value| {
        let mut out = String::new();
        write(&value, &mut out) && out == line
    })
}

/// As deep as the reader goes. Says whether the value has a canonical form of ours.
fn write(value: &Json, out: &mut String) -> bool {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(&value.to_string()),
        Json::Number(number) => {
            let whole = number.as_i64().filter(|n| n.unsigned_abs() < 1 << 53);
            let Some(whole) = whole else { return false };
            out.push_str(&whole.to_string());
        }
        Json::String(text) => write_text(text, out),
        Json::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                if !write(item, out) {
                    return false;
                }
            }
            out.push(']');
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| key.encode_utf16().collect::<Vec<_>>());
            out.push('{');
            for (at, (key, value)) in members.into_iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                write_text(key, out);
                out.push(':');
                if !write(value, out) {
                    return false;
                }
            }
            out.push('}');
        }
    }
    true
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}
