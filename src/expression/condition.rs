//! A condition on its own, for hosts, tests and benches.

use std::fmt;

use super::{Binding, Derived, ErrorKind, EvalError, Expression, Fault, FaultKind, Memo, Names, Scope, Val};
use crate::escape::escaped;
use crate::value::{Name, Rounding, Time, Type, Value, Zone};

/// An expression over named facts, outside of any playbook: checked once, evaluated often.
///
/// It is the language of a playbook's `when` and `is`, without what only a case has (states, events, payments). Moments
/// have their dates in UTC, and a half is rounded away from zero. A text has 16 KiB at most, brackets nest 32 deep.
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
    names: Vec<(Name, Type)>,
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
        match super::value(text, None, &Alone(&names)) {
            Ok(expression) => Ok(Self { expression, names }),
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
        let names = self.names.iter().map(|(name, _)| name.clone()).collect();
        Facts { names, values: vec![None; self.names.len()], now: None }
    }

    /// The value on these facts, which must come from [`facts`](Self::facts) of this condition: facts go by their
    /// place.
    ///
    /// # Errors
    /// Where an unknown fact decides, a number grows too large, a divisor is zero, currencies differ, a date or
    /// duration leaves its range, `now` is read and not set, or a fact has a value of another type than was declared.
    pub fn evaluate(&self, facts: &Facts) -> Result<Value, ConditionError> {
        let value = self.expression.evaluate(facts, &mut Memo::new());
        value.map(Val::to_value).map_err(|error| self.erred(error))
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
        self.expression.holds(facts, &mut Memo::new()).map_err(|error| self.erred(error))
    }

    fn erred(&self, error: EvalError) -> ConditionError {
        let fact = match error.kind {
            ErrorKind::Unknown(slot) => self.names.get(usize::from(slot)).map(|(name, _)| name.clone()),
            _ => None,
        };
        let part = self.text().get(error.range.clone()).unwrap_or_default().into();
        ConditionError(Cause::Erred { part, fact, error })
    }
}

/// The facts of a [`Condition`], each unknown until it is set.
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

    fn state(&self, _: &str) -> Option<u16> {
        None
    }

    fn is_event(&self, _: &str) -> bool {
        false
    }

    fn needs(&self, _: u16) -> Vec<u16> {
        Vec::new()
    }

    fn zone(&self) -> Zone {
        Zone::UTC
    }

    fn rounding(&self) -> Rounding {
        Rounding::default()
    }
}

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
/// # assert!(!error.is_overflow() && !error.is_currency_mismatch());
/// # Ok::<(), ConditionError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ConditionError(Cause);

#[derive(Debug, Clone)]
enum Cause {
    Faults(Box<str>, Vec<Fault>),
    Erred { part: Box<str>, fact: Option<Name>, error: EvalError },
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
            Cause::Erred { fact: Some(name), .. } => write!(f, "the fact `{}` is unknown", escaped(name)),
            Cause::Erred { part, error, .. } => write!(f, "`{}`: {}", escaped(part), error.kind),
        }
    }
}

impl std::error::Error for ConditionError {}
