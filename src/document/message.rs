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
        /// The text when `count` is one.
        #[example("One parcel is late.")]
        pub one: Text,
        /// The text when `count` is another number.
        #[example("{parcels} parcels are late.")]
        pub other: Text,
        /// The fact or value that is counted.
        #[example("parcels")]
        pub count: Text,
    }
}

impl Shape for Locale {
    const EXPECTED: &'static str = "a text, or a map with `text`, `sms`, `one`, `other`, `count`";
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
