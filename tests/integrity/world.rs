//! A host with a few accounts: it stores, wakes, sends and pays as hosts do, and as they should not.

use std::collections::{BTreeMap, VecDeque};

use amends::chrono::{DateTime, TimeDelta, Utc};
use amends::{
    Account, Answer, Ask, Command, Decision, Engine, Event, Input, Pool, Receipt, Secret, Step, StepKind, Verb, Wants,
    replay, verify,
};
use serde_json::Value;

use super::auditor::{Books, Judged, Seen, each, ensure, text};
use super::house::House;
use super::money::State;
use super::provider::Provider;

const ACCOUNTS: usize = 3;
const SECRET: [u8; 32] = [7; 32];

/// What kind of host it is.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// It wakes accounts when they ask for it.
    pub wakes: bool,
    /// It asks pools at once, and hands their answers in.
    pub asks_at_once: bool,
    /// It begins again from older accounts, and hands in again what it finds.
    pub is_careless: bool,
    /// The playbook that most of it is about.
    pub prefers: usize,
}

/// An account as the host stores it, and the auditor's books of it.
#[derive(Clone)]
struct Stored {
    account: Account,
    books: Books,
    /// How much of the trail it covers.
    inputs: usize,
}

pub struct World<'e> {
    pub engine: &'e Engine,
    pub house: &'e House,
    pub habits: Habits,
    pub now: DateTime<Utc>,
    pub number: usize,
    pub accounts: Vec<Account>,
    books: Vec<Books>,
    /// What changed each account, and with what decision; with its records, until an older account is taken up.
    trails: Vec<Vec<(Input, DateTime<Utc>, Decision)>>,
    stored: Vec<Vec<Stored>>,
    pools: BTreeMap<String, Pool>,
    /// Asks that were stored and not taken off, in order.
    asks: VecDeque<(usize, Ask)>,
    answers: Vec<(usize, Answer)>,
    pub events: Vec<(usize, Event)>,
    pub commands: Vec<(usize, Command)>,
    /// Every step that ever went out.
    pub sent: Vec<(usize, Step)>,
    provider: Provider,
    /// Which things a command that grants paid for, whatever became of the account.
    granted: BTreeMap<(usize, String), amends::PaysId>,
    /// What happened, so that nobody believes in histories in which nothing does.
    pub met: BTreeMap<String, usize>,
    pub log: Vec<String>,
}

