//! An account: one customer, booking or tenant, with all its state.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::canon::{Hash, Hasher, Keyed};
use crate::step::StepKind;
use crate::value::{Name, Time};

use super::promise::forget_settled;
use super::rare::Usual;
use super::secret::AccountSecret;
use super::{
    Apology, Case, CaseStep, Contact, Count, Held, MAX_PAYMENTS, Made, Memory, OpenStep, Payment, Promise, Rare,
    Secret, Status, TakenBack,
};

/// The version of the stored form.
pub(crate) const FORMAT: u32 = 1;

/// How many cases may be open: beyond, none opens.
pub(super) const MAX_CASES: usize = 4_096;

/// How many steps of ended cases may lack a receipt: beyond, no case opens.
const MAX_OUTSTANDING: usize = 65_536;

/// How many counters of triggers and of `seen` an account keeps: a trigger may count for each key apart.
pub(super) const MAX_COUNTS: usize = 1024;

/// All state of one account: open cases, timers, payments, what it remembers of inputs, the head of its records.
///
/// A serde value: store it in any format that keeps integers and text. Reading it back errs where it says what no engine
/// stores, such as a payment below zero or a step from the future; that it is the one that was stored is what
/// [`verify_account`](crate::verify_account) finds. Only [`Engine::handle`](crate::Engine::handle) changes it.
///
/// It remembers 256 events (beyond that it forgets the earliest by their time), the last 256 commands, what became of the last 256 steps that
/// its cases no longer keep, and the last 64 cases that have ended. It holds 4,096 open cases at most, and opens none
/// while it keeps 65,536 payments, or as many steps of ended cases without a receipt.
///
/// `Debug` leaves out what cases know, which may be personal.
///
/// Its id stands in every record and outlives [erasure](crate::Input::Erase): let it be a number that says nothing of
/// the person. An account is erased as a whole, so let it be what one person can ask to be forgotten.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// use amends::{Account, Event, Secret, Time};
/// let mut account = Account::new("ana", Secret::new([7; 32]));
/// let time: Time = "2026-03-02T09:00:00Z".parse()?;
/// engine.handle(&mut account, Event::new("1", "shop", "e", "ana", time), time.utc())?;
///
/// assert_eq!((account.id(), account.time()), ("ana", Some(time.utc())));
/// assert_eq!(account.open_cases().collect::<Vec<_>>(), ["p"]);
/// assert_eq!(account.configuration("p"), Some(vec!["a"]));
/// assert_eq!(account.wake_at(), Some("2026-03-03T09:00:00Z".parse::<Time>()?.utc()));
/// assert_eq!(account.head().0, 1); // one record so far
/// assert_eq!(account.erased(), None);
///
/// let stored = serde_json::to_string(&account)?;
/// assert_eq!(serde_json::from_str::<Account>(&stored)?, account);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Counts timers and deadlines as they are armed.
    pub(crate) armed: u64,
    /// Its own time, which never goes back.
    pub(crate) at: Option<Time>,
    pub(crate) cases: Box<[Case]>,
    /// The hash of the last record; none before the first.
    pub(crate) last: Option<Hash>,
    pub(crate) id: Name,
    pub(crate) memory: Memory,
    pub(crate) payments: Box<[Payment]>,
    pub(crate) rare: Rare<RareOfAccount>,
    /// None once it is erased.
    pub(crate) secret: Option<AccountSecret>,
    pub(crate) seq: u64,
    pub(crate) v: u32,
}

/// What few accounts have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RareOfAccount {
    /// In the order in which they were made.
    pub(crate) apologies: Vec<Apology>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) counts: Vec<Count>,
    /// When its secret and what was personal were dropped.
    pub(crate) erased: Option<Time>,
    /// Steps that wait for a pool, of open cases and of such as have ended.
    pub(crate) made: Vec<Made>,
    /// Steps of cases that have ended, still out.
    pub(crate) outstanding: Vec<(Name, CaseStep)>,
    /// In the order in which they were made.
    pub(crate) promises: Vec<Promise>,
    /// Which payments take back which, in order of those that do.
    pub(crate) taken_back: Vec<TakenBack>,
}

impl Usual for RareOfAccount {
    const USUAL: &'static Self = &Self {
        apologies: Vec::new(),
        contacts: Vec::new(),
        counts: Vec::new(),
        erased: None,
        made: Vec::new(),
        outstanding: Vec::new(),
        promises: Vec::new(),
        taken_back: Vec::new(),
    };
}

impl Account {
    /// An account without cases. `id` is the `subject` of its events; the secret keys the digests of personal facts. No
    /// two accounts share an id or a secret.
    pub fn new(id: impl Into<Name>, secret: impl Into<Secret>) -> Self {
        Self::with_secret(id.into(), AccountSecret::Own(secret.into()))
    }

    /// An account whose secret is derived from a desk's once something asks for it.
    pub(crate) fn of_desk(id: Name, desk: &Secret) -> Self {
        let key = AccountSecret::derived(desk, &id);
        Self::with_secret(id, key)
    }

