//! Tags of locales.

use std::fmt;

use icu_locale::{LocaleCanonicalizer, LocaleExpander};
use icu_locale_core::{LanguageIdentifier, Locale};

use crate::value::Name;

use super::digits::Plurals;
use super::moment::Dates;

/// A locale's tag as BCP 47 has it, in its canonical form: `en`, `fr-CA`, `zh-Hant`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tag(Name);

/// Longer texts are no tags: three times what a language, a script, a region and a variant take.
const MAX_BYTES: usize = 64;

impl Tag {
    /// Reads a tag: in whatever case, with `-` or `_` between its parts, old and doubled names as the ones in use
    /// (`en_uk` as `en-GB`).
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let hyphenated = text.contains('_').then(|| text.replace('_', "-"));
        let written = LanguageIdentifier::try_from_str(hyphenated.as_deref().unwrap_or(text)).ok()?;
        if written.language.is_unknown() {
            return None;
        }
        let mut locale = Locale::from(written);
        LocaleCanonicalizer::new_common().canonicalize(&mut locale);
        Some(Self(Name::format(format_args!("{locale}"))))
    }

    pub(crate) fn name(&self) -> &Name {
        &self.0
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag itself, then with ever fewer parts, to the language alone: `fr-CA`, `fr`.
    pub(crate) fn shorter(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self.as_str()), |tag| tag.rsplit_once('-').map(|(shorter, _)| shorter))
    }

    /// Whether a message in the other locale is one for this.
    pub(crate) fn falls_back_to(&self, other: &Self) -> bool {
        let rest = self.as_str().strip_prefix(other.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// Whether the CLDR has its language.
    pub(crate) fn is_known(&self) -> bool {
        // Most languages have more than one plural form; the others are told by how they write dates.
        let forms = Plurals::new(self).map_or(0, |plurals| plurals.all().count());
        forms > 1 || Dates::new(self).is_some_and(|dates| dates.are_known())
    }

    /// The language that most people of a region speak: `dk` is a country, and there it is `da`.
    pub(crate) fn of_region(text: &str) -> Option<Self> {
        let mut locale = LanguageIdentifier::UNKNOWN;
        locale.region = Some(text.parse().ok()?);
        LocaleExpander::new_common().maximize(&mut locale);
        (!locale.language.is_unknown()).then(|| Self(Name::format(format_args!("{}", locale.language))))
    }

    pub(super) fn identifier(&self) -> LanguageIdentifier {
        // What was read once is read again.
        LanguageIdentifier::try_from_str(&self.0).unwrap_or(LanguageIdentifier::UNKNOWN)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading() {
        for (text, expected) in [
            ("en", Some("en")),
            ("fr-CA", Some("fr-CA")),
            ("FR_ca", Some("fr-CA")),
            ("pt-br", Some("pt-BR")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("es-419", Some("es-419")),
            ("en-UK", Some("en-GB")),
            ("iw", Some("he")),
            ("eng", Some("en")),
            ("ca-valencia", Some("ca-valencia")),
            ("", None),
            ("und", None),
            ("und-GB", None),
            ("english", None),
            ("fr-CAN", None),
            ("fr-", None),
            ("fr_CA.UTF-8", None),
            ("en-u-hc-h12", None),
            ("français", None),
        ] {
            assert_eq!(Tag::read(text).as_ref().map(Tag::as_str), expected, "{text}");
        }
        assert_eq!(Tag::read(&format!("en{}", "-abcde".repeat(20))), None);
    }

    #[test]
    fn languages_of_regions() {
        for (region, expected) in [
            ("dk", Some("da")),
            ("JP", Some("ja")),
            ("gr", Some("el")),
            ("us", Some("en")),
            ("english", None),
            ("", None),
        ] {
            assert_eq!(Tag::of_region(region).as_ref().map(Tag::as_str), expected, "{region}");
        }
    }

    #[test]
    fn falling_back() {
        let tag = |text| Tag::read(text).unwrap();
        let shorter: Vec<String> = tag("zh-Hant-TW").shorter().map(str::to_owned).collect();
        assert_eq!(shorter, ["zh-Hant-TW", "zh-Hant", "zh"]);
        for (from, to, expected) in [
            ("fr-CA", "fr", true),
            ("fr", "fr", true),
            ("fr", "fr-CA", false),
            ("fr-CA", "fr-FR", false),
            ("fil", "fi", false),
        ] {
            assert_eq!(tag(from).falls_back_to(&tag(to)), expected, "{from} {to}");
        }
    }
}
