//! Messages: locales against one another, plural forms against their languages.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{missing_form, missing_locale, unequal_placeholders, unused_form};
use crate::document::{Entry, Locale as Written, Text};
use crate::playbook::{Hole, Message, MoreForms, Playbook, Wording};
use crate::report::Finding;
use crate::span::Span;
use crate::value::Type;
use crate::words::{Locale, Plural, Tag};

use super::super::messages::plurals;
use super::super::texts::placeholders;
use super::whole::Whole;

pub(super) fn report(whole: &Whole<'_, '_>, findings: &mut Vec<Finding>) {
    let playbook = whole.playbook;
    let spoken = spoken(playbook);
    // Every entry was lowered, for there are no errors.
    for (entry, message) in whole.doc.messages.iter().zip(&playbook.messages) {
        locales(playbook, &spoken, message, entry.key.span, findings);
        let entries: Vec<&Entry<Written>> = entry.value.iter().collect();
        names(&entries, findings);
        for (written, wording) in entries.iter().zip(&message.wordings) {
            forms(playbook, written, wording, findings);
        }
    }
}

/// The locales that any message has, and the playbook's own.
fn spoken(playbook: &Playbook) -> Vec<&Tag> {
    let wordings = playbook.messages.iter().flat_map(|message| &message.wordings);
    let places: BTreeSet<u16> = wordings.map(|wording| wording.locale).chain(playbook.language).collect();
    places.into_iter().filter_map(|place| tag(playbook, place)).collect()
}

fn tag(playbook: &Playbook, place: u16) -> Option<&Tag> {
    playbook.locales.get(usize::from(place)).map(Locale::tag)
}

/// Locales of others that the message lacks. One that falls back to what it has is none, and of two of one language the
/// shorter one is enough.
fn locales(playbook: &Playbook, spoken: &[&Tag], message: &Message, span: Span, findings: &mut Vec<Finding>) {
    let own: Vec<&Tag> = message.wordings.iter().filter_map(|wording| tag(playbook, wording.locale)).collect();
    let is_there = |tag: &Tag, among: &[&Tag]| among.iter().any(|known| tag.falls_back_to(known));
    let missing: Vec<&Tag> = spoken.iter().copied().filter(|tag| !is_there(tag, &own)).collect();
    let is_shortest = |tag: &&&Tag| !missing.iter().any(|other| other != *tag && tag.falls_back_to(other));
    let shortest: Vec<&str> = missing.iter().filter(is_shortest).map(|tag| tag.as_str()).collect();
    if !shortest.is_empty() {
        findings.push(missing_locale(span, &message.name, &shortest));
    }
}

/// What a message names in one locale, the shorter text and what is counted left aside.
struct Named<'d> {
    locale: &'d Text,
    /// Each placeholder with its first place.
    names: BTreeMap<&'d str, Span>,
}

impl<'d> Named<'d> {
    fn new(entry: &'d Entry<Written>, counted: &BTreeSet<&str>) -> Self {
        let fields = &entry.value.0;
        let mut names = BTreeMap::new();
        for text in [&fields.text].into_iter().chain(plurals(fields).map(|(_, text)| text)) {
            for written in placeholders(text.as_str()).iter().filter(|written| !counted.contains(written.name)) {
                names.entry(written.name).or_insert_with(|| text.span_of(written.start, written.end));
            }
        }
        Self { locale: &entry.key, names }
    }

    /// What another names and this does not.
    fn lacks(&self, other: &Self) -> Option<Finding> {
        let missing = other.names.iter().filter(|(name, _)| !self.names.contains_key(*name));
        let (names, places): (Vec<&str>, Vec<Span>) = missing.unzip();
        let there = (other.locale.as_str(), *places.first()?);
        Some(unequal_placeholders(self.locale.span, self.locale.as_str(), &names, there))
    }
}

/// Each locale against the first, so that one that differs is told once.
fn names(entries: &[&Entry<Written>], findings: &mut Vec<Finding>) {
    let counted: BTreeSet<&str> = entries.iter().map(|entry| entry.value.0.count.as_str()).collect();
    let named: Vec<Named<'_>> = entries.iter().map(|entry| Named::new(entry, &counted)).collect();
    if let Some((first, others)) = named.split_first() {
        findings.extend(others.iter().flat_map(|other| [other.lacks(first), first.lacks(other)]).flatten());
    }
}

/// Plural forms that small numbers take and that are missing, and those that no number takes.
fn forms(playbook: &Playbook, written: &Entry<Written>, wording: &Wording, findings: &mut Vec<Finding>) {
    let Some(MoreForms { count: Some(count), .. }) = wording.more.as_deref() else { return };
    let Some(locale) = playbook.locales.get(usize::from(wording.locale)) else { return };
    let ty = match count {
        Hole::Fact(slot) => playbook.fact(*slot).map(|fact| &fact.ty),
        Hole::Derived(index) => playbook.derived.get(usize::from(*index)).map(|(_, derived)| derived.ty()),
        _ => None,
    };
    let given =
        |plural: Plural| plurals(&written.value.0).find(|(known, text)| *known == plural && !text.as_str().is_empty());
    for (plural, sample) in locale.plurals(ty != Some(&Type::Decimal)) {
        if given(plural).is_none() {
            findings.push(missing_form(written.key.span, written.key.as_str(), plural.as_str(), &sample));
        }
    }
    for (plural, text) in plurals(&written.value.0).filter(|(_, text)| !text.as_str().is_empty()) {
        if !locale.has(plural) {
            findings.push(unused_form(text.span, written.key.as_str(), plural.as_str()));
        }
    }
}
