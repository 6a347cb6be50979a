//! Playbooks, compiled: immutable, resolved to indices, ready to run.

mod action;
mod event;
mod graph;
mod message;
mod names;
mod pattern;
mod period;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod playbook;
mod read;
mod rules;
mod state;
mod template;
mod way;

pub(crate) use action::{Action, CUSTOMER, Deadline, GRANT, Once, StepPlan};
pub(crate) use event::{EventDecl, FactDecl, LeftOut};
pub(crate) use graph::node;
pub use graph::{Edge, EdgeKind, Node, PlaybookGraph};
pub(crate) use message::{Message, MoreForms, Wording};
pub(crate) use names::PlaybookNames;
pub(crate) use pattern::Pattern;
pub(crate) use period::{CalendarId, Period};
pub use playbook::Playbook;
pub(crate) use playbook::{CountRule, CustomerFacts, Effective, EffectiveBy, Key, Trigger};
pub(crate) use read::{Bound, Fault, Given, is_less};
pub(crate) use rules::{AUTOMATIC, Amounts, Duty, DutyRule, Limit, Narrowing, OwnRules, Payout, Role, Unbound};
pub(crate) use state::{Clock, Kind, On, ROOT, Reach, State, StateId, TimerDue, TimerRule, Transition, TransitionId};
pub(crate) use template::{Hole, Part, Template};
pub(crate) use way::Way;
