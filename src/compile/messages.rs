//! Messages, in every locale and form.

use crate::check::{bad_locale, bad_message, condition_needs, locale_twice, too_many_locales};
use crate::document::{LocaleFields, PlaybookDoc, StepView, Text};
use crate::expression::{Binding, Expression, Names};
use crate::playbook::{CustomerFacts, Hole, Message, MoreForms, Template, Wording};
use crate::span::Span;
use crate::value::{Name, Type};
use crate::words::{Locale, Plural, Tag};

use super::lower::Lower;

/// How many locales a playbook may have; every message is looked through for the customer's.
const MAX_LOCALES: usize = 128;

impl Lower<'_> {
    pub(super) fn messages(&mut self) {
        let doc = self.doc;
        for entry in &doc.messages {
            let mut wordings: Vec<Wording> = Vec::with_capacity(entry.value.len());
            for (at, locale) in entry.value.iter().enumerate() {
                let (text, more) = self.forms(&locale.key, &locale.value.0);
                let Some(tag) = self.tag(&locale.key) else { continue };
                let Some(place) = self.locale(tag.clone(), locale.key.span) else { continue };
                if wordings.iter().any(|known| known.locale == place) {
                    let mut before = entry.value.iter().take(at);
                    let first = before.find(|before| Tag::read(before.key.as_str()).as_ref() == Some(&tag));
                    self.report(locale_twice(locale.key.span, tag.as_str(), first.map(|first| first.key.span)));
                }
                wordings.push(Wording { locale: place, text, more });
            }
            if entry.value.is_empty() && !self.spoiled.any() {
                self.report(bad_message(entry.key.span, "this message is said in no locale"));
            }
            self.messages.push(Message { name: entry.key.value.clone(), wordings: wordings.into() });
        }
        self.language = Some(&doc.language).filter(|text| !text.as_str().is_empty()).and_then(|text| {
            let tag = self.tag(text)?;
            self.locale(tag, text.span)
        });
    }

    /// The locale that a tag names.
    fn tag(&mut self, text: &Text) -> Option<Tag> {
        let known = self.locales.iter().find(|locale| locale.tag().as_str() == text.as_str());
        if let Some(known) = known {
            return Some(known.tag().clone());
        }
        let tag = locale(text);
        if tag.is_none() {
            let known = self.locales.iter().map(|locale| locale.tag().as_str()).collect();
            let finding = bad_locale(text.span, text.as_str(), known);
            self.report(finding);
        }
        tag
    }

    /// The place of a locale, written there, among the playbook's.
    fn locale(&mut self, tag: Tag, span: Span) -> Option<u16> {
        let known = self.locales.iter().position(|locale| *locale.tag() == tag);
        if known.is_none() {
            if self.locales.len() >= MAX_LOCALES {
                self.report(too_many_locales(span, MAX_LOCALES));
                return None;
            }
            self.locales.push(Locale::new(tag));
        }
        u16::try_from(known.unwrap_or(self.locales.len() - 1)).ok()
    }

    /// The texts of a message in one locale, whose key is given.
    fn forms(&mut self, locale: &Text, fields: &LocaleFields) -> (Template, Option<Box<MoreForms>>) {
        if let Some((at, why)) = contradiction(fields).filter(|_| !self.spoiled.any()) {
            self.report(bad_message(at.unwrap_or(locale).span, why));
        }
        let mut given = |text: &Text| (!text.as_str().is_empty()).then(|| self.template(text));
        let (text, other, sms) = (given(&fields.text), given(&fields.other), given(&fields.sms));
        let few = plurals(fields).filter(|(plural, _)| *plural != Plural::Other);
        let plurals: Vec<(Plural, Template)> =
            few.filter_map(|(plural, text)| given(text).map(|text| (plural, text))).collect();
        let count = self.count(&fields.count);
        let more = sms.is_some() || count.is_some() || !plurals.is_empty();
        let more = more.then(|| Box::new(MoreForms { sms, count, plurals: plurals.into() }));
        (text.or(other).unwrap_or_default(), more)
    }

    /// What is counted: a fact or a derived value is a number; of other names the step tells.
    fn count(&mut self, name: &Text) -> Option<Hole> {
        if name.as_str().is_empty() {
            return None;
        }
        if let Some(Binding::Fact { ty, .. } | Binding::Derived { ty, .. }) = self.names.lookup(name.as_str()) {
            self.check_counts(name, &ty);
        }
        Some(self.hole(name.as_str()))
    }

    fn check_counts(&mut self, name: &Text, ty: &Type) {
        let is_known = |finding: &crate::report::Finding| finding.span() == name.span;
        if !matches!(ty, Type::Int | Type::Decimal) && !self.findings.iter().any(is_known) {
            self.report(condition_needs(name.span, name.as_str(), "a number", ty));
        }
    }

    /// The placeholders of a message, and what it counts, held to the step that says it.
    pub(super) fn check_message(&mut self, message: &Text, view: &StepView<'_>, with: &[(Name, Expression)]) {
        for fields in fields_of(self.doc, message.as_str()) {
            for text in texts(fields) {
                self.check_holes(text, view);
            }
            let count = &fields.count;
            if count.as_str().is_empty() {
                continue;
            }
            self.check_hole(count.span, count.as_str(), view);
            match self.hole(count.as_str()) {
                Hole::Fact(_) | Hole::Derived(_) => {}
                Hole::With(name) => {
                    if let Some((_, value)) = with.iter().find(|(known, _)| *known == name) {
                        self.check_counts(count, value.ty());
                    }
                }
                Hole::By | Hole::Due => self.check_counts(count, &Type::Time),
                Hole::Amount => self.check_counts(count, &Type::Money(None)),
                Hole::Case => self.check_counts(count, &Type::Text),
            }
        }
    }

    /// The facts that say how to reach the customer: words, and those of a locale are tags.
    pub(super) fn customer(&mut self) -> CustomerFacts {
        let Some(customer) = &self.doc.customer else { return CustomerFacts::default() };
        let mut slot = |name: &Text| {
            let slot = Some(name).filter(|name| !name.as_str().is_empty()).and_then(|name| self.slot(name))?;
            let ty = self.ty_of(slot).cloned()?;
            if !matches!(ty, Type::Text | Type::Enum(_)) {
                self.report(condition_needs(name.span, name.as_str(), "text or an enum", &ty));
            }
            Some(slot)
        };
        let (locale, zone, channel) = (slot(&customer.locale), slot(&customer.zone), slot(&customer.channel));
        if let Some(Type::Enum(words)) = locale.and_then(|slot| self.ty_of(slot)).cloned() {
            self.customers_locales(&words, customer.locale.span);
        }
        CustomerFacts { locale, zone, channel }
    }

    /// The words of the fact that tells the customer's locale.
    fn customers_locales(&mut self, words: &[Name], span: Span) {
        for word in words {
            let Some(tag) = Tag::read(word).filter(Tag::is_known) else {
                let known = self.locales.iter().map(|locale| locale.tag().as_str()).collect();
                let finding = bad_locale(span, word, known);
                return self.report(finding);
            };
            // Values are shown as its people write them, whichever message is theirs.
            if self.locale(tag, span).is_none() {
                return;
            }
        }
    }
}

