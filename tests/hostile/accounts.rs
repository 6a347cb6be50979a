//! Stored accounts that were cut, bent or made up.

use amends::{Account, Engine, Event, Input, Money, Receipt, Secret, Source, Time, Value, compile, verify_account};
use serde_json::Value as Json;

use crate::bounded::{Input as Measured, check, on_small_stack};
use crate::events::time;

const PLAYBOOK: &str = "
playbook: p
version: 1
key: [order]
facts:
  order: text
  total: { type: money, currency: GBP }
  late: { type: int, max: 100 }
  note: { type: text, personal: true }
events:
  e: { carries: [order], may_carry: [total, late, note] }
  again: [order]
triggers:
  t: { upon: e }
states:
  open:
    states:
      first:
        do:
          - apology: { message: sorry, within: 1d }
          - promise: { message: sorry, by: 2d, wait: false }
        upon: { again: pay, step.failed: pay }
        after: { 3d: pay }
      pay:
        do:
          - compensation: { amount: total, because: rule 4 }
          - follow_up: { message: sorry, after: 5d, wait: false }
        upon: { again: back, step.failed: z }
        next: z
      back: { history: shallow, go: first }
    after: { 9d: z }
  z: { end: done }
messages:
  sorry: { en: \"Dear {note}\" }
";

/// So that the account remembers what it wrote.
const POLICY: &str = "
policy: house
contact: { at_most: 20 per 30d, one_apology_per: incident }
";

/// An account with two open cases and one that has ended, a payment that is out and one that is done.
struct World {
    engine: Engine,
    account: Account,
    lines: Vec<String>,
    personal: Vec<(u64, String, Value)>,
}

fn world() -> World {
    let mut world = World {
        engine: compile([Source::new("p.yaml", PLAYBOOK), Source::new("policy.yaml", POLICY)])
            .finish()
            .map(|house| Engine::new(house).unwrap())
            .unwrap(),
        account: Account::new("ana", Secret::new([7; 32])),
        lines: Vec::new(),
        personal: Vec::new(),
    };
    let at = |day: u32| time(&format!("2026-03-{day:02}T09:00:00Z"));
    let total = |text: &str| text.parse::<Money>().unwrap();
    for (order, day) in [("A", 1), ("B", 2), ("C", 3)] {
        let event = Event::new(order, "s", "e", "ana", at(day)).with("order", order).with("total", total("5.00 GBP"));
        let event = if order == "A" { event.in_incident("storm") } else { event };
        world.handle(event.with("late", i32::try_from(day).unwrap()).with("note", "Ana"), at(day));
    }
    for (order, day) in [("A", 4), ("C", 5)] {
        world.handle(Event::new(format!("{order}2"), "s", "again", "ana", at(day)).with("order", order), at(day));
    }
    let open: Vec<_> = world.account.open_steps().filter(|step| step.case() == "p/A").map(|step| step.id()).collect();
    for step in open {
        world.handle(Receipt::done(step), at(6));
    }
    world.handle(Input::Wake, at(10));
    assert!(!world.account.configuration("p/B").is_none_or(|states| states.is_empty()));
    world
}

impl World {
    fn handle(&mut self, input: impl Into<Input>, now: Time) {
        let decision = self.engine.handle(&mut self.account, input, now.utc()).unwrap();
        let record = decision.record.expect("each input of this world changes it");
        self.personal.extend(decision.personal.into_iter().map(|value| (record.seq(), value.path, value.value)));
        self.lines.push(record.line().to_owned());
    }

    fn stored(&self) -> String {
        serde_json::to_string(&self.account).unwrap()
    }

    fn verify(&self, account: &Account) -> Result<u64, amends::ReplayError> {
        let personal = |seq: u64, path: &str| {
            self.personal
                .iter()
                .find(|(at, known, _)| (*at, known.as_str()) == (seq, path))
                .map(|(.., value)| value.clone())
        };
        let lines = self.lines.iter().map(String::as_str);
        verify_account(&self.engine, account, lines, personal).map(|verified| verified.records)
    }

    /// What meets a text in place of the stored account: who says no, and to what.
    fn met(&self, stored: &str) -> String {
        let account = match serde_json::from_str::<Account>(stored) {
            Ok(account) => account,
            // The words are those of the format's reader, unless they are ours.
            Err(error) => {
                let said = error.to_string();
                // Where it stands changes with every member that accounts gain.
                let (what, _) = said.rsplit_once(" at line ").unwrap_or((&said, ""));
                return format!("read: {what}");
            }
        };
        let now = account.time().unwrap_or_default();
        for input in inputs(&account) {
            let mut tried = account.clone();
            if let Err(error) = self.engine.handle(&mut tried, input, now) {
                assert_eq!(tried, account, "an error changes nothing");
                crate::text::assert_harmless(&error.to_string());
                return format!("handle: {error}");
            }
        }
        match self.verify(&account) {
            Ok(_) => "the account itself".into(),
            Err(error) => {
                crate::text::assert_harmless(&error.to_string());
                format!("verify: {error}")
            }
        }
    }
}

/// Inputs that reach every case and step.
fn inputs(account: &Account) -> Vec<Input> {
    let now = Time::from_utc(account.time().unwrap_or_default()).unwrap();
    let events = ["A", "B", "C"].map(|order| Event::new("99", "s", "again", account.id(), now).with("order", order));
    let mut inputs: Vec<Input> = events.into_iter().map(Input::from).collect();
    inputs.push(Event::new("98", "s", "e", account.id(), now).with("order", "D").into());
    inputs.extend(
        account
            .open_steps()
            .flat_map(|step| [Receipt::done(step.id()), Receipt::failed(step.id(), "no")])
            .map(Input::from),
    );
    inputs.push(Input::Wake);
    inputs
}

#[test]
fn the_world_holds() {
    let world = world();
    assert_eq!(world.met(&world.stored()), "the account itself");
    assert_eq!(world.account.open_cases().collect::<Vec<_>>(), ["p/B", "p/C"]);
}

#[test]
fn cut_at_every_byte() {
    on_small_stack(|| {
        let world = world();
        let stored = world.stored();
        for at in 0..stored.len() {
            let error = serde_json::from_str::<Account>(&stored[..at]).expect_err("a part is no account");
            assert!(error.is_eof(), "{at}: {error}");
            // Closed by force, as by somebody who repairs it.
            let closed = format!("{}{}", &stored[..at], "\"}]}]}");
            assert_ne!(world.met(&closed), "the account itself", "{at}");
        }
    });
}

/// Every number, text, time and name in it, each bent into others: refused on reading, on use, or by its records.
#[test]
fn bent_anywhere() {
    on_small_stack(|| {
        let world = world();
        let stored: Json = serde_json::from_str(&world.stored()).unwrap();
        let mut met = [0; 3];
        for path in paths(&stored) {
            for bent in others(stored.pointer(&path).unwrap()) {
                let mut other = stored.clone();
                *other.pointer_mut(&path).unwrap() = bent.clone();
                let said = world.met(&other.to_string());
                // What is not said about the account, such as a list that is empty or a default, is the account itself.
                let same = serde_json::from_value::<Account>(other).is_ok_and(|account| account == world.account);
                assert_eq!(said == "the account itself", same, "{path}: {bent}: {said}");
                let who = ["read", "handle", "verify"].iter().position(|who| said.starts_with(who));
                if let Some(who) = who {
                    met[who] += 1;
                }
            }
        }
        assert!(met.iter().all(|count| *count > 50), "each says no to some: {met:?}");
    });
}

/// Every place in a JSON value, by its pointer.
fn paths(root: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), root)];
    while let Some((path, value)) = waiting.pop() {
        match value {
            Json::Object(members) => {
                waiting.extend(members.iter().map(|(key, value)| (format!("{path}/{key}"), value)))
            }
            Json::Array(items) => {
                waiting.extend(items.iter().enumerate().map(|(at, value)| (format!("{path}/{at}"), value)))
            }
            _ => {}
        }
        found.push(path);
    }
    found
}

