//! The calendars that may be named where something is compiled.

use crate::check::{business_time, unknown_calendar, which_calendar};
use crate::document::{PolicyDoc, Text};
use crate::playbook::CalendarId;
use crate::policy::Policy;
use crate::report::Finding;
use crate::value::Name;

use super::calendars::Calendars;

/// The calendars of a house, as far as they are known.
#[derive(Debug, Default)]
pub(super) enum KnownCalendars {
    /// There is no policy.
    #[default]
    None,
    /// There is one, with errors that are said elsewhere: what it has is not judged.
    Unsound,
    Those {
        names: Vec<Name>,
        /// The place of the one that counts where none is named.
        usual: Option<u16>,
    },
}

impl KnownCalendars {
    pub(super) fn of(policy: &Policy) -> Self {
        let names = policy.calendars.iter().map(|calendar| calendar.name().clone()).collect();
        Self::Those { names, usual: policy.calendar }
    }

    /// The same while the policy itself is compiled.
    pub(super) fn while_lowering(doc: &PolicyDoc, calendars: &Calendars) -> Self {
        if calendars.all.len() < doc.calendars.len() || !doc.calendars.lost().is_empty() {
            return Self::Unsound;
        }
        let names = doc.calendars.iter().map(|entry| entry.key.value.clone()).collect();
        Self::Those { names, usual: calendars.usual }
    }

    /// The place of the calendar of that name, or of the usual one; `written` is what asks for it, with the name at its
    /// place.
    fn place(&self, written: &Text, name: Option<&Text>) -> Result<u16, Box<Finding>> {
        let (names, usual) = match self {
            Self::Unsound => return Ok(0),
            Self::None => return Err(Box::new(business_time(written.span, written.as_str()))),
            Self::Those { names, .. } if names.is_empty() => {
                return Err(Box::new(business_time(written.span, written.as_str())));
            }
            Self::Those { names, usual } => (names, *usual),
        };
        let Some(name) = name else {
            return usual.ok_or_else(|| Box::new(which_calendar(written.span, written.as_str(), names)));
        };
        let place = names.iter().position(|known| *known == name.value).and_then(|place| u16::try_from(place).ok());
        place.ok_or_else(|| Box::new(unknown_calendar(name.span, name.as_str(), names)))
    }
}

/// What gives a period its calendar.
pub(super) trait CalendarsByName {
    /// The calendar of that name or, without one, the usual; `written` is what counts by it.
    fn calendar(&mut self, written: &Text, name: Option<&Text>) -> Result<CalendarId, Box<Finding>>;
}

/// A policy's periods know calendars by their places in it.
impl CalendarsByName for KnownCalendars {
    fn calendar(&mut self, written: &Text, name: Option<&Text>) -> Result<CalendarId, Box<Finding>> {
        self.place(written, name).map(CalendarId)
    }
}

/// The calendars that a playbook counts by: by name, for its cases may outlive the policy that it was compiled with.
pub(super) struct UsedCalendars<'k> {
    known: &'k KnownCalendars,
    /// The playbook's key `calendar`.
    own: Option<&'k Text>,
    used: Vec<Option<Name>>,
}

impl<'k> UsedCalendars<'k> {
    pub(super) fn new(known: &'k KnownCalendars, own: &'k Text) -> Self {
        let own = Some(own).filter(|own| !own.as_str().is_empty());
        Self { known, own, used: Vec::new() }
    }

    /// What is wrong with the playbook's own, used or not. Without a policy it is only a name.
    pub(super) fn fault(&self) -> Option<Finding> {
        let own = self.own.filter(|_| !matches!(self.known, KnownCalendars::None))?;
        self.known.place(own, Some(own)).err().map(|finding| *finding)
    }

    /// Whether there is a usual one. Of a wrong name no more is said than [`fault`](Self::fault) does.
    pub(super) fn has_usual(&self) -> bool {
        match (self.known, self.own) {
            (KnownCalendars::None, _) => false,
            (KnownCalendars::Unsound, _) | (_, Some(_)) => true,
            (KnownCalendars::Those { usual, .. }, None) => usual.is_some(),
        }
    }

    /// The usual one, which something counts by.
    pub(super) fn usual(&mut self) -> CalendarId {
        let name = self.own.map(|own| own.value.clone());
        self.used(name)
    }

    /// All that were asked for, in the order of their ids.
    pub(super) fn into_names(self) -> Vec<Option<Name>> {
        self.used
    }

    fn used(&mut self, name: Option<Name>) -> CalendarId {
        let place = self.used.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.used.push(name);
            self.used.len() - 1
        });
        // A document has fewer places where a calendar can be named.
        CalendarId(u16::try_from(place).unwrap_or(u16::MAX))
    }
}

impl CalendarsByName for UsedCalendars<'_> {
    fn calendar(&mut self, written: &Text, name: Option<&Text>) -> Result<CalendarId, Box<Finding>> {
        if name.is_none() && self.has_usual() {
            return Ok(self.usual());
        }
        self.known.place(written, name)?;
        Ok(self.used(name.map(|name| name.value.clone())))
    }
}
