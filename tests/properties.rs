//! What holds on random histories: events in any order, redelivered, receipts of all kinds, clocks that go back.

mod host;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use amends::{Account, Decision, Engine, Event, Input, Outcome, PaysId, Receipt, StepId, Time, replay, verify};
use host::{Host, engine_under, events, read};
use proptest::prelude::*;

/// What happens next; numbers are taken modulo what there is.
#[derive(Debug, Clone)]
enum Act {
    /// An event of the pool, so many minutes later than the last input (or earlier).
    Event {
        which: usize,
        minutes: i64,
    },
    /// An event that was delivered before, once more.
    Again {
        which: usize,
    },
    Receipt {
        which: usize,
        done: bool,
    },
    /// A receipt for any step that ever went out.
    Late {
        which: usize,
        done: bool,
    },
    Wake {
        hours: i64,
    },
    Erase,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        60 => (any::<usize>(), -600_i64..6000).prop_map(|(which, minutes)| Act::Event { which, minutes }),
        20 => any::<usize>().prop_map(|which| Act::Again { which }),
        100 => (any::<usize>(), prop::bool::weighted(0.8)).prop_map(|(which, done)| Act::Receipt { which, done }),
        20 => (any::<usize>(), any::<bool>()).prop_map(|(which, done)| Act::Late { which, done }),
        40 => (0_i64..400).prop_map(|hours| Act::Wake { hours }),
        3 => Just(Act::Erase),
    ]
}

/// All shipped events, made to concern one account.
fn pool() -> &'static [Event] {
    static POOL: OnceLock<Vec<Event>> = OnceLock::new();
    POOL.get_or_init(|| {
        let files = ["late-parcel.ndjson", "eu261.ndjson", "uk261.ndjson"];
        let all: Vec<Event> = files.iter().flat_map(|file| events(file)).collect();
        assert!(all.len() > 300);
        all
    })
}

fn shared_engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    // Without the limit that spans accounts: pools answer with inputs of their own, which `semantics` holds to their rules.
    let of_one_account =
        |policy: &str| policy.lines().filter(|line| !line.contains("payout: playbook")).collect::<Vec<_>>().join("\n");
    ENGINE.get_or_init(|| {
        engine_under(&["late-parcel.yaml", "eu261.yaml", "uk261.yaml"], &of_one_account(&read("playbooks/policy.yaml")))
    })
}

/// The event of the pool, for the one account of these histories, at another time.
fn moved(event: &Event, number: usize, time: Time) -> Event {
    let mut moved = Event::new(format!("{}#{number}", event.id()), event.source(), event.kind(), "one", time);
    for (name, datum) in event.data() {
        moved = moved.with(name, datum);
    }
    moved
}

/// What was handed in, so that it can be handed in again.
type History = Vec<(Input, Time)>;

struct Run {
    host: Host,
    history: History,
    decisions: Vec<Decision>,
}

/// Turns acts into inputs as they come, on a host of its own.
fn run(acts: &[Act]) -> Run {
    let mut run = Run { host: Host::new(shared_engine().clone()), history: Vec::new(), decisions: Vec::new() };
    let mut now: Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let mut delivered: Vec<Event> = Vec::new();
    let mut sent: Vec<StepId> = Vec::new();
    for (number, act) in acts.iter().enumerate() {
        let input = match act {
            Act::Event { which, minutes } => {
                let shift = amends::Duration::seconds(minutes * 60).unwrap();
                now = now.checked_add(shift).unwrap();
                let event = moved(&pool()[which % pool().len()], number, now);
                delivered.push(event.clone());
                Input::Event(event)
            }
            Act::Again { which } => match delivered.len() {
                0 => continue,
                n => Input::Event(delivered[which % n].clone()),
            },
            Act::Receipt { which, done } => {
                let open: Vec<StepId> = run
                    .host
                    .desk
                    .account("one")
                    .map(|one| one.open_steps().map(|step| step.id()).collect())
                    .unwrap_or_default();
                match open.len() {
                    0 => continue,
                    n => receipt(open[which % n], *done),
                }
            }
            Act::Late { which, done } => match sent.len() {
                0 => continue,
                n => receipt(sent[which % n], *done),
            },
            Act::Wake { hours } => {
                now = now.checked_add(amends::Duration::seconds(hours * 3600).unwrap()).unwrap();
                Input::Wake
            }
            Act::Erase => Input::Erase,
        };
        run.history.push((input.clone(), now));
        let decision = run.host.handle("one", input, now);
        sent.extend(decision.steps.iter().map(|step| step.id));
        run.decisions.push(decision);
    }
    run
}

