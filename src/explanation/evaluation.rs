//! What an expression came to.

use std::ops::Range;
use std::sync::Arc;

use crate::value::{Name, Value};

/// A condition or an amount, with its value and that of every part.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: int, tier: text }\nevents: { e: [days, tier] }\ntriggers: { t: { upon: e, when: days >= 2 && tier == 'gold' } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{Evaluation, Event, Value};
/// // The trigger says `when: days >= 2 && tier == 'gold'`.
/// let event = Event::new("1", "shop", "e", "ana", time).with("days", 1).with("tier", "gold");
/// let explanation = engine.explain(&account, event, time.utc())?;
/// let when: &Evaluation = explanation.selections[0].candidates[0].when.as_ref().unwrap();
/// assert_eq!(when.value, Ok(Value::Bool(false)));
/// let parts: Vec<_> = when.parts.iter().map(|part| (when.text_of(part), part.value.clone())).collect();
/// assert_eq!(parts[1], ("days >= 2", Some(Ok(Value::Bool(false)))));
/// assert_eq!(parts[2], ("days", Some(Ok(Value::Int(1)))));
/// assert_eq!(parts[3], ("tier == 'gold'", None)); // not needed: the other side decides
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evaluation {
    /// Its text, as written.
    pub text: Arc<str>,
    /// Its value, or why it has none: a stable word, then words for people.
    pub value: Result<Value, String>,
    /// Whether the value rests on personal facts. Whether a condition holds does not count: records show what was taken.
    pub is_personal: bool,
    /// Its parts in order of their place, a part before what lies in it. Literals are none, and of a chain such as
    /// `a && b && c` the chain is one and `a && b` is none.
    pub parts: Vec<Part>,
    /// The derived values that it needed, at any remove, each after those that it rests on.
    pub derived: Vec<Derivation>,
}

/// A part of an expression, such as a fact or a comparison; see [`Evaluation`].
///
/// ```
/// use amends::{Evaluation, Part};
/// /// What decided nothing, because something before it did.
/// fn not_needed(evaluation: &Evaluation) -> Vec<&str> {
///     let parts: Vec<&Part> = evaluation.parts.iter().filter(|part| part.value.is_none()).collect();
///     parts.into_iter().map(|part| evaluation.text_of(part)).collect()
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The bytes of the expression's text.
    pub range: Range<usize>,
    /// Its value, or why it has none; nothing where it was not needed. A text of more than 256 bytes is cut and ends in
    /// `…`.
    pub value: Option<Result<Value, String>>,
    /// Whether it is a personal fact, or a value that rests on one.
    pub is_personal: bool,
    /// Whether it only joins others, by `&&`, `||` or `!`.
    pub joins: bool,
}

/// How a derived value came about; see [`Evaluation`].
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { e: [days] }\nderive:\n  gesture:\n    - { when: days >= 5, is: 10 GBP }\n    - { when: days >= 2, is: 5 GBP }\n    - { is: 0 GBP }\ntriggers: { t: { upon: e, when: gesture > 0 GBP } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{Derivation, Event};
/// // `gesture` is a table: 10 GBP from five days on, 5 GBP from two days on, else nothing.
/// let event = Event::new("1", "shop", "e", "ana", time).with("days", 3);
/// let explanation = engine.explain(&account, event, time.utc())?;
/// let when = explanation.selections[0].candidates[0].when.as_ref().unwrap();
/// let gesture: &Derivation = &when.derived[0];
/// assert_eq!((gesture.name.as_str(), gesture.row), ("gesture", Some(1)));
/// assert_eq!(gesture.value.as_ref().unwrap().to_string(), "5.00 GBP");
/// assert_eq!(&*gesture.tried[0].text, "days >= 5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Derivation {
    /// Its name under `derive`.
    pub name: Name,
    /// Its value, or why it has none.
    pub value: Result<Value, String>,
    /// Whether it rests on personal facts.
    pub is_personal: bool,
    /// The row of its table that gave the value, from 0; none for a rule that is no table, or where no row gives one.
    pub row: Option<usize>,
    /// The conditions of the rows that were tried, in order.
    pub tried: Vec<Evaluation>,
    /// Of a table by date, the date.
    pub date: Option<Box<Evaluation>>,
    /// The expression whose value it is.
    pub is: Option<Box<Evaluation>>,
}

impl Evaluation {
    /// The text of a part.
    pub fn text_of(&self, part: &Part) -> &str {
        self.text.get(part.range.clone()).unwrap_or_default()
    }

    /// The parts that others join, each with those that lie in it.
    pub(super) fn joined(&self) -> Vec<(&Part, Vec<&Part>)> {
        let mut joined: Vec<(&Part, Vec<&Part>)> = Vec::new();
        for part in self.parts.iter().filter(|part| !part.joins) {
            match joined.last_mut() {
                Some((outer, inner)) if part.range.end <= outer.range.end => inner.push(part),
                _ => joined.push((part, Vec::new())),
            }
        }
        joined
    }

    /// How many things it tells of.
    pub(crate) fn size(&self) -> usize {
        let derived = self.derived.iter().map(|derived| {
            let tried: usize = derived.tried.iter().map(Self::size).sum();
            1 + tried + derived.date.iter().chain(&derived.is).map(|part| part.size()).sum::<usize>()
        });
        1 + self.parts.len() + derived.sum::<usize>()
    }
}
