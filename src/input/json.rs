//! Reads an event from its JSON, member by member and exactly.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::escape::escaped;
use crate::value::{Name, Time};

use super::{Datum, Event};

/// The longest event that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;
/// The longest `id`, `source`, `type`, `subject` or `incident`, in bytes.
const MAX_ATTRIBUTE: usize = 1024;
/// The most members that data may have.
const MAX_MEMBERS: usize = 1000;
/// In how many others lists and objects may stand.
const MAX_DEPTH: usize = 64;

/// Why a text is no event. The message says what was expected, of all attributes that are at fault.
///
/// ```
/// use amends::{Event, EventError};
/// let error: EventError = Event::from_json(r#"{"specversion":"1.0"}"#).unwrap_err();
/// assert_eq!(error.code(), "missing_attribute");
/// assert!(error.to_string().starts_with("`id` is missing; `source` is missing; "));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EventError {
    code: &'static str,
    message: String,
}

impl EventError {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// All faults as one: the first one's word, everybody's words for people.
    fn all(faults: Vec<Self>) -> Self {
        let code = faults.first().map_or("bad_attribute", |fault| fault.code);
        let messages: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
        Self { code, message: messages.join("; ") }
    }

    /// The same of a part of the event.
    fn within(self, name: &str) -> Self {
        Self { message: format!("`{}`: {}", escaped(&name), self.message), ..self }
    }

    /// A stable word for what is wrong, the first where several things are: `not_json`, `missing_attribute`,
    /// `bad_attribute`, `duplicate_key` or `too_large`; [`Event::from_json`] says when.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

impl Event {
    /// Reads a [CloudEvents 1.0](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md) event in JSON.
    ///
    /// `id`, `source`, `type`, `subject` and `time` (RFC 3339 with an offset) must be there; `specversion` is `1.0`
    /// where it is there; `data` is an object, or left out, or `null`. The extension attribute `incident` is read,
    /// others are passed over.
    ///
    /// # Errors
    /// - `not_json`: the text, or `data`, is no JSON object;
    /// - `missing_attribute`: an attribute is not there;
    /// - `bad_attribute`: an attribute is no text of 1 to 1,024 bytes, `time` is no time, `specversion` is another, or
    ///   there is `data_base64`;
    /// - `duplicate_key`: the event, its data or an object in these has a key twice, whatever its escapes;
    /// - `too_large`: the text has more than 1 MiB, the data more than 1,000 members, or lists and objects stand in more
    ///   than 64 others.
    ///
    /// ```
    /// use amends::{Datum, Event};
    /// let event = Event::from_json(r#"{"specversion":"1.0","id":"17","source":"warehouse","type":"parcel.late",
    ///     "subject":"customer-1","time":"2026-03-27T17:30:00+01:00","data":{"weight":0.10}}"#)?;
    /// assert_eq!(event.time().to_string(), "2026-03-27T16:30:00Z");
    /// assert_eq!(event.get("weight"), Some(&Datum::Number("0.10".into())));
    /// # Ok::<(), amends::EventError>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, EventError> {
        if text.len() > MAX_BYTES {
            return Err(EventError::new(
                "too_large",
                format!("an event may have {MAX_BYTES} bytes, this has {}", text.len()),
            ));
        }
        let envelope = members(text, "an event")?;
        for (name, raw) in envelope.iter().filter(|(name, _)| name != "data") {
            check_nested(name, raw)?;
        }
        let mut faults = Vec::new();
        let mut attribute = |name: &'static str| match find(&envelope, name) {
            Some(raw) => text_of(name, raw).map_err(|fault| faults.push(fault)).unwrap_or_default(),
            None => {
                faults.push(EventError::new("missing_attribute", format!("`{name}` is missing")));
                String::new()
            }
        };
        let [id, source, kind, subject, time] = ["id", "source", "type", "subject", "time"].map(&mut attribute);
        let time = match time.parse::<Time>() {
            // What is missing is no bad time too.
            Err(error) if !time.is_empty() => {
                faults.push(EventError::new("bad_attribute", format!("`time` is expected to be {error}")));
                None
            }
            other => other.ok(),
        };
        if let Some(version) = find(&envelope, "specversion") {
            match text_of("specversion", version) {
                Ok(version) if version == "1.0" => {}
                Ok(_) => faults.push(EventError::new("bad_attribute", "`specversion` is expected to be \"1.0\"")),
                Err(fault) => faults.push(fault),
            }
        }
        if find(&envelope, "data_base64").is_some() {
            let message = "`data_base64` is expected to be absent: data must be a JSON object";
            faults.push(EventError::new("bad_attribute", message));
        }
        let (Some(time), true) = (time, faults.is_empty()) else { return Err(EventError::all(faults)) };
        let mut event = Self::new(id, source, kind, subject, time);
        if let Some(raw) = find(&envelope, "incident").filter(|raw| raw.get() != "null") {
            event = event.in_incident(text_of("incident", raw)?);
        }
        if let Some(raw) = find(&envelope, "data").filter(|raw| raw.get() != "null") {
            let data = members(raw.get(), "`data`")?;
            if data.len() > MAX_MEMBERS {
                return Err(EventError::new("too_large", format!("`data` may have {MAX_MEMBERS} members")));
            }
            for (name, raw) in data {
                check_nested(&name, raw)?;
                let datum = Datum::from_raw(raw).map_err(|fault| fault.within(&name))?;
                event = event.with(Name::from(&*name), datum);
            }
        }
        Ok(event)
    }
}

