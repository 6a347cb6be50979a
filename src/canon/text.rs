//! JSON strings.

use std::fmt::Write;

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
    let (mut before, mut rest) = (0, bytes);
    while let Some((chunk, behind)) = rest.split_first_chunk() {
        let found = held_up(*chunk);
        if found != 0 {
            return before + usize::try_from(found.trailing_zeros() / 8).unwrap_or(0);
        }
        before += 8;
        rest = behind;
    }
    // What is left, with some that were looked at, are eight bytes again.
    if bytes.last_chunk().is_some_and(|chunk| held_up(*chunk) == 0) {
        return bytes.len();
    }
    let stops = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    before + rest.iter().position(stops).unwrap_or(rest.len())
}

/// The high bit of the first byte that a JSON string can't hold, and of some behind it; zero where it can hold all eight.
fn held_up(chunk: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGHS: u64 = ONES * 0x80;
    let word = u64::from_le_bytes(chunk);
    let (quote, backslash) = (word ^ (ONES * u64::from(b'"')), word ^ (ONES * u64::from(b'\\')));
    // Taking one from a byte that is zero sets its high bit, and those behind it don't count.
    let found = (quote.wrapping_sub(ONES) & !quote)
        | (backslash.wrapping_sub(ONES) & !backslash)
        | (word.wrapping_sub(ONES * 0x20) & !word);
    found & HIGHS
}

#[cfg(test)]
mod tests {
    use super::plain_length;

    #[test]
    fn what_stops_a_text_is_found_wherever_it_stands() {
        for length in 0..=20 {
            assert_eq!(plain_length(&vec![b'a'; length]), length);
            for (at, byte) in (0..length).flat_map(|at| (0..=u8::MAX).map(move |byte| (at, byte))) {
                let mut text = vec![b'a'; length];
                text[at] = byte;
                let expected = if byte < 0x20 || byte == b'"' || byte == b'\\' { at } else { length };
                assert_eq!(plain_length(&text), expected, "{byte:#x} at {at} of {length}");
            }
        }
    }
}
