//! Playbooks, compiled: immutable, resolved to indices, ready to run.

mod action;
mod event;
mod graph;
mod pattern;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod playbook;
mod read;
mod state;
mod template;
mod way;

pub(crate) use action::{Action, CUSTOMER, Deadline, Once, StepPlan};
pub(crate) use event::{EventDecl, FactDecl, LeftOut};
pub(crate) use graph::node;
pub use graph::{Edge, EdgeKind, Node, PlaybookGraph};
pub(crate) use pattern::Pattern;
pub use playbook::Playbook;
pub(crate) use playbook::{CountRule, Customer, Effective, EffectiveBy, Key, Trigger, Window};
pub(crate) use read::{Bound, Fault, Given, is_less};
pub(crate) use state::{Clock, Kind, On, ROOT, Reach, State, StateId, TimerDue, TimerRule, Transition, TransitionId};
pub(crate) use template::{Hole, Part, Template};
pub(crate) use way::Way;
