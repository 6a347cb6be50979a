//! One input on its way: what it changes, kept apart until all of it has run.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::account::{Account, Apology, Contact, Count, LimitHit, LoggedStep, Made, Payment, Promise, Step, TakenBack};
use crate::canon::{Id, Keyed};
use crate::ids::{Cause, StepId};
use crate::input::Event;
use crate::pool::{Ask, Key};
use crate::value::{Duration, Name, Time, Value};

use super::Engine;
use super::command::Commanded;
use crate::engine::explain::recorder::Recorder;
use crate::engine::machine::running::Running;

/// Changes that wait until the whole input has run.
pub(super) struct Turn<'e> {
    pub(super) engine: &'e Engine,
    pub(super) account: &'e Account,
    pub(super) now: Time,
    /// The host's time, where it was earlier than the account's own.
    pub(super) given: Option<Time>,
    pub(super) payments: Cow<'e, [Payment]>,
    pub(super) taken_back: Cow<'e, [TakenBack]>,
    /// Steps that wait for a pool.
    pub(super) made: Cow<'e, [Made]>,
    /// Payments that a pool was asked for, and that are wanted no more.
    pub(super) dropped: Vec<Key>,
    /// What to ask of pools or to tell them.
    pub(super) asks: Vec<Ask>,
    /// Goodwill that a limit did not allow.
    pub(super) limits: Vec<LimitHit>,
    /// Steps that go out though their case has ended.
    pub(super) late_steps: Vec<LoggedStep>,
    pub(super) counts: Cow<'e, [Count]>,
    pub(super) contacts: Cow<'e, [Contact]>,
    pub(super) apologies: Cow<'e, [Apology]>,
    pub(super) promises: Cow<'e, [Promise]>,
    /// Promises of ended cases that were kept, broken or waived.
    pub(super) promises_of_ended: Vec<Promise>,
    pub(super) armed: u64,
    /// Cases that the input touched.
    #[expect(clippy::vec_box, reason = "they are large, and go in and out")]
    pub(super) cases: Vec<Box<Running<'e>>>,
    pub(super) steps: Vec<Step>,
    pub(super) withdrawn: Vec<StepId>,
    /// Withdrawn before they went out, or needless by then: the host knows nothing of that, but another step may wait.
    pub(super) withdrawn_unsent: Vec<StepId>,
    /// Timers that fired before the input.
    pub(super) fired: Vec<Fired>,
    /// Steps of ended cases whose state changed: (case, step) replaced, or gone.
    pub(super) outstanding: Cow<'e, [(Name, crate::account::CaseStep)]>,
    /// The event to remember: its cause, its content, its time.
    pub(super) remembered: Option<(Cause, Id, Time)>,
    /// Receipts for steps whose case has ended.
    pub(super) settled: Vec<(StepId, &'static str)>,
    /// How many ids were tried in this input, by the first of them, in its order: to tell two entries of one state apart.
    issued: Vec<(StepId, u64)>,
    macrosteps: u32,
    runaways: &'e [Runaway],
    /// Where somebody asks why.
    pub(super) recorder: Option<Recorder>,
    /// The command that is carried out, or was denied.
    pub(super) commanded: Option<Box<Commanded>>,
    /// Whose command it is, while it is carried out.
    pub(super) requester: Option<Name>,
    /// Whether a command is being carried out.
    pub(super) is_ordered: bool,
    /// The duty that what runs would leave undone.
    pub(super) breach: Option<String>,
    /// The input erases the account.
    pub(super) erases: bool,
    keyed: OnceCell<Option<Keyed>>,
}

/// A timer or deadline that fired.
pub(super) struct Fired {
    pub(super) at: Time,
    pub(super) case: Name,
    pub(super) event: String,
    /// Whether its moment rests on personal facts.
    pub(super) personal: bool,
}

/// A macrostep that passed the limit, or would leave a duty undone: the input is run again, and this macrostep halts its
/// case instead, for that reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Runaway(pub(super) u32, pub(super) &'static str);

/// The event from outside, or the timer, that began a macrostep.
pub(super) struct Outside<'a> {
    pub(super) kind: &'a str,
    pub(super) source: &'a str,
    pub(super) time: Time,
    pub(super) cause: Cause,
    /// What it carries: by slot, with nothing for a fact that is forgotten.
    pub(super) facts: &'a [(u16, Option<Value>)],
    /// Whether it is an event of the host's, which `once: event` names.
    pub(super) is_event: bool,
}

impl<'e> Turn<'e> {
    pub(super) fn new(
        engine: &'e Engine,
        account: &'e Account,
        given: Time,
        runaways: &'e [Runaway],
        recorder: Option<Recorder>,
    ) -> Self {
        let now = account.at.map_or(given, |at| at.max(given));
        Self {
            engine,
            account,
            now,
            given: (given < now).then_some(given),
            payments: Cow::Borrowed(&account.payments),
            taken_back: Cow::Borrowed(&account.rare.taken_back),
            made: Cow::Borrowed(&account.rare.made),
            dropped: Vec::new(),
            asks: Vec::new(),
            limits: Vec::new(),
            late_steps: Vec::new(),
            counts: Cow::Borrowed(&account.rare.counts),
            contacts: Cow::Borrowed(&account.rare.contacts),
            apologies: Cow::Borrowed(&account.rare.apologies),
            promises: Cow::Borrowed(&account.rare.promises),
            promises_of_ended: Vec::new(),
            armed: account.armed,
            cases: Vec::new(),
            steps: Vec::new(),
            withdrawn: Vec::new(),
            withdrawn_unsent: Vec::new(),
            fired: Vec::new(),
            outstanding: Cow::Borrowed(&account.rare.outstanding),
            remembered: None,
            settled: Vec::new(),
            issued: Vec::new(),
            macrosteps: 0,
            runaways,
            commanded: None,
            requester: None,
            is_ordered: false,
            breach: None,
            erases: false,
            keyed: OnceCell::new(),
            recorder,
        }
    }

