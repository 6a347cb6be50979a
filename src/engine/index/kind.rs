//! One type of event.

use std::sync::Arc;

use crate::input::{Datum, Event};
use crate::playbook::Playbook;
use crate::value::Name;

use super::at;
use super::column::{Column, Shape};
use super::search::Search;

/// What is known beforehand of a type of event.
#[derive(Debug)]
pub(in crate::engine) struct Kind {
    /// The playbooks that declare it, in their order.
    pub(super) readers: Box<[Reader]>,
    pub(super) columns: Box<[Column]>,
    pub(super) shapes: Box<[Shape]>,
    /// Every member of the data that some playbook declares, in order of the names.
    pub(super) declared: Box<[Declared]>,
    /// The counts that remember it for what any `seen` asks, by their names.
    pub(in crate::engine) seen: Box<[Name]>,
    pub(super) search: Search,
}

/// A playbook that declares a type of event.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Reader {
    /// Its place among the engine's playbooks.
    pub(in crate::engine) place: u32,
    pub(super) shape: u32,
    /// The first reader of its name, which has the lowest version.
    pub(super) first_of_name: u32,
}

/// A member of an event's data that some playbook declares.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) name: Name,
    /// Whether it is personal for any of them: then it is for all.
    pub(super) is_personal: bool,
}

impl Kind {
    pub(in crate::engine) fn reader(&self, reader: u32) -> Option<&Reader> {
        at(&self.readers, reader)
    }

    pub(super) fn shape(&self, reader: &Reader) -> Option<&Shape> {
        at(&self.shapes, reader.shape)
    }

    /// How many playbooks declare it.
    pub(in crate::engine) fn readers(&self) -> usize {
        self.readers.len()
    }

    /// The first reader of the same name.
    pub(in crate::engine) fn first_of_name(&self, reader: u32) -> Option<u32> {
        self.reader(reader).map(|reader| reader.first_of_name)
    }

    /// The first reader of a name.
    pub(in crate::engine) fn named(&self, playbooks: &[Arc<Playbook>], name: &str) -> Option<u32> {
        let name_of = |reader: &Reader| at(playbooks, reader.place).map(|playbook| playbook.name.as_str());
        let first = self.readers.partition_point(|reader| name_of(reader) < Some(name));
        let reader = self.readers.get(first)?;
        (name_of(reader) == Some(name)).then_some(reader.first_of_name)
    }

    /// The readers of one name, given the first of them.
    pub(in crate::engine) fn of_name(&self, first: u32) -> impl Iterator<Item = (u32, &Reader)> {
        let readers = (first..).map_while(|reader| Some((reader, self.reader(reader)?)));
        readers.take_while(move |(_, reader)| reader.first_of_name == first)
    }

    /// The first reader of every name.
    pub(in crate::engine) fn names(&self) -> impl Iterator<Item = u32> {
        let mut last = None;
        self.readers.iter().map(|reader| reader.first_of_name).filter(move |first| last.replace(*first) != Some(*first))
    }

    fn declared(&self, name: &str) -> Option<&Declared> {
        let at = self.declared.binary_search_by(|known| known.name.as_str().cmp(name)).ok()?;
        self.declared.get(at)
    }

    /// The members of the event's data that some playbook declares, each with whether it is personal.
    pub(in crate::engine) fn known<'a>(&'a self, event: &'a Event) -> impl Iterator<Item = (&'a str, Datum<'a>, bool)> {
        event.data().filter_map(|(name, datum)| Some((name, datum, self.declared(name)?.is_personal)))
    }

    /// The members that no playbook declares, in order of their names.
    pub(in crate::engine) fn unknown<'a>(&self, event: &'a Event) -> Vec<&'a str> {
        let names = event.data().map(|(name, _)| name);
        names.filter(|name| self.declared(name).is_none()).collect()
    }
}
