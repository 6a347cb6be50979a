//! The canonical encoder: a strict subset of RFC 8785.

use std::borrow::Cow;
use std::fmt::{self, Write};

use serde::ser::{self, Serialize};

use super::plain::write_number;
use super::writer::order;

/// The largest integer that every JSON reader keeps exact, 2^53 − 1; beyond it an integer is written as text.
const SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Room for half of a usual record, so that few texts grow as they are written.
const USUAL_BYTES: usize = 1024;

/// The canonical JSON of a value: no white space, keys in order of their UTF-16 units, integers up to 2^53 − 1 (others as
/// text), no fractions.
///
/// # Errors
/// Where the value holds a float, bytes, or a map whose keys are no text, or where its own `Serialize` refuses.
pub(crate) fn encode<T: Serialize + ?Sized>(value: &T) -> Result<String, EncodeError> {
    let mut out = String::with_capacity(USUAL_BYTES);
    value.serialize(Encoder { out: &mut out })?;
    Ok(out)
}

/// A value that canonical JSON can't hold.
#[derive(Debug)]
pub(crate) struct EncodeError(String);

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EncodeError {}

impl ser::Error for EncodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Writes a JSON string with the escapes of RFC 8785: the short ones, `\u00xx` for other control characters, no others.
pub(crate) fn write_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some((plain, behind)) = rest.split_at_checked(plain_length(rest.as_bytes())) {
        out.push_str(plain);
        let Some(byte) = behind.bytes().next() else { break };
        write_escape(out, byte);
        rest = behind.get(1..).unwrap_or_default();
    }
    out.push('"');
}

fn write_escape(out: &mut String, byte: u8) {
    let short = match byte {
        b'"' => "\\\"",
        b'\\' => "\\\\",
        0x08 => "\\b",
        b'\t' => "\\t",
        b'\n' => "\\n",
        0x0c => "\\f",
        b'\r' => "\\r",
        _ => {
            // Writing to a String can't fail.
            let _ = write!(out, "\\u{byte:04x}");
            return;
        }
    };
    out.push_str(short);
}

/// How many bytes come before the first that a JSON string can't hold as it is: a quote, a backslash, a control character.
pub(crate) fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGHS: u64 = ONES * 0x80;
    let (mut before, mut rest) = (0, bytes);
    // Eight bytes at a time: taking one from a byte that is zero sets its high bit, and those behind it don't count.
    while let Some((chunk, behind)) = rest.split_first_chunk() {
        let word = u64::from_le_bytes(*chunk);
        let (quote, backslash) = (word ^ (ONES * u64::from(b'"')), word ^ (ONES * u64::from(b'\\')));
        let found = (quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        if found & HIGHS != 0 {
            return before + usize::try_from((found & HIGHS).trailing_zeros() / 8).unwrap_or(0);
        }
        before += 8;
        rest = behind;
    }
    let stops = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    before + rest.iter().position(stops).unwrap_or(rest.len())
}

/// Writes a whole number; beyond 53 bits as text.
pub(crate) fn write_integer(out: &mut String, n: i64) {
    write_signed(out, if n < 0 { "-" } else { "" }, n.unsigned_abs());
}

/// The same of one without a sign.
pub(super) fn write_unsigned(out: &mut String, n: u64) {
    write_signed(out, "", n);
}

fn write_signed(out: &mut String, sign: &str, n: u64) {
    let quote = if n > SAFE_INTEGER { "\"" } else { "" };
    out.push_str(quote);
    out.push_str(sign);
    // Writing to a String can't fail.
    let _ = write_number(out, n, 1);
    out.push_str(quote);
}

struct Encoder<'a> {
    out: &'a mut String,
}

impl<'a> ser::Serializer for Encoder<'a> {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = List<'a>;
    type SerializeMap = Object<'a>;
    type SerializeStruct = Object<'a>;
    type SerializeStructVariant = Object<'a>;

