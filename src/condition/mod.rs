//! A condition on its own, for hosts, tests and benches.

mod error;
mod facts;
#[cfg(test)]
mod tests;

use crate::expression::{self, Binding, ErrorKind, EvalError, Expression, Fault, FaultKind, Memo, Names, Val};
use crate::input::Event;
use crate::value::{Name, Type, Value};

use error::Cause;
pub use error::ConditionError;
pub use facts::Facts;
use facts::{Said, Source};

/// An expression over named facts, outside of any playbook: checked once, evaluated often.
///
/// It is the language of a playbook's `when` and `is`, without what only a case has (states, events, payments). Moments
/// have their dates in UTC, and a half is rounded away from zero. A text has 16 KiB at most, brackets nest 32 deep. Its
/// facts are those that a host sets, or what stands in an event's data.
///
/// ```
/// use amends::{Condition, Type, Value};
///
/// let late = Condition::new("days_late >= 2 and tier != 'gold'", &[("days_late", Type::Int), ("tier", Type::Text)])?;
/// let mut facts = late.facts();
/// facts.set("days_late", 3).set("tier", "standard");
/// assert_eq!(late.evaluate(&facts)?, Value::Bool(true));
/// assert_eq!((late.ty(), late.text()), (&Type::Bool, "days_late >= 2 and tier != 'gold'"));
///
/// facts.forget("tier");
/// assert!(late.evaluate(&facts).is_err_and(|error| error.is_unknown_fact()));
/// facts.set("days_late", 0); // false and unknown is false
/// assert!(!late.holds(&facts)?);
/// # Ok::<(), amends::ConditionError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Condition {
    expression: Expression,
    names: Box<[(Name, Type)]>,
}

impl Condition {
    /// Reads the text and checks it against the facts' types. Of two facts of one name the first counts.
    ///
    /// # Errors
    /// Where the text is no expression, names an unknown fact, mixes types or is too long or too deep; the error tells
    /// all of it. There may be 65,535 facts.
    pub fn new(text: &str, facts: &[(&str, Type)]) -> Result<Self, ConditionError> {
        let names: Vec<(Name, Type)> = facts.iter().map(|(name, ty)| (Name::from(*name), ty.clone())).collect();
        if u16::try_from(names.len()).is_err() {
            let fault = Fault::new(FaultKind::TooLong, 0..0, format!("more than {} facts", u16::MAX));
            return Err(ConditionError(Cause::Faults(text.into(), vec![fault])));
        }
        match expression::value(text, None, &Alone(&names)) {
            Ok(expression) => Ok(Self { expression, names: names.into() }),
            Err(faults) => Err(ConditionError(Cause::Faults(text.into(), faults))),
        }
    }

    /// The type of its value.
    pub fn ty(&self) -> &Type {
        self.expression.ty()
    }

    /// Its text, as it was given.
    pub fn text(&self) -> &str {
        self.expression.text()
    }

    /// Its facts, all unknown, to be set and used again and again.
    pub fn facts(&self) -> Facts {
        Facts::unknown(self.names.iter().map(|(name, _)| name.clone()).collect())
    }

    /// The value on these facts, which must come from [`facts`](Self::facts) of this condition: facts go by their
    /// place.
    ///
    /// # Errors
    /// Where an unknown fact decides, a number grows too large, a divisor is zero, currencies differ, a date or
    /// duration leaves its range, `now` is read and not set, or a fact has a value of another type than was declared.
    pub fn evaluate(&self, facts: &Facts) -> Result<Value, ConditionError> {
        self.value(facts)
    }

    /// Whether it holds.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate), and where its value is not `true` or `false`.
    ///
    /// ```
    /// use amends::{Condition, Type};
    /// let condition = Condition::new("n > 1", &[("n", Type::Int)])?;
    /// let mut facts = condition.facts();
    /// assert!(condition.holds(facts.set("n", 2))?);
    /// # Ok::<(), amends::ConditionError>(())
    /// ```
    pub fn holds(&self, facts: &Facts) -> Result<bool, ConditionError> {
        self.truth(facts)
    }

