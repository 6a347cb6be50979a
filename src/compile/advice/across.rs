//! What playbooks of one house say against each other.

use std::collections::BTreeMap;

use crate::check::{overlapping_versions, personal_elsewhere};
use crate::document::{PlaybookDoc, Read};
use crate::playbook::{Effective, Playbook};
use crate::report::Finding;
use crate::span::Span;
use crate::value::Date;

/// A playbook without errors and its document.
pub(in crate::compile) struct Member<'a> {
    pub(in crate::compile) playbook: &'a Playbook,
    pub(in crate::compile) read: &'a Read<PlaybookDoc>,
}

/// Reports what only several playbooks together show.
pub(in crate::compile) fn advise_house(members: &[Member<'_>], findings: &mut Vec<Finding>) {
    versions(members, findings);
    personal(members, findings);
}

/// Versions of one playbook whose dates contradict each other. A version is held to the next higher ones only, so that a
/// long history costs no more than its length.
fn versions(members: &[Member<'_>], findings: &mut Vec<Finding>) {
    let mut sorted: Vec<&Member<'_>> = members.iter().collect();
    sorted.sort_by(|a, b| (&a.playbook.name, a.playbook.version).cmp(&(&b.playbook.name, b.playbook.version)));
    for (lower, higher) in sorted.iter().zip(sorted.iter().skip(1)) {
        if lower.playbook.name != higher.playbook.name || lower.playbook.effective.by != higher.playbook.effective.by {
            continue;
        }
        let name = |member: &Member<'_>| format!("{}@{}", member.playbook.name, member.playbook.version);
        if let Some(days) = contradiction(&lower.playbook.effective, &higher.playbook.effective) {
            let (span, over) = (effective_span(lower), (name(higher), effective_span(higher)));
            findings.push(overlapping_versions(span, &name(lower), (&over.0, over.1), &days));
        }
    }
}

/// The days on which both apply, in words, unless the higher simply replaces the lower from its first day on.
fn contradiction(lower: &Effective, higher: &Effective) -> Option<String> {
    let says_nothing = lower.from.is_none() && lower.until.is_none();
    let from = later(lower.from, higher.from);
    let until = earlier(lower.until, higher.until);
    let both = match (from, until) {
        (Some(from), Some(until)) => from < until,
        _ => true,
    };
    let replaced = lower.until.is_none() && higher.from.is_some() && lower.from < higher.from;
    if says_nothing || !both || replaced {
        return None;
    }
    Some(match (from, until) {
        (Some(from), Some(until)) => format!("from {from} until {until}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(until)) => format!("before {until}"),
        (None, None) => "at all".to_owned(),
    })
}

fn later(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    // Nothing is the beginning of time.
    a.max(b)
}

fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    // Nothing is the end of time.
    [a, b].into_iter().flatten().min()
}

fn effective_span(member: &Member<'_>) -> Span {
    let doc = &member.read.doc;
    let written = doc.effective.as_ref();
    let places = written.into_iter().flat_map(|effective| [&effective.until, &effective.from]);
    let mut places = places.filter(|text| !text.as_str().is_empty()).map(|text| text.span);
    places.next().or(doc.version.map(|version| version.span)).unwrap_or(doc.playbook.span)
}

/// Facts that one event carries to two playbooks, of which only one hides them.
fn personal(members: &[Member<'_>], findings: &mut Vec<Finding>) {
    let mut hidden: BTreeMap<(&str, &str), Vec<(&Member<'_>, Span)>> = BTreeMap::new();
    for member in members {
        for (event, fact, span) in carried(member, true) {
            let hiding = hidden.entry((event, fact)).or_default();
            let same = hiding.iter().position(|(known, _)| known.playbook.name == member.playbook.name);
            match same.and_then(|at| hiding.get_mut(at)) {
                Some(known) if known.0.playbook.version > member.playbook.version => *known = (member, span),
                Some(_) => {}
                None => hiding.push((member, span)),
            }
            // Of two playbooks one is another, whichever asks.
            hiding.truncate(2);
        }
    }
    for member in members {
        let mut said: Vec<&str> = Vec::new();
        for (event, fact, span) in carried(member, false) {
            let hiding = hidden.get(&(event, fact)).into_iter().flatten();
            let mut others = hiding.filter(|(other, _)| !is_mended(member.playbook, other.playbook));
            if let Some((other, there)) = others.next().filter(|_| !said.contains(&fact)) {
                let name = match other.playbook.name == member.playbook.name {
                    true => format!("{}@{}", other.playbook.name, other.playbook.version),
                    false => other.playbook.name.to_string(),
                };
                findings.push(personal_elsewhere(span, fact, event, (&name, *there)));
                said.push(fact);
            }
        }
    }
}

/// Whether the other is a later version of the same playbook: this one can't change any more, for its open cases go on by
/// its very text.
fn is_mended(this: &Playbook, other: &Playbook) -> bool {
    this.name == other.name && this.version < other.version
}

/// Facts that events carry to a playbook, those it marks personal or the others: event, fact, where it is declared.
fn carried<'a>(member: &Member<'a>, personal: bool) -> impl Iterator<Item = (&'a str, &'a str, Span)> {
    let doc = &member.read.doc;
    let events = doc.events.iter().flat_map(|event| {
        let fields = &event.value.0;
        let facts = fields.carries.iter().chain(fields.may_carry.iter().map(|carried| &carried.fact));
        facts.map(move |fact| (event.key.as_str(), fact.as_str()))
    });
    let facts: BTreeMap<&str, (bool, Span)> = doc
        .facts
        .iter()
        .map(|fact| (fact.key.as_str(), (fact.value.0.personal.unwrap_or(false), fact.key.span)))
        .collect();
    events.filter_map(move |(event, fact)| {
        let (marked, span) = facts.get(fact)?;
        (*marked == personal).then_some((event, fact, *span))
    })
}
