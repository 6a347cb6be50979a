//! Every promise is kept, broken or waived once, and broken in time: on random histories with cases that end, clocks that
//! stand still, steps that are sent again, receipts that come twice or late, and erasure.

mod host;

use std::collections::BTreeMap;

use amends::{Decision, Duration, Engine, Event, Input, Outcome, Promise, PromiseState, Receipt, Source, StepId, Time};
use host::Host;
use proptest::prelude::*;

const PLAYBOOK: &str = "
playbook: p
version: 1
owner: care
key: [order]
facts: { order: text, day: { type: time, personal: true } }
events: { open: [order], again: [order], ask: [order], answer: [order], keep: [order], waive: [order], drop: [order], swear: { carries: [order], may_carry: [day] }, raise: [order], stop: [order] }
triggers: { t: { upon: open } }
states:
  work:
    do: [promise: { as: call, message: m, by: 5h }]
    start: run
    states:
      run: { upon: { ask: wait } }
      wait: { clock: paused, do: [promise: { as: ring, message: m, by: 3h, wait: false }], upon: { answer: run } }
    upon:
      again: { stay: true, do: [resend: call] }
      keep: { stay: true, do: [{ keep: call, because: another call }] }
      waive: { stay: true, do: [{ waive: swear, because: nobody needs it }] }
      drop: { stay: true, do: [cancel: call] }
      swear: { stay: true, do: [promise: { as: swear, message: m, by: day, once: true }] }
      raise: { stay: true, do: [escalation: { to: supervisor, because: it failed, within: 2h }] }
      promise.broken.ring: { stay: true, do: [promise: { as: visit, message: m, by: 8h }] }
      stop: over
    after: { 30d: over }
  over: { end: over }
messages: { m: { en: 'We will, by {by}.' } }
";

const EVENTS: [&str; 10] = ["open", "again", "ask", "answer", "keep", "waive", "drop", "swear", "raise", "stop"];

/// What happens next; numbers are taken modulo what there is.
#[derive(Debug, Clone)]
enum Act {
    Event {
        which: usize,
        order: usize,
        hours: i64,
    },
    /// For any step that ever went out.
    Receipt {
        which: usize,
        done: bool,
    },
    Wait {
        hours: i64,
    },
    Erase,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        60 => (any::<usize>(), 0_usize..2, 0_i64..3).prop_map(|(which, order, hours)| Act::Event { which, order, hours }),
        30 => (any::<usize>(), any::<bool>()).prop_map(|(which, done)| Act::Receipt { which, done }),
        20 => (0_i64..12).prop_map(|hours| Act::Wait { hours }),
        1 => Just(Act::Erase),
    ]
}

/// A host that wakes the account whenever it asks for it, and what its decisions say of promises.
struct World {
    host: Host,
    now: Time,
    sent: Vec<StepId>,
    /// Every promise by its step and how many that step had made before, with how often it was settled.
    told: BTreeMap<(StepId, usize), (Promise, usize)>,
}

fn later(time: Time, hours: i64) -> Time {
    time.checked_add(Duration::seconds(hours * 3600).unwrap()).unwrap()
}

impl World {
    fn new() -> Self {
        let engine = Engine::new(amends::compile([Source::new("p.yaml", PLAYBOOK)]).finish().unwrap()).unwrap();
        let now = "2026-03-02T09:00:00Z".parse().unwrap();
        Self { host: Host::new(engine), now, sent: Vec::new(), told: BTreeMap::new() }
    }

    fn act(&mut self, number: usize, act: &Act) -> Result<(), TestCaseError> {
        match act {
            Act::Event { which, order, hours } => {
                self.wait(*hours)?;
                // The first event opens.
                let kind = if number == 0 { "open" } else { EVENTS[which % EVENTS.len()] };
                let event = Event::new(number.to_string(), "shop", kind, "ana", self.now);
                let event = event.with("order", format!("O{order}")).with("day", later(self.now, 7));
                self.handle(event)
            }
            Act::Receipt { which, done } => match self.sent.len() {
                0 => Ok(()),
                n => {
                    let step = self.sent[which % n];
                    self.handle(if *done { Receipt::done(step) } else { Receipt::failed(step, "no") })
                }
            },
            Act::Wait { hours } => self.wait(*hours),
            Act::Erase => self.handle(Input::Erase),
        }
    }

