//! Limits across accounts: what an account tells pools, and what a pool says to that.

use crate::account::{CaseStep, Made, Payment, PaymentState, Status, Step, push_snug};
use crate::explanation::Fate;
use crate::ids::StepId;
use crate::playbook::{Limit, Payout, Playbook, StepPlan};
use crate::pool::{Answer, Ask, Entry, FORMAT, Pool, Returned, Told, Wants};
use crate::value::{Decimal, Money, Name, Time};

use crate::engine::Engine;
use crate::engine::emit::emit::Whole;
use crate::engine::error::EngineError;
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::Running;
use crate::engine::turn::Turn;

impl Engine {
    /// Puts to a pool what an account asks of it, one of [`Decision::asks`](crate::Decision::asks); gives the answer, where
    /// the account waits for one, as the next input of that account. The pool is the one of that id
    /// ([`Ask::pool`](crate::Ask::pool)); a new one if there is none yet.
    ///
    /// What fits every limit is reserved; else the pool stays as it is. What was reserved stays so until the account tells
    /// that it failed, was withdrawn or came back. To ask again is to get the same answer, unless something was given back in
    /// between.
    ///
    /// # How to store it
    ///
    /// Pools and accounts are stored apart, for many accounts ask one pool. Where both are in one database, take account and
    /// pool in one transaction, with the pool locked, and go on until nothing is asked:
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { amount: 40 GBP, because: rule }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
    /// # let policy = "policy: house\nlimits: [{ payout: playbook, in: 1d, at_most: 70 GBP }]\n";
    /// # let sources = [amends::Source::new("p.yaml", text), amends::Source::new("policy.yaml", policy)];
    /// # let engine = amends::Engine::new(amends::compile(sources).finish()?)?;
    /// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
    /// # let (event, now) = (amends::Event::new("1", "shop", "e", "ana", time), time.utc());
    /// # let mut steps = Vec::new();
    /// use amends::{Account, Decision, Engine, EngineError, Input, Pool};
    /// use std::collections::{BTreeMap, VecDeque};
    ///
    /// /// What the transaction reads and, at its end, writes.
    /// struct Rows { account: Account, pools: BTreeMap<String, Pool> }
    ///
    /// fn decide(engine: &Engine, rows: &mut Rows, input: Input, now: chrono::DateTime<chrono::Utc>) -> Result<Vec<Decision>, EngineError> {
    ///     let mut inputs = VecDeque::from([input]);
    ///     let mut decisions = Vec::new();
    ///     while let Some(input) = inputs.pop_front() {
    ///         let decision = engine.handle(&mut rows.account, input, now)?;
    ///         for ask in &decision.asks {
    ///             let pool = rows.pools.entry(ask.pool().to_owned()).or_insert_with(|| Pool::new(ask.pool()));
    ///             inputs.extend(engine.reserve(pool, ask)?.map(Input::from));
    ///         }
    ///         decisions.push(decision); // each has a record to store
    ///     }
    ///     Ok(decisions)
    /// }
    /// # use amends::chrono;
    /// # let mut rows = Rows { account: Account::new("ana", amends::Secret::new([7; 32])), pools: BTreeMap::new() };
    /// for decision in decide(&engine, &mut rows, event.into(), now)? {
    ///     // Store it, with the rows: one transaction. Then do the steps.
    ///     steps.extend(decision.steps);
    /// }
    /// assert_eq!(steps.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Where they are not, store the asks with the account, in their order, as messages to be delivered at least once; put
    /// each to its pool, store the pool, then hand in the answer, and only then take the ask off. Whatever crashes between,
    /// nothing is lost and nothing is counted twice: asking again gives the same answer, an answer twice is a duplicate, and
    /// an answer that nobody waits for any more is given back.
    ///
    /// # Errors
    /// Where the pool is another than the ask names ([`is_wrong_pool`](EngineError::is_wrong_pool)) or was stored by a later
    /// version, and where this engine has not the playbook of the case. The pool is as it was.
    pub fn reserve(&self, pool: &mut Pool, ask: &Ask) -> Result<Option<Answer>, EngineError> {
        self.takes(pool)?;
        if pool.id != ask.pool {
            return Err(EngineError::wrong_pool(&pool.id, &ask.pool));
        }
        let entry = |amount: Money, at: Time| Entry {
            amount,
            at,
            attempt: ask.attempt,
            pays: ask.pays,
            returned: Vec::new(),
            told: ask.told,
        };
        match &ask.wants {
            Wants::Reserve { amount, playbook, .. } => {
                let Some(playbook) = self.playbook(playbook) else {
                    return Err(EngineError::unknown_playbook(&ask.case, playbook));
                };
                let at = pool.at.map_or(ask.at, |at| at.max(ask.at));
                let key = (ask.pays, ask.attempt);
                if pool.covers(key, *amount) {
                    pool.put(entry(*amount, at));
                    return Ok(Some(Answer::granted(ask)));
                }
                if let Some((limit, why)) = self.over_pool(pool, playbook, *amount, ask, at) {
                    return Ok(Some(Answer::refused(ask, limit, why)));
                }
                pool.at = Some(at);
                if let Some(until) = self.before_every_window(&pool.id, at) {
                    pool.forget(until);
                }
                pool.put(entry(*amount, at));
                return Ok(Some(Answer::granted(ask)));
            }
            Wants::Note { amount } => {
                pool.put(entry(*amount, ask.at));
            }
            Wants::Release => pool.release((ask.pays, ask.attempt), ask.told),
            Wants::Return { amount, pays, attempt } => {
                let returned = Returned { amount: *amount, attempt: ask.attempt, pays: ask.pays, told: ask.told };
                pool.take_back((*pays, *attempt), returned);
            }
        }
        Ok(None)
    }