    /// Numbers a macrostep, and says why it halts its case if it is known to run away.
    pub(super) fn begin_macrostep(&mut self) -> (u32, Option<&'static str>) {
        self.macrosteps = self.macrosteps.saturating_add(1);
        let known = self.runaways.iter().find(|runaway| runaway.0 == self.macrosteps);
        (self.macrosteps, known.map(|runaway| runaway.1))
    }

    /// Grows with every change of a case; two marks tell whether anything happened in between.
    pub(super) fn mark(&self) -> usize {
        let logs = self.cases.iter().map(|case| &case.log);
        logs.map(|log| usize::from(log.opened) + log.taken.len() + log.steps.len() + usize::from(log.halted)).sum()
    }

    /// Whether the account may hold no more cases, with those that this input opens.
    pub(super) fn is_full(&self) -> bool {
        self.account.is_full(self.cases.iter().filter(|case| case.place.is_none()).count())
    }

    /// What makes the digests of what is personal; none once the account is erased.
    pub(super) fn keyed(&self) -> Option<&Keyed> {
        self.keyed.get_or_init(|| self.account.keyed()).as_ref()
    }

    /// The digest of what an event says; none where there is nothing to digest it with.
    pub(super) fn content(&self, event: &Event) -> Option<Id> {
        self.keyed().map(|keyed| event.content(keyed))
    }

    pub(super) fn next_armed(&mut self) -> u64 {
        self.armed = self.armed.saturating_add(1);
        self.armed
    }

    /// An id that no other step of this input or of the case has: `make` gets 0, 1, 2 … until it is new. What was tried
    /// before is not tried again, so that a state entered hundreds of times does not cost the square of that.
    pub(super) fn unique_id(&mut self, is_known: impl Fn(StepId) -> bool, make: impl Fn(u64) -> StepId) -> StepId {
        let first = make(0);
        let at = match self.issued.binary_search_by_key(&first, |(id, _)| *id) {
            Ok(at) => at,
            Err(at) => {
                self.issued.insert(at, (first, 0));
                at
            }
        };
        let Some((_, tried)) = self.issued.get_mut(at) else { return first };
        loop {
            let id = if *tried == 0 { first } else { make(*tried) };
            *tried = tried.saturating_add(1);
            if !is_known(id) {
                return id;
            }
        }
    }

    /// How many events of a `seen` pattern lie in the window that ends with `until`.
    pub(super) fn seen(&self, pattern: &str, window: Duration, until: Time) -> i64 {
        let count = self.counts.iter().find(|count| count.of.strip_prefix("seen/") == Some(pattern));
        let n = count.map_or(0, |count| count.within(until.checked_sub(window), until));
        i64::try_from(n).unwrap_or(i64::MAX)
    }

    pub(super) fn count(&mut self, of: &str) -> Option<&mut Count> {
        let at = match self.counts.iter().position(|count| count.of == *of) {
            Some(at) => at,
            None => {
                self.counts.to_mut().push(Count { of: Name::from(of), times: Vec::new() });
                self.counts.len() - 1
            }
        };
        self.counts.to_mut().get_mut(at)
    }

    /// Takes a case out to run on it; put it back with [`Turn::put`].
    pub(super) fn take(&mut self, place: usize) -> Option<Box<Running<'e>>> {
        let at = self.cases.iter().position(|case| case.place == Some(place))?;
        Some(self.cases.remove(at))
    }

    pub(super) fn put(&mut self, case: Box<Running<'e>>) {
        self.cases.push(case);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{Engine, StepId, Turn};
    use crate::account::Account;
    use crate::canon::Hasher;
    use crate::house::House;

    #[test]
    fn an_id_is_looked_for_beyond_the_last_one_that_was_given() {
        let account = Account::new("ana", [7; 32]);
        let engine = Engine::new(House::new(Vec::new(), None, Vec::new())).unwrap();
        let mut turn = Turn::new(&engine, &account, "2026-03-02T09:00:00Z".parse().unwrap(), &[], None);
        let made = Cell::new(0);
        let make = |ordinal: u64| {
            made.set(made.get() + 1);
            StepId(Hasher::new("test").part(&ordinal.to_be_bytes()).id())
        };
        let known = make(3);
        let ids: Vec<StepId> = (0..500).map(|_| turn.unique_id(|id| id == known, make)).collect();
        let expected: Vec<StepId> = (0..501).map(make).filter(|id| *id != known).collect();
        assert_eq!(ids, expected);
        assert!(made.get() < 3 * 501, "{} ids were made for 500", made.get());
    }
}
