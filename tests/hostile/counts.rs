//! Very many inputs: what is kept of them is bounded.

use amends::{Account, Desk, Engine, Event, Input, Outcome, Receipt, Secret, Time};

use crate::bounded::on_small_stack;
use crate::events::{engine, time};

const NOW: &str = "2026-03-02T09:00:00Z";
/// How many in the gate; the ignored test takes a million.
const SOME: usize = 2_200;
const MANY: usize = 1_000_000;

const COUNTING: &str = "
playbook: p
version: 1
key: [order]
facts: { order: text }
events: { e: [order], quiet: [order] }
triggers:
  t: { upon: e }
  three: { upon: quiet, count: 3, in: 1d, per: key }
states:
  a: { after: { 1d: z }, upon: { e: { go: z } } }
  z: { end: done }
";

const OPENING: &str = "
playbook: p
version: 1
key: [order]
facts: { order: text }
events: { e: [order], close: [order] }
triggers: { t: { upon: e } }
states:
  a: { upon: { close: z }, after: { 1w: z } }
  z: { end: done }
";

fn event(kind: &str, n: usize) -> Event {
    Event::new(format!("{kind}-{n}"), "s", kind, "ana", now(n)).with("order", n.to_string())
}

/// One second an input.
fn now(n: usize) -> Time {
    let seconds = amends::Duration::seconds(i64::try_from(n).unwrap()).unwrap();
    time(NOW).checked_add(seconds).unwrap()
}

fn stored(account: &Account) -> usize {
    serde_json::to_string(account).unwrap().len()
}

/// How the account grows between half of the inputs and all of them, and the last outcome.
fn grown(engine: &Engine, count: usize, each: impl Fn(&mut Account, usize) -> Outcome) -> (usize, Outcome) {
    let mut account = Account::new("ana", Secret::new([7; 32]));
    let (mut half, mut last) = (0, Outcome::NothingDue);
    for n in 0..count {
        last = each(&mut account, n);
        if n == count / 2 {
            half = stored(&account);
        }
    }
    let full = stored(&account);
    // What so many left behind is an account as any other.
    assert!(engine.handle(&mut account, Input::Wake, now(count).utc()).is_ok());
    (full.saturating_sub(half), last)
}

fn handle(engine: &Engine, account: &mut Account, input: impl Into<Input>, n: usize) -> amends::Decision {
    engine.handle(account, input, now(n).utc()).unwrap()
}

fn distinct_ids(count: usize) {
    let counting = engine(COUNTING);
    // Remembered by a count, each under a key of its own.
    let (grew, last) = grown(&counting, count, |account, n| handle(&counting, account, event("quiet", n), n).outcome);
    assert!(grew < 4_096, "{grew} bytes more");
    assert_eq!(last, Outcome::Counted);
    // Each opens a case that the next event ends: only what is remembered of ended cases stays.
    let (grew, last) = grown(&counting, count, |account, n| {
        let _ = handle(&counting, account, event("e", n), n);
        handle(&counting, account, Event::new(format!("{n}b"), "s", "e", "ana", now(n)).with("order", n.to_string()), n)
            .outcome
    });
    assert!(grew < 4_096, "{grew} bytes more");
    assert_eq!(last, Outcome::Applied);
    // Ids that are seen for the first time and mean nothing leave nothing.
    let (grew, last) = grown(&counting, count, |account, n| handle(&counting, account, event("nobody", n), n).outcome);
    assert_eq!((grew, last), (0, Outcome::UnknownEvent));
}

/// As many open cases as an account may hold: the last opens, one more does not, and an end makes room.
fn open_cases() {
    const MAX: usize = 4_096;
    let opening = engine(OPENING);
    let mut account = Account::new("ana", Secret::new([7; 32]));
    let _ = handle(&opening, &mut account, event("e", 0), 0);
    // The others as it would have stored them, without the work of opening each.
    let mut stored = serde_json::to_value(&account).unwrap();
    let cases = stored["cases"].as_array_mut().unwrap();
    for n in 1..MAX - 1 {
        let mut case = cases[0].clone();
        (case["id"], case["key"]) = (format!("p/{n}").into(), vec![n.to_string()].into());
        cases.push(case);
    }
    let mut account: Account = serde_json::from_value(stored).unwrap();
    for (kind, n, expected) in [
        ("e", MAX, Outcome::Applied),
        ("e", MAX + 1, Outcome::AccountFull),
        ("close", 7, Outcome::Applied),
        ("e", MAX + 2, Outcome::Applied),
        ("e", MAX + 3, Outcome::AccountFull),
    ] {
        let before = account.clone();
        let explained = opening.explain(&account, event(kind, n), now(0).utc()).unwrap().to_string();
        assert_eq!(explained.contains("may hold no more cases"), expected == Outcome::AccountFull, "{explained}");
        assert_eq!(handle(&opening, &mut account, event(kind, n), 0).outcome, expected, "{kind} {n}");
        assert_eq!(account != before, expected.is_change());
    }
}

