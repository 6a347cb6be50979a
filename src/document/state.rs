use serde::{Deserialize, Serialize, Serializer};

use super::absent::document;
use super::shape::{Never, Shape, shape};
use super::{Action, Entries, Spanned, Text};

document! {
    /// What opens a case.
    pub struct Trigger {
        /// The event, by dotted prefix.
        #[example("parcel.late")]
        pub upon: Text,
        /// The condition.
        #[example("days_late >= 1")]
        pub when: Option<Text>,
        /// How many such events it takes.
        #[example(3)]
        pub count: Option<Spanned<u32>>,
        /// The window in which they count.
        #[example("30d")]
        pub r#in: Option<Text>,
        /// What they are counted for: `key`, else the account.
        #[example("key")]
        pub per: Text,
        /// Where the case begins; the playbook's `start` if left out.
        #[example("apologise", ["sorry", "pay"])]
        pub go: Option<Targets>,
        /// The failure mode it answers.
        #[example("late-parcel")]
        pub covers: Text,
        /// Facts set as the case opens.
        #[example({ "matter": "repair" })]
        pub set: Entries<Text>,
        /// What it says.
        #[example("The third time in a month.")]
        pub about: Text,
    }
}

document! {
    /// A state of a case.
    pub struct State {
        /// What is done on entry, together.
        #[example([{ "apology": { "message": "sorry", "within": "1h" } }])]
        pub r#do: Vec<Spanned<Action>>,
        /// What is done on exit.
        #[example([{ "notice": { "to": "warehouse", "message": "over" } }])]
        pub leave: Vec<Spanned<Action>>,
        /// Transitions by event.
        #[example({ "step.failed": "by-a-person", "customer.replied": [{ "when": "satisfied", "go": "recovered" }, { "go": "by-a-person" }] })]
        pub upon: Entries<Transitions>,
        /// Transitions without an event: the first that holds.
        #[example([{ "when": "gesture > 0 GBP", "go": "atone" }, { "go": "check-in" }])]
        pub choose: Vec<Spanned<Transition>>,
        /// Transitions after a time in this state.
        #[example({ "7d": "recovered" })]
        pub after: Entries<Transitions>,
        /// Transitions at a moment, computed on entry.
        #[example({ "due + 1d": "by-a-person" })]
        pub at: Entries<Transitions>,
        /// Where to once the state is complete.
        #[example("check-in", [{ "when": "gesture > 0 GBP", "go": "atone" }, { "go": "check-in" }])]
        pub next: Transitions,
        /// Nested states.
        #[example({ "ask": { "after": { "2d": "silent" } }, "silent": { "end": "silent" } })]
        pub states: Entries<State>,
        /// The first nested state.
        #[example("ask")]
        pub start: Text,
        /// Regions active at the same time.
        #[example({ "words": { "after": { "1h": "handled" } }, "money": { "after": { "1d": "handled" } } })]
        pub together: Entries<State>,
        /// Return to where it was.
        #[example("shallow")]
        pub history: Option<Spanned<History>>,
        /// Where a history goes the first time.
        #[example("pay-late")]
        pub go: Option<Targets>,
        /// Final, with this outcome.
        #[example("recovered")]
        pub end: Option<Text>,
        /// Whether deadlines stand still here.
        #[example("paused")]
        pub clock: Option<Spanned<Clock>>,
        /// The stage it belongs to, for reports.
        #[example("recovery")]
        pub stage: Text,
        /// How often it may be entered.
        #[example(3)]
        pub times: Option<Spanned<u32>>,
        /// Where to instead, once it may not be entered any more.
        #[example("unresolved")]
        pub r#else: Transitions,
        /// What it is for.
        #[example("Nobody waits longer than a day here.")]
        pub about: Text,
    }
}

/// How much a history remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum History {
    /// The child that was active.
    Shallow,
    /// All descendants that were active.
    Deep,
}

/// Whether deadlines of what was emitted before stand still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Clock {
    /// They stand still.
    Paused,
    /// They run, though an outer state says otherwise.
    Running,
}

document! {
    /// A way out of a state, or of being taken within it.
    pub struct Transition {
        /// The condition.
        #[example("days_late < 5")]
        pub when: Option<Text>,
        /// Where to.
        #[example("atone", ["sorry", "pay"])]
        pub go: Option<Targets>,
        /// Taken without leaving or entering anything.
        #[example(true)]
        pub stay: Option<bool>,
        /// The target lies inside the state, which is not left.
        #[example(true)]
        pub internal: Option<bool>,
        /// What is done on the way.
        #[example([{ "escalation": { "to": "supervisor", "because": "it failed twice" } }])]
        pub r#do: Vec<Spanned<Action>>,
        /// How often it may be taken in the life of the case.
        #[example(2)]
        pub times: Option<Spanned<u32>>,
        /// What is taken instead after that.
        #[example("unresolved")]
        pub r#else: Option<Box<Transitions>>,
    }
}

/// Transitions tried in order; written as a target, one map, or a list of maps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transitions(pub Vec<Spanned<Transition>>);

impl super::Absent for Transitions {
    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl Shape for Transitions {
    const EXPECTED: &'static str = "a state, a transition, or a list of transitions";
    type Map = Spanned<Transition>;
    type List = Vec<Spanned<Transition>>;

    fn text(target: Text) -> Option<Transitions> {
        let span = target.span;
        let transition = Transition { go: Some(Targets(vec![target])), ..Transition::default() };
        Some(Transitions(vec![Spanned::new(transition, span)]))
    }

    fn map(transition: Spanned<Transition>) -> Option<Transitions> {
        Some(Transitions(vec![transition]))
    }

    fn list(transitions: Vec<Spanned<Transition>>) -> Option<Transitions> {
        Some(Transitions(transitions))
    }
}

shape!(Transitions, "Transitions", [Text, Transition, Vec<Transition>]);

impl Serialize for Transitions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// One or several states to go to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Targets(pub Vec<Text>);

impl Shape for Targets {
    const EXPECTED: &'static str = "a state, or a list of states";
    const MAP: bool = false;
    type Map = Never;
    type List = Vec<Text>;

    fn text(target: Text) -> Option<Targets> {
        Some(Targets(vec![target]))
    }

    fn map(_: Never) -> Option<Targets> {
        None
    }

    fn list(targets: Vec<Text>) -> Option<Targets> {
        Some(Targets(targets))
    }
}

shape!(Targets, "Targets", [Text, Vec<Text>]);