    fn with_secret(id: Name, key: AccountSecret) -> Self {
        Self {
            armed: 0,
            at: None,
            cases: Box::default(),
            last: None,
            id,
            memory: Memory::default(),
            payments: Box::default(),
            rare: Rare::default(),
            secret: Some(key),
            seq: 0,
            v: FORMAT,
        }
    }

    /// An account that is kept holds its secret itself.
    pub(crate) fn own_secret(&mut self) {
        self.secret = self.secret.take().map(|key| AccountSecret::Own(key.secret().clone()));
    }

    /// The `prev` of an account's first record.
    pub(crate) fn root(id: &str) -> Hash {
        Hasher::new("amends/chain/1").part(id.as_bytes()).hash()
    }

    /// What makes the digests of what is personal; none once the account is erased.
    pub(crate) fn keyed(&self) -> Option<Keyed> {
        self.secret.as_ref().map(|secret| Keyed::new(secret.bytes()))
    }

    /// Takes new counters: keeps none that counts nothing, and past the limit drops those that were quiet for longest.
    pub(crate) fn set_counts(&mut self, mut counts: Vec<Count>) {
        counts.retain(|count| !count.times.is_empty());
        while counts.len() > MAX_COUNTS {
            let quiet = counts.iter().enumerate().min_by_key(|(_, count)| count.times.last().copied());
            let Some(at) = quiet.map(|(at, _)| at) else { break };
            counts.remove(at);
        }
        counts.shrink_to_fit();
        self.rare.change(|rare| rare.counts = counts);
    }

    pub(crate) fn set_outstanding(&mut self, mut outstanding: Vec<(Name, CaseStep)>) {
        outstanding.shrink_to_fit();
        self.rare.change(|rare| rare.outstanding = outstanding);
    }

    pub(crate) fn set_apologies(&mut self, mut apologies: Vec<Apology>) {
        apologies.shrink_to_fit();
        self.rare.change(|rare| rare.apologies = apologies);
    }

    pub(crate) fn set_contacts(&mut self, mut contacts: Vec<Contact>) {
        contacts.shrink_to_fit();
        self.rare.change(|rare| rare.contacts = contacts);
    }

    pub(crate) fn set_promises(&mut self, mut promises: Vec<Promise>) {
        forget_settled(&mut promises);
        promises.shrink_to_fit();
        self.rare.change(|rare| rare.promises = promises);
    }

    pub(crate) fn set_made(&mut self, mut made: Vec<Made>) {
        made.shrink_to_fit();
        self.rare.change(|rare| rare.made = made);
    }

    pub(crate) fn set_taken_back(&mut self, mut taken_back: Vec<TakenBack>) {
        taken_back.shrink_to_fit();
        self.rare.change(|rare| rare.taken_back = taken_back);
    }

    /// Takes changed cases: each with its place among the open ones (none for a new one), and what it is now (none for
    /// one that has ended).
    pub(crate) fn change_cases(&mut self, changed: Vec<(Option<usize>, Option<Case>)>) {
        let (mut gone, mut opened) = (Vec::new(), Vec::new());
        for (place, case) in changed {
            match (place, case) {
                (Some(place), Some(case)) => {
                    if let Some(known) = self.cases.get_mut(place) {
                        *known = case;
                    }
                }
                (Some(place), None) => gone.push(place),
                (None, Some(case)) => opened.push(case),
                // Opened and ended by one input.
                (None, None) => {}
            }
        }
        if gone.is_empty() && opened.is_empty() {
            return;
        }
        let mut cases = std::mem::take(&mut self.cases).into_vec();
        for place in gone.into_iter().rev() {
            cases.remove(place);
        }
        cases.reserve_exact(opened.len());
        cases.append(&mut opened);
        self.cases = cases.into();
    }

    /// Whether it may hold no more cases, with so many that are about to open.
    pub(crate) fn is_full(&self, opening: usize) -> bool {
        self.cases.len().saturating_add(opening) >= MAX_CASES
            || self.rare.outstanding.len() >= MAX_OUTSTANDING
            || self.payments.len() >= MAX_PAYMENTS
    }

    /// The `subject` of its events.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Number and hash of the last record; 0 and the root of the chain before the first. A host that keeps it elsewhere
    /// can show that no record was cut off the end: see [`verify`](crate::verify).
    pub fn head(&self) -> (u64, Hash) {
        (self.seq, self.last.unwrap_or_else(|| Self::root(&self.id)))
    }

    /// Its own time: the latest `now` of an input that changed it; none before the first. It never goes back.
    pub fn time(&self) -> Option<DateTime<Utc>> {
        self.at.map(Time::utc)
    }

    /// When it was [erased](crate::Input::Erase), if it was.
    pub fn erased(&self) -> Option<DateTime<Utc>> {
        self.rare.erased.map(Time::utc)
    }

