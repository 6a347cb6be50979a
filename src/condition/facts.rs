//! Where a condition finds its facts.

use crate::expression::{Derived, ErrorKind, Item, Scope, Trap, Val};
use crate::input::{Event, Raw};
use crate::value::{Name, Rounding, Time, Type, Value};

/// Facts for a condition.
pub(super) trait Source: Scope {
    /// What was expected of a fact that came as something else.
    fn expected(&self, slot: u16) -> Option<String>;
}

/// The facts of a [`Condition`](crate::Condition), each unknown until it is set.
///
/// ```
/// use amends::{Condition, Facts, Time, Type, Value};
/// let condition = Condition::new("total / n", &[("total", Type::Decimal), ("n", Type::Int)])?;
/// let mut facts: Facts = condition.facts();
/// facts.set("total", "0.5".parse::<amends::Decimal>()?).set_slot(1, Some(Value::Int(4)));
/// assert_eq!(condition.evaluate(&facts)?.to_string(), "0.125");
/// assert!(condition.evaluate(facts.forget("n")).is_err());
///
/// let condition = Condition::new("now > due", &[("due", Type::Time)])?;
/// let (due, now) = ("2026-03-02T09:00:00Z".parse::<Time>()?, "2026-03-02T09:30:00Z".parse()?);
/// assert!(condition.holds(condition.facts().set("due", due).set_now(now))?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Facts {
    names: Vec<Name>,
    values: Vec<Option<Value>>,
    now: Option<Time>,
}

impl Facts {
    pub(super) fn unknown(names: Vec<Name>) -> Self {
        Self { values: vec![None; names.len()], names, now: None }
    }

    /// Sets a fact; a name that the condition was not made with is passed over. The value is to be of the declared
    /// type.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        if let Some(place) = self.place(name) {
            *place = Some(value.into());
        }
        self
    }

    /// Makes a fact unknown; a name that the condition was not made with is passed over.
    pub fn forget(&mut self, name: &str) -> &mut Self {
        if let Some(place) = self.place(name) {
            *place = None;
        }
        self
    }

    /// Sets the fact of that number, or makes it unknown: counted from 0 in the order in which the condition was given
    /// them. A number beyond the last is passed over.
    pub fn set_slot(&mut self, slot: usize, value: Option<Value>) -> &mut Self {
        if let Some(place) = self.values.get_mut(slot) {
            *place = value;
        }
        self
    }

    /// Sets `now`, which is absent until then.
    pub fn set_now(&mut self, now: Time) -> &mut Self {
        self.now = Some(now);
        self
    }

    fn place(&mut self, name: &str) -> Option<&mut Option<Value>> {
        let at = self.names.iter().position(|known| known == name)?;
        self.values.get_mut(at)
    }
}

impl Scope for Facts {
    #[inline]
    fn fact(&self, slot: u16) -> Option<Val<'_>> {
        self.values.get(usize::from(slot))?.as_ref().map(Val::from)
    }

    fn derived(&self, _: u16) -> Option<&Derived> {
        None
    }

    fn now(&self) -> Option<Time> {
        self.now
    }
}

impl Source for Facts {
    fn expected(&self, _: u16) -> Option<String> {
        None
    }
}

/// What an event's data say of the facts, read when it is asked for.
pub(super) struct Said<'a> {
    pub(super) names: &'a [(Name, Type)],
    pub(super) event: &'a Event,
}

impl<'a> Said<'a> {
    /// What is said of the fact, and its type.
    // Called, it would hand over in memory what it found.
    #[inline(always)]
    fn member(&self, slot: u16) -> Option<(Raw<'a>, &'a Type)> {
        let (name, ty) = self.names.get(usize::from(slot))?;
        match self.event.member(name)? {
            Raw::Null => None,
            raw => Some((raw, ty)),
        }
    }
}

impl Scope for Said<'_> {
    #[inline]
    fn fact(&self, slot: u16) -> Option<Val<'_>> {
        let (raw, ty) = self.member(slot)?;
        raw.read(ty, Rounding::default()).ok()
    }

    #[inline]
    fn read<'s>(&'s self, slot: u16, at: u32, to: &mut Item<'s>) {
        match self.member(slot) {
            None => *to = Err(Trap { kind: ErrorKind::Unknown(slot), at }),
            Some((raw, ty)) => {
                raw.read_to(to, ty, Rounding::default(), |_| Trap { kind: ErrorKind::Misfit(slot), at });
            }
        }
    }

    fn derived(&self, _: u16) -> Option<&Derived> {
        None
    }

    fn now(&self) -> Option<Time> {
        None
    }
}

impl Source for Said<'_> {
    fn expected(&self, slot: u16) -> Option<String> {
        let (raw, ty) = self.member(slot)?;
        raw.read(ty, Rounding::default()).err().map(|misfit| misfit.expected)
    }
}
