//! Tokens into a tree.
//!
//! Operators wait on a stack of their own until their right side is complete, so that nothing here recurses; the depth
//! of brackets, signs, calls and `?:` is limited all the same, for the readers' sake and the evaluation stack's.

use std::ops::Range;

use super::MAX_DEPTH;
use super::call::Call;
use super::fault::{Fault, FaultKind};
use super::functions::{self, Form, Function};
use super::lexer::{Kind, Token};
use super::tree::{Arithmetic, Comparison, EventPart, Node, Tree};
use crate::value::{Money, Value};

/// The tree of the tokens of `text`.
pub(super) fn parse(text: &str, tokens: &[Token]) -> Result<Tree, Fault> {
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
    tokens: &'t [Token],
    at: usize,
    tree: Tree,
    operands: Vec<Operand>,
    pending: Vec<Pending>,
    depth: usize,
}

/// A complete part.
pub(super) struct Operand {
    /// Its first node.
    pub(super) first: usize,
    /// Its bytes, brackets around it included.
    pub(super) range: Range<usize>,
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

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn kind(&self, ahead: usize) -> Option<&Kind> {
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
            return Err(self.no_value(self.end(), "the expression ends where a value is expected"));
        };
        self.at += 1;
        let constant = match kind {
            Kind::Not { word } => return self.wait(Pending::Not { at: range.clone(), word }, &range).map(|()| false),
            Kind::Minus => match self.negative(&range)? {
                true => return Ok(true),
                false => return self.wait(Pending::Negate { at: range.clone() }, &range).map(|()| false),
            },
            Kind::Open => return self.wait(Pending::Group { at: range.clone() }, &range).map(|()| false),
            Kind::Word(word) => return self.word(&word, range),
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

    /// Reads the beginning of a call, up to its first argument, or the whole where there is none to read; the token
    /// behind `name` is its bracket.
    fn call(&mut self, name: &str, at: Range<usize>, receiver: Option<Operand>) -> Result<bool, Fault> {
        let Some(signature) = functions::find(name) else {
            let fault = Fault::new(FaultKind::UnknownFunction, at, format!("there is no function `{name}`"));
            return Err(fault.near(name, functions::names()));
        };
        let fits = match signature.form {
            Form::Plain => receiver.is_none(),
            Form::Method => receiver.is_some(),
            Form::Both => true,
        };
        if !fits {
            let message = format!("`{name}` is not called like this");
            return Err(Fault::syntax(at, message).help(format!("write `{}`", signature.usage)));
        }
        let open = self.peek().map_or(at.clone(), |token| token.range.clone());
        self.at += 1;
        if signature.function == Function::Size && receiver.is_none() && self.kind(0) == Some(&Kind::ListOpen) {
            let list = self.peek().map_or(open.clone(), |token| token.range.clone());
            self.at += 1;
            self.tree.push(Node::CountMark, None, &list);
            self.wait(Pending::Count { call: at, at: list.clone() }, &list)?;
            return self.list_or_element();
        }
        let start = receiver.as_ref().map_or(at.start, |operand| operand.range.start);
        let mut call = Call { signature, name: at, start, open: open.clone(), arguments: 0, raw: None };
        if let Some(operand) = receiver {
            call.arguments = 1;
            self.operands.push(operand);
        }
        if signature.function.takes_name() {
            call.raw = Some(self.raw_name(&call)?);
            call.arguments += 1;
            match self.kind(0) {
                Some(Kind::Comma) if signature.most > 1 => self.at += 1,
                Some(Kind::Close) => {}
                _ => return Err(call.misused()),
            }
        }
        self.wait(Pending::Call(call), &open)?;
        if self.kind(0) == Some(&Kind::Close) {
            self.close(false)?;
            return Ok(true);
        }
        Ok(false)
    }

    /// The first argument of a function that takes a name and no value.
    fn raw_name(&mut self, call: &Call) -> Result<(String, Range<usize>), Fault> {
        match self.peek().cloned() {
            Some(Token { kind: Kind::Text(name) | Kind::Word(name), range }) => {
                self.at += 1;
                Ok((name, range))
            }
            _ => Err(call.misused()),
        }
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

    /// `in` and the bracket behind it; true where the list is empty and so complete.
    fn list(&mut self, range: Range<usize>) -> Result<bool, Fault> {
        self.reduce(3);
        self.refuse_bare_not()?;
        let Some(Token { kind: Kind::ListOpen, range: open }) = self.peek().cloned() else {
            let at = self.peek().map_or(self.end(), |token| token.range.clone());
            let fault = Fault::syntax(at, "a list is expected right of `in`").expecting(["`[`"]);
            return Err(fault.help("as in `tier in ['gold', 'platinum']`"));
        };
        self.at += 1;
        self.tree.push(Node::InMark, None, &range);
        self.wait(Pending::In { at: open.clone() }, &open)?;
        self.list_or_element()
    }

    /// At the beginning of a list: closes it if it is empty (true), else a value follows.
    fn list_or_element(&mut self) -> Result<bool, Fault> {
        match self.peek().cloned() {
            Some(Token { kind: Kind::ListClose, range }) => {
                self.at += 1;
                self.end_list(&range)?;
                Ok(true)
            }
            _ => Ok(false),
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

    /// A comma goes on to the next argument or element; true where a value must follow.
    fn comma(&mut self, range: &Range<usize>) -> Result<bool, Fault> {
        self.reduce_all();
        match self.pending.last_mut() {
            Some(Pending::Call(call)) => {
                call.arguments += 1;
                Ok(true)
            }
            Some(Pending::In { .. } | Pending::Count { .. }) => {
                self.end_element(range);
                // As in CEL, a list may end in a comma.
                Ok(self.kind(0) != Some(&Kind::ListClose))
            }
            _ => Err(self.unclosed().unwrap_or_else(|| {
                Fault::syntax(range.clone(), "`,` outside of a list or a call").expecting(["an operator", "the end"])
            })),
        }
    }

    /// Pops the element of a list that is complete.
    fn end_element(&mut self, range: &Range<usize>) {
        let node = match self.pending.last() {
            Some(Pending::In { .. }) => Node::InElement,
            _ => Node::CountElement,
        };
        let range = self.operands.pop().map_or(range.clone(), |operand| operand.range);
        self.tree.push(node, None, &range);
    }

    fn close_list(&mut self, range: &Range<usize>) -> Result<(), Fault> {
        self.reduce_all();
        if !matches!(self.pending.last(), Some(Pending::In { .. } | Pending::Count { .. })) {
            return Err(self.unclosed().unwrap_or_else(|| Fault::syntax(range.clone(), "`]` without a `[` before it")));
        }
        let comma_before =
            self.at >= 2 && matches!(self.tokens.get(self.at - 2), Some(token) if token.kind == Kind::Comma);
        if !comma_before {
            self.end_element(range);
        }
        self.end_list(range)
    }

    /// Behind the `]`, whose range this is.
    fn end_list(&mut self, range: &Range<usize>) -> Result<(), Fault> {
        match self.taken() {
            Some(Pending::In { .. }) => {
                if let Some(left) = self.operands.pop() {
                    self.add(Node::In, Some(left.first), left.range.start..range.end);
                }
                Ok(())
            }
            Some(Pending::Count { call, .. }) => match self.peek().cloned() {
                Some(Token { kind: Kind::Close, range: close }) => {
                    self.at += 1;
                    self.add(Node::Count, None, call.start..close.end);
                    Ok(())
                }
                other => {
                    let at = other.map_or(self.end(), |token| token.range);
                    Err(Fault::syntax(at, "`)` is expected behind the list").expecting(["`)`"]))
                }
            },
            _ => Ok(()),
        }
    }

    /// At a `)`; `behind_value` where an argument is complete that no comma has counted.
    fn close(&mut self, behind_value: bool) -> Result<(), Fault> {
        let range = self.peek().map_or(self.end(), |token| token.range.clone());
        self.at += 1;
        self.reduce_all();
        if !matches!(self.pending.last(), Some(Pending::Group { .. } | Pending::Call(_))) {
            return Err(self.unclosed().unwrap_or_else(|| Fault::syntax(range, "`)` without a `(` before it")));
        }
        match self.taken() {
            Some(Pending::Group { at }) => {
                if let Some(operand) = self.operands.last_mut() {
                    operand.range = at.start..range.end;
                    operand.not = false;
                }
            }
            Some(Pending::Call(mut call)) => {
                call.arguments += usize::from(behind_value);
                let values = call.arguments.saturating_sub(usize::from(call.raw.is_some()));
                let arguments = self.operands.split_off(self.operands.len().saturating_sub(values));
                let range = call.start..range.end;
                let (node, first) = call.complete(&mut self.tree, &arguments, self.text)?;
                self.add(node, first, range);
            }
            _ => {}
        }
        Ok(())
    }

    /// Behind the dot of a method; true where the call is complete already.
    fn method(&mut self, dot: Range<usize>) -> Result<bool, Fault> {
        let Some(Token { kind: Kind::Word(name), range }) = self.peek().cloned() else {
            return Err(Fault::syntax(dot, "a function is expected behind `.`").expecting(["a function"]));
        };
        self.at += 1;
        if self.kind(0) != Some(&Kind::Open) {
            let fault = Fault::new(FaultKind::UnknownName, range, format!("there is no part `{name}`"));
            let known = functions::names();
            return Err(fault.near(&name, known).help("facts have no parts; a function is called with `(…)`"));
        }
        let receiver = self.operands.pop();
        self.call(&name, range, receiver)
    }

    fn finish(&mut self) -> Result<(), Fault> {
        self.reduce_all();
        self.unclosed().map_or(Ok(()), Err)
    }

    /// The innermost bracket that waits.
    fn unclosed(&self) -> Option<Fault> {
        let (at, open, close) = match self.pending.last()? {
            Pending::Group { at } => (at, "(", "`)`"),
            Pending::Call(call) => (&call.open, "(", "`)`"),
            Pending::In { at } | Pending::Count { at, .. } => (at, "[", "`]`"),
            Pending::If { at } => {
                let fault = Fault::syntax(at.clone(), "`?` without its `:`").expecting(["`:`"]);
                return Some(fault.help("write `condition ? one : other`"));
            }
            _ => return None,
        };
        Some(Fault::syntax(at.clone(), format!("`{open}` is never closed")).expecting([close]))
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
