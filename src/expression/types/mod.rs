//! Every part gets its type, every name its slot; what does not fit is a fault.

mod calls;
mod meetings;

use std::ops::Range;

use crate::expression::fault::{Fault, FaultKind};
use crate::expression::names::{Binding, Names};
use crate::expression::operators;
use crate::expression::tree::{Arithmetic, EventPart, Node, Tree};
use crate::value::{Name, Type, Value};

/// After so many faults of one expression the rest is left unread: they have one cause, and each costs a search.
const MAX_FAULTS: usize = 32;

/// What the checker found out.
pub(in crate::expression) struct Checked {
    pub(in crate::expression) ty: Type,
    /// Nodes whose whole numbers become decimals, in order.
    pub(in crate::expression) widened: Vec<usize>,
    /// Divisions of two whole numbers, which drop the rest.
    pub(in crate::expression) truncates: Vec<Range<usize>>,
}

/// Resolves names in the tree and gives the type of the whole.
///
/// # Errors
/// All faults of the expression, in order of their place.
pub(in crate::expression) fn check(
    tree: &mut Tree,
    text: &str,
    wanted: Option<&Type>,
    names: &dyn Names,
) -> Result<Checked, Vec<Fault>> {
    let mut checker = Checker {
        tree,
        text,
        names,
        stack: Vec::new(),
        faults: Vec::new(),
        widened: Vec::new(),
        truncates: Vec::new(),
    };
    for index in 0..checker.tree.len() {
        checker.node(index);
        if checker.faults.len() >= MAX_FAULTS {
            break;
        }
    }
    let ty = checker.whole(wanted);
    let Checker { mut faults, widened, truncates, .. } = checker;
    faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
    match ty {
        Some(ty) if faults.is_empty() => Ok(Checked { ty, widened, truncates }),
        _ => Err(faults),
    }
}

/// A part whose whole is still to come.
pub(in crate::expression) struct Part {
    pub(in crate::expression) kind: PartKind,
    pub(in crate::expression) index: usize,
    /// The nodes of the words and literals it is made of, where it is nothing else: they may turn out to be members of
    /// an enum.
    words: Vec<usize>,
}

pub(in crate::expression) enum PartKind {
    Is(Type),
    /// A literal zero, which money may be compared with.
    Zero(Type),
    /// At least one word is no known name: members of an enum, or a mistake.
    Words,
    /// A fault is reported already; anything fits.
    Faulty,
}

impl Part {
    pub(in crate::expression) fn ty(&self) -> Option<&Type> {
        match &self.kind {
            PartKind::Is(ty) | PartKind::Zero(ty) => Some(ty),
            _ => None,
        }
    }

    fn is_literal_text(&self) -> bool {
        !self.words.is_empty()
    }
}

pub(in crate::expression) struct Checker<'c> {
    tree: &'c mut Tree,
    text: &'c str,
    names: &'c dyn Names,
    stack: Vec<Part>,
    faults: Vec<Fault>,
    widened: Vec<usize>,
    truncates: Vec<Range<usize>>,
}

