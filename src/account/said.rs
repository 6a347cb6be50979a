//! The parts of a step's text.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::value::{Name, Value};

use super::Step;

/// A part of a step's [`text`](Step::text): what the playbook's author wrote, or a value in its place.
///
/// A host escapes each for its channel: values may come from anybody. `Debug` leaves out what may be personal.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { name: { type: text, personal: true }, total: money }\nevents: { e: [name, total] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [apology: { message: sorry }], after: { 1d: z } }\n  z: { end: done }\nmessages: { sorry: { en: \"{name}, we owe you {total}.\" } }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// // messages: { sorry: { en: "{name}, we owe you {total}." } }
/// use amends::{Event, TextPart, Value};
/// let event = Event::new("1", "shop", "e", "ana", time).with("name", "<b>Ana").with("total", "5 GBP");
/// let decision = engine.handle(&mut account, event, time.utc())?;
/// let html: String = decision.steps[0].parts().map(|part| match part {
///     TextPart::Literal(text) => text.to_owned(),
///     TextPart::Value { shown, .. } => format!("<em>{}</em>", shown.replace('<', "&lt;")),
///     _ => String::new(),
/// }).collect();
/// assert_eq!(html, "<em>&lt;b>Ana</em>, we owe you <em>£5.00</em>.");
///
/// let last = decision.steps[0].parts().nth(2);
/// let owed = Value::Money("5 GBP".parse()?);
/// assert_eq!(last, Some(TextPart::Value { name: "total", value: &owed, shown: "£5.00", personal: false }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextPart<'s> {
    /// What the author wrote.
    Literal(&'s str),
    /// What stands in the place of a placeholder.
    Value {
        /// The placeholder's name.
        name: &'s str,
        /// The value itself, such as the moment of a deadline.
        value: &'s Value,
        /// The value as people of the step's locale read it.
        shown: &'s str,
        /// Whether it rests on facts marked `personal`.
        personal: bool,
    },
}

impl fmt::Debug for TextPart<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.debug_tuple("Literal").field(text).finish(),
            Self::Value { name, personal, .. } => {
                f.debug_struct("Value").field("name", name).field("personal", personal).finish_non_exhaustive()
            }
        }
    }
}

/// A value in a text, and where it stands there.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Filled {
    pub(crate) name: Name,
    pub(crate) value: Value,
    pub(crate) personal: bool,
    pub(crate) at: Range<usize>,
}

impl Step {
    /// The text in parts; none where there is no text. Put together they are the text.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [promise: { message: call, by: 1d }], after: { 2d: z } }\n  z: { end: done }\nmessages: { call: { en: \"We call you by {by}.\" } }\n";
    /// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
    /// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// # let event = amends::Event::new("1", "shop", "e", "ana", time);
    /// # let decision = engine.handle(&mut account, event, time.utc())?;
    /// // messages: { call: { en: "We call you by {by}." } }
    /// use amends::TextPart;
    /// let parts: Vec<TextPart<'_>> = decision.steps[0].parts().collect();
    /// assert!(matches!(parts[0], TextPart::Literal("We call you by ")));
    /// assert!(matches!(parts[1], TextPart::Value { name: "by", .. }));
    /// assert!(matches!(parts[2], TextPart::Literal(".")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parts(&self) -> impl Iterator<Item = TextPart<'_>> {
        let text = self.text.as_deref().unwrap_or_default();
        let ends = std::iter::once(0).chain(self.filled.iter().map(|filled| filled.at.end));
        let starts = self.filled.iter().map(|filled| filled.at.start).chain([text.len()]);
        let literals = ends.zip(starts).map(|(end, start)| text.get(end..start).unwrap_or_default());
        let values = self.filled.iter().map(Some).chain([None]);
        literals.zip(values).flat_map(move |(literal, filled)| {
            let literal = Some(literal).filter(|literal| !literal.is_empty()).map(TextPart::Literal);
            let value = filled.map(|Filled { name, value, personal, at }| TextPart::Value {
                name,
                value,
                shown: text.get(at.clone()).unwrap_or_default(),
                personal: *personal,
            });
            literal.into_iter().chain(value)
        })
    }
}
