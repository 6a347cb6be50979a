//! Running code.
//!
//! Errors are values: an operator hands on the first error among its parts, and only `&&`, `||` and `?:` can absorb one,
//! as CEL has it. So no instruction needs to know what surrounds it.

mod stack;

use crate::expression::arithmetic;
use crate::expression::code::{Code, Op};
use crate::expression::dates;
use crate::expression::derived::{Derived, Rule};
use crate::expression::scope::{ErrorKind, EvalError, Scope, Val};
pub(super) use crate::expression::scope::{Item, Trap};
use crate::expression::tree::{Comparison, EventPart};
use crate::expression::{Expression, MAX_STACK};
use stack::{EMPTY, Stack};

use crate::value::{Currency, Date, Decimal, Duration, Value};

/// Derived values already worked out, for as long as no fact changes.
#[derive(Debug, Default)]
pub(crate) struct Memo<'a> {
    values: Vec<Option<Result<Val<'a>, ErrorKind>>>,
}

impl<'a> Memo<'a> {
    /// Nothing is known yet; nothing is allocated before a derived value is read.
    pub(crate) const fn new() -> Self {
        Self { values: Vec::new() }
    }

    fn get(&self, index: u16) -> Option<Result<Val<'a>, ErrorKind>> {
        self.values.get(usize::from(index)).copied().flatten()
    }

    fn set(&mut self, index: u16, value: Result<Val<'a>, ErrorKind>) {
        let index = usize::from(index);
        if self.values.len() <= index {
            self.values.resize(index + 1, None);
        }
        if let Some(place) = self.values.get_mut(index) {
            *place = Some(value);
        }
    }
}

impl Expression {
    /// The value on the scope's facts.
    ///
    /// # Errors
    /// What has no value, and why.
    pub(crate) fn evaluate<'a, S: Scope + ?Sized>(
        &'a self,
        scope: &'a S,
        memo: &mut Memo<'a>,
    ) -> Result<Val<'a>, EvalError> {
        self.run(scope, memo, &mut ()).map_err(|trap| self.placed(trap))
    }

    /// Whether the condition holds.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate); a condition that errs does not hold, and the trail says so.
    #[inline]
    pub(crate) fn holds<'a, S: Scope + ?Sized>(&'a self, scope: &'a S, memo: &mut Memo<'a>) -> Result<bool, EvalError> {
        match self.run(scope, memo, &mut ()) {
            Ok(Val::Bool(holds)) => Ok(holds),
            Ok(_) => Err(EvalError { kind: ErrorKind::WrongType, range: 0..self.text.len() }),
            Err(trap) => Err(self.placed(trap)),
        }
    }

    /// The error with the part of the text that erred.
    #[cold]
    pub(super) fn placed(&self, trap: Trap) -> EvalError {
        let (start, end) = self.code.ranges.get(index(trap.at)).copied().unwrap_or_default();
        EvalError { kind: trap.kind, range: index(start)..index(end) }
    }

    /// With the smallest stack that is enough: clearing it is a good part of a short condition's time.
    pub(super) fn run<'a, S: Scope + ?Sized, W: Watch<'a>>(
        &'a self,
        scope: &'a S,
        memo: &mut Memo<'a>,
        watch: &mut W,
    ) -> Item<'a> {
        match self.code.depth {
            0..=4 => run::<S, W, 4>(&self.code, scope, memo, watch),
            5..=16 => run::<S, W, 16>(&self.code, scope, memo, watch),
            _ => run::<S, W, MAX_STACK>(&self.code, scope, memo, watch),
        }
    }
}

/// Sees what each instruction leaves on top of the stack; most look away, and their code is as if it were not there.
pub(super) trait Watch<'a> {
    const LOOKS: bool;

    fn saw(&mut self, at: u32, top: Item<'a>);
}

impl Watch<'_> for () {
    const LOOKS: bool = false;

    fn saw(&mut self, _: u32, _: Item<'_>) {}
}

