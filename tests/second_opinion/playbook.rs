//! A playbook as plain data: printed as YAML for the engine, read as it is by the naive interpreter.
//!
//! The vocabulary is fixed (six facts, seven events), so that what varies is what matters: states, transitions, steps.

use super::condition::{Amount, Condition, Whole};

/// Places in [`Playbook::states`].
pub type StateId = usize;
pub const ROOT: StateId = 0;

/// The facts of every playbook, in this order.
pub const FACTS: [&str; 6] = ["order", "place", "days", "bad", "extra", "total"];
pub const ORDER: usize = 0;
pub const PLACE: usize = 1;
pub const DAYS: usize = 2;
pub const BAD: usize = 3;
pub const EXTRA: usize = 4;
pub const TOTAL: usize = 5;

/// `r.x` and `r.y` may be raised; nothing keeps a sender from sending them too.
pub const EVENTS: [&str; 7] = ["open", "e.a", "e.b", "e.c.d", "f", "r.x", "r.y"];
pub const RAISED: std::ops::Range<usize> = 5..7;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Account,
    Order,
    EachEvent,
}

#[derive(Debug, Clone)]
pub struct Playbook {
    pub name: String,
    pub key: Key,
    /// The playbook's `start`; else its first state.
    pub start: Option<StateId>,
    pub language: Option<&'static str>,
    /// The locales of its message, in order.
    pub spoken: Vec<&'static str>,
    pub declared: Vec<Declared>,
    pub triggers: Vec<Trigger>,
    /// Events that a condition counts with `seen`.
    pub seen: Vec<&'static str>,
    /// In document order; the first is the playbook itself.
    pub states: Vec<State>,
}

#[derive(Debug, Clone)]
pub struct Declared {
    pub event: usize,
    pub carries: Vec<usize>,
    pub may_carry: Vec<(usize, LeftOut)>,
}

/// What a fact is when an event leaves it out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LeftOut {
    AsItWas,
    Forgotten,
    Is(i64),
}

#[derive(Debug, Clone)]
pub struct Trigger {
    pub name: String,
    /// Of an outside event.
    pub upon: &'static str,
    pub when: Option<Condition>,
    /// `count` and the hours of `in`, and whether `per: key`.
    pub count: Option<(usize, i64, bool)>,
    pub go: Option<StateId>,
}

#[derive(Debug, Clone)]
pub struct State {
    pub parent: StateId,
    pub kind: Kind,
    pub children: Vec<StateId>,
    /// Among `children`, a compound state's `start`.
    pub start: Option<StateId>,
    pub enter: Vec<Action>,
    pub leave: Vec<Action>,
    pub upon: Vec<(String, Vec<Transition>)>,
    pub choose: Vec<Transition>,
    pub next: Vec<Transition>,
    /// Hours after entering.
    pub after: Vec<(i64, Vec<Transition>)>,
    /// Hours after the case was opened.
    pub at: Vec<(i64, Vec<Transition>)>,
    pub paused: Option<bool>,
    pub times: Option<(usize, StateId)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Atomic,
    Compound,
    Parallel,
    History { deep: bool, default: StateId },
    End(&'static str),
}

#[derive(Debug, Clone)]
pub struct Transition {
    pub when: Option<Condition>,
    pub way: Way,
    pub actions: Vec<Action>,
    pub times: Option<(usize, Option<Box<Transition>>)>,
}

#[derive(Debug, Clone)]
pub enum Way {
    Stay,
    Go(Vec<StateId>),
    Internal(Vec<StateId>),
}

#[derive(Debug, Clone)]
pub enum Action {
    Step(Step),
    Set(Set),
    Raise(&'static str),
    Cancel(String),
    Resend(String),
    Keep(String),
    Waive(String),
}

#[derive(Debug, Clone)]
pub enum Set {
    Days(Whole),
    Extra(Whole),
    Bad(Condition),
    Total(Amount),
}

#[derive(Debug, Clone)]
pub struct Step {
    pub kind: StepKind,
    pub named: Option<String>,
    pub when: Option<Condition>,
    pub within: Option<Moment>,
    /// `once: true`, for all but payments.
    pub once: bool,
    /// `wait: false`, for promises and follow-ups.
    pub waits: bool,
    /// Of a payment that waits for approval: how many, and within what.
    pub approvals: usize,
    pub approve_within: Option<Moment>,
    /// By law or contract: no limit, no approval.
    pub owed: bool,
    /// The payment that it takes back.
    pub reverses: Option<String>,
    /// The channel that it names.
    pub channel: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub enum StepKind {
    Apology,
    Task(Option<Amount>),
    Compensation { amount: Amount, once: Once },
    Promise { by: Moment },
    FollowUp { after: Moment },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Once {
    Unsaid,
    Case,
    Event,
    Incident,
    Facts(&'static [usize]),
}

/// A time that is so long after now, or after another time.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub count: i64,
    /// Elapsed hours, if it is none of business time.
    pub unit: Option<Unit>,
    pub since: Since,
}

#[derive(Debug, Clone, Copy)]
pub enum Since {
    Now,
    Opened,
    Event,
}

/// Business hours or business days, by the usual calendar or by that of the nights.
#[derive(Debug, Clone, Copy)]
pub struct Unit {
    pub days: bool,
    pub by_night: bool,
}

impl StepKind {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Apology => "apology",
            Self::Task(_) => "task",
            Self::Compensation { .. } => "compensation",
            Self::Promise { .. } => "promise",
            Self::FollowUp { .. } => "follow_up",
        }
    }
}

impl Step {
    /// One that says nothing but what it is.
    pub fn plain(kind: StepKind) -> Self {
        Self {
            kind,
            named: None,
            when: None,
            within: None,
            once: false,
            waits: true,
            approvals: 1,
            approve_within: None,
            owed: false,
            reverses: None,
            channel: None,
        }
    }

    pub fn name(&self, state: StateId) -> String {
        self.named.clone().unwrap_or_else(|| format!("s{state}.{}", self.kind.word()))
    }
}

impl Playbook {
    pub fn is_history(&self, state: StateId) -> bool {
        matches!(self.states[state].kind, Kind::History { .. })
    }

    /// Without a state active inside: what a configuration lists.
    pub fn is_leaf(&self, state: StateId) -> bool {
        matches!(self.states[state].kind, Kind::Atomic | Kind::End(_))
    }

    /// From the state's parent up to the playbook itself, or up to but not including `until`.
    pub fn ancestors(&self, state: StateId, until: Option<StateId>) -> Vec<StateId> {
        let mut found = Vec::new();
        let mut at = state;
        while at != ROOT {
            at = self.states[at].parent;
            if Some(at) == until {
                break;
            }
            found.push(at);
        }
        found
    }

    pub fn is_descendant(&self, state: StateId, of: StateId) -> bool {
        state != of && self.ancestors(state, None).contains(&of)
    }

    pub fn children(&self, state: StateId) -> Vec<StateId> {
        self.states[state].children.iter().copied().filter(|child| !self.is_history(*child)).collect()
    }
}
