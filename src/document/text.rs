use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

use super::{Absent, magic};
use crate::span::Span;
use crate::value::Name;

/// A scalar as written, with where it stands.
///
/// Numbers and words are text too: what they mean is settled by the type expected at their place. Two texts are equal
/// if they say the same, wherever they stand.
///
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// What it says, escapes decoded.
    pub value: Name,
    /// Where it stands; without its quotes if it is `verbatim`.
    pub span: Span,
    /// Whether `value` stands byte for byte at `span`, so that an offset into one is an offset into the other.
    pub verbatim: bool,
    /// Whether it was written without quotes.
    pub plain: bool,
}

impl Text {
    /// What it says.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Where a range of bytes of the value stands: exactly if verbatim, else where the whole stands.
    #[must_use]
    pub fn span_of(&self, start: usize, end: usize) -> Span {
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else {
            return self.span;
        };
        if !self.verbatim || end < start || usize::try_from(end).map_or(true, |end| end > self.value.len()) {
            return self.span;
        }
        Span {
            source: self.span.source,
            start: self.span.start.saturating_add(start),
            end: self.span.start.saturating_add(end),
        }
    }
}

impl From<&str> for Text {
    fn from(value: &str) -> Text {
        Text { value: Name::from(value), ..Text::default() }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.value == other.value
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.value == other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

impl Absent for Text {
    fn is_absent(&self) -> bool {
        self.value.is_empty()
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.value)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        deserializer.deserialize_newtype_struct(magic::TEXT, TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    /// From the reader of this crate: the parts.
    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Text, A::Error> {
        let value = parts.next_element()?.unwrap_or_default();
        let span = span(&mut parts)?;
        let verbatim = parts.next_element()?.unwrap_or_default();
        let plain = parts.next_element()?.unwrap_or_default();
        Ok(Text { value, span, verbatim, plain })
    }

    /// From any other reader: a scalar.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Text, E> {
        Ok(Text::from(value))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Text, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Text, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Text, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Text, E> {
        self.visit_str(&value.to_string())
    }
}

/// A value with where it stands. Two are equal if the values are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// The value at this place.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Spanned<T>) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: Absent> Absent for Spanned<T> {
    fn is_absent(&self) -> bool {
        self.value.is_absent()
    }
}

impl<T: Serialize> Serialize for Spanned<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Spanned<T>, D::Error> {
        deserializer.deserialize_newtype_struct(magic::SPANNED, SpannedVisitor(PhantomData))
    }
}

struct SpannedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SpannedVisitor<T> {
    type Value = Spanned<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Spanned<T>, A::Error> {
        let span = span(&mut parts)?;
        match parts.next_element()? {
            Some(value) => Ok(Spanned { value, span }),
            None => Err(A::Error::custom("a value")),
        }
    }

    /// From a map that was looked at before its type was known.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Spanned<T>, A::Error> {
        self.visit_newtype_struct(MapAccessDeserializer::new(map))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Spanned<T>, D::Error> {
        T::deserialize(deserializer).map(|value| Spanned { value, span: Span::default() })
    }
}

fn span<'de, A: SeqAccess<'de>>(parts: &mut A) -> Result<Span, A::Error> {
    Ok(Span {
        source: parts.next_element()?.unwrap_or_default(),
        start: parts.next_element()?.unwrap_or_default(),
        end: parts.next_element()?.unwrap_or_default(),
    })
}