fn run<'a, S: Scope + ?Sized, W: Watch<'a>, const N: usize>(
    code: &'a Code,
    scope: &'a S,
    memo: &mut Memo<'a>,
    watch: &mut W,
) -> Item<'a> {
    let mut items = [EMPTY; N];
    let mut stack = Stack::new(&mut items);
    let mut next = 0_u32;
    while let Some(op) = code.ops.get(index(next)) {
        let at = next;
        next += 1;
        let or_absent = |value: Option<Val<'a>>| value.ok_or(Trap { kind: ErrorKind::Absent, at });
        match *op {
            Op::Constant(number) => {
                if let Some(place) = stack.grow() {
                    *place = constant(code, number, at);
                }
            }
            Op::Fact(slot) => {
                if let Some(place) = stack.grow() {
                    scope.read(slot, at, place);
                }
            }
            Op::Compare(comparison) => stack.compare(at, comparison),
            Op::FactCompare(comparison, slot, number) => {
                if let Some(place) = stack.grow() {
                    scope.read(slot, at, place);
                    if let (Ok(fact), Some(constant)) = (&*place, code.constants.get(usize::from(number))) {
                        match holds(comparison, fact, constant) {
                            Ok(holds) => *place = Ok(Val::Bool(holds)),
                            Err(kind) => *place = Err(Trap { kind, at }),
                        }
                    }
                }
            }
            Op::JumpIfFalse(to) => {
                if stack.is(false) {
                    next = to;
                }
            }
            Op::JumpIfTrue(to) => {
                if stack.is(true) {
                    next = to;
                }
            }
            Op::And => stack.join(false),
            Op::Or => stack.join(true),
            Op::Not => stack.unary(at, |x| match x {
                Val::Bool(x) => Ok(Val::Bool(!x)),
                _ => Err(ErrorKind::WrongType),
            }),
            Op::Binary(operator) => stack.arithmetic(at, operator),
            Op::Branch(to) => match stack.pop() {
                Ok(Val::Bool(true)) => {}
                Ok(_) => next = to,
                Err(trap) => {
                    stack.push(Err(trap));
                    next = to.saturating_sub(1);
                }
            },
            Op::Jump(to) => next = to,
            Op::InConstants(count, first) => stack.unary(at, |x| in_constants(code, count, first, x)),
            Op::Derived(number) => {
                let value = derived(number, scope, memo).map_err(|kind| Trap { kind, at });
                stack.push(value);
            }
            Op::HasFact(slot) => {
                if let Some(place) = stack.grow() {
                    scope.read(slot, at, place);
                    match place {
                        Ok(_) => *place = Ok(Val::Bool(true)),
                        Err(Trap { kind: ErrorKind::Unknown(_), .. }) => *place = Ok(Val::Bool(false)),
                        Err(_) => {}
                    }
                }
            }
            Op::HasDerived(number) => stack.push(Ok(Val::Bool(derived(number, scope, memo).is_ok()))),
            Op::Now => stack.push(or_absent(scope.now().map(Val::Time))),
            Op::Opened => stack.push(or_absent(scope.opened().map(Val::Time))),
            Op::EventTime => stack.push(or_absent(scope.event_time().map(Val::Time))),
            Op::EventText(part) => stack.push(or_absent(event_text(scope, part))),
            Op::IsActive(state) => stack.push(Ok(Val::Bool(scope.is_active(state)))),
            Op::PausedDays(state) => stack.push(Ok(Val::Int(scope.paused_days(state)))),
            Op::Seen(number) => {
                let found = code.seen.get(index(number)).map(|(event, window)| scope.seen(event, *window));
                stack.push(or_absent(found.map(Val::Int)));
            }
            Op::Paid(number) => {
                let paid = code.paid.get(index(number)).and_then(|(currency, window)| scope.paid(*currency, *window));
                let value = paid.map(|money| Val::Money(money.amount(), money.currency()));
                stack.push(value.ok_or(Trap { kind: ErrorKind::Overflow, at }));
            }
            Op::Left(currency) => {
                let value = scope.left(currency).map(|money| Val::Money(money.amount(), money.currency()));
                stack.push(value.ok_or(Trap { kind: ErrorKind::NoLimit, at }));
            }
            Op::Negate => stack.unary(at, arithmetic::negate),
            Op::InBegin => stack.push(Ok(Val::Bool(false))),
            Op::InElement => {
                let (element, found) = (stack.pop(), stack.pop());
                let left = stack.top();
                let found = match (found, left, element) {
                    (Ok(found), Ok(left), Ok(element)) => match arithmetic::compare(Comparison::Equal, &left, &element)
                    {
                        Ok(true) => Ok(Val::Bool(true)),
                        Ok(false) => Ok(found),
                        Err(kind) => Err(Trap { kind, at }),
                    },
                    (Err(trap), ..) | (_, Err(trap), _) | (.., Err(trap)) => Err(trap),
                };
                stack.push(found);
            }
            Op::InEnd => {
                let (found, left) = (stack.pop(), stack.pop());
                stack.push(left.and(found));
            }
            Op::CountElement => {
                let (element, count) = (stack.pop(), stack.pop());
                stack.push(match (count, element) {
                    (Ok(Val::Int(count)), Ok(_)) => Ok(Val::Int(count.saturating_add(1))),
                    (Err(trap), _) | (_, Err(trap)) => Err(trap),
                    _ => EMPTY,
                });
            }
            Op::Widen => stack.unary(at, |x| match x {
                Val::Int(x) => Ok(Val::Decimal(Decimal::from(x))),
                _ => Ok(x),
            }),
            Op::Abs => stack.unary(at, arithmetic::abs),
            Op::Round(places) => stack.unary(at, |x| arithmetic::round(x, places, code.rounding)),
            Op::Get(getter, zone) => stack.unary(at, |x| dates::get(getter, zone, x)),
            Op::Size => stack.unary(at, |x| match x {
                Val::Text(x) => i64::try_from(x.chars().count()).map(Val::Int).map_err(|_| ErrorKind::Overflow),
                _ => Err(ErrorKind::WrongType),
            }),
            Op::StartsWith => stack.texts(at, |a, b| a.starts_with(b)),
            Op::EndsWith => stack.texts(at, |a, b| a.ends_with(b)),
            Op::Contains => stack.texts(at, |a, b| a.contains(b)),
            Op::Min => stack.binary(at, |a, b| arithmetic::extreme(false, a, b)),
            Op::Max => stack.binary(at, |a, b| arithmetic::extreme(true, a, b)),
            Op::Days => stack.binary(at, |a, b| dates::days(a, b, code.zone)),
            Op::PlusDays => stack.binary(at, |x, n| dates::plus(x, n, code.zone, Date::plus_days)),
            Op::PlusMonths => stack.binary(at, |x, n| dates::plus(x, n, code.zone, Date::plus_months)),
            Op::Workdays => stack.binary(at, |a, b| dates::workdays(a, b, code.zone, scope.calendar())),
            Op::PlusWorkdays => stack.binary(at, |x, n| dates::plus_workdays(x, n, code.zone, scope.calendar())),
            Op::PlusWorkhours => stack.binary(at, |x, n| dates::plus_workhours(x, n, scope.calendar())),
            Op::EndOfDay => stack.unary(at, |x| dates::end_of_day(x, code.zone)),
            Op::Accrue(number) => stack
                .binary(at, |a, b| accrue(number, dates::date(a, code.zone)?, dates::date(b, code.zone)?, scope, memo)),
        }
        if W::LOOKS {
            watch.saw(at, stack.top());
        }
    }
    stack.pop()
}

