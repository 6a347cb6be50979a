//! What a playbook pays all accounts together stays within its limits, whatever customers, hosts and messages do: many
//! accounts and one pool, stored apart, on random histories. What is counted here is counted in the simplest way.

use std::collections::{BTreeMap, VecDeque};
use std::sync::OnceLock;

use amends::{
    Account, Answer, Ask, Decision, Desk, Duration, Engine, Event, Input, Outcome, PaysId, Pool, Receipt, Secret,
    Source, Step, StepId, Time, Wants, compile,
};
use proptest::prelude::*;

const PLAYBOOK: &str = "
playbook: p
version: 1
key: [order]
facts:
  order: text
  amount: { type: money, currency: GBP, default: 1 GBP }
  thing: { type: int, default: 0 }
events:
  e: [order]
  pay: [order, amount, thing]
  owe: [order, amount]
  back: [order, amount]
  stop: [order]
  again: [order]
  leave: [order]
  close: [order]
triggers: { t: { upon: e } }
states:
  a: { upon: { pay: b, owe: c, close: z }, after: { 90d: z } }
  b:
    do: [compensation: { as: gift, amount: amount, once: [thing], ground: goodwill, because: house rule 4 }]
    upon:
      pay: { go: b }
      owe: c
      back: { stay: true, do: [compensation: { as: back, reverses: gift, amount: amount, ground: goodwill, because: paid twice }] }
      stop: { stay: true, do: [cancel: gift] }
      again: { stay: true, do: [resend: gift] }
      step.failed.gift: { stay: true }
      step.failed.back: { stay: true }
      leave: a
      close: z
    after: { 90d: z }
    next: a
  c:
    do: [compensation: { as: due, amount: amount, once: event, ground: contract, because: clause 9 }]
    upon: { pay: b, step.failed.due: { stay: true }, close: z }
    after: { 90d: z }
  z: { end: done }
";

const ACCOUNTS: usize = 4;
const CASE: i64 = 60;
const ACCOUNT: i64 = 90;
const ALL: i64 = 100;
/// Windows in hours.
const ACCOUNT_HOURS: i64 = 48;
const ALL_HOURS: i64 = 24;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let policy = format!(
            "policy: house\nlimits:\n  - {{ payout: case, at_most: {CASE} GBP }}\n  - {{ payout: account, in: {ACCOUNT_HOURS}h, at_most: {ACCOUNT} GBP }}\n  - {{ payout: playbook, in: {ALL_HOURS}h, at_most: {ALL} GBP }}\n"
        );
        let sources = [Source::new("p.yaml", PLAYBOOK), Source::new("policy.yaml", policy)];
        Engine::new(compile(sources).finish().unwrap_or_else(|report| panic!("{}", report.to_text(false)))).unwrap()
    })
}

type Key = (PaysId, u32);

/// A payment as somebody who only reads decisions and receipts knows it.
#[derive(Debug, Clone)]
struct Known {
    account: usize,
    /// The case, and which of its openings.
    case: (String, usize),
    step: StepId,
    key: Key,
    pounds: i64,
    owed: bool,
    decided: i64,
    /// What was asked for it: what a pool says to an ask before that is nothing to this one.
    ask: Option<Ask>,
    /// The pool's time when it said yes.
    granted: Option<i64>,
    state: State,
    /// What it takes back.
    of: Option<StepId>,
    /// It went through after it had failed or been withdrawn: nobody can bound that.
    late: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Waits,
    Out,
    Done,
    Gone,
}

#[derive(Debug, Clone, Copy)]
struct Act {
    kind: usize,
    account: usize,
    number: usize,
    pounds: i64,
}

fn acts(longest: usize) -> impl Strategy<Value = Vec<Act>> {
    let act = (0..100_usize, 0..ACCOUNTS, any::<usize>(), 1..40_i64);
    prop::collection::vec(
        act.prop_map(|(kind, account, number, pounds)| Act { kind, account, number, pounds }),
        1..longest,
    )
}

struct World {
    accounts: Vec<Account>,
    pool: Pool,
    /// Asks that were stored and not taken off, in order.
    asks: VecDeque<(usize, Ask)>,
    answers: Vec<(usize, Answer)>,
    events: Vec<(usize, Event)>,
    sent: Vec<(usize, Step)>,
    known: Vec<Known>,
    openings: BTreeMap<(usize, String), usize>,
    hours: i64,
    pool_hours: i64,
    /// The pool's time when it first said yes.
    granted: BTreeMap<Key, i64>,
    /// Whether accounts are stored before their steps are done, so that they keep to their own limits.
    stores_first: bool,
    log: Vec<String>,
}

