//! What the job costs without an engine: the floor that the benches stand on.

#![allow(dead_code, reason = "each bench stands on its part of it")]

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// An event's envelope, borrowed from its line; equal keys are refused.
#[derive(Deserialize)]
pub struct Envelope<'a> {
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    #[serde(borrow)]
    pub source: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    pub kind: Cow<'a, str>,
    #[serde(borrow)]
    pub subject: Cow<'a, str>,
    #[serde(borrow)]
    pub time: Cow<'a, str>,
    #[serde(borrow)]
    pub data: &'a RawValue,
}

/// The envelope alone: what an event costs that nobody asks for.
pub fn envelope(line: &str) -> Envelope<'_> {
    serde_json::from_str(line).unwrap()
}

/// The envelope, and the members of the data as raw text.
pub fn event(line: &str) -> (Envelope<'_>, Members<'_>) {
    let envelope = envelope(line);
    let members = serde_json::from_str(envelope.data.get()).unwrap();
    (envelope, members)
}

/// The members of an object as raw text, by name; equal keys are refused.
pub struct Members<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Self::Value = Vec::with_capacity(8);
                while let Some((Key(key), value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    if members.iter().any(|(known, _)| *known == key) {
                        return Err(de::Error::custom("a key comes twice"));
                    }
                    members.push((key, value));
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(MembersVisitor).map(Members)
    }
}

/// A key, borrowed where it has no escapes: serde's own `Cow` copies inside of maps.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// A record that is there already: written as JSON and hashed, as often as one likes.
pub struct Record(serde_json::Value);

impl Record {
    /// The record of this line.
    pub fn of(line: &str) -> Self {
        let value = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap().len(), line.len(), "the floor writes as many bytes");
        Self(value)
    }

    /// Its text and its hash.
    pub fn write(&self) -> (String, [u8; 32]) {
        let text = serde_json::to_string(&self.0).unwrap();
        let hash = Sha256::digest(text.as_bytes()).into();
        (text, hash)
    }
}