    fn serialize_bool(self, v: bool) -> Result<(), EncodeError> {
        self.out.push_str(if v { "true" } else { "false" });
        Ok(())
    }
    fn serialize_i8(self, v: i8) -> Result<(), EncodeError> {
        self.serialize_i64(v.into())
    }
    fn serialize_i16(self, v: i16) -> Result<(), EncodeError> {
        self.serialize_i64(v.into())
    }
    fn serialize_i32(self, v: i32) -> Result<(), EncodeError> {
        self.serialize_i64(v.into())
    }
    fn serialize_i64(self, v: i64) -> Result<(), EncodeError> {
        write_integer(self.out, v);
        Ok(())
    }
    fn serialize_u8(self, v: u8) -> Result<(), EncodeError> {
        self.serialize_u64(v.into())
    }
    fn serialize_u16(self, v: u16) -> Result<(), EncodeError> {
        self.serialize_u64(v.into())
    }
    fn serialize_u32(self, v: u32) -> Result<(), EncodeError> {
        self.serialize_u64(v.into())
    }
    fn serialize_u64(self, v: u64) -> Result<(), EncodeError> {
        write_unsigned(self.out, v);
        Ok(())
    }
    fn serialize_f32(self, _: f32) -> Result<(), EncodeError> {
        Err(EncodeError("a float has no canonical form".into()))
    }
    fn serialize_f64(self, _: f64) -> Result<(), EncodeError> {
        Err(EncodeError("a float has no canonical form".into()))
    }
    fn serialize_char(self, v: char) -> Result<(), EncodeError> {
        self.serialize_str(v.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, v: &str) -> Result<(), EncodeError> {
        write_text(self.out, v);
        Ok(())
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<(), EncodeError> {
        Err(EncodeError("bytes have no canonical form".into()))
    }
    fn serialize_none(self) -> Result<(), EncodeError> {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), EncodeError> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), EncodeError> {
        self.out.push_str("null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EncodeError> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), EncodeError> {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), EncodeError> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.out.push('{');
        write_text(self.out, variant);
        self.out.push(':');
        value.serialize(Encoder { out: self.out })?;
        self.out.push('}');
        Ok(())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, EncodeError> {
        self.out.push('[');
        Ok(List { out: self.out, first: true, close: "]" })
    }
    fn serialize_tuple(self, len: usize) -> Result<List<'a>, EncodeError> {
        self.serialize_seq(Some(len))
    }
    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<List<'a>, EncodeError> {
        self.serialize_seq(Some(len))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'a>, EncodeError> {
        self.out.push('{');
        write_text(self.out, variant);
        self.out.push_str(":[");
        Ok(List { out: self.out, first: true, close: "]}" })
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Object<'a>, EncodeError> {
        Ok(Object::open(self.out, 0, "}"))
    }
    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Object<'a>, EncodeError> {
        Ok(Object::open(self.out, len, "}"))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Object<'a>, EncodeError> {
        self.out.push('{');
        write_text(self.out, variant);
        self.out.push(':');
        Ok(Object::open(self.out, len, "}}"))
    }
}

struct List<'a> {
    out: &'a mut String,
    first: bool,
    close: &'static str,
}

impl List<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        value.serialize(Encoder { out: self.out })
    }

    fn finish(self) -> Result<(), EncodeError> {
        self.out.push_str(self.close);
        Ok(())
    }
}

macro_rules! list {
    ($trait:ident, $method:ident) => {
        impl ser::$trait for List<'_> {
            type Ok = ();
            type Error = EncodeError;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
                self.item(value)
            }
            fn end(self) -> Result<(), EncodeError> {
                self.finish()
            }
        }
    };
}
list!(SerializeSeq, serialize_element);
list!(SerializeTuple, serialize_element);
list!(SerializeTupleStruct, serialize_field);
list!(SerializeTupleVariant, serialize_field);