fn find<'a>(members: &[(Cow<'a, str>, &'a RawValue)], name: &str) -> Option<&'a RawValue> {
    members.iter().find(|(key, _)| key == name).map(|(_, raw)| *raw)
}

fn text_of(name: &str, raw: &RawValue) -> Result<String, EventError> {
    let text =
        decoded(raw.get()).map_err(|_| EventError::new("bad_attribute", format!("`{name}` is expected to be text")))?;
    if text.is_empty() || text.len() > MAX_ATTRIBUTE {
        return Err(EventError::new(
            "bad_attribute",
            format!("`{name}` is expected to have 1 to {MAX_ATTRIBUTE} bytes"),
        ));
    }
    Ok(text.into_owned())
}

/// The text that a JSON string stands for, which is there already where it has no escapes.
fn decoded(raw: &str) -> Result<Cow<'_, str>, serde_json::Error> {
    match raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(text) if !text.contains('\\') => Ok(Cow::Borrowed(text)),
        _ => serde_json::from_str(raw).map(Cow::Owned),
    }
}

impl Datum {
    /// The member of this JSON text.
    pub(crate) fn from_raw(raw: &RawValue) -> Result<Self, EventError> {
        let text = raw.get();
        Ok(match text.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'"') => Self::Text(decoded(text).map_err(not_json)?.into()),
            Some(b'[' | b'{') => Self::Nested(minified(text).into()),
            _ => Self::Number(text.into()),
        })
    }
}

/// Holds a value's lists and objects, however deep, to what an event's own are held to: a key stands once, or two readers
/// would read two things.
fn check_nested(name: &str, raw: &RawValue) -> Result<(), EventError> {
    let mut waiting = vec![(raw, 0)];
    while let Some((raw, depth)) = waiting.pop() {
        let inside: Vec<&RawValue> = match raw.get().as_bytes().first() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => {
                let message = format!("lists and objects may stand in {MAX_DEPTH} others at most");
                return Err(EventError::new("too_large", message).within(name));
            }
            Some(b'{') => members(raw.get(), "it")
                .map(|members| members.into_iter().map(|(_, raw)| raw).collect())
                .map_err(|fault| fault.within(name))?,
            Some(b'[') => serde_json::from_str(raw.get()).map_err(|error| not_json(error).within(name))?,
            _ => continue,
        };
        waiting.extend(inside.into_iter().map(|raw| (raw, depth + 1)));
    }
    Ok(())
}

