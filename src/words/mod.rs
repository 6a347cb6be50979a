//! How people of each locale write values: numbers, money, dates, spans of time; and which plural form they use.
//!
//! The rules are those of the Unicode CLDR. ICU4X knows them; nothing outside this room knows of ICU4X.

mod amount;
mod digits;
mod locale;
mod moment;
mod plural;
mod span_of_time;
mod tag;
#[cfg(test)]
mod tests;

pub(crate) use locale::Locale;
pub(crate) use moment::Clock;
pub(crate) use plural::Plural;
pub(crate) use tag::Tag;
