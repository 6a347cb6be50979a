//! Many playbooks, ready to run on any account.

use std::cell::OnceCell;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::account::{Account, Decision, FORMAT, Outcome, Recall};
use crate::escape::escaped;
use crate::house::House;
use crate::ids::Cause;
use crate::input::{Event, Input, Receipt};
use crate::playbook::{Payout, Playbook};
use crate::policy::{Policy, Rules};
use crate::value::{Name, Time};

use super::command::{Commanded, command_fault};
use super::commit::{Decided, Said};
use super::error::EngineError;
use super::index::Index;
use super::stop::Stop;
use super::turn::{Runaway, Turn};
use crate::engine::arrive::time::Until;
use crate::engine::explain::recorder::Recorder;
use crate::engine::machine::calendars::Calendars;
use crate::engine::machine::running::Running;

/// Runs playbooks on accounts. It holds no state of its own: share one among threads.
///
/// ```
/// use amends::{Account, Engine, Event, Input, Outcome, Secret, Source};
/// let text = "
/// playbook: late
/// version: 1
/// facts: { days: int }
/// events: { parcel.late: [days] }
/// triggers: { late: { upon: parcel.late, when: days >= 1 } }
/// states:
///   sorry: { do: [apology: { message: sorry }], next: done }
///   done: { end: recovered }
/// messages: { sorry: { en: \"We are sorry: {days} days.\" } }
/// ";
/// let engine = Engine::new(amends::compile([Source::new("late.yaml", text)]).finish()?)?;
/// let mut account = Account::new("customer-1", Secret::new([7; 32]));
/// let now = "2026-03-27T16:30:00Z".parse()?;
/// let event = Event::new("1", "shop", "parcel.late", "customer-1", "2026-03-27T16:29:00Z".parse()?).with("days", 2);
/// let decision = engine.handle(&mut account, event, now)?;
/// assert_eq!(decision.outcome, Outcome::Applied);
/// assert_eq!(decision.steps[0].text.as_deref(), Some("We are sorry: 2 days."));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Engine {
    /// By name, then version.
    pub(super) playbooks: Vec<Arc<Playbook>>,
    pub(super) policy: Option<Arc<Policy>>,
    /// One for each playbook; none at all where nothing binds any of them.
    rules: Arc<[Option<Rules>]>,
    /// Whether any playbook is bound by what it pays all accounts together.
    pub(super) has_pools: bool,
    pub(super) index: Arc<Index>,
    pub(super) calendars: Calendars,
}

impl Engine {
    /// An engine for one house.
    ///
    /// It takes time in proportion to the playbooks: what an event can set off is found out here, once.
    ///
    /// # Errors
    /// None for a house that [`compile`](crate::compile()) made; see [`with`](Self::with).
    pub fn new(house: House) -> Result<Self, EngineError> {
        let (playbooks, policy) = house.into_parts();
        Self::of(playbooks, policy)
    }

