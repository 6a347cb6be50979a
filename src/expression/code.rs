//! The checked tree as code for a small stack machine.

use super::functions::{Function, Getter};
use super::tree::{Arithmetic, Comparison, EventPart, Node, Tree};
use super::{MAX_STACK, names::Names};
use crate::value::{Currency, Duration, Name, Rounding, Value, Zone};

/// One instruction; eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Constant(u32),
    Fact(u16),
    Derived(u16),
    HasFact(u16),
    HasDerived(u16),
    Now,
    Opened,
    EventTime,
    EventText(EventPart),
    IsActive(u16),
    PausedDays(u16),
    Seen(u32),
    Paid(u32),
    Left(Currency),
    Not,
    Negate,
    Binary(Arithmetic),
    Compare(Comparison),
    /// A fact, a constant and how they compare, in one: most conditions are made of these.
    FactCompare(Comparison, u16, u16),
    /// Goes on there if the top is `false`, and leaves it.
    JumpIfFalse(u32),
    /// Goes on there if the top is `true`, and leaves it.
    JumpIfTrue(u32),
    /// The left side is not `false`; the right side decides, or the error of the left stays.
    And,
    Or,
    /// Takes a condition; goes on there if it is `false`. If it erred, the error stays, and the jump that stands
    /// before that place is taken.
    Branch(u32),
    Jump(u32),
    /// Pushes `false`, to which `InElement` adds.
    InBegin,
    InElement,
    InEnd,
    /// Whether the top is one of so many constants from that one on.
    InConstants(u16, u32),
    CountElement,
    /// A whole number becomes a decimal.
    Widen,
    Abs,
    Round(u8),
    Get(Getter, Option<Zone>),
    Size,
    StartsWith,
    EndsWith,
    Contains,
    Min,
    Max,
    Days,
    PlusDays,
    PlusMonths,
    Workdays,
    PlusWorkdays,
    PlusWorkhours,
    EndOfDay,
    Accrue(u16),
}

/// An expression ready to run.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(super) ops: Box<[Op]>,
    /// The bytes of the text behind each instruction; of a fused comparison those of its fact, which alone can err.
    pub(super) ranges: Box<[(u32, u32)]>,
    /// The whole of each fused comparison, by instruction.
    pub(super) fused: Box<[(u32, (u32, u32))]>,
    pub(super) constants: Box<[Value]>,
    pub(super) seen: Box<[(Name, Duration)]>,
    pub(super) paid: Box<[(Currency, Duration)]>,
    /// The most values it holds at a time.
    pub(super) depth: usize,
    pub(super) zone: Zone,
    pub(super) rounding: Rounding,
}

/// Code of a tree without faults; nothing where it needs more than [`MAX_STACK`] values at a time.
pub(super) fn emit(tree: &Tree, widened: &[usize], names: &dyn Names) -> Option<Code> {
    let mut emitter = Emitter::default();
    let mut widened = widened.iter().copied().peekable();
    for (index, entry) in tree.iter().enumerate() {
        let range = entry.range();
        emitter.range = (u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?);
        emitter.node(&entry.node)?;
        if widened.next_if_eq(&index).is_some() {
            emitter.op(Op::Widen, 0);
        }
    }
    if emitter.deepest > MAX_STACK {
        return None;
    }
    emitter.thread_jumps();
    Some(Code {
        ops: emitter.ops.into(),
        ranges: emitter.ranges.into(),
        fused: emitter.fused.into(),
        constants: emitter.constants.into(),
        seen: emitter.seen.into(),
        paid: emitter.paid.into(),
        depth: emitter.deepest,
        zone: names.zone(),
        rounding: names.rounding(),
    })
}

#[derive(Default)]
struct Emitter {
    ops: Vec<Op>,
    ranges: Vec<(u32, u32)>,
    fused: Vec<(u32, (u32, u32))>,
    constants: Vec<Value>,
    seen: Vec<(Name, Duration)>,
    paid: Vec<(Currency, Duration)>,
    /// Jumps whose target is still to come.
    open: Vec<usize>,
    /// The last place to which a jump goes.
    landed: u32,
    range: (u32, u32),
    depth: usize,
    deepest: usize,
}