/// 32 bits are an index on every machine this is built for.
#[inline]
pub(super) fn index(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[inline]
fn constant(code: &Code, number: u32, at: u32) -> Item<'_> {
    match code.constants.get(index(number)) {
        Some(value) => Ok(Val::from(value)),
        None => Err(Trap { kind: ErrorKind::WrongType, at }),
    }
}

/// Whether a value compares so with a constant.
#[inline]
fn holds(comparison: Comparison, value: &Val<'_>, constant: &Value) -> Result<bool, ErrorKind> {
    // Most constants are one of these.
    match (value, constant) {
        (Val::Int(value), Value::Int(constant)) => return Ok(comparison.allows(value.cmp(constant))),
        (Val::Text(value), Value::Text(constant)) if comparison == Comparison::Equal => {
            return Ok(*value == constant.as_str());
        }
        _ => {}
    }
    arithmetic::compare(comparison, value, &Val::from(constant))
}

fn in_constants<'a>(code: &Code, count: u16, first: u32, x: Val<'a>) -> Result<Val<'a>, ErrorKind> {
    let first = index(first);
    for element in code.constants.get(first..first + usize::from(count)).unwrap_or_default() {
        if holds(Comparison::Equal, &x, element)? {
            return Ok(Val::Bool(true));
        }
    }
    Ok(Val::Bool(false))
}

fn event_text<S: Scope + ?Sized>(scope: &S, part: EventPart) -> Option<Val<'_>> {
    scope.event_text(part).map(Val::Text)
}

