//! A call with its arguments, checked for what needs no types: their number, and literals where only those may stand.

use std::ops::Range;

use super::fault::{Fault, FaultKind};
use super::functions::{Function, Signature};
use super::parser::Operand;
use super::spelling;
use super::tree::{Node, Tree};
use crate::suggest::nearest;
use crate::value::{Currency, Date, Decimal, Duration, Money, Time, Type, Value, Zone};

/// A call whose bracket is open.
pub(super) struct Call {
    pub(super) signature: &'static Signature,
    /// Where its name stands.
    pub(super) name: Range<usize>,
    /// First byte of the whole, the receiver of a method included.
    pub(super) start: usize,
    /// Where its bracket stands.
    pub(super) open: Range<usize>,
    /// Arguments complete so far.
    pub(super) arguments: usize,
    /// The name that is its first argument, for the functions that take one.
    pub(super) raw: Option<(String, Range<usize>)>,
}

impl Call {
    pub(super) fn misused(&self) -> Fault {
        let Signature { name, least, most, .. } = self.signature;
        let receiver = usize::from(self.start < self.name.start);
        let count = match (least - receiver, most.saturating_sub(receiver)) {
            (0, 0) => "no argument".to_owned(),
            (1, 1) => "one argument".to_owned(),
            (least, most) if least == most => format!("{least} arguments"),
            (least, most) => format!("{least} to {most} arguments"),
        };
        Fault::syntax(self.name.clone(), format!("`{name}` takes {count}"))
            .help(format!("write `{}`", self.signature.usage))
    }

    /// The node of the call and the first node of its parts. Arguments that must be literals are taken off the tree.
    pub(super) fn complete(
        self,
        tree: &mut Tree,
        arguments: &[Operand],
        text: &str,
    ) -> Result<(Node, Option<usize>), Fault> {
        if !(self.signature.least..=self.signature.most).contains(&self.arguments) {
            return Err(self.misused());
        }
        let first = arguments.first().map(|operand| operand.first);
        let raw = self.raw.as_ref().map(|(name, _)| name.as_str().into()).unwrap_or_else(|| "".into());
        let node = match self.signature.function {
            Function::Has => return Ok((Node::Has(raw), None)),
            Function::PausedDays => return Ok((Node::PausedDays(raw), None)),
            Function::Accrue => Node::Accrue(raw),
            Function::Duration | Function::Timestamp | Function::Date | Function::Money => {
                let (text, range) = self.text(tree, arguments.first())?;
                return Ok((Node::Constant(self.literal(&text, range)?), None));
            }
            Function::InState => return Ok((Node::InState(self.text(tree, arguments.first())?.0.into()), None)),
            Function::Left => return Ok((Node::Left(self.currency(tree, arguments.first())?), None)),
            Function::Seen => {
                let window = self.window(tree, arguments.get(1))?;
                return Ok((Node::Seen(self.text(tree, arguments.first())?.0.into(), window), None));
            }
            Function::Paid => {
                let window = self.window(tree, arguments.get(1))?;
                return Ok((Node::Paid(self.currency(tree, arguments.first())?, window), None));
            }
            Function::Round => Node::Round(self.places(tree, arguments.get(1), text)?),
            Function::Get(getter) => match arguments.get(1) {
                Some(_) => Node::Get(getter, Some(self.zone(tree, arguments.get(1))?)),
                None => Node::Get(getter, None),
            },
            function => Node::Call(function, self.arguments),
        };
        Ok((node, first))
    }

    fn text(&self, tree: &mut Tree, operand: Option<&Operand>) -> Result<(String, Range<usize>), Fault> {
        let range = operand.map_or(self.name.clone(), |operand| operand.range.clone());
        match tree.pop_constant() {
            Some(Value::Text(text)) => Ok((text.to_string(), range)),
            _ => Err(Fault::syntax(range, format!("`{}` takes a text in quotes here", self.signature.name))
                .help(format!("write `{}`", self.signature.usage))),
        }
    }

    /// `duration('…')` and its like.
    fn literal(&self, text: &str, range: Range<usize>) -> Result<Value, Fault> {
        let (value, ty) = match self.signature.function {
            Function::Duration => {
                let read = Duration::from_playbook(text).or_else(|_| text.parse::<Duration>());
                (read.map(Value::Duration), Type::Duration)
            }
            Function::Timestamp => (text.parse::<Time>().map(Value::Time), Type::Time),
            Function::Date => (text.parse::<Date>().map(Value::Date), Type::Date),
            _ => (text.parse::<Money>().map(Value::Money), Type::Money(None)),
        };
        value.map_err(|error| {
            let fault = Fault::new(FaultKind::Literal, range, format!("`{text}` is not {}", error.expected()));
            match spelling::misspelt(text, Some(&ty)) {
                Some(right) => fault.help(right.help),
                None => fault,
            }
            .expecting([error.expected()])
        })
    }

    fn currency(&self, tree: &mut Tree, operand: Option<&Operand>) -> Result<Currency, Fault> {
        let (text, range) = self.text(tree, operand)?;
        text.parse::<Currency>().map_err(|error| {
            Fault::new(FaultKind::Literal, range, format!("`{text}` is no currency")).expecting([error.expected()])
        })
    }

    fn window(&self, tree: &mut Tree, operand: Option<&Operand>) -> Result<Duration, Fault> {
        let range = operand.map_or(self.name.clone(), |operand| operand.range.clone());
        match tree.pop_constant() {
            Some(Value::Duration(window)) if window > Duration::ZERO => Ok(window),
            _ => Err(Fault::syntax(
                range,
                format!("`{}` takes a duration above zero here, written plainly", self.signature.name),
            )
            .help(format!("write `{}`", self.signature.usage))),
        }
    }

    /// Digits behind the point of a step like `'0.01'`.
    fn places(&self, tree: &mut Tree, operand: Option<&Operand>, text: &str) -> Result<u32, Fault> {
        let range = operand.map_or(self.name.clone(), |operand| operand.range.clone());
        let step = match tree.pop_constant() {
            Some(Value::Text(text)) => text.parse::<Decimal>().ok(),
            Some(Value::Decimal(step)) => Some(step),
            Some(Value::Int(step)) => Some(Decimal::from(step)),
            _ => None,
        };
        match step {
            Some(step) if step.coefficient() == 1 => Ok(step.scale()),
            _ => {
                let text = text.get(range.clone()).unwrap_or_default();
                let fault = Fault::syntax(range, format!("`{text}` is no step to round to"));
                Err(fault.expecting(["`'1'`", "`'0.1'`", "`'0.01'`", "and so on"]))
            }
        }
    }

    fn zone(&self, tree: &mut Tree, operand: Option<&Operand>) -> Result<Zone, Fault> {
        let (text, range) = self.text(tree, operand)?;
        Zone::named(&text).ok_or_else(|| {
            let mut fault = Fault::new(FaultKind::Literal, range, format!("there is no zone `{text}`"))
                .expecting(["a name of the IANA database like `Europe/London`"]);
            fault.suggestion = nearest(&text, Zone::names()).map(str::to_owned);
            fault
        })
    }
}
