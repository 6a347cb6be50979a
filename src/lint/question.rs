//! Asking of a playbook, and what the answers make of a claim.

use std::cell::Cell;

use crate::expression::{Answer, Boxes, Region, WORK, WORK_OF_A_HOUSE};
use crate::house::Places;
use crate::playbook::{Playbook, PlaybookNames};
use crate::report::{Doc, Finding};
use crate::span::Span;
use crate::value::{Name, Value};

use super::universe::{Universe, Universes};
use super::verdict::{Proof, Verdict, Witness};

/// A playbook that is asked about.
pub(super) struct Subject<'p> {
    pub(super) playbook: &'p Playbook,
    pub(super) places: &'p Places,
    pub(super) universes: Universes<'p>,
    names: &'p PlaybookNames<'p>,
    /// Steps of work that are left for the house.
    work: &'p Cell<usize>,
}

/// What the analyses add to.
#[derive(Default)]
pub(super) struct Found {
    pub(super) findings: Vec<Finding>,
    pub(super) verdicts: Vec<Verdict>,
}

/// What is claimed, and where.
pub(super) struct Claim {
    pub(super) doc: &'static Doc,
    pub(super) claim: String,
    pub(super) span: Span,
}

impl<'p> Subject<'p> {
    pub(super) fn new(
        playbook: &'p Playbook,
        places: &'p Places,
        names: &'p PlaybookNames<'p>,
        work: &'p Cell<usize>,
    ) -> Self {
        Self { playbook, places, universes: Universes::new(playbook), names, work }
    }

    /// Asks one question over facts as they can be there; its work is counted.
    pub(super) fn ask<T>(&self, universe: &Universe, question: impl FnOnce(&mut Boxes<'_>) -> T) -> T {
        // To begin costs as much as there is to look at.
        let declared = self.playbook.facts.len() + self.playbook.derived.len();
        self.work.set(self.work.get().saturating_sub(1 + declared / 4));
        let work = WORK.min(self.work.get());
        let ranges = if work > 0 { universe.ranges(self.playbook) } else { Vec::new() };
        let mut boxes = Boxes::new(self.names, &ranges, &self.playbook.derived, work);
        let answer = question(&mut boxes);
        self.work.set(self.work.get().saturating_sub(work - boxes.left().min(work)));
        answer
    }

    /// The facts that were found, by name.
    pub(super) fn witness(&self, event: Option<&Name>, facts: &[(u16, Option<Value>)]) -> Witness {
        let name = |slot: u16| self.playbook.fact(slot).map_or_else(|| Name::from("?"), |fact| fact.name.clone());
        let facts = facts.iter().map(|(slot, value)| (name(*slot), value.clone())).collect();
        Witness::new(event.cloned(), facts)
    }

    /// The proof that a region is empty, or the facts in it.
    pub(super) fn empty(&self, event: Option<&Name>, answer: Answer) -> Proof {
        match answer {
            Answer::Never => Proof::Proved,
            Answer::At(facts) => Proof::Refuted(self.witness(event, &facts)),
            other => Proof::Unknown(reason(&other)),
        }
    }
}

impl Found {
    /// A claim that is proved or left open.
    pub(super) fn note(&mut self, claim: Claim, proof: Proof) {
        self.verdicts.push(Verdict { code: claim.doc.code, claim: claim.claim, span: claim.span, proof });
    }

    /// A claim with its verdict, and the finding if it is refuted.
    pub(super) fn judge(&mut self, claim: Claim, proof: Proof, finding: impl FnOnce(&Witness) -> Finding) {
        if let Proof::Refuted(witness) = &proof {
            self.findings.push(finding(witness));
        }
        self.note(claim, proof);
    }
}

/// An expression as a claim shows it: its beginning, if it is long.
pub(super) fn begun(expression: &crate::expression::Expression) -> String {
    const LONGEST: usize = 80;
    match expression.text().char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", expression.text().get(..end).unwrap_or_default()),
        None => expression.text().to_owned(),
    }
}

/// Why an answer is none.
pub(super) fn reason(answer: &Answer) -> String {
    match answer {
        Answer::Unclear(atoms) if atoms.is_empty() => "it rests on numbers of too many digits".to_owned(),
        Answer::Unclear(atoms) => {
            let shown: Vec<String> = atoms.iter().take(3).map(|atom| format!("`{atom}`")).collect();
            let more = if atoms.len() > shown.len() { " and more" } else { "" };
            format!("it rests on {}{more}, which only a running case can tell", shown.join(", "))
        }
        _ => format!("it takes more than {WORK} steps of work, or all claims together more than {WORK_OF_A_HOUSE}"),
    }
}

/// The condition of something that may have none.
pub(super) fn condition(boxes: &mut Boxes<'_>, when: Option<&crate::expression::Expression>) -> Region {
    when.map_or(Region::TRUE, |when| boxes.condition(when))
}
