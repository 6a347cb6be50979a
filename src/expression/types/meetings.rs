//! Two parts that meet: comparisons, the sides of `?:`, words that turn out to be members of an enum.

use super::{Checker, Part, PartKind};
use crate::expression::fault::{Fault, FaultKind};
use crate::expression::operators;
use crate::expression::tree::Node;
use crate::suggest::nearest;
use crate::value::{Name, Type, Value};

impl Checker<'_> {
    pub(super) fn conditional(&mut self, index: usize) {
        let (no, yes) = (self.pop(), self.pop());
        self.pop();
        let words: Vec<usize> = yes.words.iter().chain(&no.words).copied().collect();
        let literal = yes.is_literal_text() && no.is_literal_text();
        if literal {
            let bare = matches!(yes.kind, PartKind::Words) || matches!(no.kind, PartKind::Words);
            let kind = if bare { PartKind::Words } else { PartKind::Is(Type::Text) };
            self.stack.push(Part { kind, index, words });
            return;
        }
        let ty = self.joined(index, &yes, &no);
        self.push(index, ty);
    }

    /// The common type of two parts; whole numbers beside decimals become such.
    pub(super) fn joined(&mut self, index: usize, one: &Part, other: &Part) -> Option<Type> {
        for (words, context) in [(one, other), (other, one)] {
            if let Some(Type::Enum(members)) = context.ty() {
                if words.is_literal_text() {
                    let members = members.clone();
                    self.members(words, &members);
                    return Some(Type::Enum(members));
                }
            }
        }
        let (a, b) = (self.settled(one)?, self.settled(other)?);
        match operators::joined(&a, &b) {
            Ok(ty) => {
                if ty == Type::Decimal && (a == Type::Int || b == Type::Int) {
                    self.widened.push(index);
                }
                Some(ty)
            }
            Err(mismatch) => {
                let fault =
                    mismatch.into_fault(self.range(index), &self.snippet(one.index), &self.snippet(other.index));
                self.fault(fault);
                None
            }
        }
    }

    pub(super) fn compare(&mut self, index: usize, order: bool, sign: &str, left: &Part, right: &Part) {
        for (words, context) in [(left, right), (right, left)] {
            if let (true, Some(Type::Enum(members))) = (words.is_literal_text(), context.ty()) {
                let members = members.clone();
                self.members(words, &members);
                if order {
                    self.no_order(index, &Type::Enum(members));
                }
                return;
            }
        }
        // A bare word beside an unknown name may be a member of the enum that was meant.
        if matches!((&left.kind, &right.kind), (PartKind::Words, PartKind::Words)) {
            self.settled(left);
            return;
        }
        let (Some(a), Some(b)) = (self.settled(left), self.settled(right)) else {
            return;
        };
        let zero = |part: &Part| matches!(part.kind, PartKind::Zero(_));
        let money = |ty: &Type| matches!(ty, Type::Money(_));
        if (money(&a) && zero(right)) || (money(&b) && zero(left)) {
            return;
        }
        match operators::comparable(sign, &a, &b) {
            Ok(()) if order && matches!(a, Type::Bool | Type::Enum(_)) => self.no_order(index, &a),
            Ok(()) => {}
            Err(mismatch) => {
                let range = if sign == "in" { self.range(right.index) } else { self.range(index) };
                let mut fault = mismatch.into_fault(range, &self.snippet(left.index), &self.snippet(right.index));
                let chained = matches!(self.tree.get(left.index).map(|entry| &entry.node), Some(Node::Compare(_)));
                if chained && order {
                    fault.help = Some("write both comparisons: `a < b && b < c`".to_owned());
                }
                self.fault(fault);
            }
        }
    }

    pub(super) fn no_order(&mut self, index: usize, ty: &Type) {
        let message = format!("values of type {ty} have no order");
        self.fault(
            Fault::new(FaultKind::Type, self.range(index), message).help("compare them with `==`, `!=` or `in`"),
        );
    }

    /// Whether a subtraction of unknown names is a known name written with `-`, which is then reported.
    pub(super) fn is_name_with_dash(&mut self, index: usize, left: &Part, right: &Part) -> bool {
        if !matches!((&left.kind, &right.kind), (PartKind::Words, PartKind::Words)) {
            return false;
        }
        let written = self.snippet(index);
        let meant = written.replace('-', "_");
        if self.names.lookup(&meant).is_none() {
            return false;
        }
        let mut fault = self.unknown_name(&written, self.range(index));
        fault.suggestion = Some(meant);
        self.fault(fault.help("names are written with `_`: `-` is a subtraction"));
        true
    }

    /// Words and literals that meet an enum must be members of it.
    pub(super) fn members(&mut self, part: &Part, members: &[Name]) {
        for &index in &part.words {
            let word = match self.tree.get(index).map(|entry| &entry.node) {
                Some(Node::Word(name)) => name.clone(),
                Some(Node::Constant(Value::Text(text))) => text.clone(),
                _ => continue,
            };
            if !members.contains(&word) {
                let message = format!("`{word}` is none of the words that can stand here");
                let mut fault = Fault::new(FaultKind::UnknownMember, self.range(index), message)
                    .expecting(members.iter().map(Name::as_str));
                fault.suggestion = nearest(&word, members.iter().map(Name::as_str)).map(str::to_owned);
                self.fault(fault);
            }
            self.resolve(index, Node::Constant(Value::from(word.as_str())));
        }
    }
}