    /// Whether the pool was stored in a form that this engine knows.
    pub(crate) fn takes(&self, pool: &Pool) -> Result<(), EngineError> {
        if pool.v > FORMAT { Err(EngineError::newer_version(pool.v)) } else { Ok(()) }
    }

    /// The limit that leaves least of those that an amount does not fit, and why, if there is one.
    fn over_pool(
        &self,
        pool: &Pool,
        playbook: &Playbook,
        amount: Money,
        ask: &Ask,
        at: Time,
    ) -> Option<(String, String)> {
        let currency = amount.currency();
        let room = |limit: &'_ Limit| {
            let from = self.window_start(limit, playbook, at);
            let used = pool.counted(currency, from, Some((ask.pays, ask.attempt)));
            let left = limit.bound(currency).amount().checked_sub(used).unwrap_or(Decimal::ZERO).max(Decimal::ZERO);
            (left, used)
        };
        let rooms = self.pool_limits(playbook).map(|limit| (limit, room(limit)));
        let (limit, (left, used)) =
            rooms.filter(|(_, (left, _))| amount.amount() > *left).min_by_key(|(_, (left, _))| *left)?;
        let money = |number: Decimal| Money::new(number, currency);
        let told = (!ask.personal).then(|| (amount, money(used), money(left)));
        Some((limit.words(currency), limit.reason(currency, told)))
    }

    fn pool_limits(&self, playbook: &Playbook) -> impl Iterator<Item = &Limit> {
        let limits = self.rules(playbook).into_iter().flat_map(|rules| &rules.limits);
        limits.filter(|limit| limit.payout == Payout::Playbook)
    }

    /// What lies after this lies in the limit's window that ends with `until`; none where all does.
    pub(super) fn window_start(&self, limit: &Limit, playbook: &Playbook, until: Time) -> Option<Time> {
        let policy = self.policy.as_deref();
        limit.window?.before(until, playbook.zone, |id| policy?.calendars.get(usize::from(id.0)))
    }

    /// Whether any version of a playbook is bound by what it pays all accounts together.
    pub(super) fn has_pool(&self, playbook: &str) -> bool {
        self.versions(playbook).any(|version| self.pool_limits(version).next().is_some())
    }

    fn versions<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Playbook> {
        let from = self.playbooks.partition_point(|playbook| playbook.name.as_str() < name);
        let of_name = self.playbooks.iter().skip(from).take_while(move |playbook| playbook.name == *name);
        of_name.map(|playbook| &**playbook)
    }

    /// The moment until which nothing counts in any window that ends with this one; none where something counts for ever.
    fn before_every_window(&self, pool: &str, at: Time) -> Option<Time> {
        let limits =
            self.versions(pool).flat_map(|version| self.pool_limits(version).map(move |limit| (version, limit)));
        let mut earliest = None;
        for (version, limit) in limits {
            let from = self.window_start(limit, version, at)?;
            earliest = Some(earliest.map_or(from, |earliest: Time| earliest.min(from)));
        }
        earliest
    }
}

