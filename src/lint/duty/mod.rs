//! Duties: whether they hold on every way that a case can take.
//!
//! An analysis over the states proves them. What it can't prove is tried: the engine runs on events, receipts and time
//! until a case breaks the duty, which refutes it with the way that led there.

mod flow;
mod stay;
mod sure;
mod watch;

use crate::check::{BROKEN_DUTY, broken_duty};
use crate::expression::Expression;
use crate::house::DutyPlace;
use crate::playbook::{Action, Duty, DutyRule, Kind, Playbook};
use crate::policy::Policy;
use crate::span::Span;
use crate::value::Time;

pub(super) use self::watch::{Broken, Sent, Turn};

use self::flow::{Flowed, Place};
use self::sure::{Changes, Sure};
use super::happening::told;
use super::known;
use super::question::{Claim, Found, Subject};
use super::search::Ways;
use super::verdict::{Proof, Witness};
use super::written;

/// How many entries are followed for all duties and playbooks of a house.
const MAX_WORK: usize = 8_000_000;

/// The work that is left for the duties of a house.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MAX_WORK)
    }
}

/// A duty that binds a playbook, as far as the analysis could tell.
pub(super) struct Owed {
    pub(super) duty: Duty<Expression>,
    place: DutyPlace,
    flowed: Flowed,
    /// Whether a `set` may change what its condition asks: what a case knew when a step went out is not known afterwards.
    is_set: bool,
}

impl Owed {
    pub(super) fn is_open(&self) -> bool {
        !matches!(self.flowed, Flowed::Proved)
    }

    /// Of a span from opening, its end.
    fn due(&self, policy: Option<&Policy>, playbook: &Playbook, opened: Time) -> Option<Time> {
        let DutyRule::Within(period) = self.duty.rule else { return None };
        period.after(opened, playbook.zone, |id| policy?.calendars.get(usize::from(id.0)))
    }
}

/// Every duty that binds the playbook, those of the house before its own.
pub(super) fn owed(
    subject: &Subject<'_>,
    house: (Option<&Policy>, &[DutyPlace]),
    reads: &[known::Claim],
    budget: &mut Budget,
) -> Vec<Owed> {
    let playbook = subject.playbook;
    let (policy, places) = house;
    let of_house = policy.iter().flat_map(|policy| &policy.duties).cloned().zip(places);
    let own = playbook.own_rules.iter().flat_map(|own| &own.duties).filter_map(|duty| match policy {
        Some(policy) => duty.counted(|period| policy.period_of(playbook, period)),
        None => Some(duty.clone()),
    });
    let written = of_house.chain(own.zip(&subject.places.duties));
    let changes = Changes::new(playbook);
    let bound = written.filter_map(|(duty, place)| {
        let duty = duty.bound(playbook).ok()?;
        let sure = Sure::new(playbook, &duty, reads, &changes);
        let flowed = flow::follow(playbook, &duty, &sure, &mut budget.0);
        let is_set = duty.when.as_ref().is_some_and(|when| changes.sets(playbook, when));
        Some(Owed { duty, place: place.clone(), flowed, is_set })
    });
    bound.collect()
}

/// Judges the duties by what was proved and what was found.
pub(super) fn judge(subject: &Subject<'_>, owed: Vec<Owed>, ways: &Ways, found: &mut Found) {
    for (at, owed) in owed.into_iter().enumerate() {
        let claim = format!("the duty `{}` holds on every way", owed.place.words);
        let claim = Claim { doc: &BROKEN_DUTY, claim, span: subject.places.name };
        let proof = match (ways.broken.get(&at), &owed.flowed) {
            (_, Flowed::Proved) => Proof::Proved,
            (Some((way, broken)), _) => {
                let (span, what) = said(subject, &owed, broken);
                found.findings.push(broken_duty(span, &what, (&owed.place.words, owed.place.span), &told(way)));
                Proof::Refuted(Witness::new(None, Vec::new()).after(way.clone()))
            }
            (None, Flowed::Open(place)) => Proof::Unknown(match place {
                Place::Step(step) => format!("that `{step}` comes first can't be ruled out"),
                Place::End(state) => format!("a way to the end `{state}` without it can't be ruled out"),
                Place::Stay(state) => format!("a stay in `{state}` for so long can't be ruled out"),
            }),
            (None, Flowed::TooLong) => Proof::Unknown("the playbook is too large to follow all its ways".to_owned()),
        };
        found.note(claim, proof);
    }
}

/// Where a duty was broken and how, in words.
fn said(subject: &Subject<'_>, owed: &Owed, broken: &Broken) -> (Span, String) {
    let kind = owed.duty.kind;
    match broken {
        Broken::Step { state, name } => {
            let steps = written::actions(subject).into_iter().find(|(id, action, _)| {
                let is_it = matches!(action, Action::Step(plan) if plan.name == *name);
                is_it && subject.playbook.state(*id).name == *state
            });
            let span = steps.map_or(subject.places.name, |(_, _, place)| place.span);
            (span, format!("`{name}` goes out, and no `{kind}` went out before it"))
        }
        Broken::End(outcome) => {
            let states = || subject.playbook.states.iter().zip(&subject.places.states);
            let ends = || states().filter(|(state, _)| matches!(&state.kind, Kind::End(end) if end == outcome));
            // Which of several ends it was nobody says.
            let span = ends().next().filter(|_| ends().count() == 1).map_or(subject.places.name, |(_, end)| end.name);
            (span, format!("the case ends as `{outcome}`, and no `{kind}` went out"))
        }
        Broken::Stay(state) => {
            let states = subject.playbook.states.iter().zip(&subject.places.states);
            let place = states.into_iter().find(|(known, _)| known.name == *state);
            let span = place.map_or(subject.places.name, |(_, place)| place.name);
            (span, format!("the case may stay in `{state}` until it is too late, and no `{kind}` went out"))
        }
    }
}
