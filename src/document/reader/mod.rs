//! The reader: text to documents and findings.

mod access;
mod deserializer;
mod fault;
mod flow;
mod ids;
mod json;
pub mod limits;
mod parse;
mod sink;
mod syntax;
mod tree;

use self::deserializer::Reader;
use self::limits::MAX_SOURCES;
use self::sink::Sink;
use self::tree::{Kind, Node};
use super::PlaybookDoc;
use super::check::{first_key, limits_exceeded, not_a_map, other_kind, unknown_kind};
use super::entries::Section;
#[cfg(test)]
use crate::report::Report;
use crate::report::{Finding, Source};

/// What was read: the sources in order of their names, the playbooks in them, and the findings.
#[derive(Debug)]
#[must_use]
pub struct Reading {
    /// The sources in order of their names; spans index into these.
    pub sources: Vec<Source>,
    /// The playbooks, in order of the sources.
    pub playbooks: Vec<ReadPlaybook>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// A playbook as far as it could be read.
#[derive(Debug)]
pub struct ReadPlaybook {
    /// Index of its source.
    pub source: u16,
    /// What it says.
    pub doc: PlaybookDoc,
    /// Whether it was read without an error. If not, what could not be read is left out or has its default, so that later
    /// checks can look at the rest; what is missing may then be missing for that reason.
    pub complete: bool,
}

#[cfg(test)]
impl Reading {
    /// The findings with their sources.
    pub fn into_report(self) -> Report {
        Report::new(self.sources, self.findings)
    }
}

/// Reads sources in order of their names.
///
/// Every finding of every source is made at once. Time is linear in the text, and each [limit](limits) that a source
/// goes over is a finding.
pub fn read(sources: impl IntoIterator<Item = Source>) -> Reading {
    let mut sources: Vec<Source> = sources.into_iter().collect();
    sources.sort_by(|a, b| a.name().cmp(b.name()));
    let given = sources.len();
    sources.truncate(MAX_SOURCES);
    let mut playbooks = Vec::new();
    let mut findings = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        let sink = Sink::new(source, index);
        if given > MAX_SOURCES && usize::from(index).saturating_add(1) == MAX_SOURCES {
            sink.report(limits_exceeded(sink.span(0, 0), &format!("{given} sources are given"), MAX_SOURCES));
        }
        if let Some(doc) = read_source(&sink) {
            playbooks.push(ReadPlaybook { source: index, doc, complete: !sink.has_errors() });
        }
        findings.extend(sink.into_findings());
    }
    Reading { sources, playbooks, findings }
}

fn read_source(sink: &Sink<'_>) -> Option<PlaybookDoc> {
    let root = parse::parse(sink)?;
    check_kind(sink, &root)?;
    let reader = Reader { node: &root, key: None, sink };
    let doc = *<Section<PlaybookDoc> as serde::Deserialize>::deserialize(reader).ok()?.0?;
    ids::check(sink, &doc);
    Some(doc)
}

/// Whether the document is a playbook, or meant as one.
fn check_kind(sink: &Sink<'_>, root: &Node<'_>) -> Option<()> {
    let Kind::Map { pairs, .. } = &root.kind else {
        sink.report(not_a_map(root.span, root.what()));
        return None;
    };
    let Some(first) = pairs.first() else {
        sink.report(super::check::empty_document(root.span));
        return None;
    };
    if first.key.text() == "playbook" {
        return Some(());
    }
    if let Some(finding) = other_kind(first.key.span, first.key.text()) {
        sink.report(finding);
        return None;
    }
    match pairs.iter().find(|pair| pair.key.text() == "playbook") {
        Some(playbook) => {
            sink.report(first_key(first.key.span, first.key.text(), playbook.key.span));
            Some(())
        }
        None => {
            sink.report(unknown_kind(first.key.span, first.key.text()));
            None
        }
    }
}
