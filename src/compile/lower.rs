//! The lowering of one document: what its stages share.

use crate::check::{fault, integer_division};
use crate::document::{PlaybookDoc, Text};
use crate::expression::{self, Expression, FaultKind};
use crate::house::TransitionPlace;
use crate::playbook::{FactDecl, Message, Transition};
use crate::report::Finding;
use crate::value::Type;
use crate::words::Locale;

use super::known_calendars::UsedCalendars;
use super::names::NameTable;
use super::spoiled::Spoiled;
use super::survey::Survey;

/// A document on its way to a playbook.
pub(super) struct Lower<'d> {
    pub(super) doc: &'d PlaybookDoc,
    pub(super) survey: Survey<'d>,
    pub(super) names: NameTable,
    pub(super) calendars: UsedCalendars<'d>,
    pub(super) facts: Vec<FactDecl>,
    pub(super) messages: Vec<Message>,
    /// Every locale that a message, the language or the customer may have.
    pub(super) locales: Vec<Locale>,
    /// The default one, by its place.
    pub(super) language: Option<u16>,
    pub(super) transitions: Vec<Transition>,
    /// One for each transition.
    pub(super) transition_places: Vec<TransitionPlace>,
    pub(super) findings: Vec<Finding>,
    pub(super) spoiled: Spoiled,
    /// Whether every way from state to state is known, so that the graph can be judged.
    pub(super) ways_known: bool,
}

impl Lower<'_> {
    /// A condition; nothing, with findings, where it has faults.
    pub(super) fn condition(&mut self, text: &Text) -> Option<Expression> {
        self.compiled(text, |names| expression::condition(text.as_str(), names))
    }

    /// A literal or an expression, of the wanted type.
    pub(super) fn value(&mut self, text: &Text, wanted: Option<&Type>) -> Option<Expression> {
        self.compiled(text, |names| expression::value(text.as_str(), wanted, names))
    }

    fn compiled(
        &mut self,
        text: &Text,
        compile: impl FnOnce(&NameTable) -> Result<Expression, Vec<expression::Fault>>,
    ) -> Option<Expression> {
        if self.names.mentions_broken(text.as_str()) {
            return None;
        }
        match compile(&self.names) {
            Ok(expression) => {
                let drops = expression.truncates().iter();
                self.findings.extend(drops.map(|range| integer_division(text.span_of(range.start, range.end))));
                Some(expression)
            }
            Err(faults) => {
                self.report_faults(text, &faults);
                None
            }
        }
    }

    /// The findings that faults of an expression are. Where facts or derived values could not be read, no name is called
    /// unknown that may have been one of them.
    pub(super) fn report_faults(&mut self, text: &Text, faults: &[expression::Fault]) {
        let unread = self.doc.facts.is_empty() && self.spoiled.any();
        let underived = self.doc.derive.is_empty() && self.spoiled.any();
        let may_be = |found: &&expression::Fault| unread || underived && found.suggestion.is_none();
        let faults = faults.iter().filter(|found| !(found.kind == FaultKind::UnknownName && may_be(found)));
        self.findings.extend(faults.map(|found| fault(text, found)));
    }

    pub(super) fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(super) fn ty_of(&self, slot: u16) -> Option<&Type> {
        self.facts.get(usize::from(slot)).map(|fact| &fact.ty)
    }
}