fn at(hours: i64) -> Time {
    let begins: Time = "2026-03-02T09:00:00Z".parse().unwrap();
    begins.checked_add(Duration::seconds(hours * 3600).unwrap()).unwrap()
}

fn pounds(money: amends::Money) -> i64 {
    money.amount().to_int().unwrap()
}

impl World {
    fn new() -> Self {
        let account = |n: usize| Account::new(format!("account-{n}"), Secret::new([n as u8; 32]));
        Self {
            accounts: (0..ACCOUNTS).map(account).collect(),
            pool: Pool::new("p"),
            asks: VecDeque::new(),
            answers: Vec::new(),
            events: Vec::new(),
            sent: Vec::new(),
            known: Vec::new(),
            openings: BTreeMap::new(),
            hours: 0,
            pool_hours: 0,
            granted: BTreeMap::new(),
            stores_first: true,
            log: Vec::new(),
        }
    }

    /// With a case open on each account.
    fn open() -> Result<Self, TestCaseError> {
        let mut world = Self::new();
        for n in 0..ACCOUNTS {
            let event = Event::new("first", "shop", "e", world.accounts[n].id(), at(0)).with("order", "A");
            world.hand_in(n, event.into())?;
        }
        Ok(world)
    }

    fn act(&mut self, act: Act) -> Result<(), TestCaseError> {
        self.hours += [0, 0, 0, 0, 0, 1, 1, 5][act.number % 8];
        self.log.push(format!("{:3}h {act:?}", self.hours));
        let n = act.account;
        match act.kind {
            0..=34 => {
                let kind =
                    ["pay", "pay", "pay", "pay", "pay", "pay", "owe", "back", "back", "stop", "again", "close", "e"];
                let kind = kind[act.number / 5 % kind.len()];
                let id = format!("event-{}", self.events.len());
                let subject = self.accounts[n].id().to_owned();
                let event = Event::new(id, "shop", kind, subject, at(self.hours))
                    .with("order", if act.number % 6 > 0 { "A" } else { "B" })
                    .with("amount", format!("{} GBP", act.pounds).as_str())
                    .with("thing", (act.number / 60 % 12) as i32);
                self.events.push((n, event.clone()));
                self.hand_in(n, event.into())
            }
            35..=37 if !self.events.is_empty() => {
                let (n, event) = self.events[act.number % self.events.len()].clone();
                self.hand_in(n, event.into())
            }
            38..=64 if !self.sent.is_empty() => {
                // Mostly the latest.
                let back = if act.number % 3 == 0 {
                    act.number % self.sent.len()
                } else {
                    act.number % self.sent.len().min(3)
                };
                let (n, step) = self.sent[self.sent.len() - 1 - back].clone();
                let done = act.pounds % 5 > 0;
                self.hand_in(n, if done { Receipt::done(step.id) } else { Receipt::failed(step.id, "no") }.into())
            }
            // Sometimes it is not noted that the pool had it.
            65..=82 => self.tell_pool(act.number % 4 > 0),
            83..=97 if !self.answers.is_empty() => {
                let place = act.number % self.answers.len();
                let (n, answer) = self.answers[place].clone();
                if act.pounds % 4 > 0 {
                    self.answers.remove(place);
                }
                self.hand_in(n, answer.into())
            }
            98 => self.hand_in(n, Input::Wake),
            _ => Ok(()),
        }
    }

    fn tell_pool(&mut self, is_noted: bool) -> Result<(), TestCaseError> {
        let Some((n, ask)) = self.asks.front().cloned() else { return Ok(()) };
        if is_noted {
            self.asks.pop_front();
        }
        let answer = engine().reserve(&mut self.pool, &ask).unwrap();
        if matches!(ask.wants(), Wants::Reserve { .. }) && answer.as_ref().is_some_and(Answer::is_granted) {
            let asked = (ask.at() - at(0).utc()).num_hours();
            self.pool_hours = self.pool_hours.max(asked);
            let (key, granted) = ((ask.pays(), ask.attempt()), self.pool_hours);
            self.granted.entry(key).or_insert(granted);
            for known in
                self.known.iter_mut().filter(|known| known.ask.as_ref() == Some(&ask) && known.granted.is_none())
            {
                known.granted = Some(granted);
            }
        }
        let stored = serde_json::to_string(&self.pool).unwrap();
        self.pool = serde_json::from_str(&stored).unwrap();
        self.answers.extend(answer.map(|answer| (n, answer)));
        self.never_above_all()
    }

