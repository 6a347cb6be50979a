//! The interpreter's account: plain lists, searched from end to end.

use super::condition::{Asked, Value};
use super::house::Sent;
use super::input::{Answer, Order, Outside};
use super::playbook::{Key, Moment, Playbook, StateId, Step};

#[derive(Debug, Clone, Default)]
pub struct Account {
    pub now: i64,
    /// Every event that changed the account.
    pub heard: Vec<Heard>,
    /// The event that is being handled.
    pub present: Option<Outside>,
    pub cases: Vec<Case>,
    /// Every step that was ever decided.
    pub steps: Vec<StepState>,
    /// In the order in which they were armed.
    pub timers: Vec<Timer>,
    /// Every promise that was ever made.
    pub sworn: Vec<Sworn>,
    /// Every command that was given.
    pub orders: Vec<Order>,
    /// Messages that count against the house's cap: when they go out, and of which step.
    pub contacts: Vec<(i64, usize)>,
    /// Why messages found no channel.
    pub unsent: Vec<&'static str>,
    /// How often pools were asked.
    pub asks: usize,
    pub answer: Answer,
}

/// A promise, and what became of it first.
#[derive(Debug, Clone)]
pub struct Sworn {
    pub step: usize,
    pub made: i64,
    /// The word, and when.
    pub end: Option<(&'static str, i64)>,
}

#[derive(Debug, Clone)]
pub struct Heard {
    pub event: Outside,
    /// Triggers (playbook, place) that it counted for.
    pub counted: Vec<(usize, usize)>,
    /// The order that it carried for each playbook.
    pub orders: Vec<(usize, Option<i64>)>,
    /// Triggers that opened a case by it.
    pub opened: Vec<(usize, usize)>,
}

#[derive(Debug, Clone)]
pub struct Case {
    pub playbook: usize,
    pub id: String,
    /// What makes two openings of one key two cases.
    pub opened_by: String,
    pub opened: i64,
    pub incident: Option<u8>,
    pub order: Option<i64>,
    pub facts: [Option<Value>; 6],
    /// In document order.
    pub active: Vec<StateId>,
    pub history: Vec<(StateId, Vec<StateId>)>,
    /// Every entry into a state, ever.
    pub entries: Vec<StateId>,
    /// States and the visits in which they were complete.
    pub completed: Vec<(StateId, usize)>,
    /// Every transition taken, ever.
    pub taken: Vec<String>,
    pub queue: Vec<Happening>,
    /// The last event from outside that it took.
    pub last: String,
    pub ended: Option<String>,
    pub halted: bool,
    /// Somebody moved it, or skipped a step of it.
    pub overridden: bool,
}

/// An event as a case meets it.
#[derive(Debug, Clone, Default)]
pub struct Happening {
    pub name: String,
    /// The step it is about.
    pub step: Option<usize>,
    /// State and key of the timer that fired.
    pub timer: Option<(StateId, String)>,
    pub outcome: Option<String>,
    /// The state that is complete.
    pub complete: Option<StateId>,
    pub data: Vec<(usize, Option<Value>)>,
    /// The event's own time and, for one from outside, its id.
    pub time: i64,
    pub from: Option<String>,
}

#[derive(Debug, Clone)]
pub struct StepState {
    pub case: usize,
    pub name: String,
    pub kind: &'static str,
    pub state: StateId,
    /// The visit to the state in which it was decided, if that was not left just then.
    pub visit: Option<usize>,
    /// Whether it holds up that visit.
    pub waits: bool,
    pub status: Status,
    pub amount: Option<i64>,
    pub due: Option<i64>,
    pub pays: Option<String>,
    pub attempt: usize,
    /// 0 if none did.
    pub failed_attempt: usize,
    pub promise: bool,
    pub broken: bool,
    pub once: bool,
    /// What the last receipt said.
    pub answered: Option<bool>,
    /// When it was paid.
    pub paid: Option<i64>,
    pub within: Option<Moment>,
    /// Whether it ever was out.
    pub went_out: bool,
    /// Who approved it, and who asked for it.
    pub approvers: Vec<&'static str>,
    pub requester: Option<&'static str>,
    /// When that was; the last time, if it failed in between.
    pub decided: i64,
    /// What its pool said to it, under which attempt, and whether people have to approve it then.
    pub fits: bool,
    pub attempt_asked: usize,
    /// Which ask of all.
    pub asked: usize,
    pub needs_people: bool,
    /// The payment that it takes back.
    pub reversed: Option<usize>,
    /// How it went out last.
    pub sent: Sent,
    /// What the playbook says of it.
    pub of: Step,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Status {
    /// A follow-up before its time.
    Pending,
    Out,
    /// It waits for its pool.
    Asked,
    /// It waits for approval.
    Held,
    Done,
    Failed,
    /// Refused, or nobody approved it in time.
    Closed,
    Withdrawn,
    Skipped,
    /// Another was done for it.
    Needless,
    /// Another step pays for it, or is the one that happens once.
    Another(usize),
}

#[derive(Debug, Clone)]
pub struct Timer {
    pub due: i64,
    /// Whether it was armed in this call.
    pub fresh: bool,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    State { case: usize, state: StateId, key: String },
    Overdue(usize),
    Broken(usize),
    FollowUp(usize),
    Expired(usize),
}

impl StepState {
    /// A step that is out and of which nothing more is known.
    pub fn new(case: usize, of: Step, state: StateId) -> Self {
        Self {
            case,
            name: of.name(state),
            kind: of.kind.word(),
            state,
            visit: None,
            waits: of.waits,
            status: Status::Out,
            amount: None,
            due: None,
            pays: None,
            attempt: 1,
            failed_attempt: 0,
            promise: matches!(of.kind, super::playbook::StepKind::Promise { .. }),
            broken: false,
            once: of.once,
            answered: None,
            paid: None,
            within: of.within,
            went_out: false,
            approvers: Vec::new(),
            requester: None,
            decided: 0,
            fits: false,
            attempt_asked: 0,
            asked: 0,
            needs_people: false,
            reversed: None,
            sent: Sent::default(),
            of,
        }
    }
}

impl Case {
    pub fn visit(&self, state: StateId) -> usize {
        self.entries.iter().filter(|entered| **entered == state).count()
    }

    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    pub fn runs(&self) -> bool {
        self.is_open() && !self.halted
    }