impl<'e> World<'e> {
    pub fn new(engine: &'e Engine, house: &'e House, habits: Habits) -> Self {
        let account = |n: usize| Account::new(format!("account-{n}"), Secret::new(SECRET));
        let accounts: Vec<Account> = (0..ACCOUNTS).map(account).collect();
        let first = |account: &Account| Stored { account: account.clone(), books: Books::default(), inputs: 0 };
        Self {
            engine,
            house,
            habits,
            now: "2026-03-26T15:00:00Z".parse().unwrap(),
            number: 0,
            stored: accounts.iter().map(|account| vec![first(account)]).collect(),
            accounts,
            books: vec![Books::default(); ACCOUNTS],
            trails: vec![Vec::new(); ACCOUNTS],
            pools: BTreeMap::new(),
            asks: VecDeque::new(),
            answers: Vec::new(),
            events: Vec::new(),
            commands: Vec::new(),
            sent: Vec::new(),
            provider: Provider::default(),
            granted: BTreeMap::new(),
            met: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    fn meet(&mut self, what: impl Into<String>) {
        *self.met.entry(what.into()).or_default() += 1;
    }

    /// Time passes; a host that wakes its accounts does so on the way.
    pub fn wait(&mut self, minutes: i64) -> Judged {
        let until = self.now + TimeDelta::minutes(minutes);
        while self.habits.wakes {
            let due = |n: usize| self.accounts[n].wake_at().filter(|due| *due <= until).map(|due| (due, n));
            let Some((due, n)) = (0..ACCOUNTS).filter_map(due).min() else { break };
            self.now = self.now.max(due);
            self.hand_in(n, Input::Wake)?;
        }
        self.now = until;
        Ok(())
    }

    pub fn hand_in(&mut self, n: usize, input: impl Into<Input>) -> Judged {
        let input = input.into();
        self.decide(n, input)?;
        if self.habits.asks_at_once {
            while !self.asks.is_empty() {
                self.tell_pool(true)?;
                while let Some((n, answer)) = self.answers.pop() {
                    self.decide(n, answer.into())?;
                }
            }
        }
        Ok(())
    }

    fn decide(&mut self, n: usize, input: Input) -> Judged {
        let before = self.accounts[n].clone();
        let was_late = before.wake_at().is_some_and(|due| due < self.now);
        let decision = self.engine.handle(&mut self.accounts[n], input.clone(), self.now).unwrap();
        self.log.push(told(n, self.now, &input, &decision));
        // Stored and restored, it is the same account.
        let stored = serde_json::to_string(&self.accounts[n]).unwrap();
        let restored: Account = serde_json::from_str(&stored).map_err(|error| format!("{error}: {stored}"))?;
        ensure(restored == self.accounts[n], || format!("stored, it is another account: {stored}"))?;
        self.accounts[n] = restored;
        let record =
            decision.record.as_ref().map_or(Value::Null, |record| serde_json::from_str(record.line()).unwrap());
        for failed in each(&record["cases"]).flat_map(|case| each(&case["failed"])) {
            let why = text(&failed["why"]).split(['`', ':']).next().unwrap_or_default();
            self.meet(format!("failed at once: {why}"));
        }
        let seen = Seen {
            house: self.house,
            input: &input,
            decision: &decision,
            record,
            before: &before,
            after: &self.accounts[n],
            was_late,
        };
        self.books[n].take(&seen)?;
        decision.steps.iter().try_for_each(|step| self.provider.is_allowed(self.house, step))?;
        self.note(n, &input, &decision)?;
        if decision.outcome.is_change() {
            self.trails[n].push((input, self.now, decision.clone()));
        }
        self.asks.extend(decision.asks.iter().map(|ask| (n, ask.clone())));
        self.sent.extend(decision.steps.iter().map(|step| (n, step.clone())));
        self.judge()
    }

    /// What all accounts together must hold to.
    fn judge(&self) -> Judged {
        self.provider.paid_once()?;
        let mut stands = BTreeMap::new();
        // Of an older account nobody knows what it had decided: only what was paid counts.
        for payment in self.books.iter().flat_map(|books| &books.money.payments).filter(|_| !self.habits.is_careless) {
            if let (Some(key), State::Reserved | State::Out) = (payment.key, payment.state) {
                let is_out = payment.state == State::Out;
                stands.insert(key, is_out.then(|| payment.sum.clone()));
            }
        }
        self.provider.fits_pools(self.house, &stands)
    }

    fn note(&mut self, n: usize, input: &Input, decision: &Decision) -> Judged {
        let outcome = match &decision.denial {
            Some(denial) => denial.code,
            None => decision.outcome.code(),
        };
        match input {
            Input::Command(command) => self.meet(format!("{} {outcome}", command.verb())),
            Input::Event(_) => self.meet(format!("event {outcome}")),
            _ => {}
        }
        decision.limits.iter().for_each(|hit| self.meet(format!("limit {}", hit.limit.splitn(3, ' ').nth(2).unwrap())));
        decision.held.iter().for_each(|held| self.meet(format!("held {} of {}", held.state(), held.needs())));
        decision.cases.iter().filter(|case| case.ended.is_some()).for_each(|_| self.meet("ended"));
        decision
            .cases
            .iter()
            .filter_map(|case| case.halted.as_ref())
            .for_each(|why| self.meet(format!("halted {why}")));
        decision.steps.iter().filter(|step| step.reverses.is_some()).for_each(|_| self.meet("taken back"));
        decision.steps.iter().filter(|step| step.attempt > 1).for_each(|_| self.meet("sent again"));
        decision.promises.iter().for_each(|promise| self.meet(format!("promise {}", promise.state())));
        // A command pays for one thing, whatever became of the account between.
        let Input::Command(command) = input else { return Ok(()) };
        let grants = decision.steps.iter().filter(|step| step.name == "command.grant").filter_map(|step| step.pays);
        let asked = decision
            .asks
            .iter()
            .filter(|ask| matches!(ask.wants(), Wants::Reserve { name, .. } if *name == *"command.grant"));
        for pays in grants.chain(asked.map(Ask::pays)).filter(|_| command.verb() == Verb::Grant) {
            let known = *self.granted.entry((n, command.id().to_owned())).or_insert(pays);
            ensure(known == pays, || format!("{} grants {known} and {pays}", command.id()))?;
        }
        Ok(())
    }

    /// Puts the first ask to its pool; sometimes it is not noted that the pool had it.
    pub fn tell_pool(&mut self, is_noted: bool) -> Judged {
        let Some((n, ask)) = self.asks.front().cloned() else { return Ok(()) };
        if is_noted {
            self.asks.pop_front();
        }
        let pool = self.pools.entry(ask.pool().to_owned()).or_insert_with(|| Pool::new(ask.pool()));
        let answer = self.engine.reserve(pool, &ask).unwrap();
        let stored = serde_json::to_string(pool).unwrap();
        *pool = serde_json::from_str(&stored).unwrap();
        if matches!(ask.wants(), Wants::Release) {
            self.provider.release(&ask);
        }
        if let Some(answer) = answer {
            self.meet(if answer.is_granted() { "pool allows" } else { "pool refuses" });
            if answer.is_granted() {
                self.provider.grant(&ask);
            }
            self.answers.push((n, answer));
        }
        self.judge()
    }

    /// An answer comes, in any order, and may come again.
    pub fn answer(&mut self, which: usize, is_last: bool) -> Judged {
        if self.answers.is_empty() {
            return Ok(());
        }
        let at = which % self.answers.len();
        let (n, answer) = self.answers[at].clone();
        if is_last {
            self.answers.remove(at);
        }
        self.hand_in(n, answer)
    }

    /// Messages to pools overtake each other.
    pub fn overtake(&mut self, which: usize) {
        if let Some(last) = self.asks.len().checked_sub(1) {
            self.asks.swap(0, which % (last + 1));
        }
    }

    /// The host does a step that ever went out, and says what became of it; of money the provider says that.
    pub fn do_step(&mut self, which: usize, succeeds: bool) -> Judged {
        let (n, step) = self.sent[which].clone();
        let is_wanted =
            self.accounts[n].open_steps().any(|open| open.id() == step.id && open.attempt() == step.attempt);
        let is_done = match step.kind {
            StepKind::Compensation if is_wanted || self.provider.knows(&step) => self.provider.pay(&step, succeeds),
            // What was withdrawn is not paid any more.
            StepKind::Compensation => return Ok(()),
            _ => succeeds,
        };
        // Receipts know no attempts: of an earlier one nothing is said.
        let latest = self.sent.iter().rfind(|(m, known)| *m == n && known.id == step.id).unwrap();
        if step.kind == StepKind::Compensation && latest.1.attempt != step.attempt {
            return Ok(());
        }
        self.judge()?;
        self.hand_in(n, if is_done { Receipt::done(step.id) } else { Receipt::failed(step.id, "no") })
    }

    /// Money goes, and the word of it is lost.
    pub fn pay_unsaid(&mut self, which: usize) -> Judged {
        let (n, step) = &self.sent[which];
        let is_wanted = |open: amends::OpenStep<'_>| open.id() == step.id && open.attempt() == step.attempt;
        if self.accounts[*n].open_steps().any(is_wanted) {
            self.provider.pay(step, true);
        }
        self.judge()
    }

    /// Money comes back, or goes through after all.
    pub fn change_mind(&mut self, which: usize) -> Judged {
        let (n, step) = self.sent[which].clone();
        let latest = self.sent.iter().rfind(|(m, known)| *m == n && known.id == step.id).unwrap();
        if step.kind != StepKind::Compensation || latest.1.attempt != step.attempt || !self.provider.knows(&step) {
            return Ok(());
        }
        let is_done = self.provider.changes_its_mind(&step);
        self.meet(if is_done { "paid after all" } else { "came back" });
        self.hand_in(n, if is_done { Receipt::done(step.id) } else { Receipt::failed(step.id, "it came back") })
    }

    pub fn save(&mut self, n: usize) {
        let (account, books) = (self.accounts[n].clone(), self.books[n].clone());
        self.stored[n].push(Stored { account, books, inputs: self.trails[n].len() });
    }

    /// The newest account is lost, an older one is there, and so is every input that was stored with its time: handed in
    /// again, the same comes of each.
    pub fn lose_and_replay(&mut self, n: usize, which: usize) -> Judged {
        let stored = self.stored[n][which % self.stored[n].len()].clone();
        let mut account = stored.account;
        for (input, now, decision) in &self.trails[n][stored.inputs..] {
            let again = self.engine.handle(&mut account, input.clone(), *now).unwrap();
            ensure(again == *decision, || format!("not the same again: {again:?} and {decision:?}"))?;
            // The asks go out a second time.
            self.asks.extend(again.asks.into_iter().map(|ask| (n, ask)));
        }
        ensure(account == self.accounts[n], || "not the same account again".to_owned())?;
        self.meet("replayed");
        Ok(())
    }

    /// The newest account is lost, and its trail with it; what came from outside is handed in again in another order.
    pub fn lose_and_redeliver(&mut self, n: usize, which: usize) -> Judged {
        let at = which % self.stored[n].len();
        self.stored[n].truncate(at + 1);
        let stored = self.stored[n][at].clone();
        (self.accounts[n], self.books[n]) = (stored.account, stored.books);
        self.trails[n].truncate(stored.inputs);
        self.log.push(format!("{n} an older account"));
        self.meet("redelivered");
        let events = self.events.iter().filter(|(m, _)| *m == n).map(|(_, event)| Input::from(event.clone()));
        let commands = self.commands.iter().filter(|(m, _)| *m == n).map(|(_, command)| Input::from(command.clone()));
        let mut inputs: Vec<Input> = events.chain(commands).collect();
        let middle = which % (inputs.len() + 1);
        inputs.rotate_left(middle);
        if which % 3 == 0 {
            inputs.reverse();
        }
        inputs.into_iter().try_for_each(|input| self.hand_in(n, input))
    }

    /// Every message arrives, all that was sent is done, everybody is woken until nothing is due, and the trails hold.
    pub fn end(&mut self) -> Judged {
        self.habits.wakes = true;
        for _ in 0..4 {
            while !self.asks.is_empty() || !self.answers.is_empty() {
                self.tell_pool(true)?;
                self.answer(0, true)?;
            }
            self.wait(60 * 24 * 60)?;
        }
        for n in 0..ACCOUNTS {
            self.books[n].close(&self.accounts[n])?;
            let lines = || self.trails[n].iter().map(|(_, _, decision)| decision.record.as_ref().unwrap().line());
            verify(lines(), []).map_err(|error| error.to_string())?;
            if self.trails[n].is_empty() {
                continue;
            }
            let id = self.accounts[n].id();
            let personal: BTreeMap<(u64, String), amends::Value> = self.trails[n]
                .iter()
                .flat_map(|(_, _, decision)| decision.records())
                .flat_map(|(record, personal)| {
                    personal.iter().map(|it| ((record.seq(), it.path.clone()), it.value.clone()))
                })
                .collect();
            let find = |seq: u64, path: &str| personal.get(&(seq, path.to_owned())).cloned();
            let replayed =
                replay(self.engine, id, Secret::new(SECRET), lines(), find).map_err(|error| error.to_string())?;
            ensure(replayed.account == self.accounts[n], || "the trail leads to another account".to_owned())?;
        }
        Ok(())
    }
}

/// A line of the log.
fn told(n: usize, now: DateTime<Utc>, input: &Input, decision: &Decision) -> String {
    let input = match input {
        Input::Event(event) => format!("{} {:?}", event.kind(), event.data().collect::<Vec<_>>()),
        Input::Receipt(receipt) => format!("{} {:?}", receipt.step(), receipt.settlement()),
        Input::Command(command) => format!("{command:?}"),
        other => format!("{other:?}"),
    };
    let steps = decision.steps.iter().map(|step| {
        let amount = step.amount.map(|amount| amount.to_string()).unwrap_or_default();
        format!("{} {} {amount} #{}", step.name, step.id, step.attempt)
    });
    let cases = decision.cases.iter().map(|case| {
        let end = case.ended.as_deref().or(case.halted.as_deref()).unwrap_or_default();
        format!("{} {:?} {end}", case.case, case.configuration)
    });
    let outcome = decision.denial.as_ref().map_or(decision.outcome.code(), |denial| denial.code);
    let (steps, cases) = (steps.collect::<Vec<_>>(), cases.collect::<Vec<_>>());
    let asks = decision.asks.iter().map(|ask| format!("{:?} {}", ask.wants(), ask.pays())).collect::<Vec<_>>();
    let held = decision.held.iter().map(|held| format!("{} {}", held.name(), held.state())).collect::<Vec<_>>();
    format!(
        "{n} {now} {input}\n      {outcome} {steps:?} {cases:?} {asks:?} {held:?} withdrawn {:?}",
        decision.withdrawn
    )
}

/// What the acts of a history need to know of an account.
impl World<'_> {
    pub fn pick_case(&self, n: usize, which: usize) -> Option<String> {
        let open: Vec<&str> = self.accounts[n].open_cases().collect();
        (!open.is_empty()).then(|| open[which % open.len()].to_owned())
    }
}