    /// Lets time pass, and wakes the account when it asks for it.
    fn wait(&mut self, hours: i64) -> Result<(), TestCaseError> {
        let until = later(self.now, hours);
        while let Some(due) = self.wake_at().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.handle(Input::Wake)?;
        }
        self.now = until;
        Ok(())
    }

    fn wake_at(&self) -> Option<Time> {
        Time::from_utc(self.host.desk.account("ana")?.wake_at()?)
    }

    fn handle(&mut self, input: impl Into<Input>) -> Result<(), TestCaseError> {
        let decision = self.host.handle("ana", input, self.now);
        prop_assert!(decision.cases.iter().all(|case| case.halted.is_none()));
        self.sent.extend(decision.steps.iter().map(|step| step.id));
        self.hear(&decision)?;
        self.judge()
    }

    /// What a decision says fits what those before it said: made, and settled once.
    fn hear(&mut self, decision: &Decision) -> Result<(), TestCaseError> {
        for promise in &decision.promises {
            let of_step = self.told.range((promise.step(), 0)..=(promise.step(), usize::MAX)).count();
            if promise.state() == PromiseState::Open {
                let before = of_step.checked_sub(1).and_then(|last| self.told.get(&(promise.step(), last)));
                prop_assert!(before.is_none_or(|(_, settled)| *settled == 1), "made twice: {promise:?}");
                prop_assert_eq!(promise.made_at(), self.now.utc());
                self.told.insert((promise.step(), of_step), (promise.clone(), 0));
                continue;
            }
            let known = of_step.checked_sub(1).and_then(|last| self.told.get_mut(&(promise.step(), last)));
            let Some((known, settled)) = known else {
                return Err(TestCaseError::fail(format!("settled and never made: {promise:?}")));
            };
            *settled += 1;
            prop_assert_eq!(*settled, 1, "settled twice: {:?}", promise);
            prop_assert_eq!(promise.settled_at(), Some(self.now.utc()));
            // Time breaks it at its deadline, not before and not after.
            if promise.because() == Some("not kept in time") {
                prop_assert_eq!(promise.due(), promise.settled_at());
            }
            *known = promise.clone();
        }
        Ok(())
    }

    /// The account's ledger is what was said; what is open is not late.
    fn judge(&self) -> Result<(), TestCaseError> {
        let Some(account) = self.host.desk.account("ana") else { return Ok(()) };
        let mut ledger: BTreeMap<(StepId, usize), &Promise> = BTreeMap::new();
        for promise in account.promises() {
            let of_step = ledger.range((promise.step(), 0)..=(promise.step(), usize::MAX)).count();
            ledger.insert((promise.step(), of_step), promise);
        }
        prop_assert_eq!(ledger.len(), self.told.len());
        for (key, promise) in ledger {
            let (told, settled) = &self.told[&key];
            prop_assert_eq!((promise.state(), promise.settled_at()), (told.state(), told.settled_at()));
            prop_assert_eq!(*settled, usize::from(promise.state() != PromiseState::Open));
            let is_late =
                promise.state() == PromiseState::Open && promise.due().is_some_and(|due| due < self.now.utc());
            prop_assert!(!is_late, "{promise:?} is open at {}", self.now);
        }
        Ok(())
    }

    /// Every case ends, and time goes on until nothing is due.
    fn end(&mut self) -> Result<(), TestCaseError> {
        for order in 0..2 {
            let event = Event::new(format!("end{order}"), "shop", "stop", "ana", self.now);
            self.handle(event.with("order", format!("O{order}")))?;
        }
        self.wait(1_000)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_ends_kept_broken_or_waived_once(acts in prop::collection::vec(act(), 1..50)) {
        let mut world = World::new();
        for (number, act) in acts.iter().enumerate() {
            world.act(number, act)?;
        }
        world.end()?;
        let account = world.host.desk.account("ana");
        for promise in account.iter().flat_map(|account| account.promises()) {
            // What the person would have to be known for is broken by nobody: its deadline was personal and is gone.
            let is_erased = account.is_some_and(|account| account.erased().is_some());
            let is_timeless = is_erased && promise.name() == "swear" && promise.due().is_none();
            prop_assert!(promise.state() != PromiseState::Open || is_timeless, "{promise:?} is open for ever");
        }
    }
}

/// The acts reach what they are for: else the property holds of nothing.
#[test]
fn histories_come_to_every_end() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[1; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut ends: BTreeMap<(String, String), usize> = BTreeMap::new();
    let (mut after_case, mut after_erasure) = (0, 0);
    for _ in 0..150 {
        let acts = prop::collection::vec(act(), 1..50).new_tree(&mut runner).unwrap().current();
        let mut world = World::new();
        for (number, act) in acts.iter().enumerate() {
            world.act(number, act).unwrap();
        }
        world.end().unwrap();
        for (promise, _) in world.told.values() {
            *ends.entry((promise.name().to_owned(), promise.state().to_string())).or_default() += 1;
        }
        let lines = world.host.records.get("ana").map(|lines| lines.join("\n")).unwrap_or_default();
        after_case += usize::from(lines.contains(r#""promises":[{"because":"not kept in time","case""#));
        after_erasure += usize::from(
            lines
                .rsplit(r#""input":"erase""#)
                .next()
                .is_some_and(|after| after.len() < lines.len() && after.contains(r#""was":"broken""#)),
        );
    }
    for name in ["call", "ring", "swear", "visit"] {
        for end in ["kept", "broken"] {
            assert!(ends.contains_key(&(name.into(), end.into())), "no {name} was {end}: {ends:?}");
        }
    }
    assert!(
        ends.contains_key(&("call".into(), "waived".into())) && ends.contains_key(&("swear".into(), "waived".into()))
    );
    assert!(after_case > 5 && after_erasure > 5, "{after_case} {after_erasure}");
}

#[test]
fn nothing_is_said_where_nothing_changes() {
    let mut world = World::new();
    world.act(0, &Act::Event { which: 0, order: 0, hours: 0 }).unwrap();
    let again = Event::new("0", "shop", "open", "ana", "2026-03-02T09:00:00Z".parse().unwrap());
    let again = again.with("order", "O0").with("day", later(world.now, 7));
    let decision = world.host.handle("ana", again, world.now);
    assert_eq!((decision.outcome, decision.promises.len()), (Outcome::Duplicate, 0));
}