/// Other values of the same kind, and of others.
fn others(value: &Json) -> Vec<Json> {
    let mut others =
        vec![Json::Null, Json::from(""), Json::from(0), Json::from(-1), Json::from(u64::MAX), Json::Array(Vec::new())];
    match value {
        Json::Bool(value) => others.push(Json::Bool(!value)),
        Json::Number(number) => others.extend(number.as_u64().map(|n| Json::from(n + 1))),
        Json::String(text) => {
            for (from, to) in [
                ("2026", "2027"),
                ("2026", "2025"),
                ("2026", "9999"),
                ("5.00", "-5.00"),
                ("5.00", "6.00"),
                ("0", "1"),
                ("f", "e"),
                ("p", "q"),
                ("done", "out"),
                ("out", "done"),
            ] {
                if text.contains(from) {
                    others.push(Json::from(text.replace(from, to)));
                }
            }
            others.push(Json::from(format!("{text}\u{1b}\u{202e}")));
        }
        Json::Array(items) if !items.is_empty() => {
            others.push(items[1..].into());
            others.push([&items[..], &items[..1]].concat().into());
            let mut reversed = items.clone();
            reversed.reverse();
            others.extend((reversed != *items).then(|| Json::from(reversed)));
        }
        _ => {}
    }
    others.retain(|other| other != value);
    others
}

