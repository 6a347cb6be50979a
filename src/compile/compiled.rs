//! Sources in, a house or every finding out.

use std::sync::Arc;

use crate::check::{duplicate_name, second_policy};
use crate::document::{PlaybookDoc, PolicyDoc, Read, read};
use crate::house::{DutyPlace, House, Places};
use crate::playbook::Playbook;
use crate::policy::Policy;
use crate::report::{Finding, Report, Source};

use super::advice::{Member, advise_channels, advise_house};
use super::house::{Written, check_house};
use super::known_calendars::KnownCalendars;
use super::places::duty_places;
use super::playbook::lower;
use super::policy::lower_policy;

/// Compiles a set of sources: reads them, lowers them, checks them, and gathers every finding of all of them.
///
/// A source is one YAML document: a playbook, or the policy of the house, of which there is one at most. Sources are taken in order of their names, whatever the order given.
/// Errors block, warnings don't. Time is linear in the text; a source may have 256 KiB and a nesting of 32, there may
/// be 4,096 sources. Going over a limit is a finding, and of one source at most 200 findings of reading are reported.
///
/// ```
/// use amends::{Source, compile};
/// let report = compile([Source::new("late.yaml", "playbook: late\nversoin: 1\n")]).finish().unwrap_err();
/// let text = report.to_text(false);
/// assert!(text.contains("unknown-key"));
/// assert!(text.contains("`version`"), "{text}");
/// ```
pub fn compile(sources: impl IntoIterator<Item = Source>) -> Compiled {
    let reading = read(sources);
    let mut findings = reading.findings;
    let (policy, mut known) = the_policy(&reading.policies, &mut findings);
    if reading.playbooks.len() + reading.policies.len() < reading.sources.len() {
        // What could not be read may have been the policy.
        known = KnownCalendars::Unsound;
    }
    let mut playbooks: Vec<(Arc<Playbook>, Arc<Places>)> = Vec::new();
    // One for each playbook.
    let mut documents: Vec<&Read<PlaybookDoc>> = Vec::new();
    for read in &reading.playbooks {
        let Some((playbook, places)) = lower(read, &known, &reading.policies, &mut findings) else { continue };
        match playbooks.iter().find(|(known, _)| known.name == playbook.name && known.version == playbook.version) {
            Some((_, first)) => {
                let name = format!("{}@{}", playbook.name, playbook.version);
                findings.push(duplicate_name(places.name, "playbooks", &name, Some(first.name)));
            }
            None => {
                playbooks.push((Arc::new(playbook), Arc::new(places)));
                documents.push(read);
            }
        }
    }
    let members = playbooks.iter().zip(documents).map(|((playbook, _), read)| Member { playbook, read });
    let members: Vec<Member<'_>> = members.collect();
    advise_house(&members, &mut findings);
    if let (Some(policy), Some(read)) = (&policy, reading.policies.first()) {
        check_house(Written { policy, doc: &read.doc }, &members, &mut findings);
        advise_channels(&members, policy, &mut findings);
    }
    leave_out_echoes(&reading.sources, &mut findings);
    let policy =
        policy.zip(reading.policies.first()).map(|(policy, read)| (policy, duty_places(&read.doc.duties).into()));
    Compiled { report: Report::new(reading.sources, findings), playbooks, policy }
}

/// The policy of the house, and what playbooks may name of it. A second one is a finding, and binds nobody.
fn the_policy(read: &[Read<PolicyDoc>], findings: &mut Vec<Finding>) -> (Option<Arc<Policy>>, KnownCalendars) {
    let lowered: Vec<Option<Policy>> = read.iter().map(|read| lower_policy(read, findings)).collect();
    let Some((first, others)) = read.split_first() else { return (None, KnownCalendars::None) };
    let more = others.iter().map(|read| &read.doc.policy);
    findings.extend(more.map(|name| second_policy(name.span, name.as_str(), first.doc.policy.span)));
    match lowered.into_iter().next().flatten() {
        Some(policy) => {
            let known = KnownCalendars::of(&policy);
            (Some(Arc::new(policy)), known)
        }
        None => (None, KnownCalendars::Unsound),
    }
}

/// A row whose condition YAML took apart seems to have none: that is said once.
fn leave_out_echoes(sources: &[Source], findings: &mut Vec<Finding>) {
    let place = |finding: &Finding| {
        let span = finding.span();
        (span.source, sources.get(usize::from(span.source)).map(|source| source.line_of(span.start)))
    };
    let of = |code: &str, finding: &Finding| finding.code.as_str() == code;
    let torn: Vec<_> = findings.iter().filter(|found| of("unquoted-expression", found)).map(place).collect();
    findings.retain(|found| !of("bad-table", found) || !torn.contains(&place(found)));
}

/// What compiling gave: the findings, and the playbooks if none of them blocks.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// use amends::{Compiled, House, Source, compile};
/// let compiled: Compiled = compile([Source::new("p.yaml", text)]);
/// for warning in compiled.report() {
///     eprintln!("{}: {}", warning.code, warning.message);
/// }
/// let house: House = compiled.finish()?;
/// # assert_eq!(house.playbooks().len(), 1);
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct Compiled {
    report: Report,
    playbooks: Vec<(Arc<Playbook>, Arc<Places>)>,
    policy: Option<(Arc<Policy>, Arc<[DutyPlace]>)>,
}

impl Compiled {
    /// Every finding, errors and warnings.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The playbooks, ready for an engine. Warnings are lost: read the [`report`](Self::report) before.
    ///
    /// # Errors
    /// The report, with the warnings too, where a finding is an error.
    pub fn finish(self) -> Result<House, Report> {
        if self.report.is_blocking() {
            return Err(self.report);
        }
        Ok(House::new(self.playbooks, self.policy, self.report.sources().to_vec()))
    }
}
