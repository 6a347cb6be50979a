//! Derived values, each after those that it reads.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use crate::check::{circular_derive, duplicate_name, integer_division};
use crate::document::{Derive, Entry, Text};
use crate::expression::{Derived, RowFault, RowPart, mentions};
use crate::value::Name;

use super::lower::Lower;

impl Lower<'_> {
    /// The derived values in an order in which each reads only earlier ones.
    pub(super) fn derived(&mut self) -> Vec<(Name, Derived)> {
        for lost in self.doc.derive.lost() {
            self.names.add_broken(lost.as_str());
        }
        let entries: Vec<&Entry<Derive>> = self.doc.derive.iter().collect();
        let mut derived = Vec::new();
        for at in self.derive_order(&entries) {
            let Some(entry) = entries.get(at) else { continue };
            let name = &entry.key;
            if self.names.fact(name.as_str()).is_some() {
                let first = self.doc.facts.iter().find(|fact| fact.key == *name).map(|fact| fact.key.span);
                self.report(duplicate_name(name.span, "facts or derived values", name.as_str(), first));
                continue;
            }
            match self.derive(name, &entry.value) {
                Some(value) => {
                    self.advise_divisions(&entry.value, &value);
                    let name = name.value.clone();
                    self.names.add_derived(&name, value.ty().clone(), value.is_dated(), value.needs().to_vec());
                    derived.push((name, value));
                }
                None => self.names.add_broken(name.as_str()),
            }
        }
        derived
    }

    /// Places of the entries, dependencies first; those in a ring are left out with a finding.
    fn derive_order(&mut self, entries: &[&Entry<Derive>]) -> Vec<usize> {
        let places: BTreeMap<&str, usize> =
            entries.iter().enumerate().map(|(at, entry)| (entry.key.as_str(), at)).collect();
        let mut graph: DiGraph<usize, ()> = DiGraph::with_capacity(entries.len(), entries.len());
        let nodes: Vec<_> = (0..entries.len()).map(|at| graph.add_node(at)).collect();
        for (at, entry) in entries.iter().enumerate() {
            let may_name = |text: &&&Text| words(text.as_str()).any(|word| places.contains_key(word));
            let read: BTreeSet<usize> = texts(&entry.value)
                .iter()
                .filter(may_name)
                .flat_map(|text| mentions(text.as_str()))
                .filter_map(|name| places.get(name).copied())
                .collect();
            for other in read {
                if let (Some(from), Some(to)) = (nodes.get(at), nodes.get(other)) {
                    graph.add_edge(*from, *to, ());
                }
            }
        }
        // Components come with what they read before them.
        let mut order = Vec::with_capacity(entries.len());
        for component in kosaraju_scc(&graph) {
            let ring = component.len() > 1 || component.first().is_some_and(|node| graph.contains_edge(*node, *node));
            let mut places: Vec<usize> =
                component.iter().filter_map(|node| graph.node_weight(*node).copied()).collect();
            if !ring {
                order.extend(places);
                continue;
            }
            places.sort_unstable();
            let ring: Vec<&Entry<Derive>> = places.iter().filter_map(|at| entries.get(*at).copied()).collect();
            for entry in &ring {
                self.names.add_broken(entry.key.as_str());
            }
            let names: Vec<String> = ring.iter().map(|entry| entry.key.value.to_string()).collect();
            if let Some(first) = ring.first() {
                self.report(circular_derive(first.key.span, &names));
            }
        }
        order
    }

    fn derive(&mut self, name: &Text, derive: &Derive) -> Option<Derived> {
        if texts(derive).iter().any(|text| self.names.mentions_broken(text.as_str())) {
            return None;
        }
        match derive {
            Derive::Expression(text) => match Derived::one(text.as_str(), &self.names) {
                Ok(derived) => Some(derived),
                Err(faults) => {
                    self.report_faults(text, &faults);
                    None
                }
            },
            Derive::Table(rows) => {
                let texts: Vec<_> =
                    rows.iter().map(|row| (row.value.when.as_ref().map(Text::as_str), row.value.is.as_str())).collect();
                let result = Derived::table(&texts, &self.names);
                self.table(name, result, |row, part| {
                    let row = &rows.get(row)?.value;
                    if part == RowPart::When { row.when.as_ref() } else { Some(&row.is) }
                })
            }
            Derive::Dated(dated) => {
                let rows = &dated.rows;
                let texts: Vec<_> = rows.iter().map(|row| (row.value.from.as_str(), row.value.is.as_str())).collect();
                let result = Derived::dated(dated.on.as_str(), &texts, &self.names);
                self.table(name, result, |row, part| match part {
                    RowPart::On => Some(&dated.on),
                    RowPart::From => rows.get(row).map(|row| &row.value.from),
                    RowPart::Is | RowPart::When => rows.get(row).map(|row| &row.value.is),
                })
            }
        }
    }

    fn advise_divisions(&mut self, written: &Derive, derived: &Derived) {
        if derived.expressions().all(|expression| expression.truncates().is_empty()) {
            return;
        }
        // Rows may be written alike: each is then spoken of once.
        let mut places: BTreeMap<&str, Vec<&Text>> = BTreeMap::new();
        for text in texts(written).into_iter().rev() {
            places.entry(text.as_str()).or_default().push(text);
        }
        for expression in derived.expressions() {
            let Some(text) = places.get_mut(expression.text()).and_then(Vec::pop) else { continue };
            let drops = expression.truncates().iter();
            self.findings.extend(drops.map(|range| integer_division(text.span_of(range.start, range.end))));
        }
    }

    fn table<'t>(
        &mut self,
        name: &Text,
        result: Result<Derived, Vec<RowFault>>,
        text: impl Fn(usize, RowPart) -> Option<&'t Text>,
    ) -> Option<Derived> {
        match result {
            Ok(derived) => Some(derived),
            Err(faults) => {
                for mut found in faults {
                    let text = text(found.row, found.part).unwrap_or_else(|| {
                        found.fault.range = 0..name.as_str().len();
                        name
                    });
                    self.report_faults(text, &[found.fault]);
                }
                None
            }
        }
    }
}

/// The words of an expression, those in quotes too: more than it can name.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

/// The expressions of a derived value as they are written.
fn texts(derive: &Derive) -> Vec<&Text> {
    match derive {
        Derive::Expression(text) => vec![text],
        Derive::Table(rows) => rows.iter().flat_map(|row| row.value.when.iter().chain([&row.value.is])).collect(),
        Derive::Dated(dated) => [&dated.on].into_iter().chain(dated.rows.iter().map(|row| &row.value.is)).collect(),
    }
}

/// Whether a compiled value rests on one of these facts.
pub(super) fn rests_on(derived: &Derived, is_personal: impl Fn(u16) -> bool, personal_derived: &[bool]) -> bool {
    let own = derived.expressions().flat_map(|part| part.reads()).any(|read| is_personal(read.slot));
    let needs = derived.needs().iter().any(|at| personal_derived.get(usize::from(*at)).copied().unwrap_or(false));
    own || needs
}