/// From a member's place to what stands there.
struct Bent(&'static str, &'static str);

impl Measured for Bent {
    fn bytes(&self) -> usize {
        16 << 10
    }
}

#[test]
fn accounts_that_no_engine_stored() {
    check(
        vec![
            ("a newer version", Bent("/v", "2"), "handle: it was stored in form 2, this engine knows forms up to 1"),
            ("version 0", Bent("/v", "0"), "read: the account is not one that an engine stored: `v` is 0"),
            ("no version", Bent("/v", "null"), "read: invalid type: null, expected u32"),
            (
                "a playbook that is not loaded",
                Bent("/cases/0/playbook", "\"p@2:0000\""),
                "handle: case `p/B` began on playbook `p@2:0000`, which this engine has not",
            ),
            (
                "a version that is not loaded",
                Bent("/cases/0/playbook", "\"p@2:0000\""),
                "handle: case `p/B` began on playbook `p@2:0000`, which this engine has not",
            ),
            (
                "a state that is not there",
                Bent("/cases/0/active/0/state", "\"nowhere\""),
                "handle: the account is not one that an engine stored: case `p/B`: the playbook has no state `nowhere`",
            ),
            (
                "a state of a terminal's commands",
                Bent("/cases/0/active/0/state", "\"\\u001b[31m\""),
                "handle: the account is not one that an engine stored: case `p/B`: the playbook has no state `\\u{1b}[31m`",
            ),
            (
                "no active state",
                Bent("/cases/0/active", "[]"),
                "handle: the account is not one that an engine stored: case `p/B`: not exactly one of its top-level states is active",
            ),
            (
                "a step of a state that is not there",
                Bent("/cases/1/steps/0/state", "\"nowhere\""),
                "handle: the account is not one that an engine stored: case `p/C`: the playbook has no state `nowhere`",
            ),
            (
                "a follow-up that is not there",
                Bent("/cases/1/steps/3/name", "\"nothing\""),
                "verify: record 9: the records lead to another account: `cases[1].steps[3].name` differs",
            ),
            (
                "a kind of step that is not there",
                Bent("/cases/1/steps/0/kind", "\"bribe\""),
                "read: unknown variant `bribe`, expected one of `apology`, `explanation`, `question`, `remedy`, `care`, `compensation`, `promise`, `escalation`, `notice`, `follow_up`, `decline`, `task`",
            ),
            (
                "a timer that is not there",
                Bent("/cases/1/timers/0/key", "\"4d\""),
                "handle: the account is not one that an engine stored: case `p/C`: state `open` has no timer `4d`",
            ),
            (
                "a fact that is not there",
                Bent("/cases/0/facts/0/0", "\"nothing\""),
                "handle: the account is not one that an engine stored: case `p/B`: the playbook has no fact `nothing`",
            ),
            (
                "a fact of another type",
                Bent("/cases/0/facts/1/1", "{\"int\":5}"),
                "handle: the account is not one that an engine stored: case `p/B`: fact `total` can't have its value",
            ),
            (
                "a fact beyond its bounds",
                Bent("/cases/0/facts/2/1", "{\"int\":101}"),
                "handle: the account is not one that an engine stored: case `p/B`: fact `late` can't have its value",
            ),
            (
                "a fact in another currency",
                Bent("/cases/0/facts/1/1", "{\"money\":\"5.00 EUR\"}"),
                "handle: the account is not one that an engine stored: case `p/B`: fact `total` can't have its value",
            ),
            (
                "a year 10000",
                Bent("/at", "\"10000-01-01T00:00:00Z\""),
                "read: a time with its offset, like `2026-03-27T16:30:00Z`",
            ),
            (
                "no time of its own",
                Bent("/at", "null"),
                "read: the account is not one that an engine stored: `seq` and `at` do not belong together",
            ),
            (
                "a time of its own before its cases",
                Bent("/at", "\"2026-01-01T00:00:00Z\""),
                "read: the account is not one that an engine stored: case `p/B`: `opened` lies after the account's own time",
            ),
            (
                "a case from the future",
                Bent("/cases/0/opened", "\"2030-01-01T00:00:00Z\""),
                "read: the account is not one that an engine stored: case `p/B`: `opened` lies after the account's own time",
            ),
            (
                "a visit from the future",
                Bent("/cases/0/active/0/since", "\"2030-01-01T00:00:00Z\""),
                "read: the account is not one that an engine stored: case `p/B`: state `open`: `since` lies after the account's own time",
            ),
            (
                "a step from the future",
                Bent("/cases/1/steps/0/at", "\"2030-01-01T00:00:00Z\""),
                "read: the account is not one that an engine stored: case `p/C`: step `first.apology`: `at` lies after the account's own time",
            ),
            (
                "a case without its key",
                Bent("/cases/0/key", "[]"),
                "read: the account is not one that an engine stored: case `p/B`: `id`, `key` and `playbook` do not belong together",
            ),
            (
                "a payment from the future",
                Bent("/payments/0/at", "\"2030-01-01T00:00:00Z\""),
                "read: the account is not one that an engine stored: payment of step `fefe33b5baa287bc84df4a4e17720744`: `at` lies after the account's own time",
            ),
            (
                "a payment below zero",
                Bent("/payments/0/amount", "\"-5.00 GBP\""),
                "read: the account is not one that an engine stored: payment of step `fefe33b5baa287bc84df4a4e17720744`: `amount` is not above zero",
            ),
            (
                "a payment of nothing",
                Bent("/payments/0/amount", "\"0 GBP\""),
                "read: the account is not one that an engine stored: payment of step `fefe33b5baa287bc84df4a4e17720744`: `amount` is not above zero",
            ),
            (
                "a payment in no currency",
                Bent("/payments/0/amount", "\"5.00 XXX\""),
                "read: a currency code like `GBP`",
            ),
            (
                "a payment of 30 digits",
                Bent("/payments/0/amount", "\"123456789012345678901234567890 GBP\""),
                "read: an amount with its currency, like `40.00 GBP`",
            ),
            (
                "an attempt 0",
                Bent("/payments/0/attempt", "0"),
                "read: the account is not one that an engine stored: payment of step `fefe33b5baa287bc84df4a4e17720744`: `attempt` is 0",
            ),
            (
                "an attempt below 0",
                Bent("/payments/0/attempt", "-1"),
                "read: invalid value: integer `-1`, expected u32",
            ),
            (
                "a number beyond",
                Bent("/seq", "18446744073709551615"),
                "read: the account is not one that an engine stored: `seq` and `head` do not belong together",
            ),
            (
                "a number of 30 digits",
                Bent("/seq", "123456789012345678901234567890"),
                "read: invalid type: floating point `1.2345678901234568e+29`, expected u64",
            ),
            (
                "number 0",
                Bent("/seq", "0"),
                "read: the account is not one that an engine stored: `seq` and `head` do not belong together",
            ),
            (
                "a count of timers beyond",
                Bent("/armed", "18446744073709551615"),
                "read: the account is not one that an engine stored: `armed` is beyond what is ever counted",
            ),
            (
                "a count of timers behind",
                Bent("/armed", "1"),
                "handle: the account is not one that an engine stored: case `p/B`: something was armed after the last that was",
            ),
            (
                "a case's order behind",
                Bent("/cases/1/order", "1"),
                "read: the account is not one that an engine stored: case `p/C`: state `pay`: `visit` is beyond the case's `order`",
            ),
            (
                "another account's name",
                Bent("/id", "\"bob\""),
                "verify: record 1: its input leads to another record than is written",
            ),
            ("a secret too short", Bent("/secret", "\"07\""), "read: 64 hexadecimal digits"),
            (
                "another secret",
                Bent("/secret", "\"0808080808080808080808080808080808080808080808080808080808080808\""),
                "verify: record 1: its input can't be read: `input.data.note` is not the value that was recorded",
            ),
            (
                "a payment that was done, undone",
                Bent("/payments/0/state", "\"failed\""),
                "read: the account is not one that an engine stored: payment of step `fefe33b5baa287bc84df4a4e17720744`: `state`, `at` and `paid` do not belong together",
            ),
            (
                "a payment more",
                Bent("/payments/0/amount", "\"500.00 GBP\""),
                "verify: record 9: the records lead to another account: `payments[0].amount` differs",
            ),
            (
                "a deadline later",
                Bent("/cases/0/timers/0/at", "\"2026-12-01T09:00:00Z\""),
                "verify: record 9: the records lead to another account: `cases[0].timers[0].at` differs",
            ),
            (
                "an event forgotten",
                Bent("/memory/events", "[]"),
                "verify: record 9: the records lead to another account: `memory.events` differs",
            ),
        ],
        |Bent(place, text)| {
            let world = world();
            let mut stored: Json = serde_json::from_str(&world.stored()).unwrap();
            *stored.pointer_mut(place).unwrap_or_else(|| panic!("{place} is not there")) =
                serde_json::from_str(text).unwrap();
            world.met(&stored.to_string())
        },
    );
}

