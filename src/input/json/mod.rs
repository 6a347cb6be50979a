//! Reads an event from its JSON, member by member and exactly.

mod scan;

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::escape::escaped;
use crate::value::Time;

use super::{Datum, Event};
use scan::{Json, Members, Scanner, refused, unescaped};

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

    fn not_json(error: serde_json::Error) -> Self {
        Self::new("not_json", format!("this is no JSON: {error}"))
    }

    /// All faults as one: the first one's word, everybody's words for people.
    fn all(faults: Vec<Self>) -> Self {
        let code = faults.first().map_or("bad_attribute", |fault| fault.code);
        let messages: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
        Self { code, message: messages.join("; ") }
    }

    /// The same of a part of the event.
    fn within(self, name: &str) -> Self {
        Self { message: format!("`{}`: {}", escaped(name), self.message), ..self }
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
    /// assert_eq!(event.get("weight"), Some(Datum::Number("0.10".into())));
    /// # Ok::<(), amends::EventError>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, EventError> {
        if text.len() > MAX_BYTES {
            return Err(EventError::new(
                "too_large",
                format!("an event may have {MAX_BYTES} bytes, this has {}", text.len()),
            ));
        }
        if !text.trim_ascii_start().starts_with('{') {
            return Err(no_object("an event"));
        }
        let mut envelope = Envelope::read(text).ok_or_else(|| refused(text))?;
        let other_twice = sort(&mut envelope.others).into_iter();
        if let Some(key) = other_twice.chain(envelope.twice).min() {
            return Err(duplicate(key));
        }
        envelope.nested.sort_unstable();
        for (name, text) in &envelope.nested {
            check_nested(name, text)?;
        }
        let (attributes, time) = envelope.attributes()?;
        let incident = match envelope.incident {
            None | Some(Json::Null) => None,
            Some(value) => Some(text_of("incident", value)?),
        };
        let data = match envelope.data {
            Some(Data::Object(mut members)) => {
                if let Some(key) = sort(&mut members) {
                    return Err(duplicate(key));
                }
                members
            }
            Some(Data::Other) => return Err(no_object("`data`")),
            Some(Data::Null) | None => Vec::new(),
        };
        if data.len() > MAX_MEMBERS {
            return Err(EventError::new("too_large", format!("`data` may have {MAX_MEMBERS} members")));
        }
        // None of the texts is longer than it is written.
        let mut event = Self::with_room(attributes.each_ref().map(|text| &**text), time, text.len(), data.len());
        if let Some(incident) = incident {
            event = event.in_incident(incident);
        }
        for (name, value) in data {
            if let Json::Nested(text) = value {
                check_nested(&name, text)?;
            }
            event.push(&name, &value.datum().map_err(|fault| fault.within(&name))?);
        }
        Ok(event)
    }
}

/// An event's attributes and data, as they are written.
#[derive(Default)]
struct Envelope<'a> {
    id: Option<Json<'a>>,
    source: Option<Json<'a>>,
    kind: Option<Json<'a>>,
    subject: Option<Json<'a>>,
    time: Option<Json<'a>>,
    specversion: Option<Json<'a>>,
    incident: Option<Json<'a>>,
    data_base64: Option<Json<'a>>,
    data: Option<Data<'a>>,
    /// Attributes that nobody asks for.
    others: Members<'a>,
    /// The lists and objects among all these but the data.
    nested: Vec<(Cow<'a, str>, &'a str)>,
    /// Of the keys above that come twice, the first by name.
    twice: Option<&'static str>,
}

/// What stands as `data`.
enum Data<'a> {
    Null,
    Object(Members<'a>),
    /// What it may not be.
    Other,
}

