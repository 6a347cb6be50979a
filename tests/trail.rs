//! Records: the same events give the same bytes, every change of a record is found, and replaying gives the account.

mod host;

use amends::{Account, Head, Secret, Wrong, replay, verify, verify_account};
use host::{Host, engine, events};

const ALL: [&str; 3] = ["late-parcel.yaml", "eu261.yaml", "uk261.yaml"];

/// A host after all shipped events.
fn after_all() -> Host {
    let mut host = Host::new(engine(&ALL));
    for file in ["late-parcel.ndjson", "eu261.ndjson", "uk261.ndjson"] {
        for event in events(file) {
            host.event(event);
        }
    }
    assert!(host.records.values().map(Vec::len).sum::<usize>() > 500, "the shipped events make records");
    host
}

#[test]
fn the_same_events_give_the_same_bytes() {
    let (a, b) = (after_all(), after_all());
    assert_eq!(a.records, b.records);
    assert_eq!(a.steps, b.steps);
}

#[test]
fn the_trail_verifies_and_its_ends_are_checked_by_heads() {
    let host = after_all();
    let lines = || host.records.values().flatten().map(String::as_str);
    let heads = || {
        host.desk.accounts().map(|account| {
            let (seq, hash) = account.head();
            Head { account: account.id().to_owned(), seq, hash }
        })
    };
    let verified = verify(lines(), []).unwrap();
    assert!(!verified.ends_checked);
    assert!(verify(lines(), heads()).unwrap().ends_checked);
    assert_eq!(verified.heads, heads().collect::<Vec<_>>());
    let (account, records) = host.records.iter().find(|(_, records)| records.len() > 2).unwrap();
    let cut = verify(
        records[..records.len() - 1].iter().map(String::as_str),
        heads().filter(|head| head.account == *account),
    );
    assert_eq!(cut.unwrap_err().wrong, Wrong::CutOff);
}

#[test]
fn the_first_wrong_record_is_named() {
    let host = after_all();
    let records = host.records.values().find(|records| records.len() > 4).unwrap();
    let check = |what: &str, edit: &dyn Fn(&mut Vec<String>), expected: (u64, Wrong)| {
        let mut lines = records.clone();
        edit(&mut lines);
        let error = verify(lines.iter().map(String::as_str), []).unwrap_err();
        assert_eq!((error.line.unwrap(), error.wrong), expected, "{what}");
    };
    check("changed", &|lines| lines[1] = lines[1].replacen("20", "21", 1), (2, Wrong::Changed));
    check("dropped", &|lines| drop(lines.remove(2)), (3, Wrong::Dropped));
    check("inserted", &|lines| lines.insert(3, lines[1].clone()), (4, Wrong::Inserted));
    check("swapped", &|lines| lines.swap(1, 2), (2, Wrong::Dropped));
    check("blank", &|lines| lines[0].insert(1, ' '), (1, Wrong::NotCanonical));
    // A record of another trail of the same account, sound in itself.
    let mut other = Host::new(engine(&ALL));
    let twice: Vec<_> = events("late-parcel.ndjson").into_iter().take(12).collect();
    for event in twice.iter().rev() {
        other.event(event.clone().with("days_late", 4));
    }
    let both = host.records.iter().find_map(|(account, mine)| {
        let theirs = other.records.get(account)?;
        (mine.len() > 1 && theirs.len() > 1 && mine[0] != theirs[0]).then(|| (mine.clone(), theirs.clone()))
    });
    let (mut mine, theirs) = both.expect("an account with two trails");
    mine[1].clone_from(&theirs[1]);
    assert_eq!(verify(mine.iter().map(String::as_str), []).unwrap_err().wrong, Wrong::Unchained);
}

#[test]
fn every_bit_that_is_flipped_is_found() {
    let host = after_all();
    let (_, records) = host.records.iter().find(|(_, records)| records.len() > 2).unwrap();
    for (number, record) in records.iter().take(3).enumerate() {
        for byte in 0..record.len() {
            for bit in 0..8 {
                let mut bytes = record.clone().into_bytes();
                bytes[byte] ^= 1 << bit;
                // What is no text can't be read as lines at all.
                let Ok(flipped) = String::from_utf8(bytes) else { continue };
                let mut lines = records.clone();
                lines[number] = flipped;
                assert!(
                    verify(lines.iter().map(String::as_str), []).is_err(),
                    "record {number}, byte {byte}, bit {bit}"
                );
            }
        }
    }
}

