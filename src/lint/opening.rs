//! Events that a trigger can't judge, since a fact is unknown.

use crate::expression::{Derived, ErrorKind, EventPart, Memo, Scope, Val};
use crate::playbook::{EventDecl, LeftOut, Playbook};
use crate::value::{Currency, Decimal, Duration, Money, Time, Value};

use super::values::Data;

/// The fact that the trigger's condition finds unknown in this event, if it does; where an account knows nothing yet.
pub(super) fn unknown_in(
    playbook: &Playbook,
    trigger: usize,
    event: &EventDecl,
    data: &Data,
    now: Time,
) -> Option<u16> {
    let when = playbook.triggers.get(trigger)?.when.as_ref()?;
    if playbook.counts_business_time(when) {
        // What it comes to, only an engine with a calendar knows.
        return None;
    }
    let mut facts = playbook.blank_facts();
    for ((slot, value), (_, left_out)) in data.iter().zip(&event.facts) {
        let Some(known) = facts.get_mut(usize::from(*slot)) else { continue };
        match (value, left_out) {
            (Some(value), _) => *known = Some(value.clone()),
            (None, LeftOut::Means(value)) => *known = Some(value.clone()),
            (None, LeftOut::Forgets) => *known = None,
            (None, LeftOut::Keeps | LeftOut::Refused) => {}
        }
    }
    let scope = Opening { playbook, facts, event, now };
    match when.holds(&scope, &mut Memo::new()).err()?.kind {
        ErrorKind::Unknown(slot) => Some(slot),
        _ => None,
    }
}

/// What a trigger's condition sees of a first event.
struct Opening<'a> {
    playbook: &'a Playbook,
    facts: Vec<Option<Value>>,
    event: &'a EventDecl,
    now: Time,
}

impl Scope for Opening<'_> {
    fn fact(&self, slot: u16) -> Option<Val<'_>> {
        self.facts.get(usize::from(slot))?.as_ref().map(Val::from)
    }

    fn derived(&self, index: u16) -> Option<&Derived> {
        self.playbook.derived.get(usize::from(index)).map(|(_, derived)| derived)
    }

    fn now(&self) -> Option<Time> {
        Some(self.now)
    }

    fn opened(&self) -> Option<Time> {
        Some(self.now)
    }

    fn event_text(&self, part: EventPart) -> Option<&str> {
        match part {
            EventPart::Type => Some(&self.event.name),
            EventPart::Source => Some(super::search::SOURCE),
            EventPart::Time | EventPart::Outcome | EventPart::Reason => None,
        }
    }

    fn event_time(&self) -> Option<Time> {
        Some(self.now)
    }

    fn is_active(&self, _: u16) -> bool {
        false
    }

    fn seen(&self, pattern: &str, _: Duration) -> i64 {
        i64::from(crate::playbook::Pattern::new(pattern).matches(&self.event.name))
    }

    fn paid(&self, currency: Currency, _: Duration) -> Option<Money> {
        Some(Money::new(Decimal::ZERO, currency))
    }

    fn paused_days(&self, _: u16) -> i64 {
        0
    }
}