impl Checker<'_> {
    fn range(&self, index: usize) -> Range<usize> {
        self.tree.get(index).map_or(0..0, |entry| entry.range())
    }

    /// Where a name stands that a function takes, else the whole call.
    fn range_in(&self, index: usize, name: &str) -> Range<usize> {
        let whole = self.range(index);
        let text = self.text.get(whole.clone()).unwrap_or_default();
        let arguments = text.find('(').unwrap_or_default();
        let found = text.get(arguments..).and_then(|text| text.find(name));
        found.map_or(whole.clone(), |at| {
            let start = whole.start + arguments + at;
            start..start + name.len()
        })
    }

    /// The part's text, as a message shows it.
    fn snippet(&self, index: usize) -> String {
        operators::short(self.text.get(self.range(index)).unwrap_or_default())
    }

    pub(in crate::expression) fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    fn pop(&mut self) -> Part {
        self.stack.pop().unwrap_or(Part { kind: PartKind::Faulty, index: 0, words: Vec::new() })
    }

    fn push(&mut self, index: usize, ty: Option<Type>) {
        self.stack.push(Part { kind: ty.map_or(PartKind::Faulty, PartKind::Is), index, words: Vec::new() });
    }

    fn resolve(&mut self, index: usize, node: Node) {
        if let Some(entry) = self.tree.get_mut(index) {
            entry.node = node;
        }
    }

    fn node(&mut self, index: usize) {
        let Some(entry) = self.tree.get(index) else {
            return;
        };
        match entry.node.clone() {
            Node::Constant(value) => self.constant(index, &value),
            Node::Word(name) => self.word(index, &name),
            Node::Now | Node::Opened | Node::Event(EventPart::Time) => self.push(index, Some(Type::Time)),
            Node::Event(_) => self.push(index, Some(Type::Text)),
            Node::Has(name) => self.has(index, &name),
            Node::InState(name) => self.state(index, &name, Node::IsActive, Type::Bool),
            Node::PausedDays(name) => self.state(index, &name, Node::PausedDaysOf, Type::Int),
            Node::Accrue(name) => self.accrue(index, &name),
            Node::Seen(event, _) => self.seen(index, &event),
            Node::Paid(currency, _) => self.push(index, Some(Type::Money(Some(currency)))),
            Node::Left(currency) => {
                if !self.names.has_limits() {
                    let message = "`left` needs a limit of a case or an account, and none is in force";
                    self.fault(Fault::new(FaultKind::NeedsPolicy, self.range(index), message));
                }
                self.push(index, Some(Type::Money(Some(currency))));
            }
            Node::Not | Node::AndMark | Node::OrMark | Node::IfMark => self.boolean(index),
            Node::And | Node::Or => {
                self.boolean(index);
                self.pop();
                self.pop();
                self.push(index, Some(Type::Bool));
            }
            Node::If => self.conditional(index),
            Node::Compare(comparison) => {
                let (right, left) = (self.pop(), self.pop());
                self.compare(index, comparison.is_order(), comparison.sign(), &left, &right);
                self.push(index, Some(Type::Bool));
            }
            Node::InElement => {
                let element = self.pop();
                let left = self.pop();
                self.compare(index, false, "in", &left, &element);
                self.stack.push(left);
            }
            Node::In => {
                let left = self.pop();
                self.settled(&left);
                self.push(index, Some(Type::Bool));
            }
            Node::CountElement => {
                let element = self.pop();
                self.settled(&element);
            }
            Node::Count => self.push(index, Some(Type::Int)),
            Node::Negate => {
                let part = self.pop();
                let ty = self.settled(&part);
                let result = self.known(ty, operators::negated, index, "has no negative");
                self.push(index, result);
            }
            Node::Binary(operator) => {
                let (right, left) = (self.pop(), self.pop());
                if operator == Arithmetic::Subtract && self.is_name_with_dash(index, &left, &right) {
                    self.push(index, None);
                    return;
                }
                let result = match (self.settled(&left), self.settled(&right)) {
                    (Some(a), Some(b)) => match operators::arithmetic(operator, &a, &b) {
                        Ok(ty) => {
                            if operator == Arithmetic::Divide && ty == Type::Int {
                                self.truncates.push(self.range(index));
                            }
                            Some(ty)
                        }
                        Err(mismatch) => {
                            let fault = mismatch.into_fault(
                                self.range(index),
                                &self.snippet(left.index),
                                &self.snippet(right.index),
                            );
                            self.fault(fault);
                            None
                        }
                    },
                    _ => None,
                };
                self.push(index, result);
            }
            Node::Round(_) => {
                let part = self.pop();
                let ty = self.settled(&part);
                let result = self.known(ty, operators::rounded, index, "can't be rounded");
                self.push(index, result);
            }
            Node::Get(getter, zone) => {
                let part = self.pop();
                let ty = self.settled(&part);
                let result =
                    self.known(ty, |ty| operators::getter(getter, zone.is_some(), ty), index, "has no such part");
                self.push(index, result);
            }
            Node::Call(function, count) => self.call(index, function, count),
            _ => {}
        }
    }

    /// What `rule` makes of a type, or a fault.
    fn known(
        &mut self,
        ty: Option<Type>,
        rule: impl Fn(&Type) -> Option<Type>,
        index: usize,
        otherwise: &str,
    ) -> Option<Type> {
        let ty = ty?;
        let result = rule(&ty);
        if result.is_none() {
            let message = format!("`{}`: a value of type {ty} {otherwise}", self.snippet(index));
            self.fault(Fault::new(FaultKind::Type, self.range(index), message));
        }
        result
    }

    fn constant(&mut self, index: usize, value: &Value) {
        let ty = operators::type_of(value);
        let words = if ty == Type::Text { vec![index] } else { Vec::new() };
        let kind = if operators::is_zero(value) { PartKind::Zero(ty) } else { PartKind::Is(ty) };
        self.stack.push(Part { kind, index, words });
    }

    fn word(&mut self, index: usize, name: &Name) {
        match self.names.lookup(name) {
            Some(Binding::Fact { slot, ty }) => {
                self.resolve(index, Node::Fact(slot));
                self.push(index, Some(ty));
            }
            Some(Binding::Derived { index: derived, ty, .. }) => {
                self.resolve(index, Node::Derived(derived));
                self.push(index, Some(ty));
            }
            None => self.stack.push(Part { kind: PartKind::Words, index, words: vec![index] }),
        }
    }

    fn has(&mut self, index: usize, name: &Name) {
        match self.names.lookup(name) {
            Some(Binding::Fact { slot, .. }) => self.resolve(index, Node::HasFact(slot)),
            Some(Binding::Derived { index: derived, .. }) => self.resolve(index, Node::HasDerived(derived)),
            None => {
                let fault = self.unknown_name(name, self.range_in(index, name));
                self.fault(fault);
            }
        }
        self.push(index, Some(Type::Bool));
    }

    fn unknown_name(&self, name: &str, range: Range<usize>) -> Fault {
        let known = self.names.names();
        let fault = Fault::new(FaultKind::UnknownName, range, format!("there is no fact or derived value `{name}`"));
        fault.near(name, known.iter().map(String::as_str).chain(["now", "opened", "true", "false"]))
    }

    fn state(&mut self, index: usize, name: &Name, node: impl Fn(u16) -> Node, ty: Type) {
        match self.names.state(name) {
            Some(state) => self.resolve(index, node(state)),
            None => {
                let known = self.names.states();
                let range = self.range_in(index, name);
                let fault = Fault::new(FaultKind::UnknownState, range, format!("there is no state `{name}`"));
                self.fault(fault.near(name, known.iter().map(String::as_str)));
            }
        }
        self.push(index, Some(ty));
    }

    fn seen(&mut self, index: usize, event: &Name) {
        if !self.names.is_event(event) {
            let known = self.names.events();
            let range = self.range_in(index, event);
            let fault = Fault::new(FaultKind::UnknownEvent, range, format!("there is no event `{event}`"));
            self.fault(fault.near(event, known.iter().map(String::as_str)));
        }
        self.push(index, Some(Type::Int));
    }

    /// The top of the stack must be true or false.
    fn boolean(&mut self, index: usize) {
        let part = self.pop();
        match self.settled(&part) {
            Some(Type::Bool) | None => {}
            Some(ty) => {
                let node = self.tree.get(index).map(|entry| entry.node.clone());
                let sign = match node {
                    Some(Node::Not) => "`!`",
                    Some(Node::AndMark | Node::And) => "`&&`",
                    Some(Node::OrMark | Node::Or) => "`||`",
                    _ => "`?`",
                };
                let snippet = self.snippet(part.index);
                let message = format!("{sign} takes `true` or `false`, but `{snippet}` is {}", operators::shown(&ty));
                let fault =
                    Fault::new(FaultKind::Type, self.range(part.index), message).expecting(["`true` or `false`"]);
                self.fault(fault.help("compare it with something, or put brackets where you mean them"));
            }
        }
        let result =
            if matches!(self.tree.get(index).map(|entry| &entry.node), Some(Node::Not)) { index } else { part.index };
        self.push(result, Some(Type::Bool));
    }

    /// The type of a part that no enum explains: its bare words are unknown names.
    fn settled(&mut self, part: &Part) -> Option<Type> {
        if !matches!(part.kind, PartKind::Words) {
            return part.ty().cloned();
        }
        for &index in &part.words {
            if let Some(Node::Word(name)) = self.tree.get(index).map(|entry| entry.node.clone()) {
                let mut fault = self.unknown_name(&name, self.range(index));
                if fault.suggestion.is_none() {
                    fault.help = Some(match name.to_lowercase().as_str() {
                        "yes" | "on" => "write `true`".to_owned(),
                        "no" | "off" => "write `false`".to_owned(),
                        _ => format!("declare a fact under `facts`; text is put in quotes: `'{name}'`"),
                    });
                }
                self.fault(fault);
                // Said once is enough.
                self.resolve(index, Node::Constant(Value::from(name.as_str())));
            }
        }
        None
    }

    /// The whole against the type that is wanted of it.
    fn whole(&mut self, wanted: Option<&Type>) -> Option<Type> {
        let part = self.pop();
        if let (Some(Type::Enum(members)), true) = (wanted, part.is_literal_text()) {
            self.members(&part, members);
            return wanted.cloned();
        }
        let ty = self.settled(&part)?;
        let Some(wanted) = wanted else {
            return Some(ty);
        };
        match operators::assignable(&ty, wanted) {
            Ok(()) => {
                if *wanted == Type::Decimal && ty == Type::Int {
                    self.widened.push(part.index);
                }
                // A fact without a currency takes amounts of any, and is then of that one.
                Some(if matches!(wanted, Type::Money(None)) { ty } else { wanted.clone() })
            }
            Err(mismatch) => {
                let range = 0..self.text.len();
                let mut fault = mismatch.into_fault(range, self.text, self.text);
                if let (Type::Money(Some(found)), Type::Money(Some(wanted))) = (&ty, wanted) {
                    fault.message =
                        format!("`{}` is in {found} where {wanted} is expected", operators::short(self.text));
                }
                self.fault(fault);
                None
            }
        }
    }
}