/// The derived value of that number, by itself.
///
/// # Errors
/// Why it has none; the range means nothing here.
pub(crate) fn derived_value<'a, S: Scope + ?Sized>(number: u16, scope: &'a S) -> Result<Val<'a>, EvalError> {
    derived(number, scope, &mut Memo::new()).map_err(|kind| EvalError { kind, range: 0..0 })
}

/// A derived value, worked out once. What it needs comes first, so that working out one never waits for another.
pub(super) fn derived<'a, S: Scope + ?Sized>(
    number: u16,
    scope: &'a S,
    memo: &mut Memo<'a>,
) -> Result<Val<'a>, ErrorKind> {
    if let Some(known) = memo.get(number) {
        return known;
    }
    let rule = scope.derived(number).ok_or(ErrorKind::WrongType)?;
    prepare(rule, scope, memo);
    let value = work_out(rule, scope, memo);
    memo.set(number, value);
    value
}

/// Works out all that a derived value needs, in ascending order, which is the order of need.
fn prepare<'a, S: Scope + ?Sized>(rule: &'a Derived, scope: &'a S, memo: &mut Memo<'a>) {
    for &need in rule.needs() {
        if memo.get(need).is_none() {
            let value = scope.derived(need).ok_or(ErrorKind::WrongType).and_then(|rule| work_out(rule, scope, memo));
            memo.set(need, value);
        }
    }
}

fn work_out<'a, S: Scope + ?Sized>(
    derived: &'a Derived,
    scope: &'a S,
    memo: &mut Memo<'a>,
) -> Result<Val<'a>, ErrorKind> {
    let mut value = |expression: &'a Expression| expression.run(scope, memo, &mut ()).map_err(|trap| trap.kind);
    match derived.rule() {
        Rule::One(expression) => value(expression),
        Rule::Table(rows) => {
            for row in rows {
                let holds = match &row.when {
                    Some(condition) => value(condition)? == Val::Bool(true),
                    None => true,
                };
                if holds {
                    return value(&row.is);
                }
            }
            Err(ErrorKind::NoValue)
        }
        Rule::Dated { on, rows } => {
            let on = dates::date(value(on)?, on.code.zone)?;
            let after = rows.partition_point(|row| row.from <= on);
            let row = after.checked_sub(1).and_then(|at| rows.get(at)).ok_or(ErrorKind::NoValue)?;
            value(&row.is)
        }
    }
}

/// The sum of a dated table's values over all dates from `from` to the day before `until`.
fn accrue<'a, S: Scope + ?Sized>(
    number: u16,
    from: Date,
    until: Date,
    scope: &'a S,
    memo: &mut Memo<'a>,
) -> Result<Val<'a>, ErrorKind> {
    let table = scope.derived(number).ok_or(ErrorKind::WrongType)?;
    let Rule::Dated { rows, .. } = table.rule() else {
        return Err(ErrorKind::WrongType);
    };
    prepare(table, scope, memo);
    let mut sum = table.zero().ok_or(ErrorKind::WrongType)?;
    if from >= until {
        return Ok(sum);
    }
    if rows.first().is_none_or(|row| from < row.from) {
        return Err(ErrorKind::NoValue);
    }
    // A row at a time, not a day: what bounds the work is the table.
    for (at, row) in rows.iter().enumerate() {
        let end = rows.get(at + 1).map_or(until, |next| next.from.min(until));
        let days = row.from.max(from).days_until(end);
        if days > 0 {
            let value = row.is.run(scope, memo, &mut ()).map_err(|trap| trap.kind)?;
            sum = arithmetic::binary(crate::expression::tree::Arithmetic::Add, sum, times(value, days)?)?;
        }
    }
    Ok(sum)
}

fn times(value: Val<'_>, days: i64) -> Result<Val<'_>, ErrorKind> {
    match value {
        Val::Duration(duration) => {
            let total = duration.as_nanoseconds().checked_mul(days.into()).and_then(Duration::nanoseconds);
            total.map(Val::Duration).ok_or(ErrorKind::OutOfRange)
        }
        _ => arithmetic::binary(crate::expression::tree::Arithmetic::Multiply, value, Val::Int(days)),
    }
}

/// Zero of a type that `accrue` adds up.
pub(in crate::expression) fn zero_money<'a>(currency: Currency) -> Val<'a> {
    Val::Money(Decimal::ZERO, currency)
}

const _: () = assert!(size_of::<Op>() == 8 && size_of::<Item<'static>>() == 24);
