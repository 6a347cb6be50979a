//! Building the index, once for an engine.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use crate::expression::{Guarding, Guards};
use crate::playbook::{EventDecl, FactDecl, LeftOut, Playbook};
use crate::value::{Name, Rounding};

use super::column::{Column, Shape};
use super::kind::{Declared, Kind, Reader};
use super::line::{Line, Marked, Marks, span};
use super::search::{Listener, Lookup, Search};
use super::tree::{Beside, Sapling};
use super::{at, place};

/// How much of one playbook is put into the index: a step for each event that a trigger listens to, and for each constant
/// in its guards. Beyond that its triggers are tried one by one.
const MAX_WORK: usize = 65_536;

/// Never iterated, and without random state.
type Known<K> = HashMap<K, u32, BuildHasherDefault<DefaultHasher>>;

pub(super) fn kinds(playbooks: &[Arc<Playbook>]) -> Vec<(Name, Kind)> {
    let mut drafts: BTreeMap<&Name, Draft<'_>> = BTreeMap::new();
    for (at, playbook) in playbooks.iter().enumerate() {
        let guards = guards(playbook);
        let guards = is_told(playbook, &guards).then_some(&*guards);
        for event in &playbook.events {
            drafts.entry(&event.name).or_default().add(place(at), playbook, event, guards);
        }
    }
    let (personal, asked) = (personal(playbooks), asked(playbooks));
    drafts.into_iter().map(|(name, draft)| (name.clone(), draft.finished(seen(name, &asked), &personal))).collect()
}

/// What must be true for each trigger of a playbook to hold.
fn guards(playbook: &Playbook) -> Vec<Guards<'_>> {
    let needed =
        playbook.triggers.iter().filter_map(|trigger| trigger.when.as_ref()).any(|when| !when.needs().is_empty());
    let derived = if needed { &*playbook.derived } else { &[] };
    let guarding = Guarding::new(derived);
    let of = |when| guarding.guards(when);
    playbook.triggers.iter().map(|trigger| trigger.when.as_ref().map_or_else(Guards::always, of)).collect()
}

/// Whether a playbook's triggers are few enough, and hear of few enough events, for all to stand in the index.
fn is_told(playbook: &Playbook, guards: &[Guards<'_>]) -> bool {
    let mut work = 0;
    for (trigger, guards) in playbook.triggers.iter().zip(guards) {
        let a_time = guards.facts().iter().map(|(_, values)| values.len()).sum::<usize>() + 1;
        let times = playbook.events.iter().filter(|event| trigger.upon.matches(&event.name)).count();
        work += a_time * times;
        if work > MAX_WORK {
            return false;
        }
    }
    true
}

/// Where facts of a name are personal: the places of the playbooks, in order.
fn personal(playbooks: &[Arc<Playbook>]) -> BTreeMap<&Name, Vec<u32>> {
    let mut personal: BTreeMap<&Name, Vec<u32>> = BTreeMap::new();
    for (at, playbook) in playbooks.iter().enumerate() {
        for fact in playbook.facts.iter().filter(|fact| fact.personal) {
            personal.entry(&fact.name).or_default().push(place(at));
        }
    }
    personal
}

/// What any `seen` asks for, each with its number in the order in which playbooks do.
fn asked(playbooks: &[Arc<Playbook>]) -> BTreeMap<&str, usize> {
    let mut asked = BTreeMap::new();
    for pattern in playbooks.iter().flat_map(|playbook| &playbook.seen) {
        let nth = asked.len();
        asked.entry(pattern.text().as_str()).or_insert(nth);
    }
    asked
}

/// The counts of the patterns among them that match the event.
fn seen(event: &str, asked: &BTreeMap<&str, usize>) -> Box<[Name]> {
    let prefixes = event.match_indices('.').filter_map(|(at, _)| event.get(..at));
    let patterns = ["*", event].into_iter().chain(prefixes);
    let mut found: Vec<_> = patterns.filter_map(|pattern| Some((*asked.get(pattern)?, pattern))).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(_, pattern)| Name::from(format!("seen/{pattern}"))).collect()
}