/// A case that asks without end and is never answered; one that pays without end.
fn steps_without_end(count: usize) {
    let asking = engine(
        "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  \
         a: { upon: { e: { stay: true, do: [task: { action: look }] }, step.failed: z }, after: { 1w: z } }\n  z: { end: done }\n",
    );
    let event = |n: usize| Event::new(n.to_string(), "s", "e", "ana", now(n));
    let mut account = Account::new("ana", Secret::new([7; 32]));
    let mut halted = None;
    for n in 0..count {
        let decision = handle(&asking, &mut account, event(n), n);
        if let Some(why) = decision.cases.iter().find_map(|case| case.halted.clone()) {
            halted.get_or_insert((n, why.to_string()));
        }
        if halted.is_some() {
            break;
        }
    }
    assert_eq!(halted, Some((1_025, "open steps".to_owned())));
    let before = account.clone();
    assert!(!handle(&asking, &mut account, event(count), count).outcome.is_change());
    assert_eq!(account, before, "it stands still");
    // Receipts still count: what was asked stays owed.
    let step = account.open_steps().next().unwrap().id();
    assert_eq!(handle(&asking, &mut account, Receipt::done(step), count).outcome, Outcome::Applied);
}

fn distinct_subjects(count: usize) {
    let mut desk = Desk::new(engine(COUNTING), Secret::new([7; 32]));
    let mut largest = 0;
    let taken = allocation_counter::measure(|| {
        for n in 0..count {
            let subject = format!("customer-{n}");
            let event = |kind: &str| Event::new("1", "s", kind, &*subject, time(NOW)).with("order", "A");
            assert_eq!(desk.handle(&subject, event("nobody"), time(NOW).utc()).unwrap().outcome, Outcome::UnknownEvent);
            if n % 4 == 0 {
                assert_eq!(desk.handle(&subject, event("e"), time(NOW).utc()).unwrap().outcome, Outcome::Applied);
            }
        }
    });
    assert_eq!(desk.accounts().count(), count.div_ceil(4), "whom nothing concerns leaves nothing");
    for account in desk.accounts() {
        largest = largest.max(stored(account));
    }
    assert!(largest < 2_048, "{largest} bytes an account");
    let kept = u64::try_from(taken.bytes_current).unwrap() / u64::try_from(desk.accounts().count()).unwrap();
    assert!(kept < 4_096, "{kept} bytes in memory an account");
}

#[test]
fn thousands_of_ids_subjects_cases_and_steps() {
    on_small_stack(|| {
        distinct_ids(SOME);
        open_cases();
        steps_without_end(SOME);
        distinct_subjects(SOME);
    });
}

#[test]
#[ignore = "takes minutes: cargo test --release --test hostile -- --ignored"]
fn a_million_ids_subjects_cases_and_steps() {
    on_small_stack(|| {
        distinct_ids(MANY);
        steps_without_end(MANY);
        distinct_subjects(MANY);
    });
}

/// 2,000 states in a line compile, and a case runs through them in as many microsteps as one macrostep may take.
#[test]
fn two_thousand_states_in_a_line_run() {
    let line = |state: &dyn Fn(usize) -> String| {
        let states: String = (0..2_000).map(|n| format!("  s{n}: {}\n", state(n + 1))).collect();
        engine(&format!(
            "playbook: p\nversion: 1\nevents: {{ e: [] }}\ntriggers: {{ t: {{ upon: e }} }}\nstates:\n{states}  s2000: {{ end: z }}\n"
        ))
    };
    on_small_stack(move || {
        // A step of time each.
        let timed = line(&|next| format!("{{ after: {{ 1d: s{next} }} }}"));
        let mut account = Account::new("ana", Secret::new([7; 32]));
        let event = || Event::new("1", "s", "e", "ana", time(NOW));
        let mut decision = timed.handle(&mut account, event(), time(NOW).utc()).unwrap();
        let mut wakes = 0;
        while let Some(due) = decision.wake_at {
            decision = timed.handle(&mut account, Input::Wake, due).unwrap();
            wakes += 1;
        }
        assert_eq!((wakes, decision.cases[0].ended.as_deref()), (2_000, Some("z")));
        // All at once: too many for one macrostep, and the case says so.
        let at_once = line(&|next| format!("{{ choose: [{{ go: s{next} }}] }}"));
        let mut account = Account::new("ana", Secret::new([7; 32]));
        let decision = at_once.handle(&mut account, event(), time(NOW).utc()).unwrap();
        assert_eq!(decision.cases[0].halted.as_deref(), Some("microstep limit"));
    });
}
