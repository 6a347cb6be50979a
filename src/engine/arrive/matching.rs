//! What an event would set off.

use chrono::{DateTime, Utc};

use crate::account::Account;
use crate::input::Event;
use crate::playbook::Playbook;
use crate::value::{Name, Time};

use crate::engine::Engine;
use crate::engine::turn::Turn;

/// A trigger that an event sets off, as [`Engine::matching`] finds it.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// let found: amends::Match<'_> = engine.matching(&account, &event, time.utc())[0];
/// assert_eq!((found.playbook().name(), found.trigger()), ("p", "t"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Match<'e> {
    playbook: &'e Playbook,
    trigger: &'e Name,
}

impl<'e> Match<'e> {
    /// The playbook, in the version whose trigger it is.
    pub fn playbook(&self) -> &'e Playbook {
        self.playbook
    }

    /// The trigger's name in the playbook.
    pub fn trigger(&self) -> &'e str {
        self.trigger
    }
}

impl Engine {
    /// Every trigger that listens to the event, whose playbook takes the event's data, and whose condition holds on this
    /// account at this time: in order of the playbooks' names and versions, then as they stand in these.
    ///
    /// It is the first thing that [`handle`](Self::handle) finds out, and as quick: it takes time in proportion to what
    /// matches, not to the triggers that there are. That a trigger matches does not mean that a case opens. Left aside is
    /// whether the event is the account's, and was there before; whether the version is in effect, or a higher one is;
    /// whether a `count` is reached; whether a case of the same key is open, and takes the event; and which trigger of a
    /// playbook comes first. What is due before `now` does not fire.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { parcel.late: [days] }\ntriggers:\n  late: { upon: parcel.late, when: days >= 1 && days < 7 }\n  lost: { upon: parcel.late, when: days >= 7 }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
    /// # let account = amends::Account::new("ana", amends::Secret::new([7; 32]));
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// // `late` says `when: days >= 1 && days < 7`, and `lost` says `when: days >= 7`.
    /// let event = amends::Event::new("1", "shop", "parcel.late", "ana", time).with("days", 9);
    /// let matching = engine.matching(&account, &event, time.utc());
    /// assert_eq!(matching.iter().map(|found| found.trigger()).collect::<Vec<_>>(), ["lost"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn matching(&self, account: &Account, event: &Event, now: DateTime<Utc>) -> Vec<Match<'_>> {
        let Some(kind) = self.index.kind(event.kind()) else { return Vec::new() };
        let mut turn = Turn::new(self, account, Time::clamped(now), &[], None);
        turn.count_seen(kind, event);
        let held = kind.read(event).held(&self.playbooks, &turn, event);
        let found = held.into_iter().filter_map(|held| {
            let playbook = self.read_by(kind.reader(held.reader)?)?;
            let trigger = &playbook.triggers.get(usize::from(held.trigger))?.name;
            Some(Match { playbook, trigger })
        });
        found.collect()
    }
}
