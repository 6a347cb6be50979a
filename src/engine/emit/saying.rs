//! What a step says: the wording of its message for whom it is for, filled in.

use std::borrow::Cow;

use crate::account::Filled;
use crate::playbook::{Message, Part, StepPlan, Template, Wording};
use crate::value::{Name, Zone};
use crate::words::{Clock, Locale, Tag};

use super::texts::Texts;
use crate::engine::machine::machine::Machine;

/// A message in words, with the values in it.
pub(in crate::engine) struct Worded {
    pub(in crate::engine) text: String,
    pub(in crate::engine) filled: Vec<Filled>,
    /// The locale whose people write so.
    pub(in crate::engine) locale: Name,
    /// Whether a personal fact has a say in that.
    pub(in crate::engine) personal_locale: bool,
}

/// A locale of the playbook, or one that only a customer has.
enum Shown<'e> {
    Playbooks(&'e Locale),
    Customers(Box<Locale>),
}

impl Shown<'_> {
    fn locale(&self) -> &Locale {
        match self {
            Self::Playbooks(locale) => locale,
            Self::Customers(locale) => locale,
        }
    }
}

impl<'e> Machine<'_, 'e> {
    /// Says a message on a channel; nothing where the playbook has none.
    pub(in crate::engine) fn say(
        &self,
        plan: &StepPlan,
        message: &'e Message,
        channel: Option<&str>,
        texts: &mut Texts<'_>,
    ) -> Result<Option<Worded>, String> {
        let to_customer = plan.is_to_customer();
        let Some((wording, shown)) = self.choose(message, to_customer) else { return Ok(None) };
        let locale = shown.locale();
        let template = self.form(wording, locale, channel, texts)?;
        let zone = self.zone_of(to_customer);
        let mut said = Worded {
            text: String::with_capacity(template.usual_len()),
            filled: Vec::new(),
            locale: locale.tag().name().clone(),
            personal_locale: to_customer && self.is_personal(self.case.playbook.customer.locale),
        };
        for part in &template.parts {
            match part {
                Part::Text(text) => said.text.push_str(text),
                Part::Hole(hole) => {
                    let (value, personal) = self.hole(hole, texts)?;
                    let start = said.text.len();
                    locale.write(&mut said.text, &value, Clock { zone, ends: self.ends(hole, texts) });
                    let at = start..said.text.len();
                    said.filled.push(Filled { name: self.hole_name(hole), value, personal, at });
                }
            }
        }
        Ok(Some(said))
    }

    /// The wording nearest to what the customer wants, if it is for one; else to the playbook's language, or the policy's;
    /// else the first.
    fn choose(&self, message: &'e Message, to_customer: bool) -> Option<(&'e Wording, Shown<'e>)> {
        let playbook = self.case.playbook;
        let customers = self.customer_fact(playbook.customer.locale).filter(|_| to_customer);
        if let Some(nearest) = customers.and_then(|text| self.tag(text)).and_then(|tag| self.nearest(message, &tag)) {
            return Some(nearest);
        }
        let own = playbook.language.and_then(|place| playbook.locales.get(usize::from(place))).map(Locale::tag);
        let policys = || self.turn.engine.policy().and_then(|policy| policy.language.as_ref());
        own.or_else(policys).and_then(|tag| self.nearest(message, tag)).or_else(|| {
            let wording = message.wordings.first()?;
            Some((wording, Shown::Playbooks(self.locale(wording)?)))
        })
    }

    /// The wording whose locale is this one or, of those that it falls back to, the nearest. Values are shown in the
    /// locale that is wanted: a message in `en` has the dates of `en-GB` for those who want that.
    fn nearest(&self, message: &'e Message, wanted: &Tag) -> Option<(&'e Wording, Shown<'e>)> {
        let has = |tag: &str| {
            message.wordings.iter().find(|wording| self.locale(wording).is_some_and(|l| *l.tag().name() == *tag))
        };
        let wording = wanted.shorter().find_map(has)?;
        let known = self.case.playbook.locales.iter().find(|locale| locale.tag() == wanted);
        let locale = known.map(Shown::Playbooks);
        Some((wording, locale.unwrap_or_else(|| Shown::Customers(Box::new(Locale::new(wanted.clone()))))))
    }

    fn locale(&self, wording: &Wording) -> Option<&'e Locale> {
        self.case.playbook.locales.get(usize::from(wording.locale))
    }

    /// The tag that a customer's text is; nothing where it is none.
    fn tag(&self, text: &str) -> Option<Cow<'e, Tag>> {
        let known = self.case.playbook.locales.iter().map(Locale::tag).find(|tag| tag.as_str() == text);
        known.map(Cow::Borrowed).or_else(|| Tag::read(text).map(Cow::Owned))
    }

    /// On whose clocks moments are shown: the customer's, if that is known and the step is for one; else the playbook's,
    /// or the policy's where it names none.
    fn zone_of(&self, to_customer: bool) -> Zone {
        let playbook = self.case.playbook;
        let named = self.customer_fact(playbook.customer.zone).filter(|_| to_customer).and_then(Zone::named);
        let policys = self.turn.engine.policy().filter(|_| !playbook.has_zone).map(|policy| policy.zone);
        named.or(policys).unwrap_or(playbook.zone)
    }

    /// The text of a wording for a channel, and for the number that it counts.
    fn form(
        &self,
        wording: &'e Wording,
        locale: &Locale,
        channel: Option<&str>,
        texts: &mut Texts<'_>,
    ) -> Result<&'e Template, String> {
        if let Some(short) = wording.short(channel) {
            return Ok(short);
        }
        let counted = wording.more.as_deref().and_then(|more| Some((more, more.count.as_ref()?)));
        let Some((more, count)) = counted else { return Ok(&wording.text) };
        let (value, personal) = self.hole(count, texts)?;
        let plural = locale.plural(&value);
        // Which form it is rests on the number, though the text may not name it.
        texts.note(self.hole_name(count), value, personal);
        let form = more.plurals.iter().find(|(known, _)| Some(*known) == plural);
        Ok(form.map_or(&wording.text, |(_, text)| text))
    }

    fn is_personal(&self, slot: Option<u16>) -> bool {
        slot.and_then(|slot| self.case.playbook.fact(slot)).is_some_and(|fact| fact.personal)
    }
}
