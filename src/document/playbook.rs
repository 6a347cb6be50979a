use serde::{Serialize, Serializer};

use super::absent::document;
use super::shape::{Never, Shape, shape};
use super::{
    Derive, Discretion, Duty, Entries, EventDecl, Fact, Goal, LegalLimit, Limit, Message, Role, Spanned, State, Text,
    Trigger,
};

document! {
    /// A playbook as written: the file format, nothing resolved yet.
    pub struct PlaybookDoc {
        /// Its name.
        pub playbook: Text,
        /// Its version, from 1.
        pub version: Option<Spanned<u32>>,
        /// One line that says what it is for.
        pub title: Text,
        /// Anything more.
        pub about: Text,
        /// The role that owns its cases.
        pub owner: Text,
        /// Where its rules come from.
        pub sources: Vec<Text>,
        /// Failure modes of the journey that it answers.
        pub covers: Vec<Text>,
        /// The facts that tell its cases apart.
        pub key: Option<KeyFacts>,
        /// Time zone of its dates.
        pub zone: Text,
        /// Calendar of its business time.
        pub calendar: Text,
        /// The policy it works under.
        pub policy: Text,
        /// How money is rounded.
        pub rounding: Text,
        /// Default locale of its messages.
        pub language: Text,
        /// When its version applies.
        pub effective: Option<Effective>,
        /// Which facts say how to reach the customer.
        pub customer: Option<Customer>,
        /// Deadlines set by law.
        pub legal_limits: Entries<LegalLimit>,
        /// Roles, narrower than the house's.
        pub roles: Entries<Role>,
        /// Limits, narrower than the house's.
        pub limits: Vec<Limit>,
        /// Duties beyond the house's.
        pub duties: Vec<Duty>,
        /// What roles may decide.
        pub discretion: Vec<Discretion>,
        /// What a case may know.
        pub facts: Entries<Fact>,
        /// What may happen outside.
        pub events: Entries<EventDecl>,
        /// Values computed from facts.
        pub derive: Entries<Derive>,
        /// What opens a case.
        pub triggers: Entries<Trigger>,
        /// The first state; the first written if left out.
        pub start: Text,
        /// The states.
        pub states: Entries<State>,
        /// What is said.
        pub messages: Entries<Message>,
        /// What it is measured by.
        pub goals: Entries<Goal>,
    }
}

document! {
    /// When a version applies: from a local date to before another.
    pub struct Effective {
        /// First date.
        pub from: Text,
        /// First date on which it no longer applies.
        pub until: Text,
        /// The fact whose date decides; the opening event's time if left out.
        pub by: Text,
    }
}

document! {
    /// Which facts say how to reach the customer.
    pub struct Customer {
        /// Fact with the locale.
        pub locale: Text,
        /// Fact with the time zone.
        pub zone: Text,
        /// Fact with the preferred channel.
        pub channel: Text,
    }
}

/// What tells the cases of a playbook apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFacts {
    /// The words `each event`: a case for every event that a trigger takes.
    EachEvent,
    /// These facts.
    Facts(Vec<Text>),
}

impl Shape for KeyFacts {
    const EXPECTED: &'static str = "a list of facts, or the words `each event`";
    const MAP: bool = false;
    type Map = Never;
    type List = Vec<Text>;

    fn text(text: Text) -> Option<KeyFacts> {
        (text.as_str() == "each event").then_some(KeyFacts::EachEvent)
    }

    fn map(_: Never) -> Option<KeyFacts> {
        None
    }

    fn list(facts: Vec<Text>) -> Option<KeyFacts> {
        Some(KeyFacts::Facts(facts))
    }
}

shape!(KeyFacts, "KeyFacts", [Text, Vec<Text>]);

impl Serialize for KeyFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            KeyFacts::EachEvent => serializer.serialize_str("each event"),
            KeyFacts::Facts(facts) => facts.serialize(serializer),
        }
    }
}
