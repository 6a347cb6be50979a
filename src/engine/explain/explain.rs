//! *Why* and *why not*: `handle` with a recorder, on an account that stays as it is.

use chrono::{DateTime, Utc};

use crate::account::{Account, Case};
use crate::explanation::{Explanation, Fate, Selection};
use crate::input::{Event, Input};
use crate::playbook::Playbook;
use crate::value::Name;

use super::recorder::Recorder;
use crate::engine::Engine;
use crate::engine::arrive::deliver::{Reading, is_effective};
use crate::engine::error::EngineError;
use crate::engine::turn::Turn;

impl Engine {
    /// Why the input is decided as it is: what [`handle`](Self::handle) would decide on this account at this time, with
    /// every trigger, transition and step that was considered, what became of each, and the values of its condition's
    /// parts. The account is not changed.
    ///
    /// What is due before `now` fires first, as in `handle`, and is part of the explanation. Ask before the input is
    /// handled; afterwards it is a duplicate.
    ///
    /// # Errors
    /// As [`handle`](Self::handle).
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { parcel.late: [days] }\ntriggers: { late: { upon: parcel.late, when: days >= 2 } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
    /// # let account = amends::Account::new("ana", amends::Secret::new([7; 32]));
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// // The trigger `late` says `when: days >= 2`.
    /// let event = amends::Event::new("1", "shop", "parcel.late", "ana", time).with("days", 1);
    /// let input = amends::Input::from(event);
    /// let explanation = engine.explain(&account, &input, time.utc())?;
    /// assert_eq!(
    ///     explanation.to_string(),
    ///     "nothing happened: no trigger holds, and no open case could take it (no_trigger)\n\
    ///      \n\
    ///      playbook p@1: `parcel.late`\n  \
    ///        trigger `late`: its condition is false\n      \
    ///            when days >= 2: no (days is 1)",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(
        &self,
        account: &Account,
        input: impl Into<Input>,
        now: DateTime<Utc>,
    ) -> Result<Explanation, EngineError> {
        let (decided, recorder) = self.decide(account, &input.into(), now, || Some(Recorder::default()))?;
        let decision = decided.apply(&mut account.clone());
        let (selections, is_cut) = recorder.unwrap_or_default().finish();
        Ok(Explanation::new(decision, selections, is_cut))
    }

    /// Why new cases do not open on versions of the playbook that read the event.
    pub(in crate::engine) fn record_versions(
        &self,
        turn: &mut Turn<'_>,
        event: &Event,
        versions: &[Reading<'_>],
        opening: Option<&Playbook>,
    ) {
        if !turn.is_recording() {
            return;
        }
        let others =
            versions.iter().filter(|reading| opening.is_none_or(|o| o.reference != reading.playbook.reference));
        for reading in others {
            let fate = match opening {
                _ if !is_effective(reading.playbook, event, Some(reading)) => Fate::OutsideEffective,
                Some(opening) => {
                    Fate::LowerPriority { than: Name::from(opening.reference.split(':').next().unwrap_or_default()) }
                }
                // A higher version is in effect, which refuses the event or does not know it any more.
                None => Fate::LowerPriority { than: reading.playbook.name.clone() },
            };
            turn.record_barred(reading.playbook, None, event.kind(), fate);
        }
    }
}

impl Engine {
    /// A case whose version of the playbook does not know the event; one that refuses its data was recorded.
    pub(in crate::engine) fn record_unread(&self, turn: &mut Turn<'_>, case: &Case, event: &str) {
        let Some(playbook) = self.playbook(&case.playbook).filter(|_| turn.is_recording()) else { return };
        if playbook.events.iter().all(|declared| declared.name != *event) {
            turn.record_barred(playbook, Some(&case.id), event, Fate::OtherEvent);
        }
    }
}

impl Turn<'_> {
    /// Whether somebody asks why, and there is room for more of the answer.
    #[inline]
    pub(in crate::engine) fn is_recording(&self) -> bool {
        self.recorder.as_ref().is_some_and(Recorder::has_room)
    }

    /// A playbook or case whose candidates are not looked at.
    pub(in crate::engine) fn record_barred(
        &mut self,
        playbook: &Playbook,
        case: Option<&Name>,
        event: &str,
        fate: Fate,
    ) {
        let Some(recorder) = &mut self.recorder else { return };
        recorder.begin(Selection {
            playbook: playbook.reference.clone(),
            case: case.cloned(),
            event: Some(Name::from(event)),
            configuration: Vec::new(),
            barred: Some(fate),
            accepts: Vec::new(),
            candidates: Vec::new(),
        });
    }

    /// Cases of the playbook that timers ended just before the event.
    pub(in crate::engine) fn record_ended_now(&mut self, playbook: &Name, event: &str) {
        if !self.is_recording() {
            return;
        }
        let of_it = self.cases.iter().filter(|case| case.playbook.name == *playbook && case.ended.is_some());
        let ended: Vec<_> = of_it.map(|case| (case.playbook, case.id.clone())).collect();
        for (playbook, case) in ended {
            self.record_barred(playbook, Some(&case), event, Fate::CaseEnded);
        }
    }

    /// Cases that ended earlier and that the event would concern.
    pub(in crate::engine) fn record_ended_before(&mut self, event: &str, versions: &[Reading<'_>]) {
        if !self.is_recording() {
            return;
        }
        let account = self.account;
        for reading in versions {
            let of_it = account.memory.ended().iter().filter(|ended| ended.playbook == reading.playbook.name);
            for ended in of_it.filter(|ended| reading.agrees(account, &ended.key)) {
                self.record_barred(reading.playbook, Some(&ended.case), event, Fate::CaseEnded);
            }
        }
    }
}