/// Members are written as they come; where they came out of order they are put right at the end. Types of ours declare
/// their fields in order, so that this costs a comparison a member.
struct Object<'a> {
    out: &'a mut String,
    start: usize,
    /// Key and where its member begins.
    members: Vec<(Cow<'static, str>, usize)>,
    sorted: bool,
    close: &'static str,
}

impl<'a> Object<'a> {
    fn open(out: &'a mut String, members: usize, close: &'static str) -> Self {
        out.push('{');
        let start = out.len();
        Self { out, start, members: Vec::with_capacity(members), sorted: true, close }
    }

    fn key(&mut self, key: Cow<'static, str>) -> Result<(), EncodeError> {
        if let Some((last, _)) = self.members.last() {
            if *last == key {
                return Err(EncodeError(format!("the key `{key}` comes twice")));
            }
            self.sorted = self.sorted && before(last, &key);
            self.out.push(',');
        }
        let at = self.out.len();
        write_text(self.out, &key);
        self.out.push(':');
        self.members.push((key, at));
        Ok(())
    }

    fn finish(self) -> Result<(), EncodeError> {
        if !self.sorted {
            let text = self.out.split_off(self.start);
            let ends = self.members.iter().skip(1).map(|(_, at)| at - 1).chain([self.start + text.len()]);
            let mut members: Vec<(&str, &str)> = self
                .members
                .iter()
                .zip(ends)
                .map(|((key, at), end)| (key.as_ref(), text.get(at - self.start..end - self.start).unwrap_or_default()))
                .collect();
            members.sort_by(|(a, _), (b, _)| order(a, b));
            for (i, (_, member)) in members.iter().enumerate() {
                if i > 0 {
                    self.out.push(',');
                }
                self.out.push_str(member);
            }
            if members.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a == b)) {
                return Err(EncodeError("a key comes twice".into()));
            }
        }
        self.out.push_str(self.close);
        Ok(())
    }
}

/// Whether one key stands before another in RFC 8785's order.
pub(super) fn before(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() { a < b } else { a.encode_utf16().lt(b.encode_utf16()) }
}

impl ser::SerializeMap for Object<'_> {
    type Ok = ();
    type Error = EncodeError;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        let mut encoded = String::new();
        key.serialize(Encoder { out: &mut encoded })?;
        let text = encoded.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        match text {
            // A key with an escape would have to be decoded again; ours are names.
            Some(text) if !text.contains('\\') => self.key(Cow::Owned(text.to_owned())),
            _ => Err(EncodeError("a key must be plain text".into())),
        }
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        value.serialize(Encoder { out: self.out })
    }
    fn end(self) -> Result<(), EncodeError> {
        self.finish()
    }
}

macro_rules! object {
    ($trait:ident) => {
        impl ser::$trait for Object<'_> {
            type Ok = ();
            type Error = EncodeError;
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), EncodeError> {
                self.key(Cow::Borrowed(key))?;
                value.serialize(Encoder { out: self.out })
            }
            fn end(self) -> Result<(), EncodeError> {
                self.finish()
            }
        }
    };
}
object!(SerializeStruct);
object!(SerializeStructVariant);

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(serde::Serialize)]
    struct Sample {
        b: i64,
        a: &'static str,
        list: Vec<Option<bool>>,
    }

    #[test]
    fn forms() {
        let sample = Sample { b: -9_007_199_254_740_992, a: "é\u{1}\n\"\\/", list: vec![None, Some(true)] };
        assert_eq!(encode(&sample).unwrap(), r#"{"a":"é\u0001\n\"\\/","b":"-9007199254740992","list":[null,true]}"#);
        let map = BTreeMap::from([("\u{ff5e}", 1), ("\u{1f600}", 2), ("a", 3)]);
        assert_eq!(encode(&map).unwrap(), "{\"a\":3,\"\u{1f600}\":2,\"\u{ff5e}\":1}");
        assert!(encode(&1.5_f64).is_err() && encode(&1.5_f32).is_err());
    }
}
