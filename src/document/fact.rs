use serde::{Deserialize, Serialize, Serializer};

use super::absent::document;
use super::shape::{Never, Shape, shape};
use super::{Entries, Spanned, Text};

/// A fact: what a case may know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact(pub FactFields);

document! {
    /// The keys of a fact.
    pub struct FactFields {
        /// Its type.
        #[example("money")]
        pub r#type: Option<Spanned<FactType>>,
        /// The one currency of money.
        #[example("GBP")]
        pub currency: Text,
        /// The members of an enum.
        #[example(["standard", "gold", "platinum"])]
        pub of: Vec<Text>,
        /// Smallest value, a literal of the type.
        #[example(0, "2h")]
        pub min: Text,
        /// Largest value, a literal of the type.
        #[example(365)]
        pub max: Text,
        /// What a new case begins with, a literal of the type.
        #[example("standard", false)]
        pub default: Option<Text>,
        /// What it says.
        #[example("the order number")]
        pub about: Text,
        /// What it counts.
        #[example("km")]
        pub unit: Text,
        /// Whether it is about a person. In records it stands, with all that is computed from it, as a digest that
        /// nobody can read; the value is kept beside them and can be erased. When things happen still shows.
        #[example(true)]
        pub personal: Option<bool>,
    }
}

/// The types of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum FactType {
    /// Text.
    Text,
    /// True or false.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// An exact decimal.
    Decimal,
    /// An exact amount and its currency.
    Money,
    /// A length of time.
    Duration,
    /// A day.
    Date,
    /// An instant.
    Time,
    /// One of the words in `of`.
    Enum,
}

/// A fact written as its bare type.
struct Bare(Spanned<FactType>);

impl Shape for Fact {
    const EXPECTED: &'static str = "a type, or a map with `type`";
    const LIST: bool = false;
    type Map = FactFields;
    type List = Never;

    fn text(text: Text) -> Option<Fact> {
        let Bare(kind) = Bare::parse(&text)?;
        Some(Fact(FactFields { r#type: Some(kind), ..FactFields::default() }))
    }

    fn map(fields: FactFields) -> Option<Fact> {
        Some(Fact(fields))
    }

    fn list(_: Never) -> Option<Fact> {
        None
    }

    const WORDS: &'static [&'static str] = FactType::WORDS;
}

impl FactType {
    /// The words, in the order of the variants.
    const WORDS: &'static [&'static str] =
        &["text", "bool", "int", "decimal", "money", "duration", "date", "time", "enum"];
    const ALL: [FactType; 9] = [
        FactType::Text,
        FactType::Bool,
        FactType::Int,
        FactType::Decimal,
        FactType::Money,
        FactType::Duration,
        FactType::Date,
        FactType::Time,
        FactType::Enum,
    ];

    /// The word that playbooks use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().zip(Self::WORDS).find(|(kind, _)| **kind == self).map_or("", |(_, word)| word)
    }
}

impl Bare {
    fn parse(text: &Text) -> Option<Bare> {
        let (kind, _) = FactType::ALL.iter().zip(FactType::WORDS).find(|(_, word)| **word == text.as_str())?;
        Some(Bare(Spanned::new(*kind, text.span)))
    }
}

shape!(Fact, "Fact", [FactType, FactFields]);

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// An event that may come from outside: the facts it carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventDecl(pub EventFields);

document! {
    /// The keys of an event.
    pub struct EventFields {
        /// Facts that it always carries.
        #[example(["order", "days_late"])]
        pub carries: Vec<Text>,
        /// Facts that it may leave out.
        #[example(["tier", { "extraordinary": false }])]
        pub may_carry: Vec<MayCarry>,
        /// What it says.
        #[example("The carrier tells us that a parcel is late.")]
        pub about: Text,
    }
}

impl Shape for EventDecl {
    const EXPECTED: &'static str = "a list of facts, or a map with `carries` and `may_carry`";
    type Map = EventFields;
    type List = Vec<Text>;