/// A type of event, as playbook after playbook adds to it.
#[derive(Default)]
struct Draft<'p> {
    readers: Vec<Reader>,
    last: Option<&'p Name>,
    columns: Vec<Column>,
    /// By column, what guards compare it with; nothing where none is about it.
    marks: Vec<Option<Marks<'p>>>,
    columns_known: Known<(&'p FactDecl, &'p LeftOut, Rounding)>,
    shapes: Vec<Shape>,
    shapes_known: Known<Vec<(u16, u32)>>,
    declared: BTreeSet<&'p Name>,
    listeners: Vec<Listener>,
    unguarded: Vec<u32>,
    guarded: Vec<Guarded>,
    untold: Vec<u32>,
}

/// A listener with the columns that tell of it.
struct Guarded {
    listener: u32,
    guards: Vec<(u32, Marked)>,
    is_exact: bool,
}

impl<'p> Draft<'p> {
    fn add(&mut self, at: u32, playbook: &'p Playbook, event: &'p EventDecl, guards: Option<&[Guards<'p>]>) {
        let reader = place(self.readers.len());
        let first_of_name = match (self.last, self.readers.last()) {
            (Some(last), Some(before)) if *last == playbook.name => before.first_of_name,
            _ => reader,
        };
        self.last = Some(&playbook.name);
        let shape = self.shape(playbook, event);
        self.readers.push(Reader { place: at, shape, first_of_name });
        match guards {
            Some(guards) => self.listen(reader, shape, playbook, event, guards),
            None => self.untold.push(reader),
        }
    }

    fn shape(&mut self, playbook: &'p Playbook, event: &'p EventDecl) -> u32 {
        let mut columns = Vec::with_capacity(event.facts.len());
        for (slot, left_out) in &event.facts {
            let Some(fact) = playbook.fact(*slot) else { continue };
            self.declared.insert(&fact.name);
            let column = *self.columns_known.entry((fact, left_out, playbook.rounding)).or_insert_with(|| {
                let rounding = playbook.rounding;
                self.marks.push(None);
                self.columns.push(Column { fact: fact.clone(), left_out: left_out.clone(), rounding });
                place(self.columns.len() - 1)
            });
            columns.push((*slot, column));
        }
        if let Some(known) = self.shapes_known.get(&columns) {
            return *known;
        }
        let shape = place(self.shapes.len());
        self.shapes.push(Shape::new(&columns));
        self.shapes_known.insert(columns, shape);
        shape
    }

    fn listen(&mut self, reader: u32, shape: u32, playbook: &Playbook, event: &EventDecl, guards: &[Guards<'p>]) {
        let Some(shape) = at(&self.shapes, shape) else { return };
        for ((nth, trigger), guards) in (0_u16..).zip(&playbook.triggers).zip(guards) {
            if guards.is_never() || !trigger.upon.matches(&event.name) {
                continue;
            }
            let (mut of_columns, mut is_met) = (Vec::new(), true);
            for (slot, values) in guards.facts() {
                match shape.column(*slot) {
                    Some(column) => of_columns.push((column, values)),
                    // What the event can't carry is what it is to begin with.
                    None => {
                        let default = playbook.fact(*slot).and_then(|fact| fact.default.as_ref());
                        is_met &= default.is_some_and(|default| values.contains(default));
                    }
                }
            }
            if !is_met {
                continue;
            }
            let listener = place(self.listeners.len());
            self.listeners.push(Listener { reader, trigger: nth, is_decided: guards.is_exact() });
            if of_columns.is_empty() {
                self.unguarded.push(listener);
            } else {
                let marks = &mut self.marks;
                let marked = of_columns.into_iter().filter_map(|(column, values)| {
                    let marks = marks.get_mut(usize::try_from(column).ok()?)?;
                    Some((column, marks.get_or_insert_default().add(values)))
                });
                let marked = marked.collect();
                self.guarded.push(Guarded { listener, guards: marked, is_exact: guards.is_exact() });
            }
        }
    }

    fn finished(mut self, seen: Box<[Name]>, personal: &BTreeMap<&Name, Vec<u32>>) -> Kind {
        let lookups = self.lookups();
        let reads = |place: &u32| self.readers.binary_search_by_key(place, |reader| reader.place).is_ok();
        let is_personal = |name: &Name| {
            let Some(places) = personal.get(name) else { return false };
            match places.len() < self.readers.len() {
                true => places.iter().any(reads),
                false => self.readers.iter().any(|reader| places.binary_search(&reader.place).is_ok()),
            }
        };
        let declared = self.declared.iter();
        let declared =
            declared.map(|name| Declared { name: (*name).clone(), is_personal: is_personal(name) }).collect();
        Kind {
            readers: self.readers.into(),
            columns: self.columns.into(),
            shapes: self.shapes.into(),
            declared,
            seen,
            search: Search {
                listeners: self.listeners.into(),
                unguarded: self.unguarded.into(),
                lookups,
                untold: self.untold.into(),
            },
        }
    }

    /// The lines of all columns that guards are about, and every listener in the tree of one of them.
    fn lookups(&mut self) -> Box<[Lookup]> {
        let mut growing: Vec<Growing> = (0..)
            .zip(&self.marks)
            .filter_map(|(column, marks)| {
                let (line, ordinals) = marks.as_ref()?.lined();
                Some(Growing { column, tree: Sapling::new(line.len()), line, ordinals })
            })
            .collect();
        for guarded in std::mem::take(&mut self.guarded) {
            let spans = |(column, marked): &(u32, Marked)| spans(&growing, *column, marked);
            let mut guards: Vec<Spans> = guarded.guards.iter().filter_map(spans).collect();
            guards.sort_by(Spans::order);
            let mut guards = guards.into_iter();
            let (Some(first), second, third) = (guards.next(), guards.next(), guards.next()) else { continue };
            let says_all = third.is_none() && second.as_ref().is_none_or(|second| second.spans.len() == 1);
            if let Some(listener) = usize::try_from(guarded.listener).ok().and_then(|at| self.listeners.get_mut(at)) {
                listener.is_decided = guarded.is_exact && says_all;
            }
            let beside = second.and_then(|second| second.hull());
            let of_first = usize::try_from(first.lookup).ok().and_then(|at| growing.get_mut(at));
            let Some(Growing { tree, .. }) = of_first else { continue };
            for span in first.spans {
                tree.insert(guarded.listener, span, beside);
            }
        }
        let grown = growing.into_iter();
        grown.map(|Growing { column, line, tree, .. }| Lookup { column, line, tree: tree.grown() }).collect()
    }
}

/// A lookup on its way.
struct Growing {
    column: u32,
    line: Line,
    /// Of the line's marks.
    ordinals: Vec<u32>,
    tree: Sapling,
}

/// A guard on the line of its column.
struct Spans {
    lookup: u32,
    /// In ascending order, apart from each other.
    spans: Vec<(u32, u32)>,
    /// How many ordinals lie in them, and how many there are.
    share: (u64, u64),
}

fn spans(growing: &[Growing], column: u32, marked: &Marked) -> Option<Spans> {
    let lookup = growing.binary_search_by_key(&column, |growing| growing.column).ok()?;
    let Growing { line, ordinals, .. } = growing.get(lookup)?;
    let spans: Vec<_> = marked.iter().map(|cuts| span(*cuts, line.len(), ordinals)).collect();
    let covered = spans.iter().map(|(first, last)| u64::from(last.saturating_sub(*first)) + 1).sum();
    Some(Spans { lookup: place(lookup), spans, share: (covered, line.len().into()) })
}

impl Spans {
    /// The more selective first.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        (self.share.0 * other.share.1).cmp(&(other.share.0 * self.share.1))
    }

    /// From the first of its ordinals to the last.
    fn hull(&self) -> Option<Beside> {
        Some((self.lookup, self.spans.first()?.0, self.spans.last()?.1))
    }
}