impl<'a> Envelope<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut envelope = Self::default();
        let mut scanner = Scanner::new(text);
        scanner.object(|scanner, key| {
            if key == "data" {
                let data = match scanner.peek() {
                    Some(b'{') => Data::Object(scanner.members()?),
                    _ if scanner.value()? == Json::Null => Data::Null,
                    _ => Data::Other,
                };
                if envelope.data.replace(data).is_some() {
                    envelope.comes_twice("data");
                }
                return Some(());
            }
            let value = scanner.value()?;
            if let Json::Nested(text) = value {
                envelope.nested.push((key.clone(), text));
            }
            let (name, place) = match &*key {
                "id" => ("id", &mut envelope.id),
                "source" => ("source", &mut envelope.source),
                "type" => ("type", &mut envelope.kind),
                "subject" => ("subject", &mut envelope.subject),
                "time" => ("time", &mut envelope.time),
                "specversion" => ("specversion", &mut envelope.specversion),
                "incident" => ("incident", &mut envelope.incident),
                "data_base64" => ("data_base64", &mut envelope.data_base64),
                _ => {
                    envelope.others.push((key, value));
                    return Some(());
                }
            };
            if place.replace(value).is_some() {
                envelope.comes_twice(name);
            }
            Some(())
        })?;
        scanner.end()?;
        Some(envelope)
    }

    fn comes_twice(&mut self, name: &'static str) {
        self.twice = Some(self.twice.map_or(name, |first| first.min(name)));
    }

    /// Id, source, type and subject, and the time.
    ///
    /// # Errors
    /// All faults of the attributes that must be there.
    fn attributes(&self) -> Result<([Cow<'a, str>; 4], Time), EventError> {
        let mut faults = Vec::new();
        let mut attribute = |name: &'static str, value: Option<Json<'a>>| match value {
            Some(value) => text_of(name, value).map_err(|fault| faults.push(fault)).unwrap_or_default(),
            None => {
                faults.push(EventError::new("missing_attribute", format!("`{name}` is missing")));
                Cow::default()
            }
        };
        let texts = [("id", self.id), ("source", self.source), ("type", self.kind), ("subject", self.subject)]
            .map(|(name, value)| attribute(name, value));
        let time = attribute("time", self.time);
        let time = match time.parse::<Time>() {
            // What is missing is no bad time too.
            Err(error) if !time.is_empty() => {
                faults.push(EventError::new("bad_attribute", format!("`time` is expected to be {error}")));
                None
            }
            other => other.ok(),
        };
        match self.specversion.map(|version| text_of("specversion", version)) {
            Some(Ok(version)) if version != "1.0" => {
                faults.push(EventError::new("bad_attribute", "`specversion` is expected to be \"1.0\""));
            }
            Some(Err(fault)) => faults.push(fault),
            _ => {}
        }
        if self.data_base64.is_some() {
            let message = "`data_base64` is expected to be absent: data must be a JSON object";
            faults.push(EventError::new("bad_attribute", message));
        }
        match time {
            Some(time) if faults.is_empty() => Ok((texts, time)),
            _ => Err(EventError::all(faults)),
        }
    }
}

fn text_of<'a>(name: &str, value: Json<'a>) -> Result<Cow<'a, str>, EventError> {
    let text = match value {
        Json::Plain(text) => Some(Cow::Borrowed(text)),
        Json::Escaped(string) => unescaped(string).ok(),
        _ => None,
    };
    let text = text.ok_or_else(|| EventError::new("bad_attribute", format!("`{name}` is expected to be text")))?;
    if text.is_empty() || text.len() > MAX_ATTRIBUTE {
        return Err(EventError::new(
            "bad_attribute",
            format!("`{name}` is expected to have 1 to {MAX_ATTRIBUTE} bytes"),
        ));
    }
    Ok(text)
}

impl<'a> Datum<'a> {
    /// The member of this JSON text.
    pub(crate) fn from_raw(raw: &'a RawValue) -> Result<Self, EventError> {
        Scanner::new(raw.get()).value().ok_or_else(|| refused(raw.get()))?.datum()
    }
}

impl<'a> Json<'a> {
    fn datum(self) -> Result<Datum<'a>, EventError> {
        Ok(match self {
            Self::Null => Datum::Null,
            Self::Bool(value) => Datum::Bool(value),
            Self::Number(text) => Datum::Number(text.into()),
            Self::Plain(text) => Datum::Text(text.into()),
            Self::Escaped(string) => Datum::Text(unescaped(string)?),
            Self::Nested(text) => Datum::Nested(minified(text).into()),
        })
    }
}

/// Puts members in order of their keys; gives a key that comes twice.
fn sort<'m>(members: &'m mut Members<'_>) -> Option<&'m str> {
    members.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    members.windows(2).find_map(|pair| match pair {
        [(a, _), (b, _)] if a == b => Some(&**a),
        _ => None,
    })
}

/// Holds a list or object and those in it, however deep, to what an event's own are held to: a key stands once, or two readers
/// would read two things.
fn check_nested(name: &str, text: &str) -> Result<(), EventError> {
    let mut waiting = vec![(text, 0)];
    while let Some((text, depth)) = waiting.pop() {
        if depth == MAX_DEPTH {
            let message = format!("lists and objects may stand in {MAX_DEPTH} others at most");
            return Err(EventError::new("too_large", message).within(name));
        }
        let inside = inside(text).map_err(|fault| fault.within(name))?;
        waiting.extend(inside.into_iter().filter_map(|value| match value {
            Json::Nested(text) => Some((text, depth + 1)),
            _ => None,
        }));
    }
    Ok(())
}

/// The values in a list, or in an object whose keys stand once.
fn inside(text: &str) -> Result<Vec<Json<'_>>, EventError> {
    if text.starts_with('[') {
        return Scanner::new(text).elements().ok_or_else(|| refused(text));
    }
    let mut members = Scanner::new(text).members().ok_or_else(|| refused(text))?;
    match sort(&mut members) {
        Some(key) => Err(duplicate(key)),
        None => Ok(members.into_iter().map(|(_, value)| value).collect()),
    }
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

fn no_object(what: &str) -> EventError {
    EventError::new("not_json", format!("{what} is expected to be a JSON object"))
}

fn duplicate(key: &str) -> EventError {
    EventError::new("duplicate_key", format!("the key `{}` comes twice", escaped(key)))
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
        assert_eq!(event.get("a"), Some(Datum::Number("0.10".into())));
        assert_eq!(event.get("b"), Some(Datum::Nested(r#"[1,{"c":"x y\" "}]"#.into())));
        assert_eq!(event.get("n"), Some(Datum::Null));
    }
}
