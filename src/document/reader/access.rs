//! How maps, lists and the parts of values are handed to visitors.

use serde::de::value::{BoolDeserializer, StrDeserializer, U16Deserializer, U32Deserializer};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::deserializer::Reader;
use super::fault::Fault;
use super::sink::Sink;
use super::tree::{Node, Pair, Scalar};
use crate::document::check::{is_yaml_word, unknown_key, yaml_word};
use crate::span::Span;

/// Reads a value within a map or list; one that fails is passed over from now on.
fn read_within<'de, T: DeserializeSeed<'de>>(reader: Reader<'_>, seed: T) -> Result<T::Value, Fault> {
    reader.seal(seed.deserialize(reader)).map_err(|fault| {
        if matches!(fault, Fault::Reported) {
            reader.sink.refuse(reader.node);
        }
        Fault::Refused
    })
}

/// The pairs of a map.
pub(super) struct Pairs<'a> {
    sink: &'a Sink<'a>,
    pairs: std::slice::Iter<'a, Pair<'a>>,
    /// The keys of the language; `None` where the author names them.
    fields: Option<&'static [&'static str]>,
    current: Option<&'a Pair<'a>>,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(sink: &'a Sink<'a>, pairs: &'a [Pair<'a>], fields: Option<&'static [&'static str]>) -> Pairs<'a> {
        Pairs { sink, pairs: pairs.iter(), fields, current: None }
    }

    /// Whether a key may stand here; reports if not.
    fn takes(&self, key: &Node<'_>) -> bool {
        match self.fields {
            Some(fields) if !fields.contains(&key.text()) => {
                self.sink.report(unknown_key(key.span, key.text(), fields));
                false
            }
            Some(_) => true,
            None => {
                if key.scalar().is_some_and(|scalar| scalar.plain && is_yaml_word(&scalar.text)) {
                    self.sink.report(yaml_word(key.span, key.text()));
                }
                true
            }
        }
    }
}

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        while let Some(pair) = self.pairs.next() {
            if pair.key.refused.get() || (self.fields.is_some() && pair.value.refused.get()) {
                continue;
            }
            if !self.takes(&pair.key) {
                continue;
            }
            self.current = Some(pair);
            return seed.deserialize(Reader { node: &pair.key, key: None, sink: self.sink }).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        match self.current {
            Some(pair) => read_within(Reader { node: &pair.value, key: Some(&pair.key), sink: self.sink }, seed),
            None => Err(Fault::Reported),
        }
    }
}

/// The items of a list.
pub(super) struct Items<'a> {
    sink: &'a Sink<'a>,
    items: std::slice::Iter<'a, Node<'a>>,
}

impl<'a> Items<'a> {
    pub(super) fn new(sink: &'a Sink<'a>, items: &'a [Node<'a>]) -> Items<'a> {
        Items { sink, items: items.iter() }
    }
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        match self.items.find(|item| !item.refused.get()) {
            Some(node) => read_within(Reader { node, key: None, sink: self.sink }, seed).map(Some),
            None => Ok(None),
        }
    }
}

/// A section, offered again as long as parts of it were passed over; then the size is 0.
pub(super) struct Attempts<'a> {
    reader: Reader<'a>,
    done: bool,
}

impl<'a> Attempts<'a> {
    pub(super) fn new(reader: Reader<'a>) -> Attempts<'a> {
        Attempts { reader, done: reader.node.refused.get() }
    }
}

impl<'de> SeqAccess<'de> for Attempts<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        if self.done {
            return Ok(None);
        }
        let sink = self.reader.sink;
        let before = sink.refused();
        match self.reader.seal(seed.deserialize(self.reader)) {
            Ok(value) => Ok(Some(value)),
            Err(_) => {
                self.done = sink.refused() == before || sink.is_full();
                Ok(None)
            }
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(usize::from(!self.done))
    }
}

/// The parts of a text: value, source, start, end, verbatim, plain.
pub(super) struct Parts<'a> {
    scalar: &'a Scalar<'a>,
    next: u8,
}

impl<'a> Parts<'a> {
    pub(super) fn new(scalar: &'a Scalar<'a>) -> Parts<'a> {
        Parts { scalar, next: 0 }
    }
}

impl<'de> SeqAccess<'de> for Parts<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let part = self.next;
        self.next = part.saturating_add(1);
        let Scalar { text, span, verbatim, plain } = self.scalar;
        match part {
            0 => seed.deserialize(StrDeserializer::new(text)),
            1..=3 => span_part(*span, part.saturating_sub(1), seed),
            4 => seed.deserialize(BoolDeserializer::new(*verbatim)),
            5 => seed.deserialize(BoolDeserializer::new(*plain)),
            _ => return Ok(None),
        }
        .map(Some)
    }
}

/// The parts of a value with its place: source, start, end, value.
pub(super) struct SpannedParts<'a> {
    reader: Reader<'a>,
    next: u8,
}

impl<'a> SpannedParts<'a> {
    pub(super) fn new(reader: Reader<'a>) -> SpannedParts<'a> {
        SpannedParts { reader, next: 0 }
    }
}

impl<'de> SeqAccess<'de> for SpannedParts<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let part = self.next;
        self.next = part.saturating_add(1);
        match part {
            0..=2 => span_part(self.reader.node.span, part, seed).map(Some),
            3 => seed.deserialize(self.reader).map(Some),
            _ => Ok(None),
        }
    }
}

fn span_part<'de, T: DeserializeSeed<'de>>(span: Span, part: u8, seed: T) -> Result<T::Value, Fault> {
    match part {
        0 => seed.deserialize(U16Deserializer::new(span.source)),
        1 => seed.deserialize(U32Deserializer::new(span.start)),
        _ => seed.deserialize(U32Deserializer::new(span.end)),
    }
}