    /// A new engine that has this house's playbooks too, for new versions beside those on which cases are open. A
    /// playbook that is there already, with the same digest, counts once. A policy takes the place of the one before: it
    /// binds open cases from now on.
    ///
    /// It is built anew from all its playbooks; for many houses [`with_all`](Self::with_all) does so once.
    ///
    /// # Errors
    /// Where a playbook's name and version are there already with another digest
    /// ([`is_two_digests`](EngineError::is_two_digests)), or the new policy has no calendar by which a playbook counts
    /// ([`is_unknown_calendar`](EngineError::is_unknown_calendar)).
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// # let house = |text: &str| amends::compile([amends::Source::new("p.yaml", text)]).finish();
    /// # let (first, second) = (house(text)?, house(&text.replace("version: 1", "version: 2"))?);
    /// let engine = amends::Engine::new(first)?.with(second)?;
    /// assert_eq!(engine.playbooks().map(|playbook| playbook.version()).collect::<Vec<_>>(), [1, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with(&self, house: House) -> Result<Self, EngineError> {
        self.with_all([house])
    }

    /// A new engine that has the playbooks of all these houses too, as if each were added [`with`](Self::with) the one
    /// before: for more playbooks than go into one house.
    ///
    /// # Errors
    /// As [`with`](Self::with).
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// # let house = |name: &str| amends::compile([amends::Source::new("p.yaml", text.replace("playbook: p", name))]).finish();
    /// let houses = [house("playbook: one")?, house("playbook: two")?, house("playbook: three")?];
    /// let [first, rest @ ..] = houses;
    /// let engine = amends::Engine::new(first)?.with_all(rest)?;
    /// assert_eq!(engine.playbooks().map(|playbook| playbook.name()).collect::<Vec<_>>(), ["one", "three", "two"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_all(&self, houses: impl IntoIterator<Item = House>) -> Result<Self, EngineError> {
        let (mut playbooks, mut policy) = (self.playbooks.clone(), self.policy.clone());
        for house in houses {
            let (more, newer) = house.into_parts();
            playbooks.extend(more);
            policy = newer.or(policy);
        }
        Self::of(playbooks, policy)
    }

    fn of(mut playbooks: Vec<Arc<Playbook>>, policy: Option<Arc<Policy>>) -> Result<Self, EngineError> {
        playbooks.sort_by(|a, b| (&a.name, a.version, a.digest).cmp(&(&b.name, b.version, b.digest)));
        playbooks.dedup_by(|a, b| a.reference == b.reference);
        let two = |pair: &&[Arc<Playbook>]| matches!(pair, [a, b] if (&a.name, a.version) == (&b.name, b.version));
        if let Some([playbook, ..]) = playbooks.windows(2).find(two) {
            return Err(EngineError::two_digests(format!("{}@{}", playbook.name, playbook.version)));
        }
        let index = Arc::new(Index::new(&playbooks));
        let mut rules: Vec<_> = playbooks.iter().map(|playbook| Rules::new(policy.as_deref(), playbook)).collect();
        if rules.iter().all(Option::is_none) {
            rules.clear();
        }
        let mut limits = rules.iter().flatten().flat_map(|rules| &rules.limits);
        let has_pools = limits.any(|limit| limit.payout == Payout::Playbook);
        let calendars = Calendars::new(&playbooks, policy.as_deref())?;
        Ok(Self { playbooks, policy, rules: rules.into(), has_pools, index, calendars })
    }

    /// The playbooks, in order of name, then version.
    pub fn playbooks(&self) -> impl Iterator<Item = &Playbook> {
        self.playbooks.iter().map(|playbook| &**playbook)
    }

    /// The policy of the house, if it has one.
    ///
    /// ```
    /// # let text = "policy: house\nroles: { automatic: { may_pay: 100 GBP } }\n";
    /// let house = amends::compile([amends::Source::new("policy.yaml", text)]).finish()?;
    /// assert_eq!(amends::Engine::new(house)?.policy().map(|policy| policy.name()), Some("house"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn policy(&self) -> Option<&Policy> {
        self.policy.as_deref()
    }

    /// Decides on an input: applies all of it to the account, or changes nothing.
    ///
    /// `now` is the host's time. An account's own time never goes back: an earlier `now` counts as its last, one
    /// outside the years 1 to 9999 as the start of the nearest of them. What is due before `now` fires first (for
    /// [`Input::Wake`] what is due at `now` too), in order of deadline, and goes into the same record. If the input
    /// then changes nothing, none of it is kept, and `wake_at` asks for a wake. Where the decision has a record, store
    /// account, record, steps and personal values in one transaction, then do the steps.
    ///
    /// It never blocks. A case whose macrostep takes more than 256 microsteps is halted, and one with more than 1,024
    /// steps that wait for a receipt or their time; the account's other cases go on.
    ///
    /// # Errors
    /// For the caller's mistakes only; the account is as it was. In this order: the account was stored by a later
    /// version; it has no secret and was never erased, or the like; it has an open case on a playbook that this engine
    /// has not; the command has no id or texts that are too long; the event's subject is another account; the account is
    /// not one that an engine stored.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
    /// use amends::{Account, Event, Input, Outcome, Secret, Time};
    /// let mut account = Account::new("ana", Secret::new([7; 32]));
    /// let time: Time = "2026-03-02T09:00:00Z".parse()?;
    /// let event = Event::new("1", "shop", "e", "ana", time);
    /// assert_eq!(engine.handle(&mut account, event.clone(), time.utc())?.outcome, Outcome::Applied);
    /// assert_eq!(engine.handle(&mut account, event, time.utc())?.outcome, Outcome::Duplicate);
    /// assert_eq!(engine.handle(&mut account, Input::Wake, time.utc())?.outcome, Outcome::NothingDue);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn handle(
        &self,
        account: &mut Account,
        input: impl Into<Input>,
        now: DateTime<Utc>,
    ) -> Result<Decision, EngineError> {
        let (decided, _) = self.decide(account, &input.into(), now, || None)?;
        Ok(decided.apply(account))
    }

    /// What becomes of an input, and what was recorded on the way if there is a recorder: each attempt gets a new one.
    pub(super) fn decide(
        &self,
        account: &Account,
        input: &Input,
        now: DateTime<Utc>,
        recorder: impl Fn() -> Option<Recorder>,
    ) -> Result<(Decided, Option<Recorder>), EngineError> {
        if account.v > FORMAT {
            return Err(EngineError::newer_version(account.v));
        }
        if let Some(fault) = account.erasure_fault() {
            return Err(EngineError::invalid_account(fault));
        }
        for case in &account.cases {
            if self.playbook(&case.playbook).is_none() {
                // Whatever the input is, it could concern that case: nothing may be lost.
                return Err(EngineError::unknown_playbook(&case.id, &case.playbook));
            }
        }
        if let Some(said) = self.concerns_nobody(account, input) {
            return Ok((Decided::nothing(said), recorder()));
        }
        if let Some(fault) = command_fault(input) {
            return Err(EngineError::invalid_command(fault));
        }
        let now = Time::clamped(now);
        let (mut runaways, mut denied) = (Vec::new(), None);
        loop {
            match self.attempt(account, input, now, (&runaways, denied.clone()), recorder()) {
                Ok(decided) => return Ok(decided),
                // Each macrostep runs away once at most, and a command is denied once, so this comes to an end.
                Err(Stop::Runaway(runaway)) => runaways.push(runaway),
                Err(Stop::Denied(commanded)) => denied = Some(commanded),
                Err(Stop::Error(error)) => return Err(error),
            }
        }
    }

    /// The answer to an event of a type that no playbook declares: it is never kept, so that nothing is asked of the
    /// account, and what is due would fire in vain.
    fn concerns_nobody(&self, account: &Account, input: &Input) -> Option<Said> {
        let Input::Event(event) = input else { return None };
        let is_asked = event.subject() != account.id() || account.secret.is_none();
        (!is_asked && self.index.kind(event.kind()).is_none()).then(|| Said::only(Outcome::UnknownEvent))
    }

    fn attempt(
        &self,
        account: &Account,
        input: &Input,
        now: Time,
        (runaways, denied): (&[Runaway], Option<Box<Commanded>>),
        recorder: Option<Recorder>,
    ) -> Result<(Decided, Option<Recorder>), Stop> {
        let mut turn = Turn::new(self, account, now, runaways, recorder);
        turn.commanded = denied;
        let said = self.run(&mut turn, input)?;
        if !said.outcome.is_change() {
            return Ok((Decided::nothing(said), turn.recorder));
        }
        self.release_waiting(&mut turn)?;
        let recorder = turn.recorder.take();
        Ok((turn.finish(self, input, said), recorder))
    }

    pub(super) fn run<'e>(&'e self, turn: &mut Turn<'e>, input: &Input) -> Result<Said, Stop> {
        match input {
            Input::Event(event) => self.on_event(turn, event),
            Input::Receipt(receipt) => self.on_receipt(turn, receipt),
            Input::Answer(answer) => self.on_answer(turn, answer),
            Input::Command(command) => self.on_command(turn, command),
            Input::Wake => self.on_wake(turn),
            Input::Erase => self.on_erase(turn).map(Said::only),
        }
    }

    /// The members of an event's data that no playbook declares for its type, in order of their names: they are ignored,
    /// and may be misspelt. Empty where no playbook declares the type.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { e: { carries: [], may_carry: [days] } }\ntriggers: { t: { upon: e, when: days > 1 } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// let event = amends::Event::new("1", "shop", "e", "ana", time).with("days", 2).with("dyas", 2);
    /// assert_eq!(engine.undeclared(&event), ["dyas"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn undeclared<'a>(&self, event: &'a Event) -> Vec<&'a str> {
        self.index.kind(event.kind()).map_or_else(Vec::new, |kind| kind.unknown(event))
    }

    fn on_event<'e>(&'e self, turn: &mut Turn<'e>, event: &Event) -> Result<Said, Stop> {
        let account = turn.account;
        if event.subject() != account.id() {
            return Err(EngineError::wrong_account(account.id(), event.subject()).into());
        }
        if account.secret.is_none() {
            return Ok(Said::only(Outcome::Erased));
        }
        let known = OnceCell::new();
        let cause = || *known.get_or_init(|| Cause::of_event(event.source(), event.id()));
        match account.memory.recall(cause, event.time(), || turn.content(event)) {
            Recall::New => {}
            Recall::Duplicate => return Ok(Said::only(Outcome::Duplicate)),
            Recall::Conflict => return Ok(Said::only(Outcome::Conflict)),
            Recall::TooOld => return Ok(Said::only(Outcome::TooOld)),
        }
        let Some(kind) = self.index.kind(event.kind()) else {
            // What is due would fire, and not be kept.
            return Ok(Said::only(Outcome::UnknownEvent));
        };
        self.load_due(turn, Until::Before)?;
        turn.fire_due(Until::Before)?;
        let fired = turn.mark();
        let delivered = self.deliver(turn, kind, event, cause)?;
        let outcome = match delivered.reason {
            _ if turn.mark() != fired => Outcome::Applied,
            _ if delivered.counted => Outcome::Counted,
            reason => reason,
        };
        if outcome.is_change() {
            turn.remembered = turn.content(event).map(|content| (cause(), content, event.time()));
        }
        Ok(Said { refusals: delivered.refusals, ..Said::only(outcome) })
    }

    fn on_receipt<'e>(&'e self, turn: &mut Turn<'e>, receipt: &Receipt) -> Result<Said, Stop> {
        self.load_due(turn, Until::Before)?;
        turn.fire_due(Until::Before)?;
        self.receive(turn, receipt).map(Said::only)
    }

    fn on_wake<'e>(&'e self, turn: &mut Turn<'e>) -> Result<Said, Stop> {
        self.load_due(turn, Until::Now)?;
        turn.fire_due(Until::Now)?;
        Ok(Said::only(if turn.fired.is_empty() { Outcome::NothingDue } else { Outcome::Applied }))
    }

    /// Loads the cases that have something due.
    pub(super) fn load_due<'e>(&'e self, turn: &mut Turn<'e>, until: Until) -> Result<(), Stop> {
        for (place, case) in turn.account.cases.iter().enumerate() {
            if case.halted.is_none() && case.fires().min().is_some_and(|at| until.covers(at, turn.now)) {
                let case = self.load(turn, place)?;
                turn.put(case);
            }
        }
        Ok(())
    }

    /// The working copy of an open case, which the turn may have already.
    pub(super) fn load<'e>(&'e self, turn: &mut Turn<'e>, place: usize) -> Result<Box<Running<'e>>, EngineError> {
        if let Some(case) = turn.take(place) {
            return Ok(case);
        }
        let missing = || EngineError::invalid_account("a case is missing");
        let case = turn.account.cases.get(place).ok_or_else(missing)?;
        let playbook = self.playbook(&case.playbook);
        let playbook = playbook.ok_or_else(|| EngineError::unknown_playbook(&case.id, &case.playbook))?;
        Running::load(case, place, playbook, turn.account.armed)
            .map_err(|unsound| EngineError::invalid_account(format!("case `{}`: {}", escaped(&case.id), unsound.0)))
    }

    /// What binds the cases of a playbook; none where neither a policy nor the playbook itself says anything.
    pub(super) fn rules(&self, playbook: &Playbook) -> Option<&Rules> {
        if self.rules.is_empty() {
            return None;
        }
        self.rules.get(self.place_of(playbook)?)?.as_ref()
    }

    /// The place of one of its playbooks.
    pub(super) fn place_of(&self, playbook: &Playbook) -> Option<usize> {
        let name = (&playbook.name, playbook.version);
        self.playbooks.binary_search_by(|known| (&known.name, known.version).cmp(&name)).ok()
    }

    pub(super) fn playbook(&self, reference: &Name) -> Option<&Arc<Playbook>> {
        let name = name_of(reference);
        let from = self.playbooks.partition_point(|playbook| playbook.name.as_str() < name);
        let of_name = self.playbooks.iter().skip(from).take_while(|playbook| playbook.name == *name);
        of_name.into_iter().find(|playbook| playbook.reference == *reference)
    }
}

/// The name in a playbook's reference: what stands before its version.
pub(super) fn name_of(reference: &Name) -> &str {
    // So few bytes are counted sooner than a search for one has begun.
    let length = reference.bytes().take_while(|byte| *byte != b'@').count();
    reference.get(..length).unwrap_or_default()
}
