//! Words, amounts, names of zones and lists, as documents write them.

use serde::Serialize;

use crate::canon::{Hash, encode};
use crate::check::{bad_literal, unknown_word};
use crate::document::check::limits_exceeded;
use crate::document::{Amounts as WrittenAmounts, Text};
use crate::playbook::Amounts;
use crate::report::Finding;
use crate::span::Span;
use crate::value::{Money, Name, TextError, Zone};

/// How many rules of one kind a document may have: roles, limits, duties and the like; each binds every playbook.
pub(super) const MAX_RULES: usize = 256;

/// The digest of a document's canonical form.
pub(super) fn digest(doc: &impl Serialize) -> Hash {
    // A document holds nothing that has no canonical form: no floats, no bytes, and text as keys.
    encode(doc).map(|text| Hash::of(text.as_bytes())).unwrap_or_else(|_| Hash::of(b""))
}

/// A text that may be left out.
pub(super) fn optional(text: &Text) -> Option<Name> {
    (!text.as_str().is_empty()).then(|| text.value.clone())
}

/// What a text says, if it is spelt as such things are.
pub(super) fn parsed<T: std::str::FromStr<Err = TextError>>(text: &Text, findings: &mut Vec<Finding>) -> Option<T> {
    let parsed = text.as_str().parse::<T>();
    if let Err(error) = &parsed {
        findings.push(bad_literal(text.span, text.as_str(), error.expected()));
    }
    parsed.ok()
}

/// A time zone by its name; UTC if none is written.
pub(super) fn zone(text: &Text, findings: &mut Vec<Finding>) -> Zone {
    if text.as_str().is_empty() {
        return Zone::UTC;
    }
    Zone::named(text.as_str()).unwrap_or_else(|| {
        findings.push(unknown_word(text.span, "time zone", text.as_str(), Zone::names()));
        Zone::UTC
    })
}

/// The one of a set of words that is written.
pub(super) fn word<T: Copy>(
    text: &Text,
    what: &str,
    words: impl Iterator<Item = (&'static str, T)> + Clone,
    findings: &mut Vec<Finding>,
) -> Option<T> {
    let found = words.clone().find(|(word, _)| *word == text.as_str()).map(|(_, value)| value);
    if found.is_none() {
        findings.push(unknown_word(text.span, what, text.as_str(), words.map(|(word, _)| word)));
    }
    found
}

/// At most one amount a currency.
pub(super) fn amounts(written: &WrittenAmounts, findings: &mut Vec<Finding>) -> Amounts {
    let written = bounded(&written.0, "amounts", |text| text.span, findings);
    let mut amounts: Vec<Money> = Vec::with_capacity(written.len());
    for text in written {
        match text.as_str().parse::<Money>() {
            Ok(amount) if amount.amount().is_negative() => {
                findings.push(bad_literal(text.span, text.as_str(), "an amount of 0 or more"));
            }
            Ok(amount) if amounts.iter().any(|known| known.currency() == amount.currency()) => {
                findings.push(bad_literal(text.span, text.as_str(), "one amount a currency"));
            }
            Ok(amount) => amounts.push(amount),
            Err(error) => findings.push(bad_literal(text.span, text.as_str(), error.expected())),
        }
    }
    Amounts(amounts)
}

/// As many of a list as a house can have; more is a finding where the first too many stands.
pub(super) fn bounded<T>(
    list: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    what: &str,
    span: impl Fn(&T) -> Span,
    findings: &mut Vec<Finding>,
) -> Vec<T> {
    bounded_to(MAX_RULES, list, what, span, findings)
}

/// The same with another limit.
pub(super) fn bounded_to<T>(
    limit: usize,
    list: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    what: &str,
    span: impl Fn(&T) -> Span,
    findings: &mut Vec<Finding>,
) -> Vec<T> {
    let list = list.into_iter();
    let given = list.len();
    let mut kept: Vec<T> = list.take(limit + 1).collect();
    if let Some(first) = kept.get(limit) {
        findings.push(limits_exceeded(span(first), &format!("{given} {what} are given"), limit));
        kept.truncate(limit);
    }
    kept
}
