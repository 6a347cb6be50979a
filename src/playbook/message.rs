//! Messages: what is said, in every locale that the playbook has it in.

use crate::value::Name;
use crate::words::Plural;

use super::{Hole, Template};

#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) name: Name,
    /// One a locale, in the order of the document; there is one at least.
    pub(crate) wordings: Box<[Wording]>,
}

/// A message in one locale.
#[derive(Debug)]
pub(crate) struct Wording {
    /// The locale, by its place among the playbook's.
    pub(crate) locale: u16,
    /// What is said; where something is counted, to the numbers that none of the other forms is for.
    pub(crate) text: Template,
    pub(crate) more: Option<Box<MoreForms>>,
}

/// What few messages have.
#[derive(Debug, Default)]
pub(crate) struct MoreForms {
    /// Shorter, for text messages.
    pub(crate) sms: Option<Template>,
    /// What is counted.
    pub(crate) count: Option<Hole>,
    pub(crate) plurals: Box<[(Plural, Template)]>,
}

/// The channel of text messages.
const SMS: &str = "sms";

impl Message {
    /// Everything that the texts name which may be said on a channel, in any locale and form; on any channel where none is
    /// given.
    pub(crate) fn holes<'m>(&'m self, channel: Option<&'m str>) -> impl Iterator<Item = &'m Hole> {
        self.wordings.iter().flat_map(move |wording| wording.holes(channel))
    }
}

impl Wording {
    /// The shorter text, where the channel is that of text messages and there is one.
    pub(crate) fn short(&self, channel: Option<&str>) -> Option<&Template> {
        self.more.as_ref()?.sms.as_ref().filter(|_| channel == Some(SMS))
    }

    fn holes<'w>(&'w self, channel: Option<&'w str>) -> impl Iterator<Item = &'w Hole> {
        let long = self.short(channel).is_none();
        let more = self.more.as_deref();
        let plurals = more.into_iter().flat_map(|more| more.plurals.iter().map(|(_, text)| text));
        let texts = std::iter::once(&self.text).chain(plurals).filter(move |_| long);
        let sms = more.and_then(|more| more.sms.as_ref()).filter(|_| channel.is_none_or(|channel| channel == SMS));
        let count = more.and_then(|more| more.count.as_ref()).filter(|_| long);
        texts.chain(sms).flat_map(Template::holes).chain(count)
    }
}
