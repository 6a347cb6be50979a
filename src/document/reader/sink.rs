//! Where findings are collected while a source is read.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::limits::MAX_FINDINGS;
use super::tree::Node;
use crate::document::check::limits_exceeded;
use crate::report::{Code, Finding, Source};
use crate::span::Span;

pub(super) struct Sink<'s> {
    pub(super) source: &'s Source,
    index: u16,
    findings: RefCell<Vec<Finding>>,
    /// What was found where: sections are read again, findings are made once.
    seen: RefCell<BTreeSet<(u32, u32, Code, String)>>,
    refused: Cell<usize>,
}

impl<'s> Sink<'s> {
    pub(super) fn new(source: &'s Source, index: u16) -> Sink<'s> {
        Sink { source, index, findings: RefCell::default(), seen: RefCell::default(), refused: Cell::new(0) }
    }

    /// A range of bytes of this source.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let number = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Span { source: self.index, start: number(start), end: number(end.max(start)) }
    }

    pub(super) fn report(&self, finding: Finding) {
        if self.is_full() {
            return;
        }
        let span = finding.span();
        if !self.seen.borrow_mut().insert((span.start, span.end, finding.code, finding.message.clone())) {
            return;
        }
        let mut findings = self.findings.borrow_mut();
        findings.push(finding);
        if findings.len() >= MAX_FINDINGS {
            findings.push(limits_exceeded(span, "this document has more findings that are not shown", MAX_FINDINGS));
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.findings.borrow().len() > MAX_FINDINGS
    }

    /// Passes over a node from now on.
    pub(super) fn refuse(&self, node: &Node<'_>) {
        if !node.refused.replace(true) {
            self.refused.set(self.refused.get().saturating_add(1));
        }
    }

    /// How many nodes are passed over; when it has grown, a section that failed may read now.
    pub(super) fn refused(&self) -> usize {
        self.refused.get()
    }

    pub(super) fn has_errors(&self) -> bool {
        self.findings.borrow().iter().any(Finding::is_error)
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings.into_inner()
    }
}
