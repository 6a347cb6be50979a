//! An event as the playbooks read it that declare its type.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::expression::{Derived, EventPart, Memo, Scope, Val};
use crate::input::Event;
use crate::playbook::{Bound, Fault, Given, Playbook};
use crate::value::{Currency, Duration, Money, Time};

use super::at;
use super::column::Shape;
use super::kind::{Kind, Reader};
use crate::engine::money::limits::Purse;
use crate::engine::turn::Turn;

/// What an event carries, a column at a time.
pub(in crate::engine) struct Columns<'e> {
    kind: &'e Kind,
    columns: Vec<Result<Given, Fault>>,
    /// Whether all is as it was declared.
    is_whole: bool,
}

/// A trigger that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Held {
    pub(in crate::engine) reader: u32,
    /// Its place in the playbook.
    pub(in crate::engine) trigger: u16,
}

impl Kind {
    pub(in crate::engine) fn read(&self, event: &Event) -> Columns<'_> {
        let columns: Vec<_> = self.columns.iter().map(|column| column.read(event)).collect();
        let is_whole = columns.iter().all(Result::is_ok);
        Columns { kind: self, columns, is_whole }
    }
}

impl<'e> Columns<'e> {
    /// What of the event is not as the reader declares it: slots, in the order of its declaration.
    pub(in crate::engine) fn faults(&self, reader: &Reader) -> Vec<(u16, &Fault)> {
        let columns = self.kind.shape(reader).filter(|_| !self.is_whole).map_or(&[][..], |shape| &shape.columns);
        let fault = |(slot, column): &(u16, u32)| Some((*slot, at(&self.columns, *column)?.as_ref().err()?));
        columns.iter().filter_map(fault).collect()
    }

    fn is_refused(&self, shape: &Shape) -> bool {
        !self.is_whole && shape.columns.iter().any(|(_, column)| at(&self.columns, *column).is_none_or(Result::is_err))
    }

    /// The readers that refuse the event, in their order.
    pub(in crate::engine) fn refusing(&self) -> Vec<&'e Reader> {
        if self.is_whole {
            return Vec::new();
        }
        let refuses: Vec<bool> = self.kind.shapes.iter().map(|shape| self.is_refused(shape)).collect();
        let readers = self.kind.readers.iter();
        readers.filter(|reader| at(&refuses, reader.shape).copied().unwrap_or(true)).collect()
    }

    /// What the event carries, for one reader; nothing where that refuses it.
    pub(in crate::engine) fn bound(&self, reader: &Reader) -> Option<Bound> {
        let shape = self.kind.shape(reader)?;
        let mut bound = Bound::with_capacity(shape.columns.len());
        for (slot, column) in &shape.columns {
            match at(&self.columns, *column)?.as_ref().ok()? {
                Given::Now(value) => bound.push((*slot, value.clone())),
                Given::AsBefore => {}
            }
        }
        Some(bound)
    }

    /// The triggers that hold, of playbooks that take the event, in order of the playbooks and in these.
    pub(in crate::engine) fn held(&self, playbooks: &[Arc<Playbook>], turn: &Turn<'_>, event: &Event) -> Vec<Held> {
        let search = &self.kind.search;
        let candidates = search.candidates(|column| {
            let given = at(&self.columns, column)?.as_ref().ok()?;
            at(&self.kind.columns, column)?.value(given)
        });
        let mut held = Vec::with_capacity(candidates.len());
        for listener in candidates.into_iter().filter_map(|candidate| at(&search.listeners, candidate)) {
            let Some(reader) = self.kind.reader(listener.reader) else { continue };
            let Some(shape) = self.kind.shape(reader).filter(|shape| !self.is_refused(shape)) else { continue };
            if listener.is_decided || self.holds(playbooks, reader, shape, listener.trigger, turn, event) {
                held.push(Held { reader: listener.reader, trigger: listener.trigger });
            }
        }
        for untold in &search.untold {
            let Some(reader) = self.kind.reader(*untold) else { continue };
            let Some(shape) = self.kind.shape(reader).filter(|shape| !self.is_refused(shape)) else { continue };
            let triggers = at(playbooks, reader.place).map_or(0, |playbook| playbook.triggers.len());
            for trigger in 0..u16::try_from(triggers).unwrap_or(u16::MAX) {
                if self.holds(playbooks, reader, shape, trigger, turn, event) {
                    held.push(Held { reader: *untold, trigger });
                }
            }
        }
        if !search.untold.is_empty() {
            held.sort_unstable_by_key(|held| (held.reader, held.trigger));
        }
        held
    }

    /// Whether a trigger listens, and its condition holds.
    fn holds(
        &self,
        playbooks: &[Arc<Playbook>],
        reader: &Reader,
        shape: &Shape,
        trigger: u16,
        turn: &Turn<'_>,
        event: &Event,
    ) -> bool {
        let Some(playbook) = at(playbooks, reader.place) else { return false };
        let Some(trigger) = playbook.triggers.get(usize::from(trigger)) else { return false };
        let scope = TriggerScope { playbook, read: self, shape, turn, event };
        let holds = trigger.when.as_ref().is_none_or(|when| when.holds(&scope, &mut Memo::new()) == Ok(true));
        holds && trigger.upon.matches(event.kind())
    }
}

/// What a trigger's condition sees: what the event carries, and the defaults; history, ledger and clock.
struct TriggerScope<'a> {
    playbook: &'a Playbook,
    read: &'a Columns<'a>,
    shape: &'a Shape,
    turn: &'a Turn<'a>,
    event: &'a Event,
}

impl Scope for TriggerScope<'_> {
    #[inline]
    fn fact(&self, slot: u16) -> Option<Val<'_>> {
        let value = match self.shape.column(slot) {
            Some(column) => {
                let given = at(&self.read.columns, column)?.as_ref().ok()?;
                at(&self.read.kind.columns, column)?.value(given)
            }
            None => self.playbook.fact(slot)?.default.as_ref(),
        };
        value.map(Val::from)
    }

    fn derived(&self, index: u16) -> Option<&Derived> {
        self.playbook.derived.get(usize::from(index)).map(|(_, derived)| derived)
    }

    fn now(&self) -> Option<Time> {
        Some(self.turn.now)
    }

    fn opened(&self) -> Option<Time> {
        Some(self.turn.now)
    }

    fn event_text(&self, part: EventPart) -> Option<&str> {
        match part {
            EventPart::Type => Some(self.event.kind()),
            EventPart::Source => Some(self.event.source()),
            EventPart::Outcome | EventPart::Reason | EventPart::Time => None,
        }
    }

    fn event_time(&self) -> Option<Time> {
        Some(self.event.time())
    }

    fn calendar(&self) -> Option<&Calendar> {
        self.turn.engine.usual_calendar(self.playbook)
    }

    fn seen(&self, pattern: &str, window: Duration) -> i64 {
        self.turn.seen(pattern, window, self.event.time())
    }

    fn paid(&self, currency: Currency, window: Duration) -> Option<Money> {
        self.turn.paid(currency, window)
    }

    fn left(&self, currency: Currency) -> Option<Money> {
        Purse { turn: self.turn, playbook: self.playbook, steps: &[] }.left(currency)
    }
}
