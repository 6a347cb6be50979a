//! Derived values: an expression, a decision table, or a table by date.

use super::evaluate::zero_money;
use super::fault::{Fault, FaultKind};
use super::names::Names;
use super::operators;
use super::scope::Val;
use super::{Expression, condition, spelling, value};
use crate::value::{Date, Decimal, Duration, Type, Value};

/// A compiled rule of `derive`.
#[derive(Debug, Clone)]
pub(crate) struct Derived {
    rule: Rule,
    ty: Type,
    needs: Box<[u16]>,
}

/// How a derived value is found.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    One(Expression),
    /// The first row whose condition holds; one that errs leaves the table without a value.
    Table(Box<[Row]>),
    /// The last row that begins on the date or before it.
    Dated {
        on: Expression,
        rows: Box<[DatedRow]>,
    },
}

/// A row of a decision table; the last has no condition.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) when: Option<Expression>,
    pub(crate) is: Expression,
}

/// A row of a table by date.
#[derive(Debug, Clone)]
pub(crate) struct DatedRow {
    pub(crate) from: Date,
    pub(crate) is: Expression,
}

/// A fault of a table, and the row and key whose text it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowFault {
    /// From 0; of no meaning for `on`.
    pub(crate) row: usize,
    pub(crate) part: RowPart,
    pub(crate) fault: Fault,
}

/// The keys of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowPart {
    When,
    Is,
    From,
    On,
}

impl Derived {
    /// A rule that is one expression.
    pub(crate) fn one(text: &str, names: &dyn Names) -> Result<Self, Vec<Fault>> {
        let expression = value(text, None, names)?;
        let ty = expression.ty().clone();
        Ok(Self::new(Rule::One(expression), ty))
    }

    /// A decision table of conditions and values.
    ///
    /// # Errors
    /// All faults of all rows; rows of different types; a last row with a condition, or one without before it.
    pub(crate) fn table(rows: &[(Option<&str>, &str)], names: &dyn Names) -> Result<Self, Vec<RowFault>> {
        let mut faults = Faults::default();
        let last = rows.len().saturating_sub(1);
        let mut conditions = Vec::new();
        for (row, (when, is)) in rows.iter().enumerate() {
            match when {
                Some(text) => {
                    let part = if row == last { RowPart::When } else { RowPart::Is };
                    if part == RowPart::When {
                        let message = "a table must end in a row without `when`";
                        let fault = Fault::new(FaultKind::Table, 0..text.len(), message);
                        faults.add(
                            row,
                            part,
                            [fault.help("add a last row that says what holds otherwise: `- { is: … }`")],
                        );
                    }
                    conditions.push(faults.take(row, RowPart::When, condition(text, names)));
                }
                None => {
                    if row != last {
                        let message = "this row always holds, so that the rows behind it never do";
                        let fault = Fault::new(FaultKind::Table, 0..is.len(), message);
                        faults.add(row, RowPart::Is, [fault.help("move it to the end, or give it a `when`")]);
                    }
                    conditions.push(None);
                }
            }
        }
        if rows.is_empty() {
            let fault = Fault::new(FaultKind::Table, 0..0, "a table without rows");
            faults.add(0, RowPart::Is, [fault.help("write at least one row")]);
        }
        let values: Vec<&str> = rows.iter().map(|(_, is)| *is).collect();
        let (ty, values) = faults.values(&values, names);
        let rows = conditions.into_iter().zip(values).map(|(when, is)| Row { when, is }).collect();
        faults.done(ty.map(|ty| Self::new(Rule::Table(rows), ty)))
    }

    /// A table by date: the expression of the date, and the rows with the dates from which they hold, as text.
    ///
    /// # Errors
    /// All faults of all rows; rows of different types or out of order.
    pub(crate) fn dated(on: &str, rows: &[(&str, &str)], names: &dyn Names) -> Result<Self, Vec<RowFault>> {
        let mut faults = Faults::default();
        let on_text = on;
        let on = faults.take(0, RowPart::On, value(on, None, names));
        if let Some(on) = on.as_ref().filter(|on| !matches!(on.ty(), Type::Date | Type::Time)) {
            let message = format!("`{}` is {} where a date is expected", on_text, operators::shown(on.ty()));
            faults.add(0, RowPart::On, [Fault::new(FaultKind::Type, 0..on_text.len(), message)]);
        }
        let mut dates: Vec<Date> = Vec::new();
        for (row, (from, _)) in rows.iter().enumerate() {
            match spelling::literal(from, &Type::Date) {
                Ok(Value::Date(date)) => {
                    if let Some(before) = dates.last().filter(|before| **before >= date) {
                        let message = format!("`{from}` is not after `{before}` of the row before it");
                        faults.add(row, RowPart::From, [Fault::new(FaultKind::Table, 0..from.len(), message)]);
                    }
                    dates.push(date);
                }
                Ok(_) => {}
                Err(fault) => faults.add(row, RowPart::From, [fault]),
            }
        }
        if rows.is_empty() {
            let fault = Fault::new(FaultKind::Table, 0..0, "a table without rows");
            faults.add(0, RowPart::Is, [fault.help("write at least one row")]);
        }
        let values: Vec<&str> = rows.iter().map(|(_, is)| *is).collect();
        let (ty, values) = faults.values(&values, names);
        for (row, value) in values.iter().enumerate() {
            // Sums within sums would have no bound but their product.
            if !value.accrued.is_empty() {
                let fault =
                    Fault::new(FaultKind::Table, 0..value.text.len(), "`accrue` can't stand inside a table by date");
                faults.add(row, RowPart::Is, [fault]);
            }
        }
        let rows = dates.into_iter().zip(values).map(|(from, is)| DatedRow { from, is }).collect();
        faults.done(ty.zip(on).map(|(ty, on)| Self::new(Rule::Dated { on, rows }, ty)))
    }

