//! The one place where JSON is not YAML: characters beyond two bytes, which JSON may escape as a pair.

use std::borrow::Cow;

use serde::de::IgnoredAny;

/// The text as YAML reads it, character for character as long.
///
/// JSON may write a character beyond U+FFFF as two escapes, `\ud83d\ude00`; YAML as one, `\U0001f600`, two characters
/// shorter. An escaped line end, which says nothing, fills the gap, so that positions stay.
pub(super) fn as_yaml(text: &str) -> Cow<'_, str> {
    if !text.trim_start().starts_with('{') || !has_pair(text) {
        return Cow::Borrowed(text);
    }
    if serde_json::from_str::<IgnoredAny>(text).is_err() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let length = match pair(from) {
            Some(c) => {
                out.push_str(&format!("\\\n\\U{:08x}", u32::from(c)));
                12
            }
            // Any other escape; the character behind the backslash is one byte in JSON.
            None => {
                out.push_str(from.get(..2).unwrap_or(from));
                2
            }
        };
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn has_pair(text: &str) -> bool {
    ["\\ud", "\\uD"].iter().any(|start| text.contains(start))
}

/// The character of two escapes at the beginning of a text.
fn pair(text: &str) -> Option<char> {
    let unit = |start: usize| {
        let digits = text.get(start..start.checked_add(6)?)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let units = [unit(0)?, unit(6)?];
    let mut chars = char::decode_utf16(units);
    let first = chars.next()?.ok()?;
    (u32::from(first) > 0xffff).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_become_one_escape_of_the_same_length() {
        let table = [
            (r#"{"a": "x \ud83d\ude00"}"#, "{\"a\": \"x \\\n\\U0001f600\"}"),
            (r#"{"a": "\\ud83d\\ude00"}"#, r#"{"a": "\\ud83d\\ude00"}"#),
            (r#"{"a": "\u00e9 \n"}"#, r#"{"a": "\u00e9 \n"}"#),
            (r#"{a: '\ud83d\ude00'}"#, r#"{a: '\ud83d\ude00'}"#),
        ];
        for (json, yaml) in table {
            assert_eq!(as_yaml(json), yaml);
            assert_eq!(as_yaml(json).len(), json.len());
        }
    }
}
