use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::{Absent, Text, magic};

/// A map whose keys are the author's names, in the order written.
///
/// Equal keys are refused by the reader. Serialised as a list of `[key, value]` pairs, because the order has meaning and
/// maps lose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries<T> {
    items: Vec<Entry<T>>,
    /// Names whose values could not be read.
    lost: Vec<Text>,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<T> {
    /// The name.
    pub key: Text,
    /// What stands under it.
    pub value: T,
}

impl<T> Entries<T> {
    /// The entries in the order written.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry<T>> {
        self.items.iter()
    }

    /// The value under a name.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.iter().find(|entry| entry.key.value == key).map(|entry| &entry.value)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Names whose values could not be read, with findings that say why. They are declared all the same: a check that
    /// resolves names should not call them unknown.
    #[must_use]
    pub fn lost(&self) -> &[Text] {
        &self.lost
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Entries<T> {
        Entries { items: Vec::new(), lost: Vec::new() }
    }
}

impl<T> Absent for Entries<T> {
    fn is_absent(&self) -> bool {
        self.items.is_empty()
    }
}

impl<'a, T> IntoIterator for &'a Entries<T> {
    type Item = &'a Entry<T>;
    type IntoIter = std::slice::Iter<'a, Entry<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> FromIterator<Entry<T>> for Entries<T> {
    fn from_iter<I: IntoIterator<Item = Entry<T>>>(entries: I) -> Entries<T> {
        Entries { items: entries.into_iter().collect(), lost: Vec::new() }
    }
}

impl<T: Serialize> Serialize for Entries<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for entry in self {
            list.serialize_element(&(&entry.key, &entry.value))?;
        }
        list.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entries<T>, D::Error> {
        deserializer.deserialize_newtype_struct(magic::ENTRIES, EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
        let mut entries = Entries::default();
        while let Some(key) = map.next_key::<Text>()? {
            match map.next_value::<Section<T>>()?.0 {
                Some(value) => entries.items.push(Entry { key, value: *value }),
                None => entries.lost.push(key),
            }
        }
        Ok(entries)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Entries<T>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// A value whose mistakes hide nothing outside it: the reader reports them all and goes on. It is boxed, since sections
/// stand in sections: by value it would stand on the stack once for each function that hands it on.
pub(crate) struct Section<T>(pub(crate) Option<Box<T>>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Section<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Section<T>, D::Error> {
        deserializer.deserialize_newtype_struct(magic::SECTION, SectionVisitor(PhantomData))
    }
}

struct SectionVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SectionVisitor<T> {
    type Value = Section<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    /// The reader offers the value again, without the parts that were wrong, until it is read or given up (size 0).
    fn visit_seq<A: SeqAccess<'de>>(self, mut attempts: A) -> Result<Section<T>, A::Error> {
        loop {
            if let Some(value) = attempts.next_element()? {
                return Ok(Section(Some(value)));
            }
            if attempts.size_hint() == Some(0) {
                return Ok(Section(None));
            }
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Section<T>, D::Error> {
        Box::deserialize(deserializer).map(|value| Section(Some(value)))
    }
}