    fn hand_in(&mut self, n: usize, input: Input) -> Result<(), TestCaseError> {
        let decision = engine().handle(&mut self.accounts[n], input.clone(), at(self.hours).utc()).unwrap();
        self.log.push(format!("     {} {:?} {:?}", decision.outcome.code(), decision.steps, decision.asks));
        if let (Input::Receipt(receipt), Outcome::Applied) = (&input, decision.outcome) {
            let is_done = *receipt.settlement() == amends::Settlement::Done;
            let of_it = |known: &&mut Known| known.step == receipt.step() && known.state != State::Waits;
            if let Some(known) = self.known.iter_mut().rev().find(of_it) {
                known.late |= is_done && known.state == State::Gone;
                known.state = if is_done { State::Done } else { State::Gone };
            }
        }
        if let (Input::Answer(answer), Outcome::Applied) = (&input, decision.outcome) {
            let key = (answer.pays(), answer.attempt());
            if !answer.is_granted() {
                self.known.retain(|known| known.key != key || known.state != State::Waits);
            }
        }
        self.note(n, &decision)?;
        let stored = serde_json::to_string(&self.accounts[n]).unwrap();
        self.accounts[n] = serde_json::from_str(&stored).unwrap();
        self.asks.extend(decision.asks.into_iter().map(|ask| (n, ask)));
        Ok(())
    }

    /// Reads a decision, in its order.
    fn note(&mut self, n: usize, decision: &Decision) -> Result<(), TestCaseError> {
        for case in decision.cases.iter().filter(|case| case.opened) {
            *self.openings.entry((n, case.case.to_string())).or_default() += 1;
        }
        for id in &decision.withdrawn {
            let of_it = self.known.iter_mut().filter(|known| known.step == *id && known.state == State::Out);
            of_it.for_each(|known| known.state = State::Gone);
        }
        for ask in &decision.asks {
            let key = (ask.pays(), ask.attempt());
            let new = |step, amount, owed, opening| Known {
                account: n,
                case: (ask.case().to_owned(), opening),
                step,
                key,
                pounds: pounds(amount),
                owed,
                decided: self.hours,
                ask: Some(ask.clone()),
                granted: None,
                state: if owed { State::Out } else { State::Waits },
                of: None,
                late: false,
            };
            let opening = self.openings.get(&(n, ask.case().to_owned())).copied().unwrap_or_default();
            match ask.wants() {
                Wants::Reserve { amount, step, .. } => {
                    let known = new(*step, *amount, false, opening);
                    self.known.push(known);
                    self.never_above_own(self.known.len() - 1)?;
                }
                Wants::Release => self.known.retain(|known| known.key != key || known.state != State::Waits),
                _ => {}
            }
        }
        for step in &decision.steps {
            let (Some(pays), Some(amount)) = (step.pays, step.amount) else { continue };
            let key = (pays, step.attempt);
            let opening = self.openings.get(&(n, step.case.to_string())).copied().unwrap_or_default();
            match self.known.iter_mut().find(|known| known.step == step.id && known.key == key) {
                Some(known) => known.state = State::Out,
                None => self.known.push(Known {
                    account: n,
                    case: (step.case.to_string(), opening),
                    step: step.id,
                    key,
                    pounds: pounds(amount),
                    owed: step.name == "due",
                    decided: self.hours,
                    ask: None,
                    granted: None,
                    state: State::Out,
                    of: step.reverses.as_ref().map(|of| of.step),
                    late: false,
                }),
            }
            self.sent.push((n, step.clone()));
        }
        Ok(())
    }