/// The locale that a tag names, as tags are written in documents.
pub(super) fn locale(text: &Text) -> Option<Tag> {
    Tag::read(text.as_str()).filter(|tag| !text.as_str().contains('_') && tag.is_known())
}

/// A message as written, in each locale.
fn fields_of<'d>(doc: &'d PlaybookDoc, name: &str) -> impl Iterator<Item = &'d LocaleFields> {
    let locales = doc.messages.get(name).into_iter().flat_map(|message| message.iter());
    locales.map(|locale| &locale.value.0)
}

/// The texts of a message in one locale.
pub(super) fn texts(fields: &LocaleFields) -> impl Iterator<Item = &Text> {
    let plurals = plurals(fields).map(|(_, text)| text);
    [&fields.text, &fields.sms].into_iter().chain(plurals).filter(|text| !text.as_str().is_empty())
}

/// The plural forms, written or not.
pub(super) fn plurals(fields: &LocaleFields) -> impl Iterator<Item = (Plural, &Text)> {
    let LocaleFields { zero, one, two, few, many, other, .. } = fields;
    [
        (Plural::Zero, zero),
        (Plural::One, one),
        (Plural::Two, two),
        (Plural::Few, few),
        (Plural::Many, many),
        (Plural::Other, other),
    ]
    .into_iter()
}

/// Why the forms do not go together, and at which of them that shows; at none where one is missing.
fn contradiction(fields: &LocaleFields) -> Option<(Option<&Text>, &'static str)> {
    let is_given = |text: &&Text| !text.as_str().is_empty();
    let (text, count) = (Some(&fields.text).filter(is_given), Some(&fields.count).filter(is_given));
    let plural = plurals(fields).map(|(_, text)| text).find(is_given);
    match (text, count, plural) {
        (None, None, None) => Some((None, "nothing is said in this locale")),
        (_, None, Some(plural)) => Some((Some(plural), "a plural form without `count`, which names what is counted")),
        (Some(text), Some(_), _) => Some((Some(text), "`text` beside `count`, with which every number has a form")),
        (None, Some(count), _) if fields.other.as_str().is_empty() => {
            Some((Some(count), "`count` without the form `other`, which every language has"))
        }
        _ => None,
    }
}
