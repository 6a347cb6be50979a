//! A policy document, lowered.

use crate::canon::{Hash, encode};
use crate::check::{bad_literal, bad_locale, unknown_word};
use crate::document::{Amounts as WrittenAmounts, ContactDoc, Duty as WrittenDuty, Limit as WrittenLimit};
use crate::document::{PolicyDoc, Read, Role as WrittenRole, Text};
use crate::playbook::Deadline;
use crate::policy::{Amounts, Cap, Channel, Contact, Duty, DutyRule, Limit, Payout, Policy, Preference, Role};
use crate::report::Finding;
use crate::step::{StepKind, Verb};
use crate::value::{Money, Name, Zone};
use crate::words::Tag;

use super::deadline::{span_of_time, window};
use super::messages::locale;

/// What says that a customer's own channel comes here.
const PREFERRED: &str = "preferred";

/// Lowers a document. Its findings are added; with an error among them there is no policy.
pub(super) fn lower_policy(read: &Read<PolicyDoc>, findings: &mut Vec<Finding>) -> Option<Policy> {
    let doc = &read.doc;
    let mut own = Vec::new();
    let zone = zone(&doc.zone, &mut own);
    let language = language(&doc.language, &mut own);
    let roles = roles(doc, &mut own);
    let channels = channels(doc, &mut own);
    let contact = doc.contact.as_ref().map(|written| contact(written, &channels, &mut own)).unwrap_or_default();
    let limits = doc.limits.iter().filter_map(|written| limit(written, &mut own)).collect();
    let duties = doc.duties.iter().filter_map(|written| duty(written, &mut own)).collect();
    let digest = encode(doc).map(|text| Hash::of(text.as_bytes())).unwrap_or_else(|_| Hash::of(b""));
    let name = doc.policy.value.clone();
    let policy = Policy {
        reference: Name::from(format!("{name}:{digest}")),
        name,
        digest,
        zone,
        language,
        roles,
        parties: doc.parties.iter().map(|party| party.value.clone()).collect(),
        channels,
        contact,
        limits,
        duties,
    };
    let sound = read.complete && !own.iter().any(Finding::is_error);
    findings.append(&mut own);
    sound.then_some(policy)
}

