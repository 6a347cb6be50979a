//! A compiled policy.

use crate::calendar::Calendar;
use crate::canon::Hash;
use crate::playbook::{CalendarId, Period, Playbook};
use crate::value::{Name, Zone};
use crate::words::Tag;

use super::{Channel, Contact, Duty, Limit, Role};

/// A policy that has passed all checks: the rules of a house.
///
/// Only [`compile`](crate::compile()) makes one. It is not pinned to cases as playbooks are: it binds open cases from the
/// moment an engine has it.
///
/// ```
/// let text = "policy: house\nroles: { automatic: { may_pay: 100 GBP } }\n";
/// let house = amends::compile([amends::Source::new("policy.yaml", text)]).finish()?;
/// let policy: &amends::Policy = house.policy().unwrap();
/// assert_eq!(policy.name(), "house");
/// assert_eq!(policy.reference(), format!("house:{}", policy.digest()));
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug)]
pub struct Policy {
    pub(crate) name: Name,
    pub(crate) digest: Hash,
    /// `name:digest`.
    pub(crate) reference: Name,
    pub(crate) zone: Zone,
    pub(crate) language: Option<Tag>,
    pub(crate) calendars: Vec<Calendar>,
    /// The place of the calendar that counts where none is named.
    pub(crate) calendar: Option<u16>,
    pub(crate) roles: Vec<Role>,
    pub(crate) parties: Vec<Name>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) contact: Contact,
    pub(crate) limits: Vec<Limit>,
    pub(crate) duties: Vec<Duty<Name>>,
}

impl Policy {
    /// The name, the value of its key `policy`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `name:digest`, with its [`digest`](Self::digest): what records call it.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The place of a calendar by its name, or of the one that counts where none is named.
    pub(crate) fn calendar_place(&self, name: Option<&str>) -> Option<u16> {
        match name {
            Some(name) => {
                let place = self.calendars.iter().position(|calendar| *calendar.name() == *name);
                place.and_then(|place| u16::try_from(place).ok())
            }
            None => self.calendar,
        }
    }

    /// A playbook's period as one of the policy, which finds calendars among its own.
    pub(crate) fn period_of(&self, playbook: &Playbook, period: Period) -> Option<Period> {
        let place = |id: CalendarId| {
            let name = playbook.calendars.get(usize::from(id.0))?;
            self.calendar_place(name.as_deref()).map(CalendarId)
        };
        period.by(place)
    }

    /// SHA-256 of its document's canonical form: layout and comments don't count, order does where it has meaning.
    pub fn digest(&self) -> Hash {
        self.digest
    }
}
