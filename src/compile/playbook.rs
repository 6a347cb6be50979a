//! One document, lowered to a playbook.

use crate::canon::{Hash, encode};
use crate::check::{
    bad_literal, check_graph, condition_needs, empty_playbook, unknown_event, unknown_step, unknown_word,
};
use crate::document::{PlaybookDoc, PolicyDoc, Read, Text};
use crate::expression::Derived;
use crate::house::Places;
use crate::playbook::{Action, Effective, EffectiveBy, FactDecl, GRANT, Period, Playbook, PlaybookGraph, StateId};
use crate::policy::Payout;
use crate::report::Finding;
use crate::value::{Date, Name, Rounding, Type, Zone};

use super::advice::{Whole, advise_whole};
use super::derive::rests_on;
use super::known_calendars::{KnownCalendars, UsedCalendars};
use super::lower::Lower;
use super::names::NameTable;
use super::places::places;
use super::spoiled::Spoiled;
use super::survey::Survey;

/// The engine's events about steps, each followed by the name of one.
const ABOUT_STEPS: [&str; 8] = [
    "step.done",
    "step.failed",
    "step.overdue",
    "promise.kept",
    "promise.broken",
    "approval.granted",
    "approval.refused",
    "approval.expired",
];
/// The engine's events about states.
const ABOUT_STATES: [&str; 5] = ["complete", "after", "at", "error.at", "error.after"];

/// Lowers a document. Its findings are added; with an error among them there is no playbook.
pub(super) fn lower(
    read: &Read<PlaybookDoc>,
    known: &KnownCalendars,
    policies: &[Read<PolicyDoc>],
    findings: &mut Vec<Finding>,
) -> Option<(Playbook, Places)> {
    let mut lower = Lower::new(&read.doc, known, Spoiled::new(findings, read.source));
    lower.names.has_limits = has_limits(&read.doc, policies);
    lower.facts();
    let events = lower.events();
    lower.name_events();
    let derived = lower.derived();
    lower.messages();
    let mut states = lower.states();
    lower.all_transitions(&mut states);
    let key = lower.key();
    let triggers = lower.triggers(&key, &events, &states);
    let head = lower.head();
    let own_rules = lower.own_rules();
    lower.check_begins();
    lower.advise(&events);
    let customer = lower.customer();
    let (mut own, ways_known) = (std::mem::take(&mut lower.findings), lower.ways_known);
    let (locales, language) = (std::mem::take(&mut lower.locales), lower.language);
    let Lower { facts, messages, transitions, transition_places, survey, mut calendars, .. } = lower;
    let sound = read.complete && !own.iter().any(Finding::is_error);
    let personal_derived = personal(&facts, &derived);
    let mut playbook = Playbook {
        name: read.doc.playbook.value.clone(),
        version: read.doc.version.map_or(0, |version| version.value),
        digest: digest(&read.doc),
        title: optional(&read.doc.title),
        owner: optional(&read.doc.owner).map(Name::from),
        zone: head.zone,
        has_zone: !read.doc.zone.as_str().is_empty(),
        calendars: Vec::new(),
        usual_calendar: None,
        rounding: head.rounding,
        effective: head.effective,
        key,
        facts,
        events,
        derived,
        personal_derived,
        triggers,
        states,
        transitions,
        messages,
        locales: locales.into(),
        language,
        customer,
        own_rules,
        // Known once the whole is there.
        fact_names: [].into(),
        reference: Name::from(""),
        states_by_name: Vec::new(),
        choosing: Vec::new(),
        has_clocks: false,
        ways: Vec::new(),
        start: None,
        graph: PlaybookGraph::default(),
        seen: Vec::new(),
        paused_days: Vec::new(),
    };
    if !ways_known {
        findings.extend(own);
        return None;
    }
    spread_personal(&mut playbook);
    if playbook.expressions().any(|expression| expression.counts_business_time()) {
        playbook.usual_calendar = Some(calendars.usual());
    }
    playbook.calendars = calendars.into_names();
    let playbook = playbook.completed();
    let span = |id: StateId| survey.state(id.0).map_or(read.doc.playbook.span, |state| state.name.span);
    own.extend(check_graph(&playbook, span, sound));
    let sound = sound && !own.iter().any(Finding::is_error);
    if sound {
        let whole = Whole::new(&playbook, &read.doc, &survey, &transition_places);
        advise_whole(&whole, &head.legal_limits, &mut own);
    }
    findings.extend(own);
    sound.then(|| {
        let places = Places { transitions: transition_places, ..places(&read.doc, &survey, &playbook) };
        (playbook, places)
    })
}

