//! Values that may be written as a text, a map or a list.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, VariantAccess,
    Visitor,
};

use super::{Text, magic};

/// A type that reads from more than one kind of node. The kinds it does not take keep the defaults, [`Never`] and `None`.
pub(crate) trait Shape: Sized {
    /// What is expected, for findings.
    const EXPECTED: &'static str;
    /// What a map is read as.
    type Map: DeserializeOwned;
    /// What a list is read as.
    type List: DeserializeOwned;
    /// From a text, if it may be one.
    fn text(text: Text) -> Option<Self>;
    /// From a map.
    fn map(map: Self::Map) -> Option<Self>;
    /// From a list.
    fn list(list: Self::List) -> Option<Self>;
    /// Whether maps are taken.
    const MAP: bool = true;
    /// Whether lists are taken.
    const LIST: bool = true;
    /// The words that a text may be, if it is one of few.
    const WORDS: &'static [&'static str] = &[];
}

/// Reads a shape; `Deserialize` implementations call it.
pub(crate) fn read<'de, S: Shape, D: Deserializer<'de>>(deserializer: D) -> Result<S, D::Error> {
    deserializer.deserialize_newtype_struct(magic::SHAPE, ShapeVisitor(PhantomData))
}

/// The kind of node that is not taken.
pub(crate) struct Never;

impl<'de> Deserialize<'de> for Never {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Never, D::Error> {
        Err(D::Error::custom("something else"))
    }
}

struct ShapeVisitor<S>(PhantomData<S>);

impl<S: Shape> ShapeVisitor<S> {
    fn done<E: Error>(shape: Option<S>) -> Result<S, E> {
        shape.ok_or_else(|| E::invalid_type(Unexpected::Other("this"), &S::EXPECTED))
    }

    fn text<E: Error>(text: Text) -> Result<S, E> {
        if S::WORDS.is_empty() || S::WORDS.contains(&text.as_str()) {
            return Self::done(S::text(text));
        }
        Err(E::unknown_variant(text.as_str(), S::WORDS))
    }
}

impl<'de, S: Shape> Visitor<'de> for ShapeVisitor<S> {
    type Value = S;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(S::EXPECTED)
    }

    /// From the reader of this crate, which says what kind of node stands there.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<S, A::Error> {
        let (kind, content) = access.variant::<u8>()?;
        match kind {
            magic::SHAPE_TEXT => Self::text(content.newtype_variant()?),
            magic::SHAPE_MAP if S::MAP => Self::done(S::map(content.newtype_variant()?)),
            magic::SHAPE_LIST if S::LIST => Self::done(S::list(content.newtype_variant()?)),
            _ => Self::done(None),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<S, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<S, E> {
        Self::text(Text::from(value))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<S, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<S, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<S, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<S, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<S, A::Error> {
        Self::done(S::map(S::Map::deserialize(MapAccessDeserializer::new(map))?))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<S, A::Error> {
        Self::done(S::list(S::List::deserialize(SeqAccessDeserializer::new(list))?))
    }
}

/// Implements `Deserialize` for a [`Shape`], and its JSON Schema as any of what it takes: words, and forms.
macro_rules! shape {
    ($type:ty, $name:expr, [$($form:ty),+]) => {
        crate::document::shape::shape!($type, $name, words [], [$($form),+]);
    };
    ($type:ty, $name:expr, words [$($word:literal),*], [$($form:ty),+]) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                crate::document::shape::read(deserializer)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let words: &[schemars::Schema] = &[$(schemars::json_schema!({ "const": $word })),*];
                let forms = [$(generator.subschema_for::<$form>()),+];
                let forms: Vec<&schemars::Schema> = words.iter().chain(&forms).collect();
                schemars::json_schema!({ "anyOf": forms })
            }
        }
    };
}
pub(super) use shape;

/// Declares texts that may be written as one or as a list.
macro_rules! texts {
    ($(#[$meta:meta])* pub struct $name:ident: $expected:literal;) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
        pub struct $name(pub Vec<crate::document::Text>);

        impl crate::document::Absent for $name {
            fn is_absent(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl crate::document::shape::Shape for $name {
            const EXPECTED: &'static str = $expected;
            const MAP: bool = false;
            type Map = crate::document::shape::Never;
            type List = Vec<crate::document::Text>;

            fn text(text: crate::document::Text) -> Option<$name> {
                Some($name(vec![text]))
            }

            fn map(_: crate::document::shape::Never) -> Option<$name> {
                None
            }

            fn list(texts: Vec<crate::document::Text>) -> Option<$name> {
                Some($name(texts))
            }
        }

        crate::document::shape::shape!($name, stringify!($name), [crate::document::Text, Vec<crate::document::Text>]);
    };
}
pub(super) use texts;