#[test]
fn replaying_gives_the_same_records_and_account() {
    let host = after_all();
    for (name, records) in &host.records {
        let lines = records.iter().map(String::as_str);
        let personal = |seq: u64, path: &str| host.personal.get(&(name.clone(), seq, path.to_owned())).cloned();
        let replayed = replay(host.desk.engine(), name, host.desk.secret_of(name), lines, personal)
            .unwrap_or_else(|error| panic!("{name}: {error} {:#?}", error.difference()));
        assert_eq!(Some(&replayed.account), host.desk.account(name));
        assert_eq!(replayed.records, records.len() as u64);
    }
}

#[test]
fn replay_names_what_it_lacks() {
    let host = after_all();
    let (name, records) = host.records.iter().find(|(name, _)| name.contains("5-days")).unwrap();
    let lines = || records.iter().map(String::as_str);
    let without = replay(host.desk.engine(), name, host.desk.secret_of(name), lines(), |_, _| None).unwrap_err();
    assert!(without.to_string().contains("the personal value `input.data.first_name`"), "{without}");
    let personal = |seq: u64, path: &str| host.personal.get(&(name.clone(), seq, path.to_owned())).cloned();
    let other = replay(&engine(&["eu261.yaml"]), name, host.desk.secret_of(name), lines(), personal).unwrap_err();
    assert!(other.to_string().contains("the playbook `late-parcel@3:"), "{other}");
    let secret = replay(host.desk.engine(), name, Secret::new([8; 32]), lines(), personal).unwrap_err();
    assert!(secret.lack().is_none() && secret.to_string().contains("is not the value"), "{secret}");
}

#[test]
fn no_personal_value_stands_in_a_record() {
    let host = after_all();
    let all: String = host.records.values().flatten().cloned().collect();
    assert!(all.contains("\"first_name\":{\"digest\""));
    for name in ["Ana", "\"Ana\"", "Ana,"] {
        assert!(!all.contains(name), "{name}");
    }
    assert!(host.steps.iter().any(|step| step.text.as_deref().is_some_and(|text| text.starts_with("Ana,"))));
}

#[test]
fn storing_and_restoring_after_every_input_changes_nothing() {
    let mut whole = Host::new(engine(&ALL));
    let mut restored = Host::new(engine(&ALL));
    for event in events("late-parcel.ndjson").into_iter().chain(events("eu261.ndjson")) {
        let account = event.subject().to_owned();
        whole.event(event.clone());
        restored.event(event);
        if let Some(known) = restored.desk.account(&account) {
            let stored = serde_json::to_string(known).unwrap();
            let back: Account = serde_json::from_str(&stored).unwrap();
            restored.desk.insert(back);
        }
    }
    assert_eq!(whole.records, restored.records);
}

#[test]
fn an_unrelated_playbook_changes_nothing() {
    let mut alone = Host::new(engine(&["late-parcel.yaml"]));
    let mut among = Host::new(engine(&ALL));
    for event in events("late-parcel.ndjson") {
        let (a, b) = (alone.event(event.clone()), among.event(event));
        assert_eq!(a, b);
    }
    assert_eq!(alone.records, among.records);
}

#[test]
fn an_unknown_event_changes_nothing() {
    let mut host = Host::new(engine(&ALL));
    let known = events("late-parcel.ndjson").remove(1);
    host.event(known.clone());
    let before = host.desk.account(known.subject()).cloned();
    let unknown = amends::Event::new("x", "s", "weather.changed", known.subject(), known.time()).with("order", "A1");
    let decision = host.handle(known.subject(), unknown, known.time());
    assert_eq!((decision.outcome.code(), decision.record), ("unknown_event", None));
    assert_eq!(host.desk.account(known.subject()).cloned(), before);
}

#[test]
fn a_case_that_goes_round_for_ever_stays_small() {
    let text = "playbook: round\nversion: 1\nevents: { e: [], over: [] }\ntriggers: { t: { upon: e } }\nstates:\n\
        \x20 a: { do: [task: { action: look }], upon: { over: z }, next: b }\n\
        \x20 b: { do: [task: { action: look }], upon: { over: z }, next: a }\n  z: { end: done }\n";
    let compiled = amends::compile([amends::Source::new("round.yaml", text)]);
    let engine = amends::Engine::new(compiled.finish().unwrap()).unwrap();
    let mut account = Account::new("ana", Secret::new([7; 32]));
    let time: amends::Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let event = amends::Event::new("1", "shop", "e", "ana", time);
    let mut step = engine.handle(&mut account, event, time.utc()).unwrap().steps.remove(0).id;
    let mut before = step;
    let mut sizes = Vec::new();
    for round in 0..1500 {
        before = step;
        let decision = engine.handle(&mut account, amends::Receipt::done(step), time.utc()).unwrap();
        step = decision.steps.first().unwrap().id;
        if round % 500 == 499 {
            sizes.push(serde_json::to_string(&account).unwrap().len());
        }
    }
    assert!(sizes[1] < sizes[0] + sizes[0] / 20 && sizes[2] < sizes[0] + sizes[0] / 20, "{sizes:?}");
    let again = engine.handle(&mut account, amends::Receipt::done(before), time.utc()).unwrap();
    assert_eq!(again.outcome.code(), "duplicate");
}

