//! Reads a line back and holds it to the canonical form.

use std::ops::Range;

use super::writer::order;

/// Records nest a handful of levels; nothing of ours comes near this.
const MAX_DEPTH: usize = 64;

/// A member of a canonical object: its key, and where the member and its value stand in the line.
pub(crate) struct Member {
    pub(crate) key: String,
    /// The whole member, key included, without commas.
    pub(crate) range: Range<usize>,
    pub(crate) value: Range<usize>,
}

/// The members of the object that a line is, if the line is exactly the canonical form of one.
pub(crate) fn members(line: &str) -> Option<Vec<Member>> {
    let mut reader = Reader { bytes: line.as_bytes(), line, at: 0 };
    let found = reader.object(0)?;
    (reader.at == line.len()).then_some(found)
}

struct Reader<'a> {
    bytes: &'a [u8],
    line: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.peek()? {
            b'{' => self.object(depth).map(|_| ()),
            b'[' => self.list(depth),
            b'"' => self.text().map(|_| ()),
            b'-' | b'0'..=b'9' => self.number(),
            _ => ["true", "false", "null"].iter().find_map(|word| {
                self.bytes.get(self.at..)?.starts_with(word.as_bytes()).then(|| self.at += word.len())
            }),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Vec<Member>> {
        self.take(b'{')?;
        let mut found: Vec<Member> = Vec::new();
        if self.take(b'}').is_some() {
            return Some(found);
        }
        loop {
            let start = self.at;
            let key = self.text()?;
            if found.last().is_some_and(|last| order(&last.key, &key).is_ge()) {
                return None;
            }
            self.take(b':')?;
            let value = self.at;
            self.value(depth + 1)?;
            found.push(Member { key, range: start..self.at, value: value..self.at });
            if self.take(b',').is_none() {
                self.take(b'}')?;
                return Some(found);
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        self.take(b'[')?;
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth + 1)?;
            if self.take(b',').is_none() {
                return self.take(b']');
            }
        }
    }

    /// A whole number, without leading zeros, `-0` or more than 2^53 − 1.
    fn number(&mut self) -> Option<()> {
        let start = self.at;
        let _ = self.take(b'-');
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        let text = self.line.get(start..self.at)?;
        let n: i64 = text.parse().ok()?;
        (n.unsigned_abs() < 1 << 53 && n.to_string() == text).then_some(())
    }

    /// A string, with each character written in the one canonical way.
    fn text(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut decoded = String::new();
        loop {
            let plain = self.at;
            while self.peek().is_some_and(|b| b != b'"' && b != b'\\' && b >= 0x20) {
                self.at += 1;
            }
            decoded.push_str(self.line.get(plain..self.at)?);
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(decoded);
                }
                b'\\' => decoded.push(self.escape()?),
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let start = self.at;
        self.take(b'\\')?;
        let letter = self.peek()?;
        self.at += 1;
        let decoded = match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'b' => '\u{8}',
            b't' => '\t',
            b'n' => '\n',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'u' => {
                let code = u32::from_str_radix(self.line.get(self.at..self.at + 4)?, 16).ok()?;
                self.at += 4;
                char::from_u32(code)?
            }
            _ => return None,
        };
        let mut canonical = String::new();
        super::write_text(&mut canonical, decoded.encode_utf8(&mut [0; 4]));
        let written = self.line.get(start..self.at)?;
        (canonical.strip_prefix('"')?.strip_suffix('"')? == written).then_some(decoded)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_the_canonical_form_passes() {
        for (line, canonical) in [
            (r#"{}"#, true),
            (r#"{"a":1,"b":[true,null,"x\n\u0001"]}"#, true),
            (r#"{"b":1,"a":2}"#, false),
            (r#"{"a":1,"a":2}"#, false),
            (r#"{"a": 1}"#, false),
            (r#"{"a":01}"#, false),
            (r#"{"a":-0}"#, false),
            (r#"{"a":1.0}"#, false),
            (r#"{"a":9007199254740992}"#, false),
            (r#"{"a":"\u0041"}"#, false),
            (r#"{"a":"\u000A"}"#, false),
            (r#"{"a":"\/"}"#, false),
            (r#"{"a":1}x"#, false),
            (r#"[1]"#, false),
            ("", false),
        ] {
            assert_eq!(super::members(line).is_some(), canonical, "{line}");
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(super::members(&deep).is_none());
    }
}
