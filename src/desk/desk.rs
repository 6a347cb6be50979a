//! Many accounts in memory.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};

use crate::account::{Account, Decision, Secret};
use crate::engine::{Engine, EngineError};
use crate::explanation::Explanation;
use crate::input::Input;
use crate::pool::{Ask, Pool};
use crate::value::Name;

use super::Wakes;

/// An engine with many accounts in memory, for tests, simulations and small services.
///
/// An account is kept once an input has changed it; events that concern nobody leave nothing behind. Records and steps
/// are in the decisions and are not kept.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// use amends::{Desk, Engine, Event, Input, Secret, Source};
/// let engine = Engine::new(amends::compile([Source::new("p.yaml", text)]).finish()?)?;
/// let mut desk = Desk::new(engine, Secret::new([7; 32]));
/// let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// desk.handle("ana", Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// let (due, account) = desk.next_wake().unwrap();
/// assert_eq!((due.to_rfc3339().as_str(), account), ("2026-03-03T09:00:00+00:00", "ana"));
/// let decision = desk.handle("ana", Input::Wake, due)?;
/// assert_eq!(decision.cases[0].ended.as_deref(), Some("done"));
///
/// assert_eq!(desk.accounts().count(), 1);
/// assert_eq!(desk.account("ana").unwrap().head().0, 2);
/// assert_eq!(desk.wakes().next(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Desk {
    engine: Engine,
    secret: Secret,
    /// Boxed, for a map has room for more than it holds.
    accounts: BTreeMap<Name, Box<Account>>,
    pools: BTreeMap<Name, Pool>,
    wakes: Wakes,
}

impl Desk {
    /// A desk without accounts. The accounts' secrets are derived from this one, by HMAC-SHA-256 over their ids: they can
    /// be derived again as long as this one is there. Where people can ask to be forgotten, [put in](Self::insert)
    /// accounts that have random secrets of their own.
    pub fn new(engine: Engine, secret: impl Into<Secret>) -> Self {
        Self {
            engine,
            secret: secret.into(),
            accounts: BTreeMap::new(),
            pools: BTreeMap::new(),
            wakes: Wakes::default(),
        }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Exchanges the engine, for one that has further versions; the accounts stay. The new one needs the playbooks on
    /// which cases are open ([`Engine::with`]); without one, [`handle`](Self::handle) refuses inputs for that account.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// # let house = |text: &str| amends::compile([amends::Source::new("p.yaml", text)]).finish();
    /// # let mut desk = amends::Desk::new(amends::Engine::new(house(text)?)?, amends::Secret::new([7; 32]));
    /// # let second = house(&text.replace("version: 1", "version: 2"))?;
    /// let engine = desk.engine().with(second)?;
    /// desk.set_engine(engine);
    /// assert_eq!(desk.engine().playbooks().count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_engine(&mut self, engine: Engine) {
        self.engine = engine;
    }

    /// Decides on an input for the account of that id, as [`Engine::handle`] does. An unknown account is made, and kept
    /// if the input changes it.
    ///
    /// Where limits are `payout: playbook`, the desk asks its pools at once, in the order of the asks, and hands the answers
    /// in at the same time: the decision has in its lists what came of all of this, so that goodwill goes out or fails as it
    /// does for other limits. Each answer has a record of its own, in [`Decision::answered`].
    ///
    /// # Errors
    /// As [`Engine::handle`]; nothing was changed.
    pub fn handle(
        &mut self,
        account: &str,
        input: impl Into<Input>,
        now: DateTime<Utc>,
    ) -> Result<Decision, EngineError> {
        self.pools.values().try_for_each(|pool| self.engine.takes(pool))?;
        if let Some(known) = self.accounts.get_mut(account) {
            let before = known.wake_at();
            let mut decision = self.engine.handle(known, input, now)?;
            ask(&self.engine, known, &mut self.pools, &mut decision, now)?;
            if decision.record.is_some() {
                let name = known.id.clone();
                self.reschedule(name, before, decision.wake_at);
            }
            return Ok(decision);
        }
        let mut new = Account::of_desk(Name::from(account), &self.secret);
        let mut decision = self.engine.handle(&mut new, input, now)?;
        ask(&self.engine, &mut new, &mut self.pools, &mut decision, now)?;
        if decision.record.is_some() {
            new.own_secret();
            self.insert(new);
        }
        Ok(decision)
    }

