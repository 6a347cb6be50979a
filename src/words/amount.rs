//! Amounts of money: the sign of a currency, and where it stands.

use crate::value::Currency;

use super::digits::Numbers;
use super::tag::Tag;

/// How each locale writes amounts, by the CLDR: drawn from ICU4X by `tests/judge-money`, which holds this module to it.
///
/// ICU4X knows this in a part that is not stable yet and takes twice as long to build as all of this crate. When it is
/// stable, that takes the place of this file.
///
/// A line is a locale: its tag, how amounts stand in it (`¤` for the code, `#` for the number), and the currencies of
/// which that is not true, parted by tabs. Lines are in order of their tags. A line that says nothing of how amounts
/// stand in general only adds to that of the shorter tag.
const LINES: &str = include_str!("currencies.txt");

/// The lines of a locale, from its own to one that holds for all currencies.
#[derive(Debug)]
pub(super) struct Signs(Vec<&'static str>);

impl Signs {
    pub(super) fn new(tag: &Tag) -> Option<Self> {
        let mut lines = Vec::new();
        for tag in tag.shorter().chain(["und"]) {
            let Some(line) = line(tag) else { continue };
            lines.push(line);
            if general(line).is_some() {
                return Some(Self(lines));
            }
        }
        None
    }

    /// A number such as `-5.00` as an amount in the currency. A sign before the number stands before all of it.
    pub(super) fn write(&self, numbers: &Numbers, number: &str, currency: Currency) -> String {
        let written = numbers.write(number);
        let (before, after) = self.around(currency);
        let code = currency.code();
        let unsigned = number.strip_prefix('-').filter(|_| !before.is_empty()).map(|number| numbers.write(number));
        let parts = unsigned.as_deref().and_then(|unsigned| Some((written.strip_suffix(unsigned)?, unsigned)));
        let (sign, written) = parts.unwrap_or(("", &written));
        format!("{sign}{}{written}{}", before.replace('¤', code), after.replace('¤', code))
    }

    /// What stands before and after the number.
    fn around(&self, currency: Currency) -> (&'static str, &'static str) {
        let own = |line: &&'static str| {
            let mut currencies = line.split('\t').skip(2);
            currencies.find_map(|entry| entry.strip_prefix(currency.code())).or(general(line))
        };
        self.0.iter().find_map(own).and_then(|pattern| pattern.split_once('#')).unwrap_or(("¤\u{a0}", ""))
    }
}

/// How amounts stand in the locale of a line, whatever the currency.
fn general(line: &'static str) -> Option<&'static str> {
    line.split('\t').nth(1).filter(|pattern| !pattern.is_empty())
}

/// The line of exactly that tag, found by halving.
fn line(tag: &str) -> Option<&'static str> {
    let mut rest = LINES;
    while !rest.is_empty() {
        let bytes = rest.as_bytes();
        let middle = bytes.len() / 2;
        let before = bytes.get(..middle)?;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let (head, tail) = rest.split_at_checked(start)?;
        let (line, behind) = tail.split_once('\n').unwrap_or((tail, ""));
        match line.split('\t').next().unwrap_or_default().cmp(tag) {
            std::cmp::Ordering::Equal => return Some(line),
            std::cmp::Ordering::Less => rest = behind,
            std::cmp::Ordering::Greater => rest = head,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_no_other() {
        assert!(LINES.lines().count() > 300);
        for (at, text) in LINES.lines().enumerate() {
            let tag = text.split('\t').next().unwrap();
            assert_eq!(line(tag), Some(text), "{at}");
            assert_eq!(line(&format!("{tag}-")), None, "{at}");
            assert!(text.split('\t').skip(1).all(|part| part.is_empty() || part.matches('#').count() == 1), "{text}");
        }
        assert_eq!((line(""), line("zzz")), (None, None));
        assert!(line("und").and_then(general).is_some());
    }
}
