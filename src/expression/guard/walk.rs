//! From code to guards.

use super::guards::Guards;
use super::values::Values;
use crate::expression::arithmetic;
use crate::expression::code::Op;
use crate::expression::derived::{Derived, Rule};
use crate::expression::evaluate::index;
use crate::expression::scope::Val;
use crate::expression::tree::Comparison;
use crate::expression::{Expression, MAX_STACK};
use crate::value::{Name, Value};

/// The most values of a derived value that are told apart.
const MAX_CASES: usize = 64;

/// The derived values of a playbook, of whose conditions guards are asked.
pub(crate) struct Guarding<'p> {
    /// What derived values are, by number.
    derived: Vec<Part<'p>>,
}

/// What is known of a part.
#[derive(Debug, Clone)]
enum Part<'p> {
    Fact(u16),
    Constant(&'p Value),
    /// A truth value: where it is true, and where false.
    Truth(Guards<'p>, Guards<'p>),
    /// One of these values, each where its guards are met.
    OneOf(Vec<(Guards<'p>, &'p Value)>),
    Opaque,
}

/// A `?:` on its way.
struct Choice<'p> {
    when: Part<'p>,
    yes: Part<'p>,
    /// The instruction behind it.
    until: usize,
}

impl<'p> Guarding<'p> {
    pub(crate) fn new(derived: &'p [(Name, Derived)]) -> Self {
        let mut guarding = Self { derived: Vec::with_capacity(derived.len()) };
        // What a derived value needs has a lower number.
        for (_, derived) in derived {
            let part = guarding.rule(derived.rule());
            guarding.derived.push(part);
        }
        guarding
    }

    /// What must be true for the condition to hold.
    pub(crate) fn guards(&self, condition: &'p Expression) -> Guards<'p> {
        truth(self.part(condition)).0
    }

    fn rule(&self, rule: &'p Rule) -> Part<'p> {
        match rule {
            Rule::One(expression) => self.part(expression),
            Rule::Table(rows) if rows.len() <= MAX_CASES => {
                rows.iter().rev().fold(Part::Opaque, |rest, row| match &row.when {
                    Some(when) => choice(self.part(when), self.part(&row.is), rest),
                    None => self.part(&row.is),
                })
            }
            Rule::Table(_) | Rule::Dated { .. } => Part::Opaque,
        }
    }

    fn part(&self, expression: &'p Expression) -> Part<'p> {
        let code = &expression.code;
        let mut stack: Vec<Part<'p>> = Vec::with_capacity(code.depth.min(MAX_STACK));
        let mut choices: Vec<Choice<'p>> = Vec::new();
        let constant = |at: usize| code.constants.get(at).map_or(Part::Opaque, Part::Constant);
        for (at, op) in code.ops.iter().enumerate() {
            let mut pop = || stack.pop().unwrap_or(Part::Opaque);
            let part = match op {
                Op::Constant(at) => constant(index(*at)),
                Op::Fact(slot) => Part::Fact(*slot),
                Op::Derived(number) => self.derived.get(usize::from(*number)).cloned().unwrap_or(Part::Opaque),
                Op::HasFact(slot) => Part::Truth(Guards::of(*slot, Values::all()), Guards::unclear()),
                Op::FactCompare(comparison, slot, at) => {
                    compare(*comparison, Part::Fact(*slot), constant(usize::from(*at)))
                }
                Op::Compare(comparison) => {
                    let (right, left) = (pop(), pop());
                    compare(*comparison, left, right)
                }
                Op::InConstants(count, first) => {
                    let first = index(*first);
                    let of = code.constants.get(first..first + usize::from(*count)).unwrap_or_default();
                    is_in(pop(), of)
                }
                Op::Not => {
                    let (yes, no) = truth(pop());
                    Part::Truth(no, yes)
                }
                Op::And => {
                    let (right, left) = (truth(pop()), truth(pop()));
                    Part::Truth(left.0.and(right.0), left.1.or(right.1))
                }
                Op::Or => {
                    let (right, left) = (truth(pop()), truth(pop()));
                    Part::Truth(left.0.or(right.0), left.1.and(right.1))
                }
                // Both sides are looked at, one after the other.
                Op::JumpIfFalse(_) | Op::JumpIfTrue(_) => continue,
                Op::Branch(_) => {
                    choices.push(Choice { when: pop(), yes: Part::Opaque, until: usize::MAX });
                    continue;
                }
                Op::Jump(to) => {
                    if let Some(choice) = choices.last_mut() {
                        (choice.yes, choice.until) = (pop(), index(*to));
                    }
                    continue;
                }
                // A number stays as large as it is.
                Op::Widen => pop(),
                Op::HasDerived(_)
                | Op::Now
                | Op::Opened
                | Op::EventTime
                | Op::EventText(_)
                | Op::IsActive(_)
                | Op::PausedDays(_)
                | Op::Seen(_)
                | Op::Paid(_)
                | Op::Left(_)
                | Op::InBegin => Part::Opaque,
                Op::Negate | Op::Abs | Op::Round(_) | Op::Get(..) | Op::Size | Op::EndOfDay => {
                    pop();
                    Part::Opaque
                }
                Op::Binary(_)
                | Op::InElement
                | Op::InEnd
                | Op::CountElement
                | Op::StartsWith
                | Op::EndsWith
                | Op::Contains
                | Op::Min
                | Op::Max
                | Op::Days
                | Op::PlusDays
                | Op::PlusMonths
                | Op::Workdays
                | Op::PlusWorkdays
                | Op::PlusWorkhours
                | Op::Accrue(_) => {
                    pop();
                    pop();
                    Part::Opaque
                }
            };
            stack.push(part);
            while choices.last().is_some_and(|choice| choice.until == at + 1) {
                if let (Some(made), Some(no)) = (choices.pop(), stack.pop()) {
                    stack.push(choice(made.when, made.yes, no));
                }
            }
        }
        stack.pop().unwrap_or(Part::Opaque)
    }
}

fn compare<'p>(comparison: Comparison, left: Part<'p>, right: Part<'p>) -> Part<'p> {
    let (comparison, part, value) = match (left, right) {
        (part, Part::Constant(value)) => (comparison, part, value),
        (Part::Constant(value), part) => (comparison.turned(), part, value),
        _ => return Part::Opaque,
    };
    match part {
        Part::Fact(slot) => {
            let values = Values::comparing(comparison, value);
            Part::Truth(Guards::of(slot, values.clone()), Guards::of(slot, values.others()))
        }
        part => told(part, |one| compares(comparison, one, value)),
    }
}

fn is_in<'p>(part: Part<'p>, of: &'p [Value]) -> Part<'p> {
    match part {
        Part::Fact(slot) => {
            let values = Values::of(of);
            Part::Truth(Guards::of(slot, values.clone()), Guards::of(slot, values.others()))
        }
        part => told(part, |one| {
            let equal = |other| compares(Comparison::Equal, one, other);
            of.iter().map(equal).try_fold(false, |found, equal| Some(found || equal?))
        }),
    }
}

impl Comparison {
    /// The same with its sides exchanged.
    fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::Equal | Self::NotEqual => self,
        }
    }
}

fn compares(comparison: Comparison, one: &Value, other: &Value) -> Option<bool> {
    arithmetic::compare(comparison, &Val::from(one), &Val::from(other)).ok()
}

/// What a test of a part comes to, that tells of each value whether it passes.
fn told<'p>(part: Part<'p>, passes: impl Fn(&Value) -> Option<bool>) -> Part<'p> {
    let Some(cases) = cases(part) else { return Part::Opaque };
    let (mut yes, mut no) = (Guards::never(), Guards::never());
    for (guards, value) in cases {
        match passes(value) {
            Some(true) => yes = yes.or(guards),
            Some(false) => no = no.or(guards),
            None => return Part::Opaque,
        }
    }
    Part::Truth(yes, no)
}