const PERSONAL: &str = r#"
playbook: p
version: 1
facts:
  who: { type: text, personal: true }
  income: { type: money, currency: GBP, personal: true }
  born: { type: date, personal: true }
  copy: { type: text, default: "-" }
  greeting: { type: text, default: "-" }
  wide: { type: text, personal: true, default: "-" }
derive:
  half: income * 0.5
events: { e: { carries: [who, income, born], may_carry: [wide] } }
triggers: { t: { upon: e, set: { copy: who } } }
states:
  a:
    do:
      - set: { greeting: copy }
      - set: { greeting: copy }
      - notice: { message: m, to: team, with: { greeting }, within: "plus_days(born, 1)" }
      - compensation: { amount: half, disputed: { amount: income, because: "{income} for {copy}" }, once: [who], because: "{greeting} {amount}" }
    upon: { step.failed: z }
    after: { 1d: z }
  z: { end: done }
messages: { m: { en: "Dear {greeting}, by {due}" } }
"#;

const OTHER: &str = r#"
playbook: q
version: 1
events: { e: [] }
triggers: { t: { upon: e } }
states: { a: { after: { 1d: z } }, z: { end: done } }
"#;

#[test]
fn what_rests_on_a_personal_fact_is_personal() {
    let house = amends::compile([amends::Source::new("p.yaml", PERSONAL)]).finish().unwrap();
    let engine = amends::Engine::new(house).unwrap();
    let time: amends::Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let event = amends::Event::new("1", "s", "e", "one", time).with("who", "Ana Lopez");
    let event = event.with("income", "734.00 GBP").with("born", "1971-05-06");
    let mut account = Account::new("one", [7; 32]);
    let decision = engine.handle(&mut account, event, time.utc()).unwrap();
    assert_eq!(decision.steps.len(), 2, "{decision:#?}");
    let record = decision.record.unwrap();
    for secret in ["Ana", "734.", "367.", "1971-", "05-0"] {
        assert!(!record.line().contains(secret), "{secret} stands in {record}");
    }
    let mut paths: Vec<_> = decision.personal.iter().map(|personal| &personal.path).collect();
    paths.sort();
    let all = paths.len();
    paths.dedup();
    assert_eq!(paths.len(), all, "a path comes twice");
    // What is paid for is no digest that anybody can compute from a name.
    let mut other = Account::new("one", [8; 32]);
    let event = amends::Event::new("1", "s", "e", "one", time).with("who", "Ana Lopez");
    let event = event.with("income", "734.00 GBP").with("born", "1971-05-06");
    let again = engine.handle(&mut other, event, time.utc()).unwrap();
    assert_ne!(again.steps[1].pays, decision.steps[1].pays);
}

#[test]
fn personal_data_of_another_kind_replay_too() {
    let sources = [amends::Source::new("p.yaml", PERSONAL), amends::Source::new("q.yaml", OTHER)];
    let engine = amends::Engine::new(amends::compile(sources).finish().unwrap()).unwrap();
    for (id, wide) in ["[1,2]", "{\"a\":1}", "1e400", "0.5", "7", "true", "null", "\"x\""].iter().enumerate() {
        let event = amends::Event::from_json(&format!(
            r#"{{"id":"{id}","source":"s","type":"e","subject":"one","time":"2026-03-02T09:00:00Z",
            "data":{{"who":"Ana","income":"1.00 GBP","born":"1971-05-06","wide":{wide}}}}}"#
        ));
        let event = event.unwrap();
        let mut account = Account::new("one", [7; 32]);
        let now = event.time().utc();
        let decision = engine.handle(&mut account, event, now).unwrap();
        let record = decision.record.unwrap();
        let personal = |_: u64, path: &str| {
            decision.personal.iter().find(|personal| personal.path == path).map(|personal| personal.value.clone())
        };
        let replayed = replay(&engine, "one", Secret::new([7; 32]), [record.line()], personal);
        assert_eq!(replayed.unwrap_or_else(|e| panic!("{wide}: {e} {:#?}", e.difference())).account, account);
    }
}