fn optional(text: &Text) -> Option<Name> {
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

fn zone(text: &Text, findings: &mut Vec<Finding>) -> Zone {
    if text.as_str().is_empty() {
        return Zone::UTC;
    }
    Zone::named(text.as_str()).unwrap_or_else(|| {
        findings.push(unknown_word(text.span, "time zone", text.as_str(), Zone::names()));
        Zone::UTC
    })
}

/// The one of a set of words that is written.
fn word<T: Copy>(
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

fn amounts(written: &WrittenAmounts, findings: &mut Vec<Finding>) -> Amounts {
    let mut amounts: Vec<Money> = Vec::with_capacity(written.0.len());
    for text in &written.0 {
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

/// Each role with what it has from those that it includes, at any remove.
fn roles(doc: &PolicyDoc, findings: &mut Vec<Finding>) -> Vec<Role> {
    let mut own: Vec<Role> = Vec::with_capacity(doc.roles.len());
    for entry in &doc.roles {
        own.push(role(&entry.key, &entry.value, findings));
    }
    for included in doc.roles.iter().flat_map(|entry| &entry.value.includes) {
        if doc.roles.get(included.as_str()).is_none() && !doc.roles.lost().contains(included) {
            let names = doc.roles.iter().map(|entry| entry.key.as_str());
            findings.push(unknown_word(included.span, "role", included.as_str(), names));
        }
    }
    let of_place = |place: usize| {
        let mut whole = own.get(place)?.clone();
        let mut reached = vec![place];
        let mut at = 0;
        while let Some(place) = reached.get(at).copied() {
            at += 1;
            if let Some(other) = own.get(place) {
                whole.may_pay.widen(&other.may_pay);
                let new: Vec<Verb> = other.may.iter().copied().filter(|verb| !whole.may.contains(verb)).collect();
                whole.may.extend(new);
            }
            let included = doc.roles.iter().nth(place).into_iter().flat_map(|entry| &entry.value.includes);
            for name in included {
                let place = own.iter().position(|role| role.name == name.value);
                reached.extend(place.filter(|place| !reached.contains(place)));
            }
        }
        Some(whole)
    };
    (0..own.len()).filter_map(of_place).collect()
}

fn role(name: &Text, written: &WrittenRole, findings: &mut Vec<Finding>) -> Role {
    let verbs = || Verb::ALL.iter().map(|verb| (verb.as_str(), *verb));
    let may = written.may.iter().filter_map(|text| word(text, "command", verbs(), findings)).collect();
    Role { name: name.value.clone(), may, may_pay: amounts(&written.may_pay, findings) }
}

fn channels(doc: &PolicyDoc, findings: &mut Vec<Finding>) -> Vec<Channel> {
    let mut channels = Vec::with_capacity(doc.channels.len());
    for entry in &doc.channels {
        let written = &entry.value.calendar;
        let calendar = doc.calendars.iter().position(|calendar| calendar.key == *written);
        if calendar.is_none() && !written.as_str().is_empty() && !doc.calendars.lost().contains(written) {
            let names = doc.calendars.iter().map(|calendar| calendar.key.as_str());
            findings.push(unknown_word(written.span, "calendar", written.as_str(), names));
        }
        let calendar = calendar.and_then(|place| u16::try_from(place).ok());
        channels.push(Channel { name: entry.key.value.clone(), calendar, quiet: optional(&entry.value.quiet) });
    }
    channels
}

fn contact(written: &ContactDoc, channels: &[Channel], findings: &mut Vec<Finding>) -> Contact {
    let mut order = Vec::with_capacity(written.order.len());
    for text in &written.order {
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
    Contact { order, at_most: at_most.and_then(|text| cap(text, findings)), one_apology_per_incident }
}

/// `3 per 24h`.
fn cap(text: &Text, findings: &mut Vec<Finding>) -> Option<Cap> {
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
    Some(Cap { messages, window: window(&span, findings)? })
}

fn limit(written: &WrittenLimit, findings: &mut Vec<Finding>) -> Option<Limit> {
    let payout = word(&written.payout, "sum of payments", Payout::WORDS.into_iter(), findings);
    let at_most = amounts(&written.at_most, findings);
    let span = Some(&written.r#in).filter(|text| !text.as_str().is_empty());
    let window = match span {
        Some(text) => Some(window(text, findings)?),
        None => None,
    };
    Some(Limit { payout: payout?, window, at_most, because: optional(&written.because) })
}

fn duty(written: &WrittenDuty, findings: &mut Vec<Finding>) -> Option<Duty> {
    let kinds = || StepKind::ALL.iter().map(|kind| (kind.as_str(), *kind));
    let kind = word(&written.kind, "kind of step", kinds(), findings);
    let rule = match (written.within.as_str(), written.before.as_str()) {
        ("", "end") => DutyRule::BeforeEnd,
        ("", before) if !before.is_empty() => {
            let (nth, name) = match before.split_once(' ') {
                Some((nth, name)) => (nth_of(nth), name.trim()),
                None => (Some(1), before),
            };
            let kind = kinds().find(|(word, _)| *word == name).map(|(_, kind)| kind);
            match (nth, kind) {
                (Some(nth), Some(kind)) => DutyRule::Before(kind, nth),
                _ => {
                    let words = kinds().map(|(word, _)| word).chain(["end"]);
                    findings.push(
                        unknown_word(written.before.span, "kind of step", name, words)
                            .help("write a kind of step, `second` and a kind of step, or `end`"),
                    );
                    return None;
                }
            }
        }
        (within, "") if !within.is_empty() => DutyRule::Within(span_of_time(&written.within, findings)?),
        _ => {
            let expected = "one of `within` and `before`";
            findings.push(bad_literal(written.kind.span, written.kind.as_str(), expected));
            return None;
        }
    };
    if let DutyRule::Within(Deadline::Moment(_) | Deadline::From(..)) = rule {
        return None;
    }
    let when = written.when.as_ref().and_then(optional);
    Some(Duty { kind: kind?, rule, when, because: optional(&written.because) })
}

/// Which one a word means: `second` the second.
fn nth_of(word: &str) -> Option<u32> {
    const WORDS: [&str; 9] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
    let place = WORDS.iter().position(|known| *known == word)?;
    u32::try_from(place + 1).ok()
}
