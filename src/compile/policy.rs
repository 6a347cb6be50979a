//! A policy document, lowered.

use std::collections::BTreeMap;

use crate::calendar::{Quiet, Shift};
use crate::canon::{Hash, encode};
use crate::check::{bad_literal, bad_locale, duplicate_name, unknown_word};
use crate::document::{ContactDoc, PolicyDoc, Read, Text};
use crate::playbook::{CUSTOMER, Narrowing};
use crate::policy::{Cap, Channel, Contact, Policy, Preference};
use crate::report::Finding;
use crate::span::Span;
use crate::value::{Name, Zone};
use crate::words::Tag;

use super::calendars::{Calendars, parsed, place};
use super::deadline::period;
use super::known_calendars::KnownCalendars;
use super::messages::locale;
use super::rules::{bounded, check_conditions, duties, limits, roles, word};

/// What says that a customer's own channel comes here.
const PREFERRED: &str = "preferred";

/// Lowers a document. Its findings are added; with an error among them there is no policy.
pub(super) fn lower_policy(read: &Read<PolicyDoc>, findings: &mut Vec<Finding>) -> Option<Policy> {
    let doc = &read.doc;
    let mut own = Vec::new();
    let zone = zone(&doc.zone, &mut own);
    let language = language(&doc.language, &mut own);
    let calendars = Calendars::new(doc, &mut own);
    let known = &mut KnownCalendars::while_lowering(doc, &calendars);
    let roles = roles(&doc.roles, &mut own).iter().map(Narrowing::as_role).collect();
    let parties = parties(doc, &mut own);
    let channels = channels(doc, &mut own);
    let contact = doc.contact.as_ref().map(|written| contact(written, &channels, known, &mut own)).unwrap_or_default();
    let limits = limits(&doc.limits, known, &mut own);
    let duties = duties(&doc.duties, known, &mut own);
    check_conditions(&duties, &doc.duties, &mut own);
    let digest = encode(doc).map(|text| Hash::of(text.as_bytes())).unwrap_or_else(|_| Hash::of(b""));
    let name = doc.policy.value.clone();
    let policy = Policy {
        reference: Name::from(format!("{name}:{digest}")),
        name,
        digest,
        zone,
        language,
        calendars: calendars.all,
        calendar: calendars.usual,
        roles,
        parties,
        channels,
        contact,
        limits,
        duties,
    };
    let sound = read.complete && !own.iter().any(Finding::is_error);
    findings.append(&mut own);
    sound.then_some(policy)
}

pub(super) fn optional(text: &Text) -> Option<Name> {
    (!text.as_str().is_empty()).then(|| text.value.clone())
}

fn language(text: &Text, findings: &mut Vec<Finding>) -> Option<Tag> {
    let text = Some(text).filter(|text| !text.as_str().is_empty())?;
    let tag = locale(text);
    if tag.is_none() {
        findings.push(bad_locale(text.span, text.as_str(), Vec::new()));
    }
    tag
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

/// Others than customers and roles: each has a name of its own.
fn parties(doc: &PolicyDoc, findings: &mut Vec<Finding>) -> Vec<Name> {
    let written = bounded(&doc.parties, "parties", |party| party.span, findings);
    let names = doc.roles.iter().map(|role| &role.key).chain(written.iter().copied());
    let mut known: BTreeMap<&str, Span> = BTreeMap::new();
    for name in names {
        if name.as_str() == CUSTOMER {
            let finding = bad_literal(name.span, CUSTOMER, "a role or a party: it is whom steps are for by themselves");
            findings.push(finding);
        } else if let Some(first) = known.insert(name.as_str(), name.span) {
            findings.push(duplicate_name(name.span, "roles or parties", name.as_str(), Some(first)));
        }
    }
    written.into_iter().map(|party| party.value.clone()).collect()
}

fn channels(doc: &PolicyDoc, findings: &mut Vec<Finding>) -> Vec<Channel> {
    let mut channels = Vec::with_capacity(doc.channels.len());
    for entry in bounded(&doc.channels, "channels", |entry| entry.key.span, findings) {
        if entry.key == *PREFERRED {
            let expected = "a channel: it stands for the customer's own";
            findings.push(bad_literal(entry.key.span, PREFERRED, expected));
        }
        let calendar = place(doc, &entry.value.calendar, findings);
        let quiet = Some(&entry.value.quiet).filter(|text| !text.as_str().is_empty());
        let quiet = quiet.and_then(|text| quiet_hours(text, findings));
        channels.push(Channel { name: entry.key.value.clone(), calendar, quiet });
    }
    channels
}

/// Quiet hours, which leave some of the day.
fn quiet_hours(text: &Text, findings: &mut Vec<Finding>) -> Option<Quiet> {
    let quiet = parsed::<Quiet>(text, findings)?;
    if text.as_str().parse::<Shift>().is_ok_and(|shift| shift == Shift::WHOLE_DAY) {
        findings.push(bad_literal(text.span, text.as_str(), "hours that leave some of the day"));
    }
    Some(quiet)
}

fn contact(
    written: &ContactDoc,
    channels: &[Channel],
    known: &mut KnownCalendars,
    findings: &mut Vec<Finding>,
) -> Contact {
    let mut order = Vec::with_capacity(written.order.len());
    for text in bounded(&written.order, "channels", |text| text.span, findings) {
        let place = channels.iter().position(|channel| channel.name == text.value);
        match place.and_then(|place| u16::try_from(place).ok()) {
            _ if text.as_str() == PREFERRED => order.push(Preference::Preferred),
            Some(place) => order.push(Preference::Channel(place)),
            None => {
                let names = channels.iter().map(|channel| channel.name.as_str()).chain([PREFERRED]);
                findings.push(unknown_word(text.span, "channel", text.as_str(), names));
            }
        }
    }
    let at_most = Some(&written.at_most).filter(|text| !text.as_str().is_empty());
    let per = &written.one_apology_per;
    let one_apology_per_incident =
        !per.as_str().is_empty() && word(per, "way to count", [("incident", true)].into_iter(), findings).is_some();
    Contact { order, at_most: at_most.and_then(|text| cap(text, known, findings)), one_apology_per_incident }
}

/// `3 per 24h`.
fn cap(text: &Text, known: &mut KnownCalendars, findings: &mut Vec<Finding>) -> Option<Cap> {
    let written = text.as_str();
    let parts = written.split_once(" per ");
    let counted = parts.and_then(|(count, span)| {
        let messages = count.trim().parse::<u32>().ok().filter(|count| *count > 0)?;
        Some((messages, span.trim()))
    });
    let Some((messages, span)) = counted else {
        findings.push(bad_literal(text.span, written, "a number and a span, like `3 per 24h`"));
        return None;
    };
    let start = written.len() - span.len();
    let span = Text { value: Name::from(span), span: text.span_of(start, written.len()), ..text.clone() };
    Some(Cap { messages, window: period(&span, known, findings)? })
}
