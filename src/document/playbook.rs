use serde::{Serialize, Serializer};

use super::absent::document;
use super::shape::{Never, Shape, shape};
use super::{
    Derive, Discretion, Duty, Entries, EventDecl, Fact, Goal, LegalLimit, Limit, Message, Role, Spanned, State, Text,
    Trigger,
};

document! {
    /// A playbook as written.
    pub struct PlaybookDoc {
        /// Its name.
        #[example("late-parcel")]
        pub playbook: Text,
        /// Its version, from 1.
        #[example(3)]
        pub version: Option<Spanned<u32>>,
        /// One line that says what it is for.
        #[example("A parcel arrives late, or not at all")]
        pub title: Text,
        /// Anything more.
        #[example("What we owe a customer whose parcel is late.")]
        pub about: Text,
        /// The role that owns its cases.
        #[example("parcel-care")]
        pub owner: Text,
        /// Where its rules come from.
        #[example(["Regulation (EC) No 261/2004 of 11 February 2004"])]
        pub sources: Vec<Text>,
        /// Failure modes of the journey that it answers.
        #[example(["late-parcel", "lost-parcel"])]
        pub covers: Vec<Text>,
        /// The facts that tell its cases apart.
        #[example(["order"], "each event")]
        pub key: Option<KeyFacts>,
        /// Time zone of its dates.
        #[example("Europe/London")]
        pub zone: Text,
        /// Calendar of its business time, by its name in the policy; the policy's own if left out.
        #[example("office")]
        pub calendar: Text,
        /// The policy it works under.
        #[example("house")]
        pub policy: Text,
        /// How money is rounded.
        #[example("half_up")]
        pub rounding: Text,
        /// Default locale of its messages.
        #[example("en")]
        pub language: Text,
        /// When its version applies.
        #[example({ "from": "2026-04-01", "until": "2027-04-01" })]
        pub effective: Option<Effective>,
        /// Which facts say how to reach the customer.
        #[example({ "locale": "language", "zone": "home_zone" })]
        pub customer: Option<Customer>,
        /// Deadlines set by law.
        #[example({ "answer": { "within": "8w", "from": "complaint.made", "because": "DISP 1.6.2" } })]
        pub legal_limits: Entries<LegalLimit>,
        /// Roles, narrower than the house's.
        #[example({ "agent": { "may_pay": "150 GBP" } })]
        pub roles: Entries<Role>,
        /// Limits, narrower than the house's.
        #[example([{ "payout": "case", "at_most": "1500 GBP" }])]
        pub limits: Vec<Limit>,
        /// Duties beyond the house's.
        #[example([{ "kind": "apology", "within": "4h" }])]
        pub duties: Vec<Duty>,
        /// What roles may decide.
        #[example([{ "role": "agent", "may": ["skip"], "up_to": "50 GBP" }])]
        pub discretion: Vec<Discretion>,
        /// What a case may know.
        #[example({ "order": "text", "days_late": { "type": "int", "min": 0 } })]
        pub facts: Entries<Fact>,
        /// What may happen outside.
        #[example({ "parcel.late": ["order", "days_late"], "customer.replied": ["order"] })]
        pub events: Entries<EventDecl>,
        /// Values computed from facts.
        #[example({ "gesture": [{ "when": "days_late >= 2", "is": "5.00 GBP" }, { "is": "0 GBP" }] })]
        pub derive: Entries<Derive>,
        /// What opens a case.
        #[example({ "late": { "upon": "parcel.late", "when": "days_late >= 1" } })]
        pub triggers: Entries<Trigger>,
        /// The first state; the first written if left out.
        #[example("apologise")]
        pub start: Text,
        /// The states.
        #[example({ "apologise": { "do": [{ "apology": { "message": "sorry", "within": "1h" } }], "next": "recovered" }, "recovered": { "end": "recovered" } })]
        pub states: Entries<State>,
        /// What is said.
        #[example({ "sorry": { "en": "We are sorry.", "fr": "Nous en sommes désolés." } })]
        pub messages: Entries<Message>,
        /// What it is measured by.
        #[example({ "quick-apology": { "measure": "time_to(apology)", "target": "p95 <= 1h", "window": "30d" } })]
        pub goals: Entries<Goal>,
    }
}

document! {
    /// When a version applies: from a local date to before another.
    pub struct Effective {
        /// First date.
        #[example("2026-04-01")]
        pub from: Text,
        /// First date on which it no longer applies.
        #[example("2027-04-01")]
        pub until: Text,
        /// The fact whose date decides; the opening event's time if left out.
        #[example("departed_on")]
        pub by: Text,
    }
}

document! {
    /// Which facts say how to reach the customer.
    pub struct Customer {
        /// Fact with the locale.
        #[example("language")]
        pub locale: Text,
        /// Fact with the time zone.
        #[example("home_zone")]
        pub zone: Text,
        /// Fact with the preferred channel.
        #[example("likes")]
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

shape!(KeyFacts, "KeyFacts", words["each event"], [Vec<Text>]);

impl Serialize for KeyFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            KeyFacts::EachEvent => serializer.serialize_str("each event"),
            KeyFacts::Facts(facts) => facts.serialize(serializer),
        }
    }
}
