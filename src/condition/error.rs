//! Why there is no condition, or no value.

use std::fmt;
use std::sync::Arc;

use crate::escape::escaped;
use crate::expression::{ErrorKind, EvalError, Fault};
use crate::value::Name;

/// Why a condition could not be made, or has no value.
///
/// ```
/// use amends::{Condition, ConditionError, Type};
/// let error: ConditionError = Condition::new("dayz > 1", &[("days", Type::Int)]).unwrap_err();
/// assert!(error.is_text());
/// assert_eq!(error.range(), 0..4);
/// assert!(error.to_string().contains("did you mean `days`?"), "{error}");
///
/// let condition = Condition::new("6 / days > 1", &[("days", Type::Int)])?;
/// let error = condition.evaluate(condition.facts().set("days", 0)).unwrap_err();
/// assert!(error.is_division_by_zero() && !error.is_unknown_fact());
/// # assert!(!error.is_overflow() && !error.is_currency_mismatch() && !error.is_misfit());
/// # Ok::<(), ConditionError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ConditionError(pub(super) Cause);

#[derive(Debug, Clone)]
pub(super) enum Cause {
    Faults(Box<str>, Vec<Fault>),
    Erred { text: Arc<str>, fact: Option<Name>, expected: Option<String>, error: EvalError },
}

impl ConditionError {
    /// Whether the text itself is at fault, so that no facts help.
    pub fn is_text(&self) -> bool {
        matches!(self.0, Cause::Faults(..))
    }

    /// Whether a fact that decides is unknown.
    pub fn is_unknown_fact(&self) -> bool {
        matches!(self.kind(), Some(ErrorKind::Unknown(_)))
    }

    /// Whether an event's data have something else for a fact that decides than its type takes.
    pub fn is_misfit(&self) -> bool {
        matches!(self.kind(), Some(ErrorKind::Misfit(_)))
    }

    /// Whether a number grew too large.
    pub fn is_overflow(&self) -> bool {
        self.kind() == Some(ErrorKind::Overflow)
    }

    /// Whether a divisor was zero.
    pub fn is_division_by_zero(&self) -> bool {
        self.kind() == Some(ErrorKind::DivisionByZero)
    }

    /// Whether amounts in different currencies met.
    pub fn is_currency_mismatch(&self) -> bool {
        self.kind() == Some(ErrorKind::CurrencyMismatch)
    }

    /// The bytes of the condition's text that it is about; of the first fault where there are several.
    pub fn range(&self) -> std::ops::Range<usize> {
        match &self.0 {
            Cause::Faults(_, faults) => faults.first().map_or(0..0, |fault| fault.range.clone()),
            Cause::Erred { error, .. } => error.range.clone(),
        }
    }

    fn kind(&self) -> Option<ErrorKind> {
        match &self.0 {
            Cause::Faults(..) => None,
            Cause::Erred { error, .. } => Some(error.kind),
        }
    }
}

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Faults(text, faults) => {
                for (at, fault) in faults.iter().enumerate() {
                    let separator = if at == 0 { "" } else { "; " };
                    // Columns count characters from 1, as editors do.
                    let before = text.get(..fault.range.start).unwrap_or_default();
                    write!(f, "{separator}column {}: {}", before.chars().count() + 1, escaped(&fault.message))?;
                    if let Some(name) = &fault.suggestion {
                        write!(f, " (did you mean `{}`?)", escaped(name))?;
                    }
                    if let Some(help) = &fault.help {
                        write!(f, " ({})", escaped(help))?;
                    }
                }
                Ok(())
            }
            Cause::Erred { fact: Some(name), expected: Some(expected), .. } => {
                write!(f, "the fact `{}` is expected to be {}", escaped(name), escaped(expected))
            }
            Cause::Erred { fact: Some(name), .. } => write!(f, "the fact `{}` is unknown", escaped(name)),
            Cause::Erred { text, error, .. } => {
                write!(f, "`{}`: {}", escaped(text.get(error.range.clone()).unwrap_or_default()), error.kind)
            }
        }
    }
}

impl std::error::Error for ConditionError {}