    /// What counts of the payments that are concerned.
    fn sum(&self, is_concerned: impl Fn(&Known) -> bool) -> i64 {
        let paying = self.known.iter().filter(|known| known.of.is_none() && known.state != State::Gone);
        let back = |known: &Known| -> i64 {
            let back = self.known.iter().filter(|back| back.of == Some(known.step) && back.state == State::Done);
            back.map(|back| back.pounds).sum()
        };
        paying.filter(|known| is_concerned(known)).map(|known| (known.pounds - back(known)).max(0)).sum()
    }

    /// Goodwill that was decided just now fits the limits of its case and its account.
    fn never_above_own(&self, place: usize) -> Result<(), TestCaseError> {
        if !self.stores_first {
            return Ok(());
        }
        let new = &self.known[place];
        let of_case = self.sum(|known| known.account == new.account && known.case == new.case);
        prop_assert!(of_case <= CASE, "{of_case} for {:?}\n{}", new.case, self.log.join("\n"));
        let begins = self.hours - ACCOUNT_HOURS;
        let of_account = self.sum(|known| known.account == new.account && known.decided > begins);
        prop_assert!(of_account <= ACCOUNT, "{of_account} for {}\n{}", new.account, self.log.join("\n"));
        Ok(())
    }

    /// Goodwill to which the pool said yes fits all together, in the window that ends with its own time.
    fn never_above_all(&self) -> Result<(), TestCaseError> {
        if !self.stores_first {
            return Ok(());
        }
        let begins = self.pool_hours - ALL_HOURS;
        let all = self.sum(|known| !known.owed && !known.late && known.granted.is_some_and(|granted| granted > begins));
        prop_assert!(all <= ALL, "{all} for all\n{}", self.log.join("\n"));
        Ok(())
    }

    /// Everything is delivered, and then everything fails.
    fn let_all_fail(&mut self) -> Result<(), TestCaseError> {
        for _ in 0..2 {
            while !self.asks.is_empty() || !self.answers.is_empty() {
                self.tell_pool(true)?;
                if let Some((n, answer)) = self.answers.pop() {
                    self.hand_in(n, answer.into())?;
                }
            }
            for (n, step) in self.sent.clone() {
                self.hand_in(n, Receipt::failed(step.id, "no").into())?;
            }
        }
        while !self.asks.is_empty() {
            self.tell_pool(true)?;
        }
        Ok(())
    }
}

/// A host that does steps before it stores, loses accounts, and begins again from older ones; a provider that keeps to its
/// keys; and a pool that is stored before its answers go out.
struct Careless {
    world: World,
    stored: Vec<(usize, Account)>,
    /// What the provider said, and how much it paid of goodwill.
    provider: BTreeMap<Key, (bool, i64)>,
}

impl Careless {
    fn act(&mut self, act: Act) -> Result<(), TestCaseError> {
        let (n, sent) = (act.account, self.world.sent.len());
        match act.kind {
            // Nothing is withdrawn or taken back: only a receipt says whether money had gone before that.
            0..=34 => self.world.act(Act { number: act.number / 65 * 65 + act.number % 30, ..act })?,
            38..=64 if sent > 0 => {
                let (n, step) = self.world.sent[act.number % sent].clone();
                let (is_paid, _) = self.provider[&(step.pays.unwrap(), step.attempt)];
                let receipt = if is_paid { Receipt::done(step.id) } else { Receipt::failed(step.id, "no") };
                self.world.hand_in(n, receipt.into())?;
            }
            90..=93 => self.stored.push((n, self.world.accounts[n].clone())),
            94..=97 => self.crash(act)?,
            _ => self.world.act(act)?,
        }
        self.pay(sent, act.number)
    }

    /// Begins again from an older account, and hands in all events anew.
    fn crash(&mut self, act: Act) -> Result<(), TestCaseError> {
        let n = act.account;
        let of_it: Vec<&Account> =
            self.stored.iter().filter(|(known, _)| *known == n).map(|(_, known)| known).collect();
        self.world.accounts[n] = of_it[act.number % of_it.len()].clone();
        self.world.log.push("     an older account".to_owned());
        let of_it = self.world.events.iter().filter(|(known, _)| *known == n).map(|(_, event)| event.clone());
        let mut events: Vec<Event> = of_it.collect();
        if act.pounds % 2 == 0 {
            events.reverse();
        }
        for event in events {
            let sent = self.world.sent.len();
            self.world.hand_in(n, event.into())?;
            self.pay(sent, act.number)?;
        }
        Ok(())
    }

