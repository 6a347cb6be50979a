use std::fmt;

use serde::de::{Deserialize, Deserializer, EnumAccess, Error, MapAccess, VariantAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::absent::document;
use super::step::Body;
use super::{Entries, Entry, Spanned, Step, StepView, Text, magic};
use crate::span::Span;
use crate::step::StepKind;

/// An item of `do` or `leave`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// A step for the host.
    Step(Box<Step>),
    /// Facts computed and stored.
    Set(Entries<Text>),
    /// An internal event.
    Raise(Text),
    /// A step withdrawn.
    Cancel(Text),
    /// A step sent again.
    Resend(Text),
    /// A promise kept by another step.
    Keep(Keep),
    /// A promise waived.
    Waive(Waive),
}

document! {
    /// A promise kept by another step.
    pub struct Keep {
        /// The promise.
        #[example("call")]
        pub keep: Text,
        /// The reason.
        #[example("the customer called us")]
        pub because: Text,
    }
}

document! {
    /// A promise waived.
    pub struct Waive {
        /// The promise.
        #[example("call")]
        pub waive: Text,
        /// The reason.
        #[example("the customer asked us not to")]
        pub because: Text,
    }
}

impl Action {
    /// The words of actions that are no steps.
    pub(crate) const OTHERS: [&'static str; 6] = ["set", "raise", "cancel", "resend", "keep", "waive"];

    /// The words of all actions.
    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        StepKind::ALL.iter().map(|kind| kind.as_str()).chain(Self::OTHERS)
    }

