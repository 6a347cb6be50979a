//! Which calendars playbooks count by.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::playbook::{CalendarId, Playbook};
use crate::policy::Policy;

use crate::engine::Engine;
use crate::engine::error::EngineError;

/// Of each playbook that names calendars, their places in the policy; nothing where none names any.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Calendars(Arc<[Box<[u16]>]>);

impl Calendars {
    /// Finds them once: a deadline is counted by its place.
    pub(in crate::engine) fn new(playbooks: &[Arc<Playbook>], policy: Option<&Policy>) -> Result<Self, EngineError> {
        if playbooks.iter().all(|playbook| playbook.calendars.is_empty()) {
            return Ok(Self::default());
        }
        let of = |playbook: &Arc<Playbook>| -> Result<Box<[u16]>, EngineError> {
            let place = |name: &Option<crate::value::Name>| {
                let place = policy.and_then(|policy| policy.calendar_place(name.as_deref()));
                place.ok_or_else(|| EngineError::unknown_calendar(&playbook.reference, name.as_deref()))
            };
            playbook.calendars.iter().map(place).collect()
        };
        Ok(Self(playbooks.iter().map(of).collect::<Result<_, _>>()?))
    }
}

impl Engine {
    /// A calendar by which a playbook counts. It has been found for every playbook that the engine has.
    pub(in crate::engine) fn calendar(&self, playbook: &Playbook, id: CalendarId) -> Option<&Calendar> {
        let places = self.calendars.0.get(self.place_of(playbook)?)?;
        let place = places.get(usize::from(id.0)).copied()?;
        self.policy.as_deref()?.calendars.get(usize::from(place))
    }

    /// The calendar by which a playbook's expressions count.
    pub(in crate::engine) fn usual_calendar(&self, playbook: &Playbook) -> Option<&Calendar> {
        self.calendar(playbook, playbook.usual_calendar?)
    }
}