#[test]
fn the_reason_why_a_promise_is_waived_has_its_placeholders_filled_in() {
    let text = "playbook: p\nversion: 1
facts: { days: int, name: { type: text, personal: true } }
derive: { twice: days * 2 }
events: { e: [days, name] }
triggers: { t: { upon: e } }
states:
  a:
    do:
      - promise: { as: call, message: m, by: 1d }
      - { waive: call, because: 'after {twice} days {name} gave up on {case}' }
    next: z
  z: { end: done }
messages: { m: { en: 'We call you by {by}.' } }
";
    let compiled = amends::compile([amends::Source::new("p.yaml", text)]);
    let mut host = Host::new(amends::Engine::new(compiled.finish().unwrap()).unwrap());
    let time: amends::Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let event = amends::Event::new("1", "shop", "e", "ana", time).with("days", 3).with("name", "Ana");
    assert_eq!(host.handle("ana", event, time).outcome.code(), "applied");
    let line = &host.records["ana"][0];
    assert!(line.contains(r#""because":"after 6 days {name} gave up on p""#), "{line}");
    assert!(!line.contains("Ana"), "{line}");
}

#[test]
fn numbers_keep_their_digits_in_records() {
    let text = "playbook: p\nversion: 1\nfacts: { x: decimal }\nevents: { e: [x] }\ntriggers: { t: { upon: e } }\n\
        states: { a: { after: { 1d: z } }, z: { end: done } }\n";
    let compiled = amends::compile([amends::Source::new("p.yaml", text)]);
    let engine = amends::Engine::new(compiled.finish().unwrap()).unwrap();
    for (written, shown) in [
        ("0", "0"),
        ("-7", "-7"),
        ("-0", r#"{"number":"-0"}"#),
        ("9007199254740991", "9007199254740991"),
        ("-9007199254740991", "-9007199254740991"),
        ("9007199254740992", r#"{"number":"9007199254740992"}"#),
        ("1.50", r#"{"number":"1.50"}"#),
        ("1e2", r#"{"number":"1e2"}"#),
    ] {
        let event = amends::Event::from_json(&format!(
            r#"{{"id":"1","source":"s","type":"e","subject":"one","time":"2026-03-02T09:00:00Z","data":{{"x":{written}}}}}"#
        ));
        let (event, mut account) = (event.unwrap(), Account::new("one", [7; 32]));
        let now = event.time().utc();
        let record = engine.handle(&mut account, event, now).unwrap().record.unwrap();
        assert!(record.line().contains(&format!(r#""data":{{"x":{shown}}}"#)), "{written}: {record}");
        let replayed = replay(&engine, "one", Secret::new([7; 32]), [record.line()], |_, _| None).unwrap();
        assert_eq!(replayed.account, account, "{written}");
    }
}

#[test]
fn the_part_in_which_an_account_departs_from_its_records_is_named() {
    let text = "playbook: p\nversion: 1\nfacts: { x: int }\nevents: { e: [x] }\ntriggers: { t: { upon: e } }\n\
        states: { a: { after: { 1d: z, 2d: z } }, z: { end: done } }\n";
    let compiled = amends::compile([amends::Source::new("p.yaml", text)]);
    let engine = amends::Engine::new(compiled.finish().unwrap()).unwrap();
    let event = r#"{"id":"1","source":"s","type":"e","subject":"one","time":"2026-03-02T09:00:00Z","data":{"x":1}}"#;
    let (event, mut account) = (amends::Event::from_json(event).unwrap(), Account::new("one", [7; 32]));
    let now = event.time().utc();
    let record = engine.handle(&mut account, event, now).unwrap().record.unwrap();
    let stored = serde_json::to_string(&account).unwrap();
    for (edits, part) in [
        (&[][..], None),
        (&[("2026-03-03T", "2026-03-30T")], Some("cases[0].timers[0].at")),
        // The second of a list.
        (&[("2026-03-04T", "2026-03-30T")], Some("cases[0].timers[1].at")),
        // What the records lead to has no such key.
        (&[(r#""key":"#, r#""incident":"storm","key":"#)], Some("cases[0].incident")),
        // The first of two, in order of the keys.
        (&[("2026-03-04T", "2026-03-30T"), (r#"{"int":1}"#, r#"{"int":2}"#)], Some("cases[0].facts[0][1].int")),
        // A list that is shorter has no part that differs.
        (&[(r#"[["x",{"int":1}]]"#, "[]")], Some("cases[0].facts")),
    ] {
        let mut bent = stored.clone();
        for (from, to) in edits {
            assert!(bent.contains(from), "{from}: {bent}");
            bent = bent.replace(from, to);
        }
        let bent: Account = serde_json::from_str(&bent).unwrap();
        let verified = verify_account(&engine, &bent, [record.line()], |_, _| None);
        assert_eq!(verified.as_ref().err().and_then(|error| error.departure()), part, "{edits:?}: {verified:?}");
        assert_eq!(verified.is_ok(), part.is_none(), "{edits:?}");
    }
}
