//! Roles, limits and duties, which policies and playbooks say alike.

use crate::check::{bad_literal, duplicate_name, fault, unbound_duty, unknown_word};
use crate::document::{Amounts as WrittenAmounts, Discretion, Duty as WrittenDuty, Entries, Limit as WrittenLimit};
use crate::document::{Role as WrittenRole, Text};
use crate::expression::{self, Binding, FaultKind, Names, mentions};
use crate::playbook::{Duty, DutyRule, Limit, Narrowing, OwnRules, Payout, Roles, Unbound};
use crate::report::Finding;
use crate::step::{StepKind, Verb};
use crate::value::Name;

use super::deadline::period;
use super::known_calendars::CalendarsByName;
use super::lower::Lower;
use super::written::{MAX_RULES, amounts, bounded, optional, word};

/// What conditions of duties may ask of the failure mode that a playbook covers; a playbook alone says nothing of it.
pub(super) const OF_FAILURE_MODES: [&str; 3] = ["severity", "occurrence", "detection"];

impl Lower<'_> {
    /// What the playbook says for itself; nothing where it says nothing.
    pub(super) fn own_rules(&mut self) -> Option<Box<OwnRules>> {
        let doc = self.doc;
        let silent = doc.roles.is_empty() && doc.discretion.is_empty();
        if silent && doc.limits.is_empty() && doc.duties.is_empty() {
            return None;
        }
        let findings = &mut self.findings;
        let roles = roles(&doc.roles, findings);
        let limits = limits(&doc.limits, &mut self.calendars, findings);
        let duties = duties(&doc.duties, &mut self.calendars, findings);
        let mut seen: Vec<&Text> = Vec::new();
        for role in doc.discretion.iter().map(|written| &written.role).take(MAX_RULES) {
            match seen.iter().find(|known| **known == role) {
                Some(first) => {
                    findings.push(duplicate_name(role.span, "discretions of role", role.as_str(), Some(first.span)));
                }
                None => seen.push(role),
            }
        }
        let written = bounded(&doc.discretion, "discretions", |written| written.role.span, findings);
        let discretion = written.into_iter().map(|written| discretion(written, findings)).collect();
        for when in doc.duties.iter().filter_map(|duty| duty.when.as_ref()).take(MAX_RULES) {
            self.duty_condition(when);
        }
        Some(Box::new(OwnRules { roles, discretion, limits, duties }))
    }

    /// When a duty of the playbook itself binds. Words of failure modes mean nothing yet.
    fn duty_condition(&mut self, when: &Text) {
        let of_modes = |name: &&str| OF_FAILURE_MODES.contains(name) && self.names.fact(name).is_none();
        if let Some(name) = mentions(when.as_str()).into_iter().find(of_modes) {
            let playbook = self.doc.playbook.as_str();
            self.findings.push(unbound_duty(when.span, &[playbook], &Unbound::Lacks(Name::from(name))));
        } else if self.condition(when).is_some_and(|when| !when.is_of_facts()) {
            self.findings.push(unbound_duty(when.span, &[self.doc.playbook.as_str()], &Unbound::MoreThanFacts));
        }
    }
}

/// All roles of a document, which may include one another.
pub(super) fn roles(written: &Entries<WrittenRole>, findings: &mut Vec<Finding>) -> Roles {
    let entries = bounded(written, "roles", |entry| entry.key.span, findings);
    let own: Vec<Narrowing> = entries.iter().map(|entry| role(&entry.key, &entry.value, findings)).collect();
    let place = |name: &Text| entries.iter().position(|entry| entry.key == *name);
    let mut includes: Vec<Vec<usize>> = Vec::with_capacity(entries.len());
    for entry in &entries {
        let names = bounded(&entry.value.includes, "roles", |name| name.span, findings);
        let mut places = Vec::new();
        let mut unknown = Vec::new();
        for name in names {
            match place(name) {
                Some(place) => places.push(place),
                None if written.lost().contains(name) => {}
                None => unknown.push(name),
            }
        }
        let known = || entries.iter().map(|entry| entry.key.as_str());
        findings.extend(unknown.iter().map(|name| unknown_word(name.span, "role", name.as_str(), known())));
        includes.push(places);
    }
    Roles::new(own, includes)
}

