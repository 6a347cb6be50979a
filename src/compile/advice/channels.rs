//! What the channels of a house make of the messages of its playbooks.

use std::collections::BTreeMap;

use crate::check::{never_open_channel, no_open_channel};
use crate::document::Step;
use crate::playbook::{CalendarId, Deadline, Playbook, StateId, StepPlan};
use crate::policy::{Policy, Preference, Stretch};
use crate::report::Finding;
use crate::value::{Name, Time};

use super::super::spoiled::Spoiled;
use super::super::survey::Survey;
use super::Member;

/// Of how many channels that steps name it is found out when they are closed.
const MAX_NAMED: usize = 64;

/// Reports messages whose deadline may pass before a channel opens.
pub(in crate::compile) fn advise_channels(members: &[Member<'_>], policy: &Policy, findings: &mut Vec<Finding>) {
    if policy.channels.is_empty() {
        return;
    }
    let mut closed: BTreeMap<Option<Name>, Vec<Stretch>> = BTreeMap::new();
    for member in members {
        let plans: BTreeMap<(StateId, &str), &StepPlan> = member.playbook.plans().collect();
        // What it would report of the document was reported when that was lowered.
        let survey = Survey::new(&member.read.doc, &Spoiled::new(&[], member.read.source), &mut Vec::new());
        for step in &survey.every_step {
            let plan = plans.get(&(StateId(step.state), step.name.as_str())).copied();
            let Some(plan) = plan.filter(|plan| plan.is_message_to_customer()) else { continue };
            let named = plan.channel.clone();
            if closed.len() >= MAX_NAMED && !closed.contains_key(&named) {
                continue;
            }
            let stretches = closed.entry(named).or_insert_with_key(|named| policy.closed_stretches(named.as_ref()));
            findings.extend(judge(member.playbook, plan, step.doc, stretches, policy));
        }
    }
}

/// What is wrong with a message for which there is no channel at these times.
fn judge(
    playbook: &Playbook,
    plan: &StepPlan,
    written: &Step,
    stretches: &[Stretch],
    policy: &Policy,
) -> Option<Finding> {
    let channels = match &plan.channel {
        Some(channel) => format!("`{channel}`"),
        None => listed(policy),
    };
    let calendar = |id: CalendarId| {
        let place = policy.calendar_place(playbook.calendars.get(usize::from(id.0))?.as_deref())?;
        policy.calendars.get(usize::from(place))
    };
    let due = |from: Time| match &plan.due {
        Some(Deadline::In(period)) => period.after(from, playbook.zone, calendar),
        _ => None,
    };
    let is_too_long = |stretch: &&Stretch| match (due(stretch.from), stretch.until) {
        (_, None) => true,
        (Some(due), Some(until)) => due <= until,
        // What is said of a moment nobody knows here.
        (None, Some(_)) => false,
    };
    let stretch = stretches.iter().find(is_too_long)?;
    let (view, span) = (written.view(), written.span());
    let (Some(until), Some(written)) = (stretch.until, view.within.or(view.by)) else {
        return Some(never_open_channel(span, &plan.name, &channels));
    };
    let local = |time: Time| policy.zone.local(time).format("%a %Y-%m-%d at %H:%M").to_string();
    Some(no_open_channel(written.span, written.as_str(), &channels, &local(stretch.from), &local(until)))
}

/// The channels of the order, as far as they are known.
fn listed(policy: &Policy) -> String {
    let in_order = policy.contact.order.iter().filter_map(|preference| match preference {
        Preference::Channel(at) => policy.channels.get(usize::from(*at)),
        Preference::Preferred => None,
    });
    let names: Vec<String> = match policy.contact.order.is_empty() {
        true => policy.channels.iter().map(|channel| format!("`{}`", channel.name)).collect(),
        false => in_order.map(|channel| format!("`{}`", channel.name)).collect(),
    };
    match names.as_slice() {
        [] => "the channel of a customer of whom it is not known".to_owned(),
        names => names.join(" or "),
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::Stretch;
    use crate::report::Source;
    use crate::value::Duration;

    #[test]
    fn the_longest_stretch_is_found() {
        let policy = "policy: house
zone: Europe/London
calendars:
  office: { hours: { mon-fri: '09:00-17:30', sat: '10:00-14:00' } }
  feasts: { hours: { mon-fri: '09:00-17:30' }, closed: [2026-12-25, 2026-12-28] }
channels:
  email: {}
  sms: { quiet: '21:00-08:00' }
  phone: { calendar: office }
  visit: { calendar: feasts }
  both: { calendar: office, quiet: '13:00-11:00' }
";
        for (contact, named, expected) in [
            ("order: [sms]", None, "2026-01-12T21:00:00Z 2026-01-13T08:00:00Z"),
            ("order: [phone]", None, "2026-01-17T14:00:00Z 2026-01-19T09:00:00Z"),
            ("order: [phone, sms]", None, "2026-01-12T21:00:00Z 2026-01-13T08:00:00Z"),
            ("order: [preferred, visit]", None, "2026-12-24T17:30:00Z 2026-12-29T09:00:00Z"),
            ("order: [visit, email]", None, "none"),
            ("order: [email]", Some("both"), "2026-01-17T13:00:00Z 2026-01-19T11:00:00Z"),
            ("order: [email]", Some("pigeon"), "none"),
            ("order: [preferred]", None, "2026-01-12T00:00:00Z never"),
            ("at_most: 3 per 1d", None, "none"),
        ] {
            let policy = Source::new("policy.yaml", format!("{policy}contact: {{ {contact} }}\n"));
            let house = crate::compile([policy]).finish().unwrap();
            let stretches = house.policy().unwrap().closed_stretches(named.map(Into::into).as_ref());
            // For ever is longer than anything.
            let length = |s: &Stretch| s.until.map_or((true, Duration::ZERO), |until| (false, until.since(s.from)));
            let stretch = stretches.into_iter().rev().max_by_key(length);
            let until = |stretch: &Stretch| stretch.until.map_or("never".into(), |until| until.to_string());
            let found = stretch.map_or("none".into(), |stretch| format!("{} {}", stretch.from, until(&stretch)));
            assert_eq!(found, expected, "{contact} {named:?}");
        }
    }
}