/// Without the white space that stands outside strings.
fn minified(text: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    text.chars()
        .filter(|&c| {
            if in_string {
                in_string = c != '"' || escaped;
                escaped = c == '\\' && !escaped;
                return true;
            }
            in_string = c == '"';
            !c.is_ascii_whitespace()
        })
        .collect()
}

fn not_json(error: serde_json::Error) -> EventError {
    EventError::new("not_json", format!("this is no JSON: {error}"))
}

type Members<'a> = Vec<(Cow<'a, str>, &'a RawValue)>;

/// The members of the object that a text is, in order of their keys.
fn members<'a>(text: &'a str, what: &str) -> Result<Members<'a>, EventError> {
    if !text.trim_ascii_start().starts_with('{') {
        return Err(EventError::new("not_json", format!("{what} is expected to be a JSON object")));
    }
    let Object(mut members) = serde_json::from_str(text).map_err(not_json)?;
    members.sort_by(|(a, _), (b, _)| a.cmp(b));
    let twice = members.windows(2).find_map(|pair| match pair {
        [(a, _), (b, _)] if a == b => Some(a),
        _ => None,
    });
    match twice {
        Some(key) => Err(EventError::new("duplicate_key", format!("the key `{}` comes twice", escaped(&key)))),
        None => Ok(members),
    }
}

struct Object<'a>(Members<'a>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;
        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
                    members.push((key, map.next_value()?));
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(ObjectVisitor)
    }
}

/// A key, borrowed from the text where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E: de::Error>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E: de::Error>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"a","time":"2026-01-01T00:00:00Z","data":DATA}"#;

    #[test]
    fn refusals() {
        for (text, code) in [
            ("", "not_json"),
            ("[]", "not_json"),
            ("{", "not_json"),
            ("{}", "missing_attribute"),
            (&GOOD.replace("DATA", "{\"a\":1,\"a\":2}"), "duplicate_key"),
            (&GOOD.replace("DATA", "{\"a\":1,\"\\u0061\":2}"), "duplicate_key"),
            (&GOOD.replace("DATA", "[1]"), "not_json"),
            (&GOOD.replace("DATA", "{}").replace("\"s\"", "7"), "bad_attribute"),
            (&GOOD.replace("DATA", "{}").replace("1.0", "0.3"), "bad_attribute"),
            (&GOOD.replace("DATA", "{}").replace("T00:00:00Z", ""), "bad_attribute"),
            (&GOOD.replace("DATA", "{}").replace("\"source\"", "\"id\""), "duplicate_key"),
            (&GOOD.replace("DATA", &format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_BYTES))), "too_large"),
        ] {
            assert_eq!(Event::from_json(text).map_err(|e| e.code()), Err(code), "{text:.80}");
        }
    }

    #[test]
    fn every_fault_of_the_envelope_is_named() {
        let error = Event::from_json(r#"{"specversion":"2","id":7,"time":"noon"}"#).unwrap_err();
        assert_eq!(error.code(), "bad_attribute");
        for part in [
            "`id` is expected",
            "`source` is missing",
            "`type` is missing",
            "`subject`",
            "`time` is expected",
            "`specversion`",
        ] {
            assert!(error.to_string().contains(part), "{part}: {error}");
        }
    }

    #[test]
    fn numbers_keep_their_digits() {
        let event = Event::from_json(&GOOD.replace("DATA", r#"{"a":0.10,"b":[1, {"c":"x y\" "}],"n":null}"#)).unwrap();
        assert_eq!(event.get("a"), Some(&Datum::Number("0.10".into())));
        assert_eq!(event.get("b"), Some(&Datum::Nested(r#"[1,{"c":"x y\" "}]"#.into())));
        assert_eq!(event.get("n"), Some(&Datum::Null));
    }
}