fn role(name: &Text, written: &WrittenRole, findings: &mut Vec<Finding>) -> Narrowing {
    narrowing(name, written.may.as_deref(), &written.may_pay, findings)
}

/// What a role may decide in one playbook.
pub(super) fn discretion(written: &Discretion, findings: &mut Vec<Finding>) -> Narrowing {
    narrowing(&written.role, written.may.as_deref(), &written.up_to, findings)
}

fn narrowing(role: &Text, may: Option<&[Text]>, may_pay: &WrittenAmounts, findings: &mut Vec<Finding>) -> Narrowing {
    let verbs = || Verb::ALL.iter().map(|verb| (verb.as_str(), *verb));
    let may = may.map(|may| {
        let may = bounded(may, "commands", |text| text.span, findings);
        may.into_iter().filter_map(|text| word(text, "command", verbs(), findings)).collect()
    });
    let may_pay = (!may_pay.0.is_empty()).then(|| amounts(may_pay, findings));
    Narrowing { role: role.value.clone(), may, may_pay }
}

/// All limits of a document.
pub(super) fn limits(
    written: &[WrittenLimit],
    calendars: &mut impl CalendarsByName,
    findings: &mut Vec<Finding>,
) -> Vec<Limit> {
    let written = bounded(written, "limits", |written| written.payout.span, findings);
    written.into_iter().filter_map(|written| limit(written, calendars, findings)).collect()
}

fn limit(written: &WrittenLimit, calendars: &mut impl CalendarsByName, findings: &mut Vec<Finding>) -> Option<Limit> {
    let payout = word(&written.payout, "sum of payments", Payout::WORDS.into_iter(), findings);
    let at_most = amounts(&written.at_most, findings);
    let span = optional(&written.r#in);
    let window = match span {
        Some(_) => Some(period(&written.r#in, calendars, findings)?),
        None => None,
    };
    Some(Limit { payout: payout?, window, span, at_most, because: optional(&written.because) })
}

/// All duties of a document, in order.
pub(super) fn duties(
    written: &[WrittenDuty],
    calendars: &mut impl CalendarsByName,
    findings: &mut Vec<Finding>,
) -> Vec<Duty<Name>> {
    let written = bounded(written, "duties", |written| written.kind.span, findings);
    written.into_iter().filter_map(|written| duty(written, calendars, findings)).collect()
}

fn duty(
    written: &WrittenDuty,
    calendars: &mut impl CalendarsByName,
    findings: &mut Vec<Finding>,
) -> Option<Duty<Name>> {
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
        (within, "") if !within.is_empty() => DutyRule::Within(period(&written.within, calendars, findings)?),
        _ => {
            let expected = "one of `within` and `before`";
            findings.push(bad_literal(written.kind.span, written.kind.as_str(), expected));
            return None;
        }
    };
    let when = written.when.as_ref().and_then(optional);
    Some(Duty { kind: kind?, rule, when, because: optional(&written.because) })
}

/// What is wrong with the conditions of a policy's duties, whatever their names mean in one playbook or another.
pub(super) fn check_conditions(duties: &[Duty<Name>], written: &[WrittenDuty], findings: &mut Vec<Finding>) {
    let of_duties = written.iter().take(duties.len()).filter_map(|duty| duty.when.as_ref());
    for text in of_duties {
        let faults = expression::condition(text.as_str(), &NoNames).err().unwrap_or_default();
        findings.extend(faults.iter().filter(|found| is_of_text(found.kind)).map(|found| fault(text, found)));
    }
}

fn is_of_text(kind: FaultKind) -> bool {
    use FaultKind::{Date, Literal, Syntax, TooDeep, TooLong, UnknownFunction};
    matches!(kind, Syntax | Literal | Date | UnknownFunction | TooDeep | TooLong)
}

/// Where nothing is known of what names mean.
struct NoNames;

impl Names for NoNames {
    fn lookup(&self, _: &str) -> Option<Binding> {
        None
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    fn is_event(&self, _: &str) -> bool {
        true
    }
}

/// Which one a word means: `second` the second.
fn nth_of(word: &str) -> Option<u32> {
    const WORDS: [&str; 9] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
    let place = WORDS.iter().position(|known| *known == word)?;
    u32::try_from(place + 1).ok()
}