    fn text(_: Text) -> Option<EventDecl> {
        None
    }

    fn map(fields: EventFields) -> Option<EventDecl> {
        Some(EventDecl(fields))
    }

    fn list(carries: Vec<Text>) -> Option<EventDecl> {
        Some(EventDecl(EventFields { carries, ..EventFields::default() }))
    }
}

shape!(EventDecl, "Event", [Vec<Text>, EventFields]);

impl Serialize for EventDecl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A fact that an event may leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayCarry {
    /// The fact.
    pub fact: Text,
    /// What counts when it is left out: a literal, or the word `unknown` to forget it; what the case knows if not said.
    pub otherwise: Option<Text>,
}

impl MayCarry {
    /// Whether leaving the fact out forgets it.
    #[must_use]
    pub fn forgets(&self) -> bool {
        self.otherwise
            .as_ref()
            .is_some_and(|text| text.as_str() == "unknown" && (text.plain || text.span == crate::span::Span::default()))
    }
}

impl Shape for MayCarry {
    const EXPECTED: &'static str = "a fact, or a map of one fact and the value that counts when it is left out";
    const LIST: bool = false;
    type Map = Entries<Text>;
    type List = Never;

    fn text(fact: Text) -> Option<MayCarry> {
        Some(MayCarry { fact, otherwise: None })
    }

    fn map(entries: Entries<Text>) -> Option<MayCarry> {
        let mut entries = entries.iter();
        match (entries.next(), entries.next()) {
            (Some(entry), None) => Some(MayCarry { fact: entry.key.clone(), otherwise: Some(entry.value.clone()) }),
            _ => None,
        }
    }

    fn list(_: Never) -> Option<MayCarry> {
        None
    }
}

shape!(MayCarry, "MayCarry", [Text, Entries<Text>]);

impl Serialize for MayCarry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.fact, &self.otherwise).serialize(serializer)
    }
}

/// A value computed from facts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Derive {
    /// An expression.
    Expression(Text),
    /// A decision table: the first row that holds gives the value.
    Table(Vec<Spanned<Row>>),
    /// A table by date: the last row that begins by then gives the value.
    Dated(Dated),
}

document! {
    /// A row of a decision table.
    pub struct Row {
        /// When it holds; always if left out.
        #[example("days_late >= 5")]
        pub when: Option<Text>,
        /// The value.
        #[example("5.00 GBP", "order_total * 0.2")]
        pub is: Text,
    }
}

document! {
    /// A table by date.
    pub struct Dated {
        /// The date asked for, an expression.
        #[example("reported")]
        pub on: Text,
        /// The rows, by date.
        #[example([{ "from": "2026-04-01", "is": "10.34 GBP" }])]
        pub rows: Vec<Spanned<DatedRow>>,
    }
}

document! {
    /// A row of a table by date.
    pub struct DatedRow {
        /// First date on which it counts.
        #[example("2026-04-01")]
        pub from: Text,
        /// The value.
        #[example("10.34 GBP")]
        pub is: Text,
    }
}

impl Shape for Derive {
    const EXPECTED: &'static str = "an expression, a list of rows, or a map with `on` and `rows`";
    type Map = Dated;
    type List = Vec<Spanned<Row>>;

    fn text(text: Text) -> Option<Derive> {
        Some(Derive::Expression(text))
    }

    fn map(dated: Dated) -> Option<Derive> {
        Some(Derive::Dated(dated))
    }

    fn list(rows: Vec<Spanned<Row>>) -> Option<Derive> {
        Some(Derive::Table(rows))
    }
}

shape!(Derive, "Derive", [Text, Vec<Spanned<Row>>, Dated]);

impl Serialize for Derive {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Derive::Expression(text) => text.serialize(serializer),
            Derive::Table(rows) => rows.serialize(serializer),
            Derive::Dated(dated) => dated.serialize(serializer),
        }
    }
}
