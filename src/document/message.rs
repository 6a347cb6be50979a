use serde::{Serialize, Serializer};

use super::absent::document;
use super::shape::{Never, Shape, shape};
use super::{Entries, Text};

/// A message: its text in each locale.
pub type Message = Entries<Locale>;

/// A message in one locale, written as a text or a map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Locale(pub LocaleFields);

document! {
    /// The forms of a message in one locale.
    pub struct LocaleFields {
        /// The text, with placeholders in braces.
        #[example("We are sorry, {first_name}.")]
        pub text: Text,
        /// A shorter one for text messages.
        #[example("Sorry!")]
        pub sms: Text,
        /// The fact or value that is counted; the text is then one for each plural form of the language.
        #[example("parcels")]
        pub count: Text,
        /// The text for numbers of the plural form `zero`.
        #[example("No parcel is late.")]
        pub zero: Text,
        /// The text for numbers of the plural form `one`.
        #[example("One parcel is late.")]
        pub one: Text,
        /// The text for numbers of the plural form `two`.
        #[example("Both parcels are late.")]
        pub two: Text,
        /// The text for numbers of the plural form `few`.
        #[example("{parcels} parcels are late.")]
        pub few: Text,
        /// The text for numbers of the plural form `many`.
        #[example("{parcels} parcels are late.")]
        pub many: Text,
        /// The text for all other numbers.
        #[example("{parcels} parcels are late.")]
        pub other: Text,
    }
}

impl Shape for Locale {
    const EXPECTED: &'static str = "a text, or a map with `text`, `sms`, `count` and the plural forms";
    const LIST: bool = false;
    type Map = LocaleFields;
    type List = Never;

    fn text(text: Text) -> Option<Locale> {
        Some(Locale(LocaleFields { text, ..LocaleFields::default() }))
    }

    fn map(fields: LocaleFields) -> Option<Locale> {
        Some(Locale(fields))
    }

    fn list(_: Never) -> Option<Locale> {
        None
    }
}

shape!(Locale, "Locale", [Text, LocaleFields]);

impl Serialize for Locale {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