#[test]
fn texts_that_are_no_accounts() {
    check(
        vec![
            ("nothing", String::new(), "EOF while parsing a value at line 1 column 0"),
            ("another object", "{}".into(), "missing field `armed` at line 1 column 2"),
            ("a list", "[]".into(), "invalid length 1, expected an account at line 1 column 2"),
            ("a member twice", r#"{"armed":1,"armed":2}"#.into(), "duplicate field `armed` at line 1 column 18"),
            ("10 MB of brackets", "[".repeat(10 << 20), "invalid type: sequence, expected a string at line 1 column 3"),
            (
                "lists inside each other",
                format!(r#"{{"x":{}"#, "[".repeat(1 << 20)),
                "EOF while parsing a list at line 1 column 1048581",
            ),
        ],
        |text: &String| match serde_json::from_str::<Account>(text) {
            Ok(_) => "read".into(),
            Err(error) => error.to_string(),
        },
    );
}

#[test]
fn records_dropped_or_added_are_named() {
    let mut world = world();
    let last = world.lines.pop().unwrap();
    let error = world.verify(&world.account).unwrap_err();
    assert_eq!((error.departure(), error.difference(), error.lack()), (Some("seq"), None, None));
    world.lines.push(last.clone());
    world.lines.push(last);
    assert!(world.verify(&world.account).unwrap_err().difference().is_some());
}