impl Emitter {
    /// Adds an instruction after which the stack is that much higher.
    fn op(&mut self, op: Op, growth: isize) {
        self.ops.push(op);
        self.ranges.push(self.range);
        self.depth = self.depth.saturating_add_signed(growth);
        self.deepest = self.deepest.max(self.depth);
    }

    fn here(&self) -> u32 {
        u32::try_from(self.ops.len()).unwrap_or(u32::MAX)
    }

    /// Adds a jump whose target [`land`](Self::land) fills in.
    fn jump(&mut self, op: Op, growth: isize) {
        self.open.push(self.ops.len());
        self.op(op, growth);
    }

    /// The innermost open jump goes to the place behind `offset` more instructions.
    fn land(&mut self, offset: u32) {
        let target = self.here().saturating_add(offset);
        self.landed = target;
        let jump = self.open.pop().and_then(|at| self.ops.get_mut(at));
        if let Some(Op::JumpIfFalse(to) | Op::JumpIfTrue(to) | Op::Branch(to) | Op::Jump(to)) = jump {
            *to = target;
        }
    }

    fn constant(&mut self, value: &Value) -> Option<()> {
        let index = u32::try_from(self.constants.len()).ok()?;
        self.constants.push(value.clone());
        self.op(Op::Constant(index), 1);
        Some(())
    }

    fn node(&mut self, node: &Node) -> Option<()> {
        match node {
            Node::Constant(value) => self.constant(value)?,
            Node::Event(EventPart::Time) => self.op(Op::EventTime, 1),
            Node::Event(part) => self.op(Op::EventText(*part), 1),
            Node::Now => self.op(Op::Now, 1),
            Node::Opened => self.op(Op::Opened, 1),
            Node::Fact(slot) => self.op(Op::Fact(*slot), 1),
            Node::Derived(index) => self.op(Op::Derived(*index), 1),
            Node::HasFact(slot) => self.op(Op::HasFact(*slot), 1),
            Node::HasDerived(index) => self.op(Op::HasDerived(*index), 1),
            Node::IsActive(state) => self.op(Op::IsActive(*state), 1),
            Node::PausedDaysOf(state) => self.op(Op::PausedDays(*state), 1),
            Node::AccrueOf(index) => self.op(Op::Accrue(*index), -1),
            Node::Seen(event, window) => {
                let index = u32::try_from(self.seen.len()).ok()?;
                self.seen.push((event.clone(), *window));
                self.op(Op::Seen(index), 1);
            }
            Node::Paid(currency, window) => {
                let index = u32::try_from(self.paid.len()).ok()?;
                self.paid.push((*currency, *window));
                self.op(Op::Paid(index), 1);
            }
            Node::Left(currency) => self.op(Op::Left(*currency), 1),
            Node::Not => self.op(Op::Not, 0),
            Node::Negate => self.op(Op::Negate, 0),
            Node::Binary(operator) => self.op(Op::Binary(*operator), -1),
            Node::Compare(comparison) => self.compare(*comparison),
            Node::AndMark => self.jump(Op::JumpIfFalse(0), 0),
            Node::And => {
                self.op(Op::And, -1);
                self.land(0);
            }
            Node::OrMark => self.jump(Op::JumpIfTrue(0), 0),
            Node::Or => {
                self.op(Op::Or, -1);
                self.land(0);
            }
            Node::IfMark => self.jump(Op::Branch(0), -1),
            Node::ElseMark => {
                self.land(1);
                self.jump(Op::Jump(0), -1);
            }
            Node::If => self.land(0),
            Node::InMark => {
                self.open.push(self.ops.len());
                self.op(Op::InBegin, 1);
            }
            Node::InElement => self.op(Op::InElement, -1),
            Node::In => self.end_in(),
            Node::CountMark => self.constant(&Value::Int(0))?,
            Node::CountElement => self.op(Op::CountElement, -1),
            Node::Round(places) => self.op(Op::Round(u8::try_from(*places).ok()?), 0),
            Node::Get(getter, zone) => self.op(Op::Get(*getter, *zone), 0),
            Node::Call(function, count) => self.call(*function, *count)?,
            Node::Count => {}
            // What a tree without faults does not have.
            Node::Word(_) | Node::Has(_) | Node::InState(_) | Node::PausedDays(_) | Node::Accrue(_) => return None,
        }
        Some(())
    }

