//! A fact that is read where it may be unknown.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "fact-may-be-unknown",
    "a fact that is read where it may be unknown",
    "A case knows a fact once an event has carried it, a `set` has given it, or by its `default`. On the way that is \
     shown nothing did, and the case comes to a place that reads it: a condition does not hold then, a step fails at once, \
     a `set` sets nothing. Whoever wrote the row meant something else. Avoid reading what only some events carry; prefer \
     to carry it always, to give it a `default`, or to ask first: `has(tier) && tier == 'gold'`.",
);

/// A read, what reads it if that is not its own name, and the way that leads to it.
pub(crate) fn fact_may_be_unknown(span: Span, fact: &str, via: Option<&str>, way: &str) -> Finding {
    let message = match via {
        Some(via) => format!("{via} reads `{fact}`, which may be unknown here"),
        None => format!("`{fact}` may be unknown here"),
    };
    let help = format!(
        "it is unknown {way}\ngive it a `default`, let every event on that way carry it, or ask first with `has({fact})`"
    );
    Finding::new(&DOC, span, message).help(help)
}
