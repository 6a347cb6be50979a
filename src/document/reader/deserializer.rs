//! A serde deserialiser over the tree that reports what is wrong and reads on.

use serde::de::value::{StrDeserializer, U8Deserializer};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::access::{Attempts, Items, Pairs, Parts, SpannedParts};
use super::fault::{Fault, Wrong};
use super::flow;
use super::sink::Sink;
use super::tree::{Kind, Node, Pair};
use crate::document::check::{beside_action, missing_key, no_value, unknown_action, unknown_word, wrong_type};
use crate::document::required::required;
use crate::document::{Action, magic};
use crate::span::Span;
use crate::suggest::nearest;

/// Reads one node.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) node: &'a Node<'a>,
    /// The key under which it stands.
    pub(super) key: Option<&'a Node<'a>>,
    pub(super) sink: &'a Sink<'a>,
}

impl<'a> Reader<'a> {
    /// Says that another kind of value was expected.
    fn wrong(self, expected: &str) -> Fault {
        let key = self.key.map(Node::text);
        self.sink.report(if self.node.is_nothing() {
            no_value(self.key.map_or(self.node.span, |key| key.span), key, expected)
        } else {
            wrong_type(self.place(), key, self.node.what(), expected)
        });
        Fault::Reported
    }

    /// Where to point: at a whole scalar, at the beginning of others.
    fn place(self) -> Span {
        match &self.node.kind {
            Kind::Scalar(scalar) => scalar.span,
            Kind::Map { pairs, flow: false } => pairs.first().map_or(self.node.span, |pair| pair.key.span),
            Kind::List(items) => match self.key {
                Some(key)
                    if self.sink.source.line_of(key.span.start) != self.sink.source.line_of(self.node.span.start) =>
                {
                    items.first().map_or(self.node.span, |item| Reader { node: item, key: None, ..self }.place())
                }
                _ => self.node.span,
            },
            Kind::Map { .. } => self.node.span,
        }
    }

    /// Turns what a visitor says into a finding at this node.
    pub(super) fn seal<T>(self, result: Result<T, Fault>) -> Result<T, Fault> {
        match result {
            Err(Fault::Open(Wrong::Kind(expected))) => Err(self.wrong(&expected)),
            Err(Fault::Open(Wrong::Word(word, words))) => {
                if self.node.is_nothing() {
                    return Err(self.wrong(&words.join(", ")));
                }
                self.sink.report(unknown_word(self.place(), self.key.map(Node::text), &word, words));
                Err(Fault::Reported)
            }
            other => other,
        }
    }

