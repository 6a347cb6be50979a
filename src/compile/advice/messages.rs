//! Messages: locales against one another, plural forms against their languages.

use std::collections::BTreeSet;

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
    for tag in &missing {
        let others: Vec<&Tag> = missing.iter().copied().filter(|other| other != tag).collect();
        if !is_there(tag, &others) {
            findings.push(missing_locale(span, &message.name, tag.as_str()));
        }
    }
}

/// What a message names in one locale and not in another, the shorter texts left aside.
fn names(entries: &[&Entry<Written>], findings: &mut Vec<Finding>) {
    let counted: BTreeSet<&str> = entries.iter().map(|entry| entry.value.0.count.as_str()).collect();
    let named = |entry: &Entry<Written>| -> Vec<(String, Span)> {
        let fields = &entry.value.0;
        let texts: Vec<&Text> = [&fields.text].into_iter().chain(plurals(fields).map(|(_, text)| text)).collect();
        let mut found: Vec<(String, Span)> = Vec::new();
        for text in texts {
            for written in placeholders(text.as_str()) {
                let is_news = !found.iter().any(|(known, _)| known == written.name);
                if is_news && !counted.contains(written.name) {
                    found.push((written.name.to_owned(), text.span_of(written.start, written.end)));
                }
            }
        }
        found
    };
    let named: Vec<Vec<(String, Span)>> = entries.iter().map(|entry| named(entry)).collect();
    // Each against the first, so that one that differs is told once.
    let Some(((first, of_first), others)) = entries.first().zip(named.first()).zip(named.get(1..)) else { return };
    for (entry, of_entry) in entries.iter().skip(1).zip(others) {
        let mut compare = |(lacks, own): (&Entry<Written>, &[(String, Span)]),
                           (has, names): (&Entry<Written>, &[(String, Span)])| {
            for (name, there) in names.iter().filter(|(name, _)| !own.iter().any(|(known, _)| known == name)) {
                let finding =
                    unequal_placeholders(lacks.key.span, lacks.key.as_str(), name, (has.key.as_str(), *there));
                findings.push(finding);
            }
        };
        compare((entry, of_entry), (first, of_first));
        compare((first, of_first), (entry, of_entry));
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