    /// Pays at once what has just gone out.
    fn pay(&mut self, sent: usize, number: usize) -> Result<(), TestCaseError> {
        for (_, step) in &self.world.sent[sent..] {
            let goodwill = if step.name == "gift" { pounds(step.amount.unwrap()) } else { 0 };
            self.provider.entry((step.pays.unwrap(), step.attempt)).or_insert((number % 4 > 0, goodwill));
        }
        let begins = self.world.pool_hours - ALL_HOURS;
        let lies_within = |key: &Key| self.world.granted.get(key).is_some_and(|granted| *granted > begins);
        let paid = self.provider.iter().filter(|(key, (ok, _))| *ok && lies_within(key));
        let all: i64 = paid.map(|(_, (_, pounds))| pounds).sum();
        prop_assert!(all <= ALL, "{all} for all\n{}", self.world.log.join("\n"));
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn limits_hold_and_what_fails_is_free_again(acts in acts(240)) {
        let mut world = World::open()?;
        for act in acts {
            world.act(act)?;
        }
        world.let_all_fail()?;
        let used = world.pool.used("GBP".parse().unwrap(), None);
        prop_assert!(used.amount().is_zero(), "{used} are still reserved\n{}", world.log.join("\n"));
    }

    #[test]
    fn limits_hold_though_messages_come_in_any_order(acts in acts(120)) {
        let mut world = World::open()?;
        for act in acts {
            let n = world.asks.len();
            if n > 1 {
                world.asks.swap(0, act.number % n);
            }
            world.act(act)?;
        }
    }

    #[test]
    fn no_crash_pays_more_than_the_pool_allows(acts in acts(160)) {
        let mut world = World::open()?;
        world.stores_first = false;
        let stored = world.accounts.iter().cloned().enumerate().collect();
        let mut host = Careless { world, stored, provider: BTreeMap::new() };
        for act in acts {
            host.act(act)?;
        }
    }

    #[test]
    fn a_desk_does_all_of_it_at_once(acts in acts(80)) {
        let mut desk = Desk::new(engine().clone(), Secret::new([7; 32]));
        let mut world = World::new();
        for act in acts.into_iter().filter(|act| act.kind < 75) {
            world.hours += (act.number % 5) as i64;
            let input = match act.kind {
                0..=44 => {
                    let kind = ["e", "pay", "pay", "pay", "owe", "back", "stop", "leave", "close"];
                    let kind = kind[act.number / 5 % kind.len()];
                    let id = format!("event-{}", world.events.len());
                    let event = Event::new(id, "shop", kind, format!("account-{}", act.account), at(world.hours));
                    let event = event.with("order", "A").with("amount", format!("{} GBP", act.pounds).as_str());
                    let event = event.with("thing", (act.number / 60 % 4) as i32);
                    world.events.push((act.account, event.clone()));
                    Input::from(event)
                }
                _ => match world.sent.iter().rev().find(|(n, _)| *n == act.account) {
                    Some((_, step)) => Receipt::done(step.id).into(),
                    None => continue,
                },
            };
            let account = format!("account-{}", act.account);
            let decision = desk.handle(&account, input, at(world.hours).utc()).unwrap();
            prop_assert!(decision.asks.is_empty());
            // Every record is told, without a gap.
            let told: Vec<u64> = decision.records().map(|(record, _)| record.seq()).collect();
            let head = desk.account(&account).map_or(0, |account| account.head().0);
            prop_assert_eq!(&told, &(head + 1 - told.len() as u64..=head).collect::<Vec<_>>());
            for step in &decision.steps {
                prop_assert!(!decision.withdrawn.contains(&step.id));
                world.sent.push((act.account, step.clone()));
            }
            let now = at(world.hours).utc();
            let begins = now - amends::chrono::TimeDelta::hours(ALL_HOURS);
            let gifts = world.sent.iter().filter(|(_, step)| step.name == "gift" && step.at.utc() > begins);
            // Nothing fails here, and nothing that is withdrawn comes to more than that.
            let open: i64 = gifts.filter(|(n, step)| {
                let account = desk.account(&format!("account-{n}")).unwrap();
                account.open_steps().any(|open| open.id() == step.id)
            }).map(|(_, step)| pounds(step.amount.unwrap())).sum();
            prop_assert!(open <= ALL, "{open}");
        }
    }
}
