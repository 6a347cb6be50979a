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
use super::check::{first_key, limits_exceeded, not_a_map, other_kind, unknown_kind};
use super::entries::Section;
use super::{PlaybookDoc, PolicyDoc};
#[cfg(test)]
use crate::report::Report;
use crate::report::{Finding, Source};

/// What was read: the sources in order of their names, the documents in them, and the findings.
#[derive(Debug)]
#[must_use]
pub struct Reading {
    /// The sources in order of their names; spans index into these.
    pub sources: Vec<Source>,
    /// The playbooks, in order of the sources.
    pub playbooks: Vec<Read<PlaybookDoc>>,
    /// The policies, in the same order.
    pub policies: Vec<Read<PolicyDoc>>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// A document as far as it could be read.
#[derive(Debug)]
pub struct Read<D> {
    /// Index of its source.
    pub source: u16,
    /// What it says.
    pub doc: D,
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
    let (mut playbooks, mut policies) = (Vec::new(), Vec::new());
    let mut findings = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        let sink = Sink::new(source, index);
        if given > MAX_SOURCES && usize::from(index).saturating_add(1) == MAX_SOURCES {
            sink.report(limits_exceeded(sink.span(0, 0), &format!("{given} sources are given"), MAX_SOURCES));
        }
        let complete = || !sink.has_errors();
        match read_source(&sink) {
            Some(Document::Playbook(doc)) => playbooks.push(Read { source: index, doc: *doc, complete: complete() }),
            Some(Document::Policy(doc)) => policies.push(Read { source: index, doc: *doc, complete: complete() }),
            None => {}
        }
        findings.extend(sink.into_findings());
    }
    Reading { sources, playbooks, policies, findings }
}

/// A document of one kind or another.
enum Document {
    Playbook(Box<PlaybookDoc>),
    Policy(Box<PolicyDoc>),
}

/// The kinds of documents that are read, by their first key.
#[derive(Clone, Copy)]
enum DocumentKind {
    Playbook,
    Policy,
}

fn read_source(sink: &Sink<'_>) -> Option<Document> {
    let root = parse::parse(sink)?;
    let kind = kind(sink, &root)?;
    let reader = Reader { node: &root, key: None, sink };
    Some(match kind {
        DocumentKind::Playbook => {
            let doc = document::<PlaybookDoc>(reader)?;
            ids::check(sink, &doc);
            Document::Playbook(doc)
        }
        DocumentKind::Policy => {
            let doc = document::<PolicyDoc>(reader)?;
            ids::check_policy(sink, &doc);
            Document::Policy(doc)
        }
    })
}

fn document<D: for<'de> serde::Deserialize<'de>>(reader: Reader<'_>) -> Option<Box<D>> {
    <Section<D> as serde::Deserialize>::deserialize(reader).ok()?.0
}

/// What the document is, or is meant to be.
fn kind(sink: &Sink<'_>, root: &Node<'_>) -> Option<DocumentKind> {
    let of = |key: &str| match key {
        "playbook" => Some(DocumentKind::Playbook),
        "policy" => Some(DocumentKind::Policy),
        _ => None,
    };
    let Kind::Map { pairs, .. } = &root.kind else {
        sink.report(not_a_map(root.span, root.what()));
        return None;
    };
    let Some(first) = pairs.first() else {
        sink.report(super::check::empty_document(root.span));
        return None;
    };
    if let Some(kind) = of(first.key.text()) {
        return Some(kind);
    }
    if let Some(finding) = other_kind(first.key.span, first.key.text()) {
        sink.report(finding);
        return None;
    }
    // A playbook names its policy by the same word.
    let playbook = pairs.iter().find(|pair| pair.key.text() == "playbook");
    match playbook.or_else(|| pairs.iter().find(|pair| pair.key.text() == "policy")) {
        Some(pair) => {
            sink.report(first_key(first.key.span, first.key.text(), pair.key.text(), pair.key.span));
            of(pair.key.text())
        }
        None => {
            sink.report(unknown_kind(first.key.span, first.key.text()));
            None
        }
    }
}
