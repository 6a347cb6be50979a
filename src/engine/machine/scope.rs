//! What expressions see of a case.

use crate::account::CaseStep;
use crate::calendar::Calendar;
use crate::expression::{Derived, EvalError, EventPart, Expression, Memo, Scope, Val, derived_value};
use crate::playbook::{Playbook, StateId};
use crate::value::{Currency, Duration, Money, Name, Time, Value, Zone};

use super::running::{Running, Visit};
use crate::engine::money::limits::Purse;
use crate::engine::turn::{Outside, Turn};

/// The facts of a case, hidden by those of the event while its conditions are tried; history, ledger and clock.
pub(in crate::engine) struct CaseScope<'a> {
    pub(in crate::engine) playbook: &'a Playbook,
    pub(in crate::engine) facts: &'a [Option<Value>],
    pub(in crate::engine) overlay: &'a [(u16, Option<Value>)],
    pub(in crate::engine) turn: &'a Turn<'a>,
    pub(in crate::engine) outside: &'a Outside<'a>,
    pub(in crate::engine) opened: Time,
    pub(in crate::engine) active: &'a [Visit],
    pub(in crate::engine) steps: &'a [CaseStep],
    pub(in crate::engine) paused_days: &'a [(StateId, i64)],
    pub(in crate::engine) outcome: Option<&'a Name>,
    pub(in crate::engine) reason: Option<&'a str>,
}

impl<'a> CaseScope<'a> {
    pub(in crate::engine) fn of(case: &'a Running<'_>, turn: &'a Turn<'_>, outside: &'a Outside<'a>) -> Self {
        Self {
            playbook: case.playbook,
            facts: &case.facts,
            overlay: &[],
            turn,
            outside,
            opened: case.opened,
            active: &case.active,
            steps: &case.steps,
            paused_days: &case.paused_days,
            outcome: None,
            reason: None,
        }
    }
}

impl CaseScope<'_> {
    pub(in crate::engine) fn holds(&self, condition: &Expression) -> Result<bool, EvalError> {
        condition.holds(self, &mut Memo::new())
    }

    pub(in crate::engine) fn derived_value(&self, index: u16) -> Result<Value, EvalError> {
        derived_value(index, self).map(Val::to_value)
    }

    pub(in crate::engine) fn value(&self, expression: &Expression) -> Result<Value, EvalError> {
        expression.evaluate(self, &mut Memo::new()).map(Val::to_value)
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

    fn now(&self) -> Option<Time> {
        Some(self.turn.now)
    }

    fn opened(&self) -> Option<Time> {
        Some(self.opened)
    }

    fn event_text(&self, part: EventPart) -> Option<&str> {
        match part {
            EventPart::Type => Some(self.outside.kind),
            EventPart::Source => Some(self.outside.source),
            EventPart::Outcome => self.outcome.map(Name::as_str),
            EventPart::Reason => self.reason,
            EventPart::Time => None,
        }
    }

    fn event_time(&self) -> Option<Time> {
        Some(self.outside.time)
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

    fn left(&self, currency: Currency) -> Option<Money> {
        Purse { turn: self.turn, playbook: self.playbook, steps: self.steps }.left(currency)
    }

    fn calendar(&self) -> Option<&Calendar> {
        self.turn.engine.usual_calendar(self.playbook)
    }

    fn paused_days(&self, state: u16) -> i64 {
        let so_far = self.paused_days.iter().find(|(known, _)| *known == StateId(state)).map_or(0, |(_, days)| *days);
        let visit = self.active.iter().find(|visit| visit.state == StateId(state));
        let present = visit.and_then(|visit| days_between(self.playbook.zone, visit.since, self.turn.now)).unwrap_or(0);
        so_far.saturating_add(present)
    }
}

/// Date changes from one moment to another on the zone's clocks.
pub(super) fn days_between(zone: Zone, from: Time, to: Time) -> Option<i64> {
    Some(zone.date(from)?.days_until(zone.date(to)?))
}
