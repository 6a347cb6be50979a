//! A playbook narrows the authority and the limits of its house, and never widens them.

use crate::check::wider_than_policy;
use crate::document::{Amounts as WrittenAmounts, Text};
use crate::playbook::{Limit, Narrowing, Payout};
use crate::policy::Role;
use crate::report::Finding;
use crate::span::Span;
use crate::value::Money;

use super::Under;

pub(super) fn check(under: &Under<'_>, findings: &mut Vec<Finding>) {
    let Some(own) = under.playbook.own_rules.as_deref() else { return };
    let doc = &under.member.read.doc;
    let mut roles = under.house.policy.roles.all();
    let of_roles = doc.roles.iter().map(|entry| (&entry.key, entry.value.may.as_deref(), &entry.value.may_pay));
    let of_discretion = doc.discretion.iter().map(|it| (&it.role, it.may.as_deref(), &it.up_to));
    let written = of_roles.chain(of_discretion);
    for ((name, may, may_pay), narrowing) in written.zip(own.roles.whole().iter().chain(&own.discretion)) {
        match roles.iter_mut().find(|role| role.name == name.value) {
            Some(role) => {
                let places = Places { name: name.span, may: may.unwrap_or_default(), may_pay };
                authority(under, role, narrowing, &places, findings);
                narrowing.narrow(role);
            }
            None => {
                let finding = wider_than_policy(name.span, format!("role `{}` is none of the house's", name.as_str()));
                let names = under.house.policy.roles.whole().iter().map(|role| role.role.as_str());
                findings.push(finding.nearest_of(name.as_str(), names));
            }
        }
    }
    // Its own stand behind those of the house.
    let of_house = under.house.policy.limits.len();
    for (written, limit) in doc.limits.iter().zip(under.rules.limits.iter().skip(of_house)) {
        let houses = under.house.policy.limits.iter().zip(&under.house.doc.limits);
        let (alike, wider): (Vec<_>, Vec<_>) = houses
            .filter(|(house, _)| is_part(limit.payout, house.payout))
            .partition(|(house, _)| house.payout == limit.payout);
        for amount in &limit.at_most.0 {
            let span = amount_span(&written.at_most, *amount, written.payout.span);
            let mut above = alike.iter().chain(&wider).filter_map(|(house, place)| {
                let finding = above(limit, house, *amount, span)?;
                Some(finding.label(place.payout.span, "the house's limit is here"))
            });
            // One is enough to see that it has no effect.
            findings.extend(above.next());
        }
    }
}

/// Where what a role is narrowed to is written.
struct Places<'a> {
    name: Span,
    may: &'a [Text],
    may_pay: &'a WrittenAmounts,
}

/// What the role may do in the playbook and not in the house.
fn authority(under: &Under<'_>, role: &Role, to: &Narrowing, places: &Places<'_>, findings: &mut Vec<Finding>) {
    let entry = under.house.doc.roles.iter().find(|entry| entry.key.value == role.name);
    let here = |finding: Finding| match entry {
        Some(entry) => finding.label(entry.key.span, "the house's role is here"),
        None => finding,
    };
    for verb in to.may.iter().flatten().filter(|verb| !role.may(**verb)) {
        let place = places.may.iter().find(|text| text.as_str() == verb.as_str());
        let span = place.map_or(places.name, |text| text.span);
        findings.push(here(wider_than_policy(span, format!("`{}` may not `{verb}`", role.name))));
    }
    for amount in to.may_pay.iter().flat_map(|amounts| &amounts.0).filter(|amount| !role.may_pay.allow(**amount)) {
        let span = amount_span(places.may_pay, *amount, places.name);
        let says = match role.may_pay.of(amount.currency()) {
            Some(most) => format!("`{}` may pay {most} at most", role.name),
            None => format!("`{}` may pay nothing in {}", role.name, amount.currency()),
        };
        findings.push(here(wider_than_policy(span, says)));
    }
}

/// Whether all that the one adds up the other does too: a case is one account's, and one playbook's.
fn is_part(own: Payout, house: Payout) -> bool {
    own == house || own == Payout::Case
}

/// Whether the limit of the house leaves less room than that of the playbook, in which what it adds up happens within what
/// the other does.
fn above(own: &Limit, house: &Limit, amount: Money, span: Span) -> Option<Finding> {
    let payout = of_payout(house.payout);
    match house.at_most.of(amount.currency()) {
        None => {
            let says = format!("the house allows no {} for {payout}", amount.currency());
            Some(wider_than_policy(span, says))
        }
        Some(most) => {
            let covers = match (&house.window, &own.window) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(house), Some(own)) => house.covers(*own),
            };
            let wider = covers && most.amount() < amount.amount();
            wider.then(|| wider_than_policy(span, format!("the house allows {most} at most for {payout}")))
        }
    }
}

/// Where an amount is written, if it is written as it reads.
fn amount_span(written: &WrittenAmounts, amount: Money, otherwise: Span) -> Span {
    let found = written.0.iter().find(|text| text.as_str().parse::<Money>().is_ok_and(|known| known == amount));
    found.map_or(otherwise, |text| text.span)
}

fn of_payout(payout: Payout) -> &'static str {
    match payout {
        Payout::Case => "a case",
        Payout::Account => "an account",
        Payout::Playbook => "a playbook",
    }
}