/// The values that a part can have, where they can be told.
fn cases<'p>(part: Part<'p>) -> Option<Vec<(Guards<'p>, &'p Value)>> {
    match part {
        Part::Constant(value) => Some(vec![(Guards::always(), value)]),
        Part::OneOf(cases) => Some(cases),
        Part::Fact(_) | Part::Truth(..) | Part::Opaque => None,
    }
}

/// Where a part is true, and where false.
fn truth<'p>(part: Part<'p>) -> (Guards<'p>, Guards<'p>) {
    match part {
        Part::Truth(yes, no) => (yes, no),
        Part::Fact(slot) => {
            let is_true = Values::comparing(Comparison::Equal, &Value::Bool(true));
            (Guards::of(slot, is_true.clone()), Guards::of(slot, is_true.others()))
        }
        part => match told(part, |value| Some(*value == Value::Bool(true))) {
            Part::Truth(yes, no) => (yes, no),
            _ => (Guards::unclear(), Guards::unclear()),
        },
    }
}

/// One part where a condition is true, the other where it is false.
fn choice<'p>(when: Part<'p>, yes: Part<'p>, no: Part<'p>) -> Part<'p> {
    let (is_so, is_not) = truth(when);
    if matches!(yes, Part::Truth(..)) || matches!(no, Part::Truth(..)) {
        let (yes, no) = (truth(yes), truth(no));
        let is_true = is_so.clone().and(yes.0).or(is_not.clone().and(no.0));
        return Part::Truth(is_true, is_so.and(yes.1).or(is_not.and(no.1)));
    }
    match (cases(yes), cases(no)) {
        (Some(yes), Some(no)) if yes.len() + no.len() <= MAX_CASES => {
            let of = |guards: &Guards<'p>, cases: Vec<(Guards<'p>, &'p Value)>| {
                cases.into_iter().map(|(own, value)| (guards.clone().and(own), value)).collect::<Vec<_>>()
            };
            let mut cases = of(&is_so, yes);
            cases.extend(of(&is_not, no));
            Part::OneOf(cases)
        }
        _ => Part::Opaque,
    }
}
