//! What is declared and used nowhere.

use std::collections::BTreeSet;

use crate::check::{unused_event, unused_fact, unused_message};
use crate::document::{KeyFacts, PaidOnce, Text};
use crate::expression::{Operand, mentions};
use crate::playbook::{Key, On, Pattern, Playbook};
use crate::report::Finding;

use super::super::messages::texts;
use super::super::texts::placeholder_names;
use super::whole::Whole;

pub(super) fn report(whole: &Whole<'_, '_>, findings: &mut Vec<Finding>) {
    events(whole, findings);
    values(whole, findings);
    messages(whole, findings);
}

fn events(whole: &Whole<'_, '_>, findings: &mut Vec<Finding>) {
    let playbook = whole.playbook;
    let heard = playbook.transitions.iter().filter_map(|transition| match &transition.on {
        On::Event(pattern) => Some(pattern),
        _ => None,
    });
    let limits: Vec<Pattern> = whole.doc.legal_limits.iter().map(|l| Pattern::new(l.value.from.as_str())).collect();
    let triggers = playbook.triggers.iter().map(|trigger| &trigger.upon);
    let patterns: BTreeSet<&str> =
        heard.chain(triggers).chain(&playbook.seen).chain(&limits).map(|pattern| pattern.text().as_str()).collect();
    // A pattern hears what it is a dotted beginning of.
    let is_heard = |event: &str| {
        let ends = event.match_indices('.').map(|(at, _)| at).chain([event.len()]);
        patterns.contains("*") || ends.filter_map(|end| event.get(..end)).any(|prefix| patterns.contains(prefix))
    };
    let unheard = whole.doc.events.iter().filter(|event| !is_heard(event.key.as_str()));
    findings.extend(unheard.map(|event| unused_event(event.key.span, event.key.as_str())));
}

fn values(whole: &Whole<'_, '_>, findings: &mut Vec<Finding>) {
    let read = read_names(whole);
    let unread = |name: &&Text| !read.contains(name.as_str());
    let facts = whole.doc.facts.iter().map(|fact| &fact.key).filter(unread);
    findings.extend(facts.map(|name| unused_fact(name.span, "fact", name.as_str())));
    let derived = whole.doc.derive.iter().map(|derived| &derived.key).filter(unread);
    findings.extend(derived.map(|name| unused_fact(name.span, "derived value", name.as_str())));
}

/// The names of all facts and derived values that something reads.
fn read_names<'w>(whole: &'w Whole<'_, '_>) -> BTreeSet<&'w str> {
    let (playbook, doc) = (whole.playbook, whole.doc);
    let mut operands: Vec<Operand> = playbook.expressions().flat_map(|expression| expression.operands()).collect();
    operands.sort_unstable();
    operands.dedup();
    let mut read: BTreeSet<&str> = operands.into_iter().filter_map(|operand| name_of(playbook, operand)).collect();
    let of_messages = doc.messages.iter().flat_map(|message| message.value.iter());
    for locale in of_messages {
        read.extend(texts(&locale.value.0).flat_map(|text| placeholder_names(text.as_str())));
        read.insert(locale.value.0.count.as_str());
    }
    for step in &whole.survey.every_step {
        let view = step.doc.view();
        let cited = [view.because, view.refer, view.cause, view.disputed.map(|disputed| &disputed.because)];
        read.extend(cited.into_iter().flatten().flat_map(|text| placeholder_names(text.as_str())));
        read.extend(view.asks.into_iter().flatten().map(Text::as_str));
        if let Some(PaidOnce::Facts(facts)) = view.paid_once {
            read.extend(facts.iter().map(Text::as_str));
        }
    }
    if let Some(KeyFacts::Facts(facts)) = doc.key.as_ref().filter(|_| playbook.key != Key::Account) {
        read.extend(facts.iter().map(Text::as_str));
    }
    let named = doc.effective.iter().map(|effective| &effective.by);
    let named = named.chain(doc.customer.iter().flat_map(|c| [&c.locale, &c.zone, &c.channel]));
    read.extend(named.map(Text::as_str));
    let duties = doc.duties.iter().filter_map(|duty| duty.when.as_ref());
    let goals = doc.goals.iter().flat_map(|goal| [&goal.value.measure, &goal.value.target]);
    read.extend(duties.chain(goals).flat_map(|text| mentions(text.as_str())));
    read
}

fn name_of(playbook: &Playbook, operand: Operand) -> Option<&str> {
    match operand {
        Operand::Fact(slot) => playbook.fact(slot).map(|fact| fact.name.as_str()),
        Operand::Derived(index) => playbook.derived.get(usize::from(index)).map(|(name, _)| name.as_str()),
    }
}

fn messages(whole: &Whole<'_, '_>, findings: &mut Vec<Finding>) {
    let said: BTreeSet<&str> =
        whole.survey.every_step.iter().filter_map(|step| step.doc.view().message).map(Text::as_str).collect();
    let unsaid = whole.doc.messages.iter().filter(|message| !said.contains(message.key.as_str()));
    findings.extend(unsaid.map(|message| unused_message(message.key.span, message.key.as_str())));
}