    fn text(self, expected: &str) -> Result<&'a str, Fault> {
        match self.node.scalar() {
            Some(scalar) if !self.node.is_nothing() => Ok(&scalar.text),
            _ => Err(self.wrong(expected)),
        }
    }

    fn pairs(self, expected: &str) -> Result<(&'a [Pair<'a>], bool), Fault> {
        match &self.node.kind {
            Kind::Map { pairs, flow } => Ok((pairs, *flow)),
            _ => Err(self.wrong(expected)),
        }
    }

    fn read_text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.text("a text")?;
        match self.node.scalar() {
            Some(scalar) => visitor.visit_seq(Parts::new(scalar)),
            None => Err(self.wrong("a text")),
        }
    }

    fn read_struct<'de, V: Visitor<'de>>(
        self,
        name: &str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let (pairs, flow) = self.pairs("a map")?;
        if flow {
            flow::find_split(self.sink, pairs, fields);
        }
        let stands = |key: &str| pairs.iter().any(|pair| pair.key.text() == key);
        // A key that is misspelt is one mistake: what it was meant for is not missing too.
        let unknown = || pairs.iter().map(|pair| pair.key.text()).filter(|key| !fields.contains(key));
        let meant = |key: &str| unknown().any(|written| nearest(written, fields.iter().copied()) == Some(key));
        let missing: Vec<&str> = required(name).iter().copied().filter(|key| !stands(key) && !meant(key)).collect();
        if !missing.is_empty() {
            let span = match self.key {
                Some(key) => key.span,
                None => pairs.first().map_or(self.node.span, |pair| pair.key.span),
            };
            self.sink.report(missing_key(span, self.key.map(Node::text), &missing));
        }
        self.seal(visitor.visit_map(Pairs::new(self.sink, pairs, Some(fields))))
    }

    fn read_action<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        const EXPECTED: &str = "an action such as `apology: { message: sorry }`";
        let (pairs, _) = self.pairs(EXPECTED)?;
        let Some(pair) = pairs.iter().find(|pair| Action::words().any(|word| word == pair.key.text())) else {
            return Err(match pairs.first() {
                Some(first) => {
                    self.sink.report(unknown_action(first.key.span, first.key.text(), Action::words()));
                    Fault::Reported
                }
                None => self.wrong(EXPECTED),
            });
        };
        let whole = matches!(pair.key.text(), "keep" | "waive");
        if !whole {
            for other in pairs.iter().filter(|other| !std::ptr::eq(*other, pair)) {
                let (key, word) = (other.key.text(), pair.key.text());
                self.sink.report(beside_action(other.key.span, key, word, pair.key.span));
            }
        }
        let content = if whole { self } else { Reader { node: &pair.value, key: Some(&pair.key), ..self } };
        let word = Reader { node: &pair.key, key: None, ..self };
        content.seal(visitor.visit_enum(Named { word, content }))
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.kind {
            Kind::Scalar(_) => self.deserialize_str(visitor),
            Kind::Map { .. } => self.deserialize_map(visitor),
            Kind::List(_) => self.deserialize_seq(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        const EXPECTED: &str = "`true` or `false`";
        match self.node.scalar().filter(|scalar| scalar.plain).map(|scalar| &*scalar.text) {
            Some("true") => visitor.visit_bool(true),
            Some("false") => visitor.visit_bool(false),
            _ => Err(self.wrong(EXPECTED)),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let digits = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
        let text = self.node.scalar().filter(|scalar| scalar.plain).map(|scalar| &*scalar.text);
        match text.filter(digits).and_then(|text| text.parse::<u32>().ok()) {
            Some(number) => visitor.visit_u32(number),
            None => Err(self.wrong("a whole number, without quotes")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let text = self.text("a text")?;
        self.seal(visitor.visit_str(text))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.node.text())
    }

    /// A key that is written has a value: nothing is not `None` but a mistake.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        match name {
            magic::TEXT => self.read_text(visitor),
            magic::SPANNED => visitor.visit_seq(SpannedParts::new(self)),
            magic::SECTION => visitor.visit_seq(Attempts::new(self)),
            magic::ENTRIES => {
                // A sentence where names are expected is a message that says no language.
                let is_sentence = self.node.scalar().is_some_and(|scalar| scalar.text.trim().contains(' '));
                let (pairs, _) = self.pairs(if is_sentence {
                    "a map of names, for a message its languages: `{ en: \"…\" }`"
                } else {
                    "a map of names"
                })?;
                self.seal(visitor.visit_map(Pairs::new(self.sink, pairs, None)))
            }
            magic::SHAPE => self.seal(visitor.visit_enum(Shaped(self))),
            magic::SHORT if self.node.is_nothing() => visitor.visit_unit(),
            magic::SHORT => visitor.visit_some(self),
            magic::ACTION => self.read_action(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.kind {
            Kind::List(items) => self.seal(visitor.visit_seq(Items::new(self.sink, items))),
            _ => Err(self.wrong("a list")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let (pairs, _) = self.pairs("a map")?;
        self.seal(visitor.visit_map(Pairs::new(self.sink, pairs, None)))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.read_struct(name, fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let word = self.text(&words.join(", "))?;
        if !words.contains(&word) {
            return self.seal(Err(Fault::Open(Wrong::Word(word.to_owned(), words))));
        }
        self.seal(visitor.visit_enum(StrDeserializer::new(word)))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

/// Answers [`magic::SHAPE`]: the kind of the node, then the node.
struct Shaped<'a>(Reader<'a>);

impl<'de, 'a> EnumAccess<'de> for Shaped<'a> {
    type Error = Fault;
    type Variant = Content<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content<'a>), Fault> {
        let kind = match self.0.node.kind {
            Kind::Scalar(_) => magic::SHAPE_TEXT,
            Kind::Map { .. } => magic::SHAPE_MAP,
            Kind::List(_) => magic::SHAPE_LIST,
        };
        Ok((seed.deserialize(U8Deserializer::new(kind))?, Content(self.0)))
    }
}

/// Answers [`magic::ACTION`]: the word of the action, then what stands under it.
struct Named<'a> {
    word: Reader<'a>,
    content: Reader<'a>,
}

impl<'de, 'a> EnumAccess<'de> for Named<'a> {
    type Error = Fault;
    type Variant = Content<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content<'a>), Fault> {
        Ok((seed.deserialize(self.word)?, Content(self.content)))
    }
}

struct Content<'a>(Reader<'a>);

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = Fault;

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        self.0.seal(seed.deserialize(self.0))
    }

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.0.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.0.deserialize_map(visitor)
    }
}