/// What the first keys of a playbook say.
struct Head {
    zone: Zone,
    rounding: Rounding,
    effective: Effective,
    /// How long the law gives, one for each limit; none that could not be read.
    legal_limits: Vec<Option<Period>>,
}

impl<'d> Lower<'d> {
    fn new(doc: &'d PlaybookDoc, known: &'d KnownCalendars, spoiled: Spoiled) -> Self {
        let mut findings = Vec::new();
        let zone = match doc.zone.as_str() {
            "" => Zone::UTC,
            name => Zone::named(name).unwrap_or_else(|| {
                findings.push(unknown_word(doc.zone.span, "time zone", name, Zone::names()));
                Zone::UTC
            }),
        };
        let rounding = match doc.rounding.as_str() {
            "" => Rounding::default(),
            name => match Rounding::NAMES.iter().find(|(word, _)| *word == name) {
                Some((_, rounding)) => *rounding,
                None => {
                    let words = Rounding::NAMES.iter().map(|(word, _)| *word);
                    findings.push(unknown_word(doc.rounding.span, "way to round", name, words));
                    Rounding::default()
                }
            },
        };
        let survey = Survey::new(doc, &spoiled, &mut findings);
        let ways_known = !spoiled.any() && findings.is_empty();
        let calendars = UsedCalendars::new(known, &doc.calendar);
        findings.extend(calendars.fault());
        let mut names = NameTable::new(zone, rounding, calendars.has_usual());
        for (at, state) in survey.states.iter().enumerate() {
            if let Ok(id) = u16::try_from(at + 1) {
                names.add_state(&state.name.value, id);
            }
        }
        Self {
            doc,
            survey,
            names,
            calendars,
            facts: Vec::new(),
            messages: Vec::new(),
            locales: Vec::new(),
            language: None,
            transitions: Vec::new(),
            transition_places: Vec::new(),
            findings,
            spoiled,
            ways_known,
        }
    }

    /// The engine's own events, and those that `raise` makes, beside the declared ones.
    fn name_events(&mut self) {
        let (doc, survey, events) = (self.doc, &self.survey, &mut self.names.events);
        let triggers = doc.triggers.iter().map(|entry| &entry.key).chain(doc.triggers.lost());
        events.add_own(&ABOUT_STEPS, survey.steps.keys().map(Name::as_str));
        events.add_own(&["step.done", "step.failed"], [GRANT].into_iter());
        events.add_own(&ABOUT_STATES, survey.states.iter().map(|state| state.name.as_str()));
        events.add_own(&["trigger"], triggers.map(Text::as_str));
        events.add_own(&["error.set"], doc.facts.iter().map(|entry| entry.key.as_str()));
        survey.raised.iter().for_each(|event| events.add(event.as_str()));
    }

    /// Whether a case can begin at all.
    fn check_begins(&mut self) {
        let doc = self.doc;
        for (lacks, none) in [("triggers", doc.triggers.is_empty()), ("states", doc.states.is_empty())] {
            if none && !self.spoiled.any() {
                self.ways_known = false;
                self.report(empty_playbook(doc.playbook.span, doc.playbook.as_str(), lacks));
            }
        }
    }

