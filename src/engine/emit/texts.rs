//! Texts: placeholders filled in for the host, and as records show them.

use std::fmt::Write;

use crate::expression::Expression;
use crate::playbook::{Hole, Part, Template};
use crate::value::{Money, Name, Rounding, Time, Value};

use crate::engine::machine::machine::Machine;

/// What placeholders may name, and what they stood for.
#[derive(Default)]
pub(in crate::engine) struct Texts<'a> {
    pub(in crate::engine) with: &'a [(Name, Value, bool)],
    pub(in crate::engine) due: Option<Time>,
    pub(in crate::engine) personal_due: bool,
    pub(in crate::engine) amount: Option<Money>,
    pub(in crate::engine) personal_amount: bool,
    /// What the step's `with` was made of.
    pub(in crate::engine) made_of: &'a [(Name, Expression)],
    pub(in crate::engine) holes: Vec<(Name, Value, bool)>,
}

impl Texts<'_> {
    /// Notes a value for the record.
    pub(super) fn note(&mut self, name: Name, value: Value, personal: bool) {
        if !self.holes.iter().any(|(known, ..)| *known == name) {
            self.holes.push((name, value, personal));
        }
    }
}

/// A value where it leaves expressions: money in whole minor units.
pub(in crate::engine) fn settled(value: Value, rounding: Rounding) -> Value {
    match value {
        Value::Money(money) => Value::Money(money.rounded(rounding)),
        value => value,
    }
}

impl Machine<'_, '_> {
    /// A text for the host, and as records show it; each value is noted.
    pub(super) fn fill_both(&self, template: &Template, texts: &mut Texts<'_>) -> Result<(String, String), String> {
        let room = template.usual_len();
        let (mut filled, mut recorded) = (String::with_capacity(room), String::with_capacity(room));
        for part in &template.parts {
            match part {
                Part::Text(text) => {
                    filled.push_str(text);
                    recorded.push_str(text);
                }
                Part::Hole(hole) => {
                    let (value, personal) = self.hole(hole, texts)?;
                    self.speak(&mut filled, &value);
                    match personal {
                        true => recorded.push_str(&self.placeholder(hole)),
                        false => self.speak(&mut recorded, &value),
                    }
                    texts.note(self.hole_name(hole), value, personal);
                }
            }
        }
        Ok((filled, recorded))
    }

    /// A text as records show it: a placeholder stays one where its value is personal, or where it has none.
    fn recorded(&self, template: &Template, texts: &Texts<'_>) -> String {
        let mut recorded = String::with_capacity(template.usual_len());
        for part in &template.parts {
            match part {
                Part::Text(text) => recorded.push_str(text),
                Part::Hole(hole) => match self.hole(hole, texts) {
                    Ok((value, false)) => self.speak(&mut recorded, &value),
                    _ => recorded.push_str(&self.placeholder(hole)),
                },
            }
        }
        recorded
    }

    /// What stands for a value that records don't show.
    fn placeholder(&self, hole: &Hole) -> String {
        format!("{{{}}}", self.hole_name(hole))
    }

    /// Adds a value as records and those who work by them read it, whatever the locale: a moment on the clocks of the
    /// playbook's zone, everything else in its text form.
    fn speak(&self, text: &mut String, value: &Value) {
        // Writing to a String can't fail.
        let _ = match value {
            Value::Time(time) => write!(text, "{}", self.case.playbook.zone.local(*time).format("%Y-%m-%d %H:%M")),
            value => write!(text, "{value}"),
        };
    }

    /// A text outside any step, as records show it.
    pub(in crate::engine) fn case_text(&self, template: &Template) -> String {
        self.recorded(template, &Texts::default())
    }

    /// Whether a placeholder stands for an end of a day, of which people say the last minute.
    pub(in crate::engine) fn ends(&self, hole: &Hole, texts: &Texts<'_>) -> bool {
        match hole {
            Hole::By | Hole::Due => true,
            Hole::Derived(index) => {
                let derived = self.case.playbook.derived.get(usize::from(*index));
                derived.is_some_and(|(_, derived)| derived.is_end_of_day())
            }
            Hole::With(name) => {
                let made_of = texts.made_of.iter().find(|(known, _)| known == name);
                made_of.is_some_and(|(_, expression)| expression.is_end_of_day())
            }
            Hole::Fact(_) | Hole::Amount | Hole::Case => false,
        }
    }

    pub(super) fn hole_name(&self, hole: &Hole) -> Name {
        let playbook = self.case.playbook;
        match hole {
            Hole::Fact(slot) => playbook.fact(*slot).map_or_else(|| Name::from("?"), |fact| fact.name.clone()),
            Hole::Derived(index) => {
                playbook.derived.get(usize::from(*index)).map_or_else(|| Name::from("?"), |(name, _)| name.clone())
            }
            Hole::With(name) => name.clone(),
            Hole::By => Name::from("by"),
            Hole::Due => Name::from("due"),
            Hole::Amount => Name::from("amount"),
            Hole::Case => Name::from("case"),
        }
    }

    pub(super) fn hole(&self, hole: &Hole, texts: &Texts<'_>) -> Result<(Value, bool), String> {
        let playbook = self.case.playbook;
        let missing = || format!("`{}` is unknown", self.hole_name(hole));
        let (value, personal) = match hole {
            Hole::Fact(slot) => {
                let value = self.case.facts.get(usize::from(*slot)).cloned().flatten();
                (value, playbook.fact(*slot).is_some_and(|fact| fact.personal))
            }
            Hole::Derived(index) => {
                let value = self.scope().derived_value(*index);
                let personal = playbook.personal_derived.get(usize::from(*index)).copied().unwrap_or(false);
                (Some(value.map_err(|error| self.case.explain(&error))?), personal)
            }
            Hole::With(name) => {
                let found = texts.with.iter().find(|(known, ..)| known == name);
                found.map_or((None, false), |(_, value, personal)| (Some(value.clone()), *personal))
            }
            Hole::By | Hole::Due => (texts.due.map(Value::Time), texts.personal_due),
            Hole::Amount => (texts.amount.map(Value::Money), texts.personal_amount),
            Hole::Case => (Some(Value::from(self.case.id.as_str())), false),
        };
        Ok((settled(value.ok_or_else(missing)?, playbook.rounding), personal))
    }
}
