//! Walks over JSON text once and hands out its pieces, numbers by their digits; nothing where it is no JSON.
//!
//! What is JSON is as serde_json has it, which words the refusals too; it reads values into types of its own, and an
//! event keeps them as they are written.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::Value;

use crate::canon::plain_length;

use super::EventError;

/// A value by its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    /// A string without escapes, its quotes left out.
    Plain(&'a str),
    /// A string that has escapes, with its quotes.
    Escaped(&'a str),
    /// A list or an object.
    Nested(&'a str),
}

/// An object's members as they come, a key perhaps twice.
pub(super) type Members<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

/// The text that a string with escapes stands for.
pub(super) fn unescaped(string: &str) -> Result<Cow<'static, str>, EventError> {
    serde_json::from_str(string).map(Cow::Owned).map_err(EventError::not_json)
}

/// Stands at a place of a text.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The members of the object that stands here.
    pub(super) fn members(&mut self) -> Option<Members<'a>> {
        let mut members = Vec::with_capacity(8);
        self.object(|scanner, key| {
            members.push((key, scanner.value()?));
            Some(())
        })?;
        Some(members)
    }

    /// The object that stands here: hands over each key with the scanner before its value, which must be read.
    pub(super) fn object(&mut self, mut member: impl FnMut(&mut Self, Cow<'a, str>) -> Option<()>) -> Option<()> {
        self.expect(b'{')?;
        if self.skips(b'}') {
            return Some(());
        }
        loop {
            self.blank();
            let key = match self.string()? {
                Json::Plain(key) => Cow::Borrowed(key),
                Json::Escaped(key) => unescaped(key).ok()?,
                _ => return None,
            };
            self.expect(b':')?;
            member(self, key)?;
            if !self.skips(b',') {
                return self.expect(b'}');
            }
        }
    }

    /// The elements of the list that stands here.
    pub(super) fn elements(&mut self) -> Option<Vec<Json<'a>>> {
        let mut elements = Vec::new();
        self.expect(b'[')?;
        if self.skips(b']') {
            return Some(elements);
        }
        loop {
            elements.push(self.value()?);
            if !self.skips(b',') {
                self.expect(b']')?;
                return Some(elements);
            }
        }
    }

    /// The value that stands here.
    pub(super) fn value(&mut self) -> Option<Json<'a>> {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'{' | b'[') => self.nested(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'n') => self.word("null", Json::Null),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            _ => None,
        }
    }

    /// Nothing but blanks is left.
    pub(super) fn end(mut self) -> Option<()> {
        self.peek().is_none().then_some(())
    }

    /// The first byte that is no blank, from here on.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.blank();
        self.here()
    }

    fn here(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.here() {
            self.at += 1;
        }
    }

    /// Whether this byte comes next; it is passed if it does.
    fn skips(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.skips(byte).then_some(())
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Option<Json<'a>> {
        let start = self.at;
        self.at += word.len();
        (self.since(start) == word).then_some(value)
    }

    fn string(&mut self) -> Option<Json<'a>> {
        let start = self.at;
        if self.here() != Some(b'"') {
            return None;
        }
        self.at += 1;
        self.plain();
        if self.here() != Some(b'"') {
            return self.escaped(start);
        }
        let inside = self.since(start + 1);
        self.at += 1;
        Some(Json::Plain(inside))
    }

    /// The string that began there, from its first escape on.
    fn escaped(&mut self, start: usize) -> Option<Json<'a>> {
        while self.here()? != b'"' {
            self.escape()?;
            self.plain();
        }
        self.at += 1;
        Some(Json::Escaped(self.since(start)))
    }

    /// Passes what a string holds as it is.
    fn plain(&mut self) {
        self.at += plain_length(self.text.as_bytes().get(self.at..).unwrap_or_default());
    }

    fn escape(&mut self) -> Option<()> {
        if self.here() != Some(b'\\') {
            return None;
        }
        self.at += 1;
        let escape = self.here();
        self.at += 1;
        match escape {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Some(()),
            Some(b'u') => {
                let digits = self.text.as_bytes().get(self.at..self.at + 4).unwrap_or_default();
                self.at += 4;
                let is_code = digits.len() == 4 && digits.iter().all(u8::is_ascii_hexdigit);
                is_code.then_some(())
            }
            _ => None,
        }
    }

    fn number(&mut self) -> Option<Json<'a>> {
        let start = self.at;
        self.at += usize::from(self.here() == Some(b'-'));
        if self.here() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.here() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.here() {
            self.at += 1;
            self.at += usize::from(matches!(self.here(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Some(Json::Number(self.since(start)))
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.here() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// A list or an object with all that it holds, however deep.
    fn nested(&mut self) -> Option<Json<'a>> {
        let start = self.at;
        let mut closing = Vec::new();
        loop {
            // Here a value begins.
            match self.peek() {
                Some(open @ (b'{' | b'[')) => {
                    self.at += 1;
                    let close = if open == b'{' { b'}' } else { b']' };
                    if !self.skips(close) {
                        closing.push(close);
                        self.key_in(close)?;
                        continue;
                    }
                }
                _ => {
                    self.value()?;
                }
            }
            // Here one has ended, and perhaps those around it.
            loop {
                let Some(&close) = closing.last() else { return Some(Json::Nested(self.since(start))) };
                if self.skips(b',') {
                    self.key_in(close)?;
                    break;
                }
                self.expect(close)?;
                closing.pop();
            }
        }
    }

    /// Passes the key before a value, if it is an object that closes so.
    fn key_in(&mut self, close: u8) -> Option<()> {
        if close == b'}' {
            self.blank();
            self.string()?;
            self.expect(b':')?;
        }
        Some(())
    }
}

/// Why a text is no JSON.
#[cold]
pub(super) fn refused(text: &str) -> EventError {
    // Keys are decoded here, which the first of these does not do.
    match serde_json::from_str::<IgnoredAny>(text).err().or_else(|| serde_json::from_str::<Value>(text).err()) {
        Some(error) => EventError::not_json(error),
        // Both read the same language; this is to have an answer whatever comes.
        None => EventError::new("not_json", "this is no JSON"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::*;

    /// What the whole text is.
    fn scanned(text: &str) -> Option<Json<'_>> {
        let mut scanner = Scanner::new(text);
        let value = scanner.value()?;
        scanner.end().map(|()| value)
    }

    fn agrees_with_serde_json(text: &str) {
        let theirs = serde_json::from_str::<&RawValue>(text);
        let ours = scanned(text);
        assert_eq!(theirs.is_ok(), ours.is_some(), "{text:?}: {theirs:?} {ours:?}");
        let Ok(theirs) = theirs else { return };
        match ours.unwrap() {
            Json::Null => assert_eq!(theirs.get(), "null"),
            Json::Bool(value) => assert_eq!(theirs.get(), value.to_string()),
            Json::Plain(ours) => assert_eq!(theirs.get(), format!("\"{ours}\"")),
            Json::Number(ours) | Json::Escaped(ours) | Json::Nested(ours) => assert_eq!(theirs.get(), ours),
        }
    }

    #[test]
    fn values_and_what_is_none() {
        for text in [
            "",
            " ",
            "0",
            "-0",
            "00",
            "01",
            "-",
            "+1",
            "1.",
            ".5",
            "1.5e",
            "1.5E-03",
            "1e+9 ",
            "1e999",
            "0x1",
            "tru",
            "true",
            "truE",
            "nullx",
            "\"\"",
            "\"a",
            "\"\\",
            "\"\\\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\\u00e9é\"",
            "\"\\ud800\"",
            "\"\\x\"",
            "\"\u{1}\"",
            "\"\u{7f}\"",
            "[]",
            "[ ]",
            "[1",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1,[2,{}],\"]\"]",
            "{}",
            "{ }",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":1,\"a\":[{\"b\":{}}]}",
            "{a:1}",
            "{1:1}",
            "[}",
            "{]",
            "[1}",
            "{\"a\":1]",
            "[[[[]]]",
            "[[[[]]]]]",
            "\u{feff}1",
            "\u{a0}1",
            "\u{c}1",
            "1\u{0}",
            " \t\r\n{ \"a\" : [ 1 , 2 ] } \n",
        ] {
            agrees_with_serde_json(text);
        }
    }

    proptest! {
        /// Pieces of JSON in any order: a good part of them is JSON, and what is not lies close to it.
        #[test]
        fn reads_what_serde_json_reads(pieces in proptest::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\n\"", "\"b\":", "1", "-0.5e+3", "true", "null", " ", "\"", "\\", "é", "{}", "[]",
            "\"c\":[", "],", "},", "\\u00e9", "0", ".", "-",
        ]), 0..12)) {
            agrees_with_serde_json(&pieces.concat());
        }

        /// One byte of a text that is JSON is another, or gone.
        #[test]
        fn refuses_what_serde_json_refuses(at in 0..70_usize, byte in 0..128_u8, gone: bool) {
            let mut text = br#"{"a":[1,-2.50e+3,true,{"b\u00e9\"":null}],"c":"d\\","e":{},"f":[ [] ]}"#.to_vec();
            if gone {
                text.remove(at);
            } else {
                text[at] = byte;
            }
            agrees_with_serde_json(&String::from_utf8(text).unwrap());
        }
    }
}
