//! Texts with placeholders.

use crate::value::Name;

/// A text in parts, so that a placeholder is never found again at run time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Template {
    pub(crate) parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Text(Box<str>),
    Hole(Hole),
}

/// About how many bytes a placeholder's value has.
const USUAL_VALUE: usize = 16;

impl Template {
    /// Its placeholders, in order.
    pub(crate) fn holes(&self) -> impl Iterator<Item = &Hole> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(hole) => Some(hole),
            Part::Text(_) => None,
        })
    }

    /// A text without placeholders, whatever braces it has.
    pub(crate) fn plain(text: &str) -> Self {
        Self { parts: vec![Part::Text(text.into())] }
    }

    /// About how many bytes it has when it is filled in.
    pub(crate) fn usual_len(&self) -> usize {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.len(),
            Part::Hole(_) => USUAL_VALUE,
        });
        parts.sum()
    }
}

/// What a placeholder stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hole {
    /// A fact, by slot.
    Fact(u16),
    /// A derived value, by index.
    Derived(u16),
    /// A name in the step's `with`.
    With(Name),
    /// The step's `by`.
    By,
    /// The step's amount.
    Amount,
    /// The step's deadline.
    Due,
    /// The case's id.
    Case,
}