    /// The steps that are out and have no receipt, in the order in which they went out (the last time, if they were
    /// sent again). Steps of cases that have ended are among them. A host that restarts looks after these.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [task: { action: look }], after: { 1d: z } }\n  z: { end: done }\n";
    /// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
    /// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// let decision = engine.handle(&mut account, amends::Event::new("1", "shop", "e", "ana", time), time.utc())?;
    /// assert_eq!(account.open_steps().map(|step| step.id()).collect::<Vec<_>>(), [decision.steps[0].id]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open_steps(&self) -> impl Iterator<Item = OpenStep<'_>> {
        let of_cases = self.cases.iter().flat_map(|case| case.steps.iter().map(move |step| (&case.id, step)));
        let mut steps: Vec<_> = of_cases
            .chain(self.rare.outstanding.iter().map(|(case, step)| (case, step)))
            .filter(|(_, step)| step.is_out())
            .map(|(case, step)| OpenStep { case, step })
            .collect();
        steps.sort_by_key(|open| (open.step.at, open.step.armed));
        steps.into_iter()
    }

    /// The payments that wait for approval, those of the oldest case first, each case's in the order in which they were
    /// decided.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { as: pay, amount: 200 GBP, because: rule }], upon: { step.failed: z, approval: z }, next: z }\n  z: { end: done }\n";
    /// # let policy = "policy: house\nroles: { supervisor: { may_pay: 500 GBP, may: [approve] } }\n";
    /// # let sources = [amends::Source::new("p.yaml", text), amends::Source::new("policy.yaml", policy)];
    /// # let engine = amends::Engine::new(amends::compile(sources).finish()?)?;
    /// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// // compensation: { as: pay, amount: 200 GBP, … }
    /// let _ = engine.handle(&mut account, amends::Event::new("1", "shop", "e", "ana", time), time.utc())?;
    /// let waiting: Vec<_> = account.held_steps().map(|held| (held.name(), held.role())).collect();
    /// assert_eq!(waiting, [("pay", Some("supervisor"))]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn held_steps(&self) -> impl Iterator<Item = &Held> {
        self.cases.iter().flat_map(|case| &case.held)
    }

    /// What the customer was promised, in the order in which it was made: everything that is still to be kept, also by
    /// cases that have ended, and of what was kept, broken or waived the last 256. See [`Promise`].
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [promise: { as: call, message: m, by: 1d }], upon: { promise.broken: z }, next: z }\n  z: { end: done }\nmessages: { m: { en: We call you. } }\n";
    /// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
    /// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// // promise: { as: call, message: m, by: 1d }
    /// let _ = engine.handle(&mut account, amends::Event::new("1", "shop", "e", "ana", time), time.utc())?;
    /// assert_eq!(account.promises().map(|promise| promise.name()).collect::<Vec<_>>(), ["call"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn promises(&self) -> impl Iterator<Item = &Promise> {
        self.rare.promises.iter()
    }

    /// The ids of the open cases, oldest first.
    pub fn open_cases(&self) -> impl Iterator<Item = &str> {
        self.cases.iter().map(|case| case.id.as_str())
    }

    /// The active states of an open case that have no active state inside, in document order; none where no open case
    /// has this id.
    pub fn configuration(&self, case: &str) -> Option<Vec<&str>> {
        let case = self.cases.iter().find(|known| known.id == *case)?;
        Some(case.leaves().map(Name::as_str).collect())
    }

    /// When the next timer, deadline, follow-up or end of an approval is due: hand in [`Input::Wake`](crate::Input::Wake) then. Cases that
    /// stand still have none.
    pub fn wake_at(&self) -> Option<DateTime<Utc>> {
        let of_cases = self.cases.iter().filter(|case| case.halted.is_none()).flat_map(Case::fires);
        let promises = self.rare.outstanding.iter().filter(|(_, step)| step.kind == StepKind::Promise);
        let of_outstanding = promises.filter_map(|(_, step)| step.fires_at());
        of_cases.chain(of_outstanding).min().map(Time::utc)
    }
}

impl fmt::Debug for Account {
    /// Without the facts of its cases and the amounts of its payments.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cases: Vec<_> = self.cases.iter().map(|case| (&case.id, case.leaves().collect::<Vec<_>>())).collect();
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("at", &self.at)
            .field("head", &self.head())
            .field("cases", &cases)
            .field("open_steps", &self.open_steps().collect::<Vec<_>>())
            .field("erased", &self.rare.erased)
            .finish_non_exhaustive()
    }
}

impl Case {
    /// When the engine itself has something to do for it: timers, deadlines, follow-ups, approvals that expire.
    pub(crate) fn fires(&self) -> impl Iterator<Item = Time> {
        let timers = self.timers.iter().map(|timer| timer.at);
        let steps = self.steps.iter().filter_map(CaseStep::fires_at);
        timers.chain(steps).chain(self.held.iter().filter_map(Held::expires_apart))
    }
}

impl CaseStep {
    /// When the engine itself has something to do for this step.
    pub(crate) fn fires_at(&self) -> Option<Time> {
        match self.status {
            Status::Pending => self.due,
            _ if self.runs() && !self.overdue => self.due,
            _ => None,
        }
    }
}