    /// Kind and fields, if it is a step.
    #[must_use]
    pub fn step(&self) -> Option<(StepKind, StepView<'_>)> {
        match self {
            Action::Step(step) => Some((step.kind.value, step.view())),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Action, D::Error> {
        deserializer.deserialize_newtype_struct(magic::ACTION, ActionVisitor)
    }
}

struct ActionVisitor;

impl<'de> Visitor<'de> for ActionVisitor {
    type Value = Action;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an action such as `apology: { message: sorry }`")
    }

    /// From the reader of this crate: the word, and what stands under it (for `keep` and `waive`, the whole map).
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Action, A::Error> {
        let (word, content) = access.variant::<Text>()?;
        if let Ok(kind) = word.as_str().parse::<StepKind>() {
            let kind = Spanned::new(kind, word.span);
            return Ok(Action::Step(Box::new(Step {
                kind,
                body: content.newtype_variant_seed(BodySeed(kind.value))?,
            })));
        }
        match word.as_str() {
            "set" => content.newtype_variant().map(Action::Set),
            "raise" => content.newtype_variant().map(Action::Raise),
            "cancel" => content.newtype_variant().map(Action::Cancel),
            "resend" => content.newtype_variant().map(Action::Resend),
            "keep" => content.newtype_variant().map(Action::Keep),
            "waive" => content.newtype_variant().map(Action::Waive),
            other => Err(A::Error::unknown_variant(other, &Action::OTHERS)),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Action, D::Error> {
        deserializer.deserialize_map(self)
    }

    /// From any other reader: a map.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Action, A::Error> {
        let mut action = None;
        let mut because = Text::default();
        while let Some(word) = map.next_key::<Text>()? {
            if let Ok(kind) = word.as_str().parse::<StepKind>() {
                let kind = Spanned::new(kind, Span::default());
                let body = map.next_value_seed(BodySeed(kind.value))?;
                action = Some(Action::Step(Box::new(Step { kind, body })));
                continue;
            }
            match word.as_str() {
                "because" => because = map.next_value()?,
                "set" => action = Some(Action::Set(map.next_value()?)),
                "raise" => action = Some(Action::Raise(map.next_value()?)),
                "cancel" => action = Some(Action::Cancel(map.next_value()?)),
                "resend" => action = Some(Action::Resend(map.next_value()?)),
                "keep" => action = Some(Action::Keep(Keep { keep: map.next_value()?, because: Text::default() })),
                "waive" => action = Some(Action::Waive(Waive { waive: map.next_value()?, because: Text::default() })),
                other => return Err(A::Error::unknown_variant(other, &Action::OTHERS)),
            }
        }
        match action {
            Some(Action::Keep(keep)) => Ok(Action::Keep(Keep { because, ..keep })),
            Some(Action::Waive(waive)) => Ok(Action::Waive(Waive { because, ..waive })),
            Some(action) => Ok(action),
            None => Err(A::Error::custom("an action")),
        }
    }
}

/// Reads the keys of a kind of step.
struct BodySeed(StepKind);

impl<'de> serde::de::DeserializeSeed<'de> for BodySeed {
    type Value = Body;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Body, D::Error> {
        match self.0 {
            StepKind::Apology | StepKind::Explanation | StepKind::Notice => {
                Deserialize::deserialize(deserializer).map(Body::Message)
            }
            StepKind::Question => Deserialize::deserialize(deserializer).map(Body::Question),
            StepKind::Remedy | StepKind::Care | StepKind::Task => {
                Deserialize::deserialize(deserializer).map(Body::Action)
            }
            StepKind::Compensation => Deserialize::deserialize(deserializer).map(Body::Compensation),
            StepKind::Promise => Deserialize::deserialize(deserializer).map(Body::Promise),
            StepKind::Escalation => Deserialize::deserialize(deserializer).map(Body::Escalation),
            StepKind::FollowUp => Deserialize::deserialize(deserializer).map(Body::FollowUp),
            StepKind::Decline => Deserialize::deserialize(deserializer).map(Body::Decline),
        }
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Action::Step(step) => map.serialize_entry(step.kind.value.as_str(), &step.body)?,
            Action::Set(facts) => map.serialize_entry("set", facts)?,
            Action::Raise(event) => map.serialize_entry("raise", event)?,
            Action::Cancel(step) => map.serialize_entry("cancel", step)?,
            Action::Resend(step) => map.serialize_entry("resend", step)?,
            Action::Keep(keep) => map.serialize_entry("keep", &(&keep.keep, &keep.because))?,
            Action::Waive(waive) => map.serialize_entry("waive", &(&waive.waive, &waive.because))?,
        }
        map.end()
    }
}

/// The `with` of a step: values by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct With(Entries<Text>);

impl With {
    /// Names and their expressions; `{ x }` is short for `{ x: x }`.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry<Text>> {
        self.0.iter()
    }

    /// The expression under a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Text> {
        self.0.get(name)
    }
}

impl<'a> IntoIterator for &'a With {
    type Item = &'a Entry<Text>;
    type IntoIter = std::slice::Iter<'a, Entry<Text>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for With {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for With {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<With, D::Error> {
        let written = Entries::<Short>::deserialize(deserializer)?;
        let entry = |entry: &Entry<Short>| Entry {
            key: entry.key.clone(),
            value: entry.value.0.clone().unwrap_or_else(|| entry.key.clone()),
        };
        Ok(With(written.iter().map(entry).collect()))
    }
}

/// A value that may be left out for the name itself.
struct Short(Option<Text>);

impl<'de> Deserialize<'de> for Short {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Short, D::Error> {
        deserializer.deserialize_newtype_struct(magic::SHORT, ShortVisitor)
    }
}

struct ShortVisitor;

impl<'de> Visitor<'de> for ShortVisitor {
    type Value = Short;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an expression, or nothing for the name itself")
    }

    fn visit_unit<E: Error>(self) -> Result<Short, E> {
        Ok(Short(None))
    }

    fn visit_none<E: Error>(self) -> Result<Short, E> {
        Ok(Short(None))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Short, D::Error> {
        Text::deserialize(deserializer).map(|text| Short(Some(text)))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Short, D::Error> {
        deserializer.deserialize_option(self)
    }
}
