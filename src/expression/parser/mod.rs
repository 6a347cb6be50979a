//! Tokens into a tree.
//!
//! Operators wait on a stack of their own until their right side is complete, so that nothing here recurses; the depth
//! of brackets, signs, calls and `?:` is limited all the same, for the readers' sake and the evaluation stack's.

mod brackets;

use std::ops::Range;

use crate::expression::MAX_DEPTH;
use crate::expression::call::Call;
use crate::expression::fault::{Fault, FaultKind};
use crate::expression::lexer::{Kind, Token};
use crate::expression::tree::{Arithmetic, Comparison, EventPart, Node, Tree};
use crate::value::{Money, Value};

/// The tree of the tokens of `text`.
pub(in crate::expression) fn parse<'t>(text: &'t str, tokens: &'t [Token<'t>]) -> Result<Tree, Fault> {
    let mut parser =
        Parser { text, tokens, at: 0, tree: Tree::default(), operands: Vec::new(), pending: Vec::new(), depth: 0 };
    loop {
        if parser.operand()? && parser.operators()? {
            return Ok(parser.tree);
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token<'t>],
    at: usize,
    tree: Tree,
    operands: Vec<Operand>,
    pending: Vec<Pending>,
    depth: usize,
}

/// A complete part.
pub(in crate::expression) struct Operand {
    /// Its first node.
    pub(in crate::expression) first: usize,
    /// Its bytes, brackets around it included.
    pub(in crate::expression) range: Range<usize>,
    /// Made by the word `not`, without brackets around.
    not: bool,
}

/// What waits for its right side or its closing bracket.
enum Pending {
    Not { at: Range<usize>, word: bool },
    Negate { at: Range<usize> },
    Binary(Arithmetic),
    Compare(Comparison),
    And,
    Or,
    If { at: Range<usize> },
    Else,
    Group { at: Range<usize> },
    Call(Call),
    In { at: Range<usize> },
    Count { call: Range<usize>, at: Range<usize> },
}

impl Pending {
    /// How tightly it binds; brackets are 0 and close by themselves.
    fn binding(&self) -> u8 {
        match self {
            Self::Not { .. } | Self::Negate { .. } => 6,
            Self::Binary(Arithmetic::Multiply | Arithmetic::Divide | Arithmetic::Remainder) => 5,
            Self::Binary(_) => 4,
            Self::Compare(_) => 3,
            Self::And => 2,
            Self::Or => 1,
            _ => 0,
        }
    }

    fn is_nesting(&self) -> bool {
        !matches!(self, Self::Binary(_) | Self::Compare(_) | Self::And | Self::Or | Self::Else)
    }
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at)
    }

    fn kind(&self, ahead: usize) -> Option<&'t Kind<'t>> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    fn wait(&mut self, pending: Pending, at: &Range<usize>) -> Result<(), Fault> {
        if pending.is_nesting() {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                let message = format!("nested deeper than {MAX_DEPTH} levels");
                let fault = Fault::new(FaultKind::TooDeep, at.clone(), message);
                return Err(fault.help("give parts a name of their own under `derive`"));
            }
        }
        self.pending.push(pending);
        Ok(())
    }

    fn taken(&mut self) -> Option<Pending> {
        let pending = self.pending.pop()?;
        // An `else` took over the place of its `if`.
        if pending.is_nesting() || matches!(pending, Pending::Else) {
            self.depth = self.depth.saturating_sub(1);
        }
        Some(pending)
    }

    fn add(&mut self, node: Node, first: Option<usize>, range: Range<usize>) {
        let index = self.tree.push(node, first, &range);
        self.operands.push(Operand { first: first.unwrap_or(index), range, not: false });
    }

    /// Where the text is over.
    fn end(&self) -> Range<usize> {
        self.text.len()..self.text.len()
    }

    /// Reads what may come before a value, and the value; false where another value must follow.
    fn operand(&mut self) -> Result<bool, Fault> {
        let Some(Token { kind, range }) = self.peek().cloned() else {
            let fault = self.no_value(self.end(), "the expression ends where a value is expected");
            let is_share = self.text.trim_end().ends_with('%');
            return Err(if is_share { fault.help("write a share as a number: `* 0.2` is 20 per cent") } else { fault });
        };
        self.at += 1;
        let constant = match kind {
            Kind::Not { word } => return self.wait(Pending::Not { at: range.clone(), word }, &range).map(|()| false),
            Kind::Minus => match self.negative(&range)? {
                true => return Ok(true),
                false => return self.wait(Pending::Negate { at: range.clone() }, &range).map(|()| false),
            },
            Kind::Open => return self.wait(Pending::Group { at: range.clone() }, &range).map(|()| false),
            Kind::Word(word) => return self.word(word, range),
            Kind::Int(number) => Value::Int(i64::try_from(number).map_err(|_| whole_number(&range))?),
            Kind::Decimal(number) => Value::Decimal(number),
            Kind::Duration(duration) => Value::Duration(duration),
            Kind::Money(money) => Value::Money(money),
            Kind::Text(text) => Value::from(text),
            Kind::True => Value::Bool(true),
            Kind::False => Value::Bool(false),
            Kind::ListOpen => {
                let fault = Fault::syntax(range, "a list may stand only right of `in` and inside `size(…)`");
                return Err(fault.help("as in `tier in ['gold', 'platinum']`"));
            }
            _ => {
                let text = self.text.get(range.clone()).unwrap_or_default();
                let message = format!("`{text}` where a value is expected");
                return Err(self.no_value(range, &message));
            }
        };
        self.add(Node::Constant(constant), None, range);
        Ok(true)
    }

    fn no_value(&self, range: Range<usize>, message: &str) -> Fault {
        Fault::syntax(range, message).expecting(["a fact", "a value", "`(`", "`!`", "`-`"])
    }

    /// A minus directly before a number belongs to it, so that the least whole number can be written.
    fn negative(&mut self, minus: &Range<usize>) -> Result<bool, Fault> {
        let Some(Token { kind, range }) = self.peek() else {
            return Ok(false);
        };
        let range = minus.start..range.end;
        let value = match kind {
            Kind::Int(number) => Value::Int(i64::try_from(-i128::from(*number)).map_err(|_| whole_number(&range))?),
            Kind::Decimal(number) => Value::Decimal(number.negated()),
            Kind::Duration(duration) => Value::Duration(duration.negated()),
            Kind::Money(money) => Value::Money(Money::new(money.amount().negated(), money.currency())),
            _ => return Ok(false),
        };
        self.at += 1;
        self.add(Node::Constant(value), None, range);
        Ok(true)
    }

    fn word(&mut self, word: &str, range: Range<usize>) -> Result<bool, Fault> {
        match (self.kind(0), self.kind(1), self.kind(2)) {
            (Some(Kind::Open), _, _) => return self.call(word, range, None),
            (Some(Kind::Dot), Some(Kind::Word(part)), next) if word == "event" && next != Some(&Kind::Open) => {
                let found = EventPart::NAMES.into_iter().find(|(name, _)| name == part);
                let end = self.tokens.get(self.at + 1).map_or(range.end, |token| token.range.end);
                let Some((_, part)) = found else {
                    let names = EventPart::NAMES.map(|(name, _)| name);
                    let fault =
                        Fault::new(FaultKind::UnknownName, range.start..end, format!("an event has no part `{part}`"));
                    return Err(fault.near(part, names).expecting(names.map(|name| format!("event.{name}"))));
                };
                self.at += 2;
                self.add(Node::Event(part), None, range.start..end);
            }
            _ => {
                let node = match word {
                    "now" => Node::Now,
                    "opened" => Node::Opened,
                    _ => Node::Word(word.into()),
                };
                self.add(node, None, range);
            }
        }
        Ok(true)
    }

    /// Reads operators and closing brackets; true at the end of the text, false where a value must follow.
    fn operators(&mut self) -> Result<bool, Fault> {
        loop {
            let Some(Token { kind, range }) = self.peek().cloned() else {
                return self.finish().map(|()| true);
            };
            self.at += 1;
            let pending = match kind {
                Kind::Equal => Pending::Compare(Comparison::Equal),
                Kind::NotEqual => Pending::Compare(Comparison::NotEqual),
                Kind::Less => Pending::Compare(Comparison::Less),
                Kind::LessOrEqual => Pending::Compare(Comparison::LessOrEqual),
                Kind::Greater => Pending::Compare(Comparison::Greater),
                Kind::GreaterOrEqual => Pending::Compare(Comparison::GreaterOrEqual),
                Kind::Plus => Pending::Binary(Arithmetic::Add),
                Kind::Minus => Pending::Binary(Arithmetic::Subtract),
                Kind::Star => Pending::Binary(Arithmetic::Multiply),
                Kind::Slash => Pending::Binary(Arithmetic::Divide),
                Kind::Percent => Pending::Binary(Arithmetic::Remainder),
                Kind::And => Pending::And,
                Kind::Or => Pending::Or,
                Kind::In => match self.list(range)? {
                    true => continue,
                    false => return Ok(false),
                },
                Kind::Question => {
                    self.reduce(1);
                    self.tree.push(Node::IfMark, None, &range);
                    return self.wait(Pending::If { at: range.clone() }, &range).map(|()| false);
                }
                Kind::Colon => return self.otherwise(range).map(|()| false),
                Kind::Comma => {
                    if self.comma(&range)? {
                        return Ok(false);
                    }
                    continue;
                }
                Kind::Close => {
                    self.at -= 1;
                    self.close(true)?;
                    continue;
                }
                Kind::ListClose => {
                    self.close_list(&range)?;
                    continue;
                }
                Kind::Dot => {
                    if self.method(range)? {
                        continue;
                    }
                    return Ok(false);
                }
                _ => return Err(self.no_operator(range)),
            };
            self.reduce(pending.binding());
            if matches!(pending, Pending::Compare(_)) {
                self.refuse_bare_not()?;
            }
            match pending {
                Pending::And => self.tree.push(Node::AndMark, None, &range),
                Pending::Or => self.tree.push(Node::OrMark, None, &range),
                _ => 0,
            };
            self.wait(pending, &range)?;
            return Ok(false);
        }
    }

    fn no_operator(&self, range: Range<usize>) -> Fault {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let closing = match self.pending.iter().rev().find(|pending| pending.binding() == 0) {
            Some(Pending::Group { .. } | Pending::Call(_)) => "`)`",
            Some(Pending::In { .. } | Pending::Count { .. }) => "`]`",
            Some(Pending::If { .. }) => "`:`",
            _ => "the end",
        };
        let fault = Fault::syntax(range, format!("`{text}` where an operator or {closing} is expected"));
        fault.expecting(["an operator", closing])
    }

    /// `not a == b` means one thing to people and another to CEL.
    fn refuse_bare_not(&self) -> Result<(), Fault> {
        match self.operands.last() {
            Some(operand) if operand.not => {
                let fault =
                    Fault::syntax(operand.range.clone(), "`not` before a comparison says nothing of how far it goes");
                Err(fault.help("put brackets around what it turns: `not (a == b)`"))
            }
            _ => Ok(()),
        }
    }

    fn otherwise(&mut self, range: Range<usize>) -> Result<(), Fault> {
        self.reduce(1);
        while matches!(self.pending.last(), Some(Pending::Else)) {
            self.reduce_else();
        }
        match self.pending.last_mut() {
            Some(last @ Pending::If { .. }) => {
                *last = Pending::Else;
                self.tree.push(Node::ElseMark, None, &range);
                Ok(())
            }
            _ => Err(Fault::syntax(range, "`:` without a `?` before it").help("write `condition ? one : other`")),
        }
    }

    fn finish(&mut self) -> Result<(), Fault> {
        self.reduce_all();
        self.unclosed().map_or(Ok(()), Err)
    }

    /// Completes every operator up to the innermost bracket.
    fn reduce_all(&mut self) {
        self.reduce(1);
        while matches!(self.pending.last(), Some(Pending::Else)) {
            self.reduce_else();
        }
    }

    /// Completes what binds at least as tightly as that.
    fn reduce(&mut self, binding: u8) {
        while self.pending.last().is_some_and(|pending| pending.binding() >= binding.max(1)) {
            let Some(pending) = self.taken() else {
                return;
            };
            let Some(right) = self.operands.pop() else {
                return;
            };
            let node = match pending {
                Pending::Not { at, word } => {
                    self.add(Node::Not, Some(right.first), at.start..right.range.end);
                    if let Some(operand) = self.operands.last_mut() {
                        operand.not = word;
                    }
                    continue;
                }
                Pending::Negate { at } => {
                    self.add(Node::Negate, Some(right.first), at.start..right.range.end);
                    continue;
                }
                Pending::Binary(operator) => Node::Binary(operator),
                Pending::Compare(comparison) => Node::Compare(comparison),
                Pending::And => Node::And,
                _ => Node::Or,
            };
            if let Some(left) = self.operands.pop() {
                self.add(node, Some(left.first), left.range.start..right.range.end);
            }
        }
    }

    fn reduce_else(&mut self) {
        self.taken();
        if let (Some(otherwise), Some(_), Some(condition)) =
            (self.operands.pop(), self.operands.pop(), self.operands.pop())
        {
            self.add(Node::If, Some(condition.first), condition.range.start..otherwise.range.end);
        }
    }
}

fn whole_number(range: &Range<usize>) -> Fault {
    Fault::new(FaultKind::Literal, range.clone(), "a whole number of at most 64 bits is expected")
}
