//! What stands in brackets: groups, arguments of calls, lists.

use std::ops::Range;

use super::{Operand, Parser, Pending};
use crate::expression::call::Call;
use crate::expression::fault::{Fault, FaultKind};
use crate::expression::functions::{self, Form, Function};
use crate::expression::lexer::{Kind, Token};
use crate::expression::tree::Node;

impl Parser<'_> {
    /// Reads the beginning of a call, up to its first argument, or the whole where there is none to read; the token
    /// behind `name` is its bracket.
    pub(super) fn call(&mut self, name: &str, at: Range<usize>, receiver: Option<Operand>) -> Result<bool, Fault> {
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
    pub(super) fn raw_name(&mut self, call: &Call) -> Result<(String, Range<usize>), Fault> {
        let (name, range) = match self.peek() {
            Some(Token { kind: Kind::Text(name), range }) => (name.as_str(), range),
            Some(Token { kind: Kind::Word(name), range }) => (*name, range),
            _ => return Err(call.misused()),
        };
        self.at += 1;
        Ok((name.to_owned(), range.clone()))
    }

    /// `in` and the bracket behind it; true where the list is empty and so complete.
    pub(super) fn list(&mut self, range: Range<usize>) -> Result<bool, Fault> {
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
    pub(super) fn list_or_element(&mut self) -> Result<bool, Fault> {
        match self.peek().cloned() {
            Some(Token { kind: Kind::ListClose, range }) => {
                self.at += 1;
                self.end_list(&range)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// A comma goes on to the next argument or element; true where a value must follow.
    pub(super) fn comma(&mut self, range: &Range<usize>) -> Result<bool, Fault> {
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
    pub(super) fn end_element(&mut self, range: &Range<usize>) {
        let node = match self.pending.last() {
            Some(Pending::In { .. }) => Node::InElement,
            _ => Node::CountElement,
        };
        let range = self.operands.pop().map_or(range.clone(), |operand| operand.range);
        self.tree.push(node, None, &range);
    }

    pub(super) fn close_list(&mut self, range: &Range<usize>) -> Result<(), Fault> {
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
    pub(super) fn end_list(&mut self, range: &Range<usize>) -> Result<(), Fault> {
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
    pub(super) fn close(&mut self, behind_value: bool) -> Result<(), Fault> {
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
    pub(super) fn method(&mut self, dot: Range<usize>) -> Result<bool, Fault> {
        let Some(Token { kind: Kind::Word(name), range }) = self.peek().cloned() else {
            return Err(Fault::syntax(dot, "a function is expected behind `.`").expecting(["a function"]));
        };
        self.at += 1;
        if self.kind(0) != Some(&Kind::Open) {
            let fault = Fault::new(FaultKind::UnknownName, range, format!("there is no part `{name}`"));
            let known = functions::names();
            return Err(fault.near(name, known).help("facts have no parts; a function is called with `(…)`"));
        }
        let receiver = self.operands.pop();
        self.call(name, range, receiver)
    }

    /// The innermost bracket that waits.
    pub(super) fn unclosed(&self) -> Option<Fault> {
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
}