    /// The value on the members of an event's data that have the facts' names, read as a playbook reads them.
    ///
    /// Only the facts that it asks for are read. A member that is left out or `null` is an unknown fact, and so is `now`.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate), and where a member that decides is no value of its fact's type
    /// ([`is_misfit`](ConditionError::is_misfit)): like an unknown fact it does no harm where another part decides.
    ///
    /// ```
    /// use amends::{Condition, Event, Type, Value};
    /// let total = ("total", Type::Money(Some("GBP".parse()?)));
    /// let condition = Condition::new("total / 3", &[total])?;
    /// let event = Event::new("1", "shop", "order", "ana", "2026-03-27T16:30:00Z".parse()?);
    ///
    /// let said = event.clone().with("total", "40.00 GBP");
    /// assert_eq!(condition.evaluate_on(&said)?.to_string(), "13.33333333333333333333333333 GBP");
    /// assert!(condition.evaluate_on(&event).is_err_and(|error| error.is_unknown_fact()));
    ///
    /// let error = condition.evaluate_on(&event.with("total", "40.00 EUR")).unwrap_err();
    /// assert!(error.is_misfit());
    /// assert_eq!(error.to_string(), "the fact `total` is expected to be an amount in GBP");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn evaluate_on(&self, event: &Event) -> Result<Value, ConditionError> {
        self.value(&Said { names: &self.names, event })
    }

    /// Whether it holds on an event's data.
    ///
    /// # Errors
    /// As [`evaluate_on`](Self::evaluate_on), and where its value is not `true` or `false`.
    ///
    /// ```
    /// use amends::{Condition, Event, Type};
    /// let late = Condition::new("days_late >= 2 and tier != 'gold'", &[("days_late", Type::Int), ("tier", Type::Text)])?;
    /// let event = Event::new("1", "depot", "late", "ana", "2026-03-27T16:30:00Z".parse()?).with("days_late", 1);
    /// assert!(!late.holds_on(&event)?); // false and unknown is false
    /// assert!(late.holds_on(&event.clone().with("days_late", 3)).is_err_and(|error| error.is_unknown_fact()));
    /// assert!(late.holds_on(&event.with("days_late", 3).with("tier", "standard"))?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn holds_on(&self, event: &Event) -> Result<bool, ConditionError> {
        self.truth(&Said { names: &self.names, event })
    }

    fn value<S: Source>(&self, facts: &S) -> Result<Value, ConditionError> {
        let value = self.expression.evaluate(facts, &mut Memo::new());
        value.map(Val::to_value).map_err(|error| self.erred(error, facts))
    }

    #[inline]
    fn truth<S: Source>(&self, facts: &S) -> Result<bool, ConditionError> {
        self.expression.holds(facts, &mut Memo::new()).map_err(|error| self.erred(error, facts))
    }

    #[cold]
    fn erred<S: Source>(&self, error: EvalError, facts: &S) -> ConditionError {
        let fact = match error.kind {
            ErrorKind::Unknown(slot) | ErrorKind::Misfit(slot) => {
                self.names.get(usize::from(slot)).map(|(name, _)| name.clone())
            }
            _ => None,
        };
        let expected = match error.kind {
            ErrorKind::Misfit(slot) => facts.expected(slot),
            _ => None,
        };
        ConditionError(Cause::Erred { text: self.expression.shared_text(), fact, expected, error })
    }
}

/// The names of a condition without a playbook.
struct Alone<'a>(&'a [(Name, Type)]);

impl Names for Alone<'_> {
    fn lookup(&self, name: &str) -> Option<Binding> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        let (_, ty) = self.0.get(at)?;
        Some(Binding::Fact { slot: u16::try_from(at).ok()?, ty: ty.clone() })
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.to_string()).collect()
    }
}
