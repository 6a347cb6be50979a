//! How customers are reached.

use crate::calendar::Quiet;
use crate::playbook::Period;
use crate::value::Name;

/// A way to reach people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Channel {
    pub(crate) name: Name,
    /// When it is staffed: the place of a calendar in the policy.
    pub(crate) calendar: Option<u16>,
    /// When nobody wants to be disturbed, on the customer's clocks.
    pub(crate) quiet: Option<Quiet>,
}

/// How customers are reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Contact {
    pub(crate) order: Vec<Preference>,
    pub(crate) at_most: Option<Cap>,
    /// Whether one apology is enough for an incident.
    pub(crate) one_apology_per_incident: bool,
}

/// A place in the order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preference {
    /// The customer's own.
    Preferred,
    /// A channel, by its place in the policy.
    Channel(u16),
}

/// How many messages a customer gets in a window that ends with the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cap {
    pub(crate) messages: u32,
    pub(crate) window: Period,
}
