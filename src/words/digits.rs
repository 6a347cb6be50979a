//! Numbers.

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal as Digits;
use icu_plurals::{PluralRuleType, PluralRules};

use super::plural::Plural;
use super::tag::Tag;

/// Writes numbers with the locale's digits, its decimal mark and its groups.
#[derive(Debug)]
pub(super) struct Numbers(DecimalFormatter);

impl Numbers {
    /// None where the data lack the locale, which they don't: they fall back to the root's.
    pub(super) fn new(tag: &Tag) -> Option<Self> {
        DecimalFormatter::try_new((&tag.identifier()).into(), Default::default()).ok().map(Self)
    }

    /// The number that a text such as `-12345.60` is, every digit of it.
    pub(super) fn write(&self, text: &str) -> String {
        digits(text).map_or_else(|| text.to_owned(), |digits| self.0.format(&digits).to_string())
    }
}

/// The plural forms of a locale.
#[derive(Debug)]
pub(super) struct Plurals(PluralRules);

impl Plurals {
    pub(super) fn new(tag: &Tag) -> Option<Self> {
        PluralRules::try_new((&tag.identifier()).into(), PluralRuleType::Cardinal.into()).ok().map(Self)
    }

    /// All forms of the language, in the CLDR's order.
    pub(super) fn all(&self) -> impl Iterator<Item = Plural> {
        self.0.categories().map(Plural::from)
    }

    /// The form that goes with a whole number.
    pub(super) fn of(&self, number: i64) -> Plural {
        self.0.category_for(number).into()
    }

    /// The same of any, by its text.
    pub(super) fn of_text(&self, number: &str) -> Plural {
        digits(number).map_or(Plural::Other, |digits| self.0.category_for(&digits).into())
    }
}

fn digits(text: &str) -> Option<Digits> {
    Digits::try_from_str(text).ok()
}