impl Turn<'_> {
    /// Tells the pool of a payment's playbook, if there is one.
    pub(super) fn tell_pool(&mut self, payment: &Payment, wants: Wants) {
        let playbook = payment.case.split('/').next().unwrap_or_default();
        if self.engine.has_pools && self.engine.has_pool(playbook) {
            let told = self.next_told();
            self.asks.push(Ask {
                at: payment.at,
                attempt: payment.attempt,
                case: payment.case.clone(),
                pays: payment.pays,
                personal: payment.personal,
                pool: Name::from(playbook),
                told,
                wants,
            });
        }
    }

    /// The place in order of what a pool is told or asked next.
    fn next_told(&self) -> Told {
        let n = u32::try_from(self.asks.len()).unwrap_or(u32::MAX);
        Told { at: self.now, seq: self.account.seq.saturating_add(1), n }
    }

    /// Tells the pool whether a payment counts, if that is news.
    pub(in crate::engine) fn tell_standing(&mut self, payment: &Payment, stood: bool) {
        match (stood, payment.state.is_standing(), payment.amount) {
            (true, false, _) => self.tell_free(payment),
            // Of an erased amount nothing can be told.
            (false, true, Some(amount)) => self.tell_pool(payment, Wants::Note { amount }),
            _ => {}
        }
    }

    /// Tells the pool that a payment counts no longer, unless another counts under the same key.
    fn tell_free(&mut self, payment: &Payment) {
        let same = |known: &Payment| (known.pays, known.attempt) == (payment.pays, payment.attempt);
        if !self.payments.iter().any(|known| same(known) && known.state.is_standing()) {
            self.tell_pool(payment, Wants::Release);
        }
    }

    /// Tells the pool what was taken back of another payment, if that is news.
    pub(super) fn tell_taken_back(&mut self, payment: &Payment, of: StepId, was_done: bool) {
        let is_done = payment.state == PaymentState::Done;
        let original = self.payments.iter().rev().find(|known| known.step == of);
        match (was_done, is_done, original, payment.amount) {
            (true, false, Some(original), Some(amount)) | (false, true, Some(original), Some(amount)) => {
                let (pays, attempt) = (original.pays, original.attempt);
                let amount = if is_done { amount } else { Money::new(Decimal::ZERO, amount.currency()) };
                self.tell_pool(payment, Wants::Return { amount, pays, attempt });
            }
            _ => {}
        }
    }

    /// What is kept of a step that waits for a pool; it waits no longer.
    pub(in crate::engine) fn take_made(&mut self, step: StepId) -> Option<Made> {
        let at = self.made.iter().position(|made| made.step.id == step)?;
        Some(self.made.to_mut().remove(at))
    }

    /// A payment that waits, for a pool or for people, is wanted no more: its sum is free again, in its pool too.
    pub(in crate::engine) fn free_reserve(&mut self, step: StepId) {
        if let Some(payment) = self.refuse_asked(step) {
            self.tell_free(&payment);
        }
    }

    /// Withdraws what a case waits for.
    pub(in crate::engine) fn withdraw_all_asked(&mut self, case: &mut Running<'_>) {
        for step in case.steps.iter_mut().filter(|step| step.status == Status::Asked) {
            step.status = Status::Withdrawn;
            case.log.withdrawn.push(step.id);
            self.free_reserve(step.id);
        }
    }

    /// Withdraws what cases that have ended wait for.
    pub(in crate::engine) fn withdraw_outstanding_asked(&mut self) {
        let asked = self.outstanding.iter().filter(|(_, step)| step.status == Status::Asked);
        for step in asked.map(|(_, step)| step.id).collect::<Vec<_>>() {
            self.free_reserve(step);
            self.outstanding.to_mut().retain(|(_, known)| known.id != step);
        }
    }

    /// The same where nothing is reserved.
    pub(in crate::engine) fn refuse_asked(&mut self, step: StepId) -> Option<Payment> {
        self.take_made(step);
        let payment = self.drop_payment(step)?;
        if self.engine.has_pools {
            self.dropped.push((payment.pays, payment.attempt));
        }
        Some(payment)
    }
}

impl Machine<'_, '_> {
    /// Whether a pool has to say that a payment fits: goodwill, for which nothing is reserved yet.
    pub(in crate::engine) fn needs_pool(&self, out: &Step, step: &CaseStep) -> bool {
        let engine = self.turn.engine;
        let is_goodwill = !step.owed && out.reverses.is_none();
        engine.has_pools
            && is_goodwill
            && engine.pool_limits(self.case.playbook).next().is_some()
            && !self.turn.is_held(step.id)
    }

    /// Decides a payment that goes out once its pool says that it fits. Until then its sum counts, its deadline runs, and it
    /// holds up its state.
    pub(in crate::engine) fn ask(
        &mut self,
        plan: &StepPlan,
        whole: Box<Whole>,
        step: CaseStep,
        place: Option<usize>,
        is_approved: bool,
    ) {
        let Whole { mut out, mut logged } = *whole;
        let (Some(amount), Some(pays)) = (out.amount, out.pays) else { return };
        let approved = is_approved || !self.needs_approval(&out, &step, amount);
        let pool = self.case.playbook.name.clone();
        self.record_step(plan, Fate::Asked { pool }, place.is_none());
        self.case.log.touched = true;
        out.attempt = self.turn.attempt(pays);
        let step = CaseStep { status: Status::Asked, amount: Some(amount), pays: Some(pays), ..step };
        let payment = Payment {
            amount: Some(amount),
            attempt: out.attempt,
            at: self.turn.now,
            case: self.case.id.clone(),
            paid: None,
            pays,
            personal: step.personal_amount,
            state: PaymentState::Held,
            step: step.id,
        };
        let (name, playbook) = (step.name.clone(), self.case.playbook.reference.clone());
        let asked = self.turn.next_told();
        self.turn.tell_pool(&payment, Wants::Reserve { amount, name, playbook, step: step.id });
        self.turn.hold_payment(payment);
        let requester = self.turn.requester.clone();
        // Its place among the steps of a decision it gets when it goes out.
        logged.at = 0;
        push_snug(self.turn.made.to_mut(), Made { approved, asked, logged, requester, step: out });
        self.keep(step, place);
    }
}