    pub fn configuration(&self, playbook: &Playbook) -> Vec<String> {
        self.active.iter().filter(|state| playbook.is_leaf(**state)).map(|state| format!("s{state}")).collect()
    }
}

/// The id of a case of that playbook.
pub fn case_id(playbook: &Playbook, order: Option<i64>, event: &str) -> String {
    match playbook.key {
        Key::Account => playbook.name.clone(),
        Key::Order => format!("{}/O{}", playbook.name, order.unwrap_or_default()),
        Key::EachEvent => format!("{}/{event}", playbook.name),
    }
}

impl Account {
    /// How often this event came in the hours up to `time`, the present one included.
    pub fn seen(&self, event: &str, hours: i64, time: i64) -> usize {
        let all = self.heard.iter().map(|heard| &heard.event).chain(&self.present);
        let same = all.filter(|heard| heard.event == event);
        same.filter(|heard| time - hours * 60 < heard.time && heard.time <= time).count()
    }

    pub fn paid(&self, hours: i64) -> i64 {
        let paid =
            self.steps.iter().filter(|step| step.paid.is_some_and(|at| self.now - hours * 60 < at && at <= self.now));
        let sum = |step: &StepState| step.amount.map(|amount| if step.reversed.is_some() { -amount } else { amount });
        paid.filter_map(sum).sum()
    }

    pub fn wake_at(&self) -> Option<i64> {
        self.timers.iter().map(|timer| timer.due).min()
    }
}

/// What conditions see while an event is tried on a case, or on none yet.
pub struct View<'v> {
    pub account: &'v Account,
    pub facts: [Option<Value>; 6],
    pub active: &'v [StateId],
    pub happening: &'v Happening,
}

impl<'v> View<'v> {
    pub fn new(account: &'v Account, case: usize, happening: &'v Happening) -> Self {
        let case = &account.cases[case];
        Self { account, facts: hidden(case.facts, &happening.data), active: &case.active, happening }
    }
}

/// The facts of an event before those of the case.
pub fn hidden(mut facts: [Option<Value>; 6], data: &[(usize, Option<Value>)]) -> [Option<Value>; 6] {
    data.iter().for_each(|(fact, value)| facts[*fact] = *value);
    facts
}

impl Asked for View<'_> {
    fn fact(&self, fact: usize) -> Option<Value> {
        self.facts[fact]
    }

    fn is_in(&self, state: StateId) -> bool {
        self.active.contains(&state)
    }

    fn seen(&self, event: &str, hours: i64) -> usize {
        self.account.seen(event, hours, self.happening.time)
    }

    fn paid(&self, hours: i64) -> i64 {
        self.account.paid(hours)
    }

    fn event(&self) -> &str {
        &self.happening.name
    }

    fn outcome(&self) -> Option<&str> {
        self.happening.outcome.as_deref()
    }
}