    fn compare(&mut self, comparison: Comparison) {
        let (fact, range) = (self.ops.len().wrapping_sub(2), self.range);
        // `(x ? a : b) == 1` jumps to between the fact and the constant.
        let whole = self.landed.saturating_add(1) < self.here();
        if let Some([Op::Fact(slot), Op::Constant(constant)]) =
            self.ops.get(fact..).map(|tail| <[Op; 2]>::try_from(tail).ok()).unwrap_or_default()
        {
            // Only a fact of a constant's own currency may meet it, so that nothing errs but the reading of the fact.
            if let (Ok(constant), true) = (u16::try_from(constant), whole) {
                self.range = self.ranges.get(fact).copied().unwrap_or(range);
                self.ops.truncate(fact);
                self.ranges.truncate(fact);
                self.depth = self.depth.saturating_sub(2);
                self.fused.push((self.here(), range));
                self.op(Op::FactCompare(comparison, slot, constant), 1);
                self.range = range;
                return;
            }
        }
        self.op(Op::Compare(comparison), -1);
    }

    /// A list of constants is searched by one instruction.
    fn end_in(&mut self) {
        let begin = self.open.pop().unwrap_or(0);
        let elements = self.ops.get(begin + 1..).unwrap_or_default();
        let constant = elements.chunks(2).all(|pair| matches!(pair, [Op::Constant(_), Op::InElement]));
        let first = match elements.first() {
            Some(Op::Constant(index)) => *index,
            _ => 0,
        };
        match u16::try_from(elements.len() / 2) {
            Ok(count) if constant => {
                self.ops.truncate(begin);
                self.ranges.truncate(begin);
                self.depth = self.depth.saturating_sub(1);
                self.op(Op::InConstants(count, first), 0);
            }
            _ => self.op(Op::InEnd, -1),
        }
    }

    fn call(&mut self, function: Function, count: usize) -> Option<()> {
        let (op, growth) = match function {
            Function::Size => (Op::Size, 0),
            Function::StartsWith => (Op::StartsWith, -1),
            Function::EndsWith => (Op::EndsWith, -1),
            Function::Contains => (Op::Contains, -1),
            Function::Abs => (Op::Abs, 0),
            Function::Days => (Op::Days, -1),
            Function::PlusDays => (Op::PlusDays, -1),
            Function::PlusMonths => (Op::PlusMonths, -1),
            Function::Workdays => (Op::Workdays, -1),
            Function::PlusWorkdays => (Op::PlusWorkdays, -1),
            Function::PlusWorkhours => (Op::PlusWorkhours, -1),
            Function::EndOfDay => (Op::EndOfDay, 0),
            Function::Min | Function::Max => {
                let op = if function == Function::Min { Op::Min } else { Op::Max };
                for _ in 1..count {
                    self.op(op, -1);
                }
                return Some(());
            }
            // Literals and resolved names: none of them comes so far as a call.
            _ => return None,
        };
        self.op(op, growth);
        Some(())
    }

    /// A jump to a jump that will be taken too goes on to where that goes: a long chain of `&&` is left in one step.
    fn thread_jumps(&mut self) {
        for at in (0..self.ops.len()).rev() {
            let target = |to: u32| usize::try_from(to).ok().and_then(|to| self.ops.get(to)).copied();
            let threaded = match self.ops.get(at).copied() {
                Some(Op::JumpIfFalse(to)) => match target(to) {
                    Some(Op::JumpIfFalse(further)) => Op::JumpIfFalse(further),
                    _ => continue,
                },
                Some(Op::JumpIfTrue(to)) => match target(to) {
                    Some(Op::JumpIfTrue(further)) => Op::JumpIfTrue(further),
                    _ => continue,
                },
                _ => continue,
            };
            if let Some(op) = self.ops.get_mut(at) {
                *op = threaded;
            }
        }
    }
}
