//! What expressions see of a case.

use crate::expression::{Derived, Scope, Val};
use crate::playbook::{Playbook, StateId};
use crate::value::{Currency, Duration, Money, Name, Time, Value, Zone};

use super::running::{Running, Visit};
use super::turn::{Outside, Turn};

/// The facts of a case, hidden by those of the event while its conditions are tried; history, ledger and clock.
pub(super) struct CaseScope<'a> {
    pub(super) playbook: &'a Playbook,
    pub(super) facts: &'a [Option<Value>],
    pub(super) overlay: &'a [(u16, Option<Value>)],
    pub(super) turn: &'a Turn<'a>,
    pub(super) outside: &'a Outside<'a>,
    pub(super) opened: Time,
    pub(super) active: &'a [Visit],
    pub(super) paused_days: &'a [(StateId, i64)],
    pub(super) outcome: Option<&'a Name>,
    pub(super) reason: Option<&'a str>,
}

impl<'a> CaseScope<'a> {
    pub(super) fn of(case: &'a Running<'_>, turn: &'a Turn<'_>, outside: &'a Outside<'a>) -> Self {
        Self {
            playbook: case.playbook,
            facts: &case.facts,
            overlay: &[],
            turn,
            outside,
            opened: case.opened,
            active: &case.active,
            paused_days: &case.paused_days,
            outcome: None,
            reason: None,
        }
    }
}

impl Scope for CaseScope<'_> {
    fn fact(&self, slot: u16) -> Option<Val<'_>> {
        if let Some((_, value)) = self.overlay.iter().find(|(known, _)| *known == slot) {
            return value.as_ref().map(Val::from);
        }
        self.facts.get(usize::from(slot))?.as_ref().map(Val::from)
    }

    fn derived(&self, index: u16) -> Option<&Derived> {
        self.playbook.derived.get(usize::from(index)).map(|(_, derived)| derived)
    }

    fn now(&self) -> Time {
        self.turn.now
    }

    fn opened(&self) -> Time {
        self.opened
    }

    fn event_type(&self) -> Option<&str> {
        Some(self.outside.kind)
    }

    fn event_source(&self) -> Option<&str> {
        Some(self.outside.source)
    }

    fn event_time(&self) -> Option<Time> {
        Some(self.outside.time)
    }

    fn event_outcome(&self) -> Option<&str> {
        self.outcome.map(Name::as_str)
    }

    fn event_reason(&self) -> Option<&str> {
        self.reason
    }

    fn is_active(&self, state: u16) -> bool {
        self.active.iter().any(|visit| visit.state == StateId(state))
    }

    fn seen(&self, pattern: &str, window: Duration) -> i64 {
        let until = if self.outside.is_event { self.outside.time } else { self.turn.now };
        self.turn.seen(pattern, window, until)
    }

    fn paid(&self, currency: Currency, window: Duration) -> Option<Money> {
        self.turn.paid(currency, window)
    }

    fn paused_days(&self, state: u16) -> i64 {
        let so_far = self.paused_days.iter().find(|(known, _)| *known == StateId(state)).map_or(0, |(_, days)| *days);
        let visit = self.active.iter().find(|visit| visit.state == StateId(state));
        let present = visit.and_then(|visit| days_between(self.playbook.zone, visit.since, self.turn.now)).unwrap_or(0);
        so_far.saturating_add(present)
    }

    fn zone(&self) -> Zone {
        self.playbook.zone
    }
}

/// Date changes from one moment to another on the zone's clocks.
pub(super) fn days_between(zone: Zone, from: Time, to: Time) -> Option<i64> {
    Some(zone.date(from)?.days_until(zone.date(to)?))
}