    fn new(rule: Rule, ty: Type) -> Self {
        let mut derived = Self { rule, ty, needs: Box::default() };
        let mut needs: Vec<u16> = derived.expressions().flat_map(|part| part.needs.iter().copied()).collect();
        needs.sort_unstable();
        needs.dedup();
        derived.needs = needs.into();
        derived
    }

    pub(crate) fn ty(&self) -> &Type {
        &self.ty
    }

    pub(crate) fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Whether its value is the end of a day, whichever day that is.
    pub(crate) fn is_end_of_day(&self) -> bool {
        matches!(&self.rule, Rule::One(expression) if expression.is_end_of_day())
    }

    /// The derived values it needs, at any remove, in ascending order.
    pub(crate) fn needs(&self) -> &[u16] {
        &self.needs
    }

    /// Whether `accrue` can add it up.
    pub(crate) fn is_dated(&self) -> bool {
        matches!(self.rule, Rule::Dated { .. })
    }

    /// All its expressions, in the order in which they are written.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let (one, rows, dated): (Option<&Expression>, &[Row], &[DatedRow]) = match &self.rule {
            Rule::One(expression) => (Some(expression), &[], &[]),
            Rule::Table(rows) => (None, rows, &[]),
            Rule::Dated { on, rows } => (Some(on), &[], rows),
        };
        let rows = rows.iter().flat_map(|row| row.when.iter().chain([&row.is]));
        one.into_iter().chain(rows).chain(dated.iter().map(|row| &row.is))
    }

    /// The sum of no values.
    pub(super) fn zero(&self) -> Option<Val<'_>> {
        match self.ty {
            Type::Int => Some(Val::Int(0)),
            Type::Decimal => Some(Val::Decimal(Decimal::ZERO)),
            Type::Duration => Some(Val::Duration(Duration::ZERO)),
            Type::Money(currency) => currency.map(zero_money),
            _ => None,
        }
    }
}

#[derive(Default)]
struct Faults(Vec<RowFault>);

impl Faults {
    fn add(&mut self, row: usize, part: RowPart, faults: impl IntoIterator<Item = Fault>) {
        self.0.extend(faults.into_iter().map(|fault| RowFault { row, part, fault }));
    }

    fn take(&mut self, row: usize, part: RowPart, result: Result<Expression, Vec<Fault>>) -> Option<Expression> {
        result.map_err(|faults| self.add(row, part, faults)).ok()
    }

    /// The values of all rows and their common type.
    fn values(&mut self, texts: &[&str], names: &dyn Names) -> (Option<Type>, Vec<Expression>) {
        let mut ty: Option<Type> = None;
        let mut values = Vec::new();
        for (row, text) in texts.iter().enumerate() {
            let Some(expression) = self.take(row, RowPart::Is, value(text, None, names)) else {
                continue;
            };
            match ty.as_ref().map_or(Ok(expression.ty().clone()), |ty| operators::joined(ty, expression.ty())) {
                Ok(joined) => ty = Some(joined),
                Err(mismatch) => {
                    let first = texts.first().copied().unwrap_or_default();
                    let fault = mismatch.into_fault(0..text.len(), first, text);
                    self.add(row, RowPart::Is, [fault.help_if_none("all rows of a table have one type")]);
                }
            }
            values.push(expression);
        }
        if ty == Some(Type::Decimal) {
            for (row, value) in values.iter_mut().enumerate().filter(|(_, value)| *value.ty() == Type::Int) {
                let text = value.text.to_string();
                if let Some(widened) = self.take(row, RowPart::Is, super::value(&text, Some(&Type::Decimal), names)) {
                    *value = widened;
                }
            }
        }
        (ty, values)
    }

    fn done(mut self, derived: Option<Derived>) -> Result<Derived, Vec<RowFault>> {
        self.0.sort_by_key(|fault| (fault.row, fault.part != RowPart::On, fault.fault.range.start));
        match derived {
            Some(derived) if self.0.is_empty() => Ok(derived),
            _ => Err(self.0),
        }
    }
}
