//! The values that wait for an operator.

use crate::expression::arithmetic;
use crate::expression::scope::{ErrorKind, Item, Trap, Val};
use crate::expression::tree::{Arithmetic, Comparison};

/// The compiler worked out how deep it gets, so that it never overflows; reading below it gives an error value.
pub(super) struct Stack<'s, 'a> {
    items: &'s mut [Item<'a>],
    len: usize,
}

pub(super) const EMPTY: Item<'static> = Err(Trap { kind: ErrorKind::WrongType, at: 0 });

impl<'s, 'a> Stack<'s, 'a> {
    /// With room for so many items as are lent to it.
    #[inline]
    pub(super) fn new(items: &'s mut [Item<'a>]) -> Self {
        Self { items, len: 0 }
    }

    #[inline]
    pub(super) fn push(&mut self, item: Item<'a>) {
        if let Some(place) = self.items.get_mut(self.len) {
            *place = item;
            self.len += 1;
        }
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Item<'a> {
        self.len = self.len.saturating_sub(1);
        match self.items.get(self.len) {
            // Nearly always it is this; a copy of the whole would wait until its parts are stored.
            Some(Ok(Val::Bool(value))) => Ok(Val::Bool(*value)),
            Some(item) => *item,
            None => EMPTY,
        }
    }

    /// Where the next item stands, to be written there: to copy one, its parts must have been stored first.
    #[inline]
    pub(super) fn grow(&mut self) -> Option<&mut Item<'a>> {
        let place = self.items.get_mut(self.len)?;
        self.len += 1;
        Some(place)
    }

    pub(super) fn top(&self) -> Item<'a> {
        self.len.checked_sub(1).and_then(|at| self.items.get(at)).copied().unwrap_or(EMPTY)
    }

    /// Whether the top is this truth value; looked at in its place, for a copy of it costs more than the look.
    #[inline]
    pub(super) fn is(&self, truth: bool) -> bool {
        match self.items.get(..self.len) {
            Some([.., Ok(Val::Bool(top))]) => *top == truth,
            _ => false,
        }
    }

    /// Replaces the top by what `f` makes of it; an error stays.
    #[inline]
    pub(super) fn unary(&mut self, at: u32, f: impl FnOnce(Val<'a>) -> Result<Val<'a>, ErrorKind>) {
        if let Some([.., top]) = self.items.get_mut(..self.len) {
            if let Ok(x) = *top {
                *top = f(x).map_err(|kind| Trap { kind, at });
            }
        }
    }

    /// Replaces the upper two by what `f` makes of them; the first error stays.
    #[inline]
    pub(super) fn binary(&mut self, at: u32, f: impl FnOnce(Val<'a>, Val<'a>) -> Result<Val<'a>, ErrorKind>) {
        if let Some([.., left, right]) = self.items.get_mut(..self.len) {
            match (&*left, &*right) {
                (Ok(a), Ok(b)) => *left = f(*a, *b).map_err(|kind| Trap { kind, at }),
                (Err(_), _) => {}
                (_, Err(trap)) => *left = Err(*trap),
            }
            self.len -= 1;
        }
    }

    /// Replaces the upper two by what an operator makes of them; the first error stays.
    #[inline]
    pub(super) fn arithmetic(&mut self, at: u32, operator: Arithmetic) {
        if let Some([.., left, right]) = self.items.get_mut(..self.len) {
            match (&mut *left, &*right) {
                (Ok(a), Ok(b)) => {
                    if let Err(kind) = arithmetic::apply(operator, a, b) {
                        *left = Err(Trap { kind, at });
                    }
                }
                (Err(_), _) => {}
                (_, Err(trap)) => *left = Err(*trap),
            }
            self.len -= 1;
        }
    }

    /// Replaces the upper two by whether they compare so; the first error stays.
    #[inline]
    pub(super) fn compare(&mut self, at: u32, comparison: Comparison) {
        if let Some([.., left, right]) = self.items.get_mut(..self.len) {
            match (&*left, &*right) {
                (Ok(a), Ok(b)) => {
                    *left = match arithmetic::compare(comparison, a, b) {
                        Ok(holds) => Ok(Val::Bool(holds)),
                        Err(kind) => Err(Trap { kind, at }),
                    }
                }
                (Err(_), _) => {}
                (_, Err(trap)) => *left = Err(*trap),
            }
            self.len -= 1;
        }
    }

    /// Joins two sides of which the left does not decide: `&&` is decided by a `false` on the right, `||` by a `true`,
    /// whatever the left; else an error of the left stays.
    #[inline]
    pub(super) fn join(&mut self, deciding: bool) {
        if let Some([.., left, right]) = self.items.get_mut(..self.len) {
            match (&*left, &*right) {
                (Ok(_), Ok(Val::Bool(truth))) => *left = Ok(Val::Bool(*truth)),
                (Err(_), Ok(Val::Bool(truth))) if *truth == deciding => *left = Ok(Val::Bool(deciding)),
                (Err(_), _) => {}
                (Ok(_), _) => *left = *right,
            }
            self.len -= 1;
        }
    }

    /// Replaces the upper two texts by whether they are in this relation.
    pub(super) fn texts(&mut self, at: u32, f: impl FnOnce(&str, &str) -> bool) {
        self.binary(at, |a, b| match (a, b) {
            (Val::Text(a), Val::Text(b)) => Ok(Val::Bool(f(a, b))),
            _ => Err(ErrorKind::WrongType),
        });
    }
}