    fn head(&mut self) -> Head {
        let doc = self.doc;
        let effective = doc.effective.as_ref();
        let from = effective.and_then(|effective| self.date(&effective.from));
        let until = effective.and_then(|effective| self.date(&effective.until));
        let by = effective.map(|effective| &effective.by).filter(|by| !by.as_str().is_empty());
        if let (Some(from), Some(until), Some(written)) = (&from, &until, effective) {
            if until <= from {
                let until = &written.until;
                self.report(bad_literal(until.span, until.as_str(), &format!("a date after `{from}`")));
            }
        }
        let slot = by.and_then(|by| self.slot(by));
        if let (Some(by), Some(ty)) = (by, slot.and_then(|slot| self.ty_of(slot).cloned())) {
            if !matches!(ty, Type::Date | Type::Time) {
                self.report(condition_needs(by.span, by.as_str(), "a date or a time", &ty));
            }
        }
        let by = slot.map_or(EffectiveBy::Event, EffectiveBy::Fact);
        let mut legal_limits = Vec::with_capacity(doc.legal_limits.len());
        for limit in &doc.legal_limits {
            let within = &limit.value.within;
            legal_limits.push(if within.as_str().is_empty() { None } else { self.period(within) });
            let from = &limit.value.from;
            if !from.as_str().is_empty() && !self.doc.events.iter().any(|event| event.key == *from) {
                let declared: Vec<&str> = self.doc.events.iter().map(|event| event.key.as_str()).collect();
                let finding = unknown_event(from.span, from.as_str(), declared).help("declare it under `events`");
                self.report(finding);
            }
            for step in &limit.value.satisfied_by {
                if !self.survey.steps.contains_key(step.as_str()) {
                    let steps: Vec<&str> = self.survey.steps.keys().map(Name::as_str).collect();
                    let finding = unknown_step(step.span, step.as_str(), "step", steps);
                    self.report(finding);
                }
            }
        }
        let zone = crate::expression::Names::zone(&self.names);
        let rounding = crate::expression::Names::rounding(&self.names);
        Head { zone, rounding, effective: Effective { from, until, by }, legal_limits }
    }

    fn date(&mut self, text: &Text) -> Option<Date> {
        if text.as_str().is_empty() {
            return None;
        }
        let date = text.as_str().parse::<Date>();
        if let Err(error) = &date {
            self.report(bad_literal(text.span, text.as_str(), error.expected()));
        }
        date.ok()
    }
}

/// Whether the house or the playbook itself limits what a case or an account is paid.
fn has_limits(doc: &PlaybookDoc, policies: &[Read<PolicyDoc>]) -> bool {
    let of_house = policies.iter().flat_map(|read| &read.doc.limits);
    of_house.chain(&doc.limits).any(|limit| limit.payout.as_str() != Payout::Playbook.as_str())
}

/// The digest of a document's canonical form.
fn digest(doc: &PlaybookDoc) -> Hash {
    // A document holds nothing that has no canonical form: no floats, no bytes, and text as keys.
    encode(doc).map(|text| Hash::of(text.as_bytes())).unwrap_or_else(|_| Hash::of(b""))
}

fn optional(text: &Text) -> Option<String> {
    (!text.as_str().is_empty()).then(|| text.as_str().to_owned())
}

/// Which derived values rest on personal facts.
fn personal(facts: &[FactDecl], derived: &[(Name, Derived)]) -> Vec<bool> {
    let mut personal: Vec<bool> = Vec::with_capacity(derived.len());
    let is_personal = |slot: u16| facts.get(usize::from(slot)).is_some_and(|fact| fact.personal);
    for (_, value) in derived {
        let rests = rests_on(value, is_personal, &personal);
        personal.push(rests);
    }
    personal
}

/// A fact that is `set` from a personal one is personal too, whatever its declaration says: else it would show in records
/// what the other hides.
fn spread_personal(playbook: &mut Playbook) {
    // Each round marks one fact more at least.
    loop {
        let of_triggers = playbook.triggers.iter().flat_map(|trigger| &trigger.set);
        let of_actions = playbook.actions().filter_map(|(_, action)| match action {
            Action::Set(facts) => Some(facts),
            _ => None,
        });
        let is_news = |slot: u16| playbook.fact(slot).is_some_and(|fact| !fact.personal);
        let set = of_triggers.chain(of_actions.flatten());
        let found: Vec<u16> = set
            .filter(|(slot, value)| is_news(*slot) && playbook.reads_personal(value))
            .map(|(slot, _)| *slot)
            .collect();
        if found.is_empty() {
            return;
        }
        for slot in found {
            if let Some(fact) = playbook.facts.get_mut(usize::from(slot)) {
                fact.personal = true;
            }
        }
        playbook.personal_derived = personal(&playbook.facts, &playbook.derived);
    }
}
