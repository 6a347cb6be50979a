//! Characters that a terminal obeys or a reader does not see.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character must not reach a terminal, and is refused in documents: control characters except tab and line
/// ends, characters that change the direction of text, and those without width.
pub(crate) fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' | '\t' | '\n' | '\r' => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' => true,
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' => true,
        c => c.is_control(),
    }
}

/// Whether a text is of the characters that most texts are of alone, which are seen or end lines; a quick look for what
/// need not be looked at closer.
pub(crate) fn is_plain(text: &str) -> bool {
    let is_other = |byte: &u8| !matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    // Without a way out in the middle, many bytes are looked at in one instruction.
    text.as_bytes().chunks(64).all(|chunk| !chunk.iter().fold(false, |other, byte| other | is_other(byte)))
}

/// The text on one line and with every such character written as its escape.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_hidden(c) || matches!(c, '\t' | '\n' | '\r')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => {
                // Writing to a string can't fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The longest reason that is kept, in bytes.
const MAX_REASON: usize = 1024;

/// As much of a reason as is kept: others give it, and it may be of any length.
pub(crate) fn shortened(mut reason: String) -> String {
    while reason.len() > MAX_REASON {
        reason.pop();
    }
    reason
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_terminal_obeys_is_left() {
        assert_eq!(escaped("é £ 中"), "é £ 中");
        assert_eq!(escaped("a\u{1b}[31m\u{202e}b\u{200b}\n"), "a\\u{1b}[31m\\u{202e}b\\u{200b}\\n");
        for code in (0..0x20).chain(0x7f..0xa0).chain(0x200b..0x2010).chain(0x2028..0x202f) {
            let c = char::from_u32(code).unwrap();
            assert!(!escaped(&c.to_string()).contains(c), "{code:x}");
        }
    }
}
