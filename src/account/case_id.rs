//! What a case is called.

use std::fmt;

use crate::value::Name;

/// `late-parcel/A1`: the playbook's name and the key, with `/`, `%` and control characters of values escaped.
pub(crate) fn case_id(playbook: &str, key: &[Name]) -> Name {
    Name::format(format_args!("{playbook}{}", Key(key)))
}

struct Key<'a>(&'a [Name]);

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_escaped = |c: char| matches!(c, '/' | '%') || c.is_control();
        for value in self.0 {
            f.write_str("/")?;
            for part in value.split_inclusive(is_escaped) {
                let plain = part.trim_end_matches(is_escaped);
                f.write_str(plain)?;
                for byte in part.bytes().skip(plain.len()) {
                    write!(f, "%{byte:02X}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_can_not_be_taken_for_two() {
        for (key, expected) in [
            (&[][..], "p"),
            (&["A1"], "p/A1"),
            (&["a/b", "c"], "p/a%2Fb/c"),
            (&["", "//", "100%\u{85}é"], "p//%2F%2F/100%25%C2%85é"),
        ] {
            let key: Vec<Name> = key.iter().copied().map(Name::from).collect();
            assert_eq!(case_id("p", &key), expected);
        }
    }
}