fn receipt(step: StepId, done: bool) -> Input {
    Input::Receipt(if done { Receipt::done(step) } else { Receipt::failed(step, "no") })
}

fn records(run: &Run) -> Vec<String> {
    run.host.records.get("one").cloned().unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn histories_hold_what_they_must(acts in prop::collection::vec(act(), 1..60)) {
        let first = run(&acts);
        let lines = records(&first);

        // The same inputs, the same bytes.
        let second = run(&acts);
        prop_assert_eq!(&lines, &records(&second));
        prop_assert_eq!(&first.decisions, &second.decisions);

        // The trail verifies, and replaying it rebuilds the account.
        verify(lines.iter().map(String::as_str), []).unwrap();
        if let Some(account) = first.host.desk.account("one") {
            let personal = |seq: u64, path: &str| first.host.personal.get(&("one".to_owned(), seq, path.to_owned())).cloned();
            let secret = first.host.desk.secret_of("one");
            let replayed = replay(shared_engine(), "one", secret, lines.iter().map(String::as_str), personal).unwrap();
            prop_assert_eq!(&replayed.account, account);
        }

        // Stored and restored after every input, and explained before it.
        let mut account = Account::new("one", first.host.desk.secret_of("one"));
        for ((input, now), expected) in first.history.iter().zip(&first.decisions) {
            let stored = serde_json::to_string(&account).unwrap();
            account = serde_json::from_str(&stored).unwrap();
            let explanation = shared_engine().explain(&account, input.clone(), now.utc()).unwrap();
            prop_assert_eq!(&explanation.decision, expected);
            prop_assert!(!explanation.is_cut && explanation.to_string().lines().count() > explanation.selections.len());
            let decision = shared_engine().handle(&mut account, input.clone(), now.utc()).unwrap();
            prop_assert_eq!(&decision, expected);
        }

        // The work of one input is bounded, and every armed timer is asked for.
        for decision in &first.decisions {
            prop_assert!(decision.steps.len() <= 32, "{} steps", decision.steps.len());
            prop_assert!(decision.cases.iter().all(|case| case.halted.is_none()));
        }

        never_paid_twice(&first)?;

        // What changed the account is a duplicate from now on, or meets an erased account.
        let mut host = first.host.clone();
        let is_erased = host.desk.account("one").is_some_and(|account| account.erased().is_some());
        for ((input, now), decision) in first.history.iter().zip(&first.decisions) {
            if let Input::Event(event) = input {
                let again = host.handle("one", event.clone(), *now);
                if is_erased {
                    prop_assert_eq!(again.outcome, Outcome::Erased);
                } else if decision.outcome.is_change() || decision.outcome == Outcome::Duplicate {
                    prop_assert_eq!(again.outcome, Outcome::Duplicate);
                }
            }
        }
    }

    #[test]
    fn no_bytes_of_an_event_make_the_reader_panic(text in "\\PC{0,80}", at in any::<usize>()) {
        let good = r#"{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"a","time":"2026-01-01T00:00:00Z","data":{"a":[1,{"b":"c"}]}}"#;
        let mut bent = good.to_owned();
        bent.insert_str(at % (good.len() + 1), &text);
        let _ = Event::from_json(&bent);
        let _ = Event::from_json(&text);
    }
}

/// At no time are two payments for one thing out or done.
fn never_paid_twice(run: &Run) -> Result<(), TestCaseError> {
    let mut standing: BTreeMap<PaysId, Vec<StepId>> = BTreeMap::new();
    for ((input, _), decision) in run.history.iter().zip(&run.decisions) {
        if let Input::Receipt(receipt) = input {
            let failed = *receipt.settlement() != amends::Settlement::Done;
            if failed && decision.outcome == Outcome::Applied {
                standing.values_mut().for_each(|steps| steps.retain(|step| *step != receipt.step()));
            }
        }
        standing.values_mut().for_each(|steps| steps.retain(|step| !decision.withdrawn.contains(step)));
        for step in &decision.steps {
            if let Some(pays) = step.pays {
                let steps = standing.entry(pays).or_default();
                steps.retain(|known| *known != step.id);
                steps.push(step.id);
                prop_assert_eq!(steps.len(), 1, "two payments for {}", pays);
            }
        }
    }
    Ok(())
}
