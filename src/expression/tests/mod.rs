//! Tests of the language, as tables.

mod derive;
mod faults;
mod guards;
mod hostile;
mod values;
mod watch;

use std::cell::RefCell;

use super::*;
use crate::calendar::Calendar;
use crate::value::{Money, Rounding, Zone};

/// A playbook with facts of every type, all known but those that begin with `no_`.
pub(super) struct World {
    pub(super) facts: Vec<(&'static str, Type, Option<Value>)>,
    pub(super) derived: Vec<(&'static str, Derived)>,
    pub(super) zone: Zone,
    pub(super) calendar: Option<Calendar>,
    pub(super) rounding: Rounding,
    pub(super) now: Time,
    /// Facts read at run time, in order.
    pub(super) trace: RefCell<Vec<u16>>,
}

pub(super) const STATES: [&str; 2] = ["waiting-for-reply", "atone"];
const EVENTS: [&str; 2] = ["parcel.late", "parcel.lost"];

impl World {
    pub(super) fn new() -> Self {
        let gbp = "GBP".parse().ok();
        let eur = "EUR".parse().ok();
        let tiers = Type::Enum(["standard".into(), "gold".into(), "platinum".into()].into());
        let kinds = Type::Enum(["late".into(), "lost".into()].into());
        let money = |text: &str| Some(Value::Money(text.parse().unwrap()));
        let facts = vec![
            ("days_late", Type::Int, Some(Value::Int(3))),
            ("big", Type::Int, Some(Value::Int(i64::MAX))),
            ("zero", Type::Int, Some(Value::Int(0))),
            ("no_int", Type::Int, None),
            ("share", Type::Decimal, Some(Value::Decimal("0.25".parse().unwrap()))),
            ("huge", Type::Decimal, Some(Value::Decimal("9999999999999999999999999999".parse().unwrap()))),
            ("total", Type::Money(gbp), money("40.00 GBP")),
            ("fee", Type::Money(eur), money("7.50 EUR")),
            ("price", Type::Money(None), money("10 GBP")),
            ("other_price", Type::Money(None), money("10 EUR")),
            ("no_money", Type::Money(gbp), None),
            ("delay", Type::Duration, Some(Value::Duration("PT3H20M".parse().unwrap()))),
            ("day", Type::Date, Some(Value::Date("2026-01-31".parse().unwrap()))),
            ("at", Type::Time, Some(Value::Time("2026-03-28T23:30:00Z".parse().unwrap()))),
            ("name", Type::Text, Some(Value::from("Ana"))),
            ("no_text", Type::Text, None),
            ("tier", tiers, Some(Value::from("gold"))),
            ("kind", kinds, Some(Value::from("late"))),
            ("satisfied", Type::Bool, Some(Value::Bool(true))),
            ("angry", Type::Bool, Some(Value::Bool(false))),
            ("no_bool", Type::Bool, None),
        ];
        Self {
            facts,
            derived: Vec::new(),
            zone: Zone::named("Europe/London").unwrap(),
            calendar: None,
            rounding: Rounding::HalfUp,
            now: "2026-03-29T12:00:00Z".parse().unwrap(),
            trace: RefCell::default(),
        }
    }

    pub(super) fn derive(&mut self, name: &'static str, derived: Derived) {
        self.derived.push((name, derived));
    }

    /// The value of a text as a text, or the error's code and part, or the first fault's message.
    pub(super) fn value(&self, text: &str) -> String {
        match value(text, None, self) {
            Ok(expression) => self.run(&expression),
            Err(faults) => format!("fault: {}", faults[0].message),
        }
    }

    pub(super) fn run(&self, expression: &Expression) -> String {
        match expression.evaluate(self, &mut Memo::new()) {
            Ok(value) => value.to_value().to_string(),
            Err(error) => format!("{}: {}", error.kind.code(), &expression.text()[error.range]),
        }
    }

    #[track_caller]
    pub(super) fn check(&self, table: &[(&str, &str)]) {
        for (text, expected) in table {
            assert_eq!(self.value(text), *expected, "{text}");
        }
    }
}

impl Names for World {
    fn lookup(&self, name: &str) -> Option<Binding> {
        if let Some(at) = self.facts.iter().position(|(known, ..)| *known == name) {
            return Some(Binding::Fact { slot: u16::try_from(at).unwrap(), ty: self.facts[at].1.clone() });
        }
        let at = self.derived.iter().position(|(known, _)| *known == name)?;
        let derived = &self.derived[at].1;
        let index = u16::try_from(at).unwrap();
        Some(Binding::Derived { index, ty: derived.ty().clone(), dated: derived.is_dated() })
    }

    fn names(&self) -> Vec<String> {
        let derived = self.derived.iter().map(|(name, _)| *name);
        self.facts.iter().map(|(name, ..)| *name).chain(derived).map(str::to_owned).collect()
    }

    fn state(&self, name: &str) -> Option<u16> {
        STATES.iter().position(|state| *state == name).map(|at| u16::try_from(at).unwrap())
    }

    fn states(&self) -> Vec<String> {
        STATES.map(str::to_owned).to_vec()
    }

    fn is_event(&self, pattern: &str) -> bool {
        EVENTS.iter().any(|event| event.starts_with(pattern))
    }

    fn events(&self) -> Vec<String> {
        EVENTS.map(str::to_owned).to_vec()
    }

    fn needs(&self, derived: u16) -> Vec<u16> {
        self.derived[usize::from(derived)].1.needs().to_vec()
    }

    fn zone(&self) -> Zone {
        self.zone
    }

    fn has_calendar(&self) -> bool {
        self.calendar.is_some()
    }

    fn rounding(&self) -> Rounding {
        self.rounding
    }
}

impl Scope for World {
    fn fact(&self, slot: u16) -> Option<Val<'_>> {
        self.trace.borrow_mut().push(slot);
        self.facts.get(usize::from(slot))?.2.as_ref().map(Val::from)
    }

    fn derived(&self, index: u16) -> Option<&Derived> {
        self.derived.get(usize::from(index)).map(|(_, derived)| derived)
    }

    fn now(&self) -> Option<Time> {
        Some(self.now)
    }

    fn opened(&self) -> Option<Time> {
        "2026-03-01T09:00:00Z".parse().ok()
    }

    fn event_text(&self, part: EventPart) -> Option<&str> {
        match part {
            EventPart::Type => Some("parcel.late"),
            EventPart::Source => Some("/carrier"),
            _ => None,
        }
    }

    fn event_time(&self) -> Option<Time> {
        "2026-03-29T11:00:00Z".parse().ok()
    }

    fn is_active(&self, state: u16) -> bool {
        state == 1
    }

    fn seen(&self, pattern: &str, window: Duration) -> i64 {
        window.whole_seconds() / 86_400 + i64::from(pattern == "parcel.lost") * 1000
    }

    fn paid(&self, currency: crate::value::Currency, _: Duration) -> Option<Money> {
        format!("12.50 {currency}").parse().ok()
    }

    fn calendar(&self) -> Option<&Calendar> {
        self.calendar.as_ref()
    }

    fn paused_days(&self, state: u16) -> i64 {
        i64::from(state) + 5
    }
}