    /// Why an input is decided as it is, as [`Engine::explain`] tells it; nothing is changed, and no pool is asked.
    ///
    /// # Errors
    /// As [`Engine::explain`].
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
    /// # let mut desk = amends::Desk::new(engine, amends::Secret::new([7; 32]));
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// let event = amends::Event::new("1", "shop", "e", "ana", time);
    /// let explanation = desk.explain("ana", event.clone(), time.utc())?;
    /// assert_eq!(explanation.decision, desk.handle("ana", event, time.utc())?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(
        &self,
        account: &str,
        input: impl Into<Input>,
        now: DateTime<Utc>,
    ) -> Result<Explanation, EngineError> {
        match self.accounts.get(account) {
            Some(known) => self.engine.explain(known, input, now),
            None => self.engine.explain(&Account::of_desk(Name::from(account), &self.secret), input, now),
        }
    }

    /// The secret that this desk gives the account of that id. An account that was [put in](Self::insert) keeps its
    /// own.
    ///
    /// ```
    /// # let engine = amends::Engine::new(amends::compile(Vec::new()).finish()?)?;
    /// use amends::{Desk, Secret};
    /// let desk = Desk::new(engine, Secret::new([7; 32]));
    /// assert_eq!(desk.secret_of("ana"), desk.secret_of("ana"));
    /// assert_ne!(desk.secret_of("ana"), desk.secret_of("bob"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn secret_of(&self, account: &str) -> Secret {
        self.secret.derived(account)
    }

    /// When the next timer of any account is due, and whose it is; of equal deadlines the first account by id; none
    /// where no account waits.
    pub fn next_wake(&self) -> Option<(DateTime<Utc>, &str)> {
        self.wakes.next()
    }

    /// When the next timer of each account is due, in order of deadline, then account.
    pub fn wakes(&self) -> impl Iterator<Item = (DateTime<Utc>, &str)> {
        self.wakes.iter()
    }

    /// The account of that id, if it is kept.
    pub fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id).map(|account| &**account)
    }

    /// All accounts that are kept, in order of id.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values().map(|account| &**account)
    }

    /// Puts an account in, such as a restored one; an earlier one of that id is given back.
    ///
    /// ```
    /// # let engine = amends::Engine::new(amends::compile(Vec::new()).finish()?)?;
    /// use amends::{Account, Desk, Secret};
    /// let mut desk = Desk::new(engine, Secret::new([7; 32]));
    /// assert_eq!(desk.insert(Account::new("ana", Secret::new([8; 32]))), None);
    /// assert!(desk.account("ana").is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn insert(&mut self, account: Account) -> Option<Account> {
        let (name, wake) = (account.id.clone(), account.wake_at());
        let before = self.accounts.insert(name.clone(), Box::new(account)).map(|before| *before);
        self.reschedule(name, before.as_ref().and_then(Account::wake_at), wake);
        before
    }

    /// The pool of that id, if somebody was paid from it.
    ///
    /// ```
    /// # let engine = amends::Engine::new(amends::compile(Vec::new()).finish()?)?;
    /// use amends::{Desk, Pool, Secret};
    /// let mut desk = Desk::new(engine, Secret::new([7; 32]));
    /// assert_eq!(desk.insert_pool(Pool::new("late-parcel")), None); // such as a restored one
    /// assert!(desk.pool("late-parcel").is_some());
    /// assert_eq!(desk.pools().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn pool(&self, id: &str) -> Option<&Pool> {
        self.pools.get(id)
    }

    /// All pools, in order of id.
    pub fn pools(&self) -> impl Iterator<Item = &Pool> {
        self.pools.values()
    }

    /// Puts a pool in, such as a restored one; an earlier one of that id is given back.
    pub fn insert_pool(&mut self, pool: Pool) -> Option<Pool> {
        self.pools.insert(pool.id().into(), pool)
    }

    fn reschedule(&mut self, account: Name, before: Option<DateTime<Utc>>, after: Option<DateTime<Utc>>) {
        if before == after {
            return;
        }
        if let Some(before) = before {
            self.wakes.cancel(account.clone(), before);
        }
        if let Some(after) = after {
            self.wakes.arm(account, after);
        }
    }
}

/// Puts what a decision asks to the pools, and hands their answers in; until nothing is asked any more. The decision takes in
/// what comes of that.
fn ask(
    engine: &Engine,
    account: &mut Account,
    pools: &mut BTreeMap<Name, Pool>,
    decision: &mut Decision,
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    let mut asks: VecDeque<Ask> = std::mem::take(&mut decision.asks).into();
    while let Some(ask) = asks.pop_front() {
        let pool = pools.entry(Name::from(ask.pool())).or_insert_with(|| Pool::new(ask.pool()));
        if let Some(answer) = engine.reserve(pool, &ask)? {
            let mut next = engine.handle(account, answer, now)?;
            asks.extend(std::mem::take(&mut next.asks));
            decision.follow(next);
        }
    }
    Ok(())
}
