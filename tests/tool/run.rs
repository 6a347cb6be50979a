//! `run`: steps, receipts, what is refused, the summary.

use std::collections::BTreeMap;
use std::fs;

use amends::Money;
use serde_json::Value;

use crate::program::{arg, folder, json_lines, number, playbook, playbook_fed};

/// The keys that every step has, and those that it may have.
const ALWAYS: [&str; 9] = ["account", "case", "playbook", "state", "step", "name", "kind", "at", "due"];
const SOMETIMES: [&str; 19] = [
    "amount",
    "pays",
    "to",
    "channel",
    "chosen",
    "not_before",
    "message",
    "text",
    "locale",
    "action",
    "asks",
    "ground",
    "because",
    "with",
    "attempt",
    "disputed",
    "form",
    "refer",
    "reverses",
];

fn events(name: &str) -> String {
    format!("examples/events/{name}.ndjson")
}

#[test]
fn steps_have_their_keys_and_sum_up_to_the_summary() {
    let folder = folder("steps");
    for name in ["eu261", "uk261", "late-parcel"] {
        let steps = folder.join(name);
        let playbook_file = format!("playbooks/{name}.yaml");
        let policy = "playbooks/policy.yaml";
        let ran = playbook(&["run", &playbook_file, policy, "--events", &events(name), "--steps", arg(&steps)]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        let mut money: BTreeMap<String, Money> = BTreeMap::new();
        for (line, step) in fs::read_to_string(&steps).unwrap().lines().zip(json_lines(&steps)) {
            let keys = step.as_object().unwrap();
            assert!(ALWAYS.iter().all(|key| keys.contains_key(*key)), "{line}");
            assert!(
                keys.keys().all(|key| ALWAYS.contains(&key.as_str()) || SOMETIMES.contains(&key.as_str())),
                "{line}"
            );
            let places: Vec<_> = ALWAYS.iter().map(|key| line.find(&format!("\"{key}\":")).unwrap()).collect();
            assert!(places.is_sorted(), "{line}");
            let version = if name == "late-parcel" { 3 } else { 1 };
            assert_eq!(step["playbook"], format!("{name}@{version}"));
            assert_eq!(step["step"].as_str().unwrap().len(), 32);
            *kinds.entry(step["kind"].as_str().unwrap().to_owned()).or_default() += 1;
            if step["kind"] == "compensation" {
                let amount: Money = step["amount"].as_str().unwrap().parse().unwrap();
                assert!(step["pays"].is_string() && step["because"].is_string(), "{line}");
                let sum = money.entry(amount.currency().to_string()).or_insert(Money::new(0.into(), amount.currency()));
                *sum = sum.checked_add(amount).unwrap().unwrap();
            }
        }
        assert_eq!(number(&ran.out, "steps"), kinds.values().sum::<u64>(), "{}", ran.out);
        for (kind, count) in kinds {
            assert_eq!(number(&ran.out, &kind), count, "{}", ran.out);
        }
        for (currency, sum) in money {
            let row = ran.out.lines().find(|line| line.trim_start().starts_with(&currency)).unwrap();
            let columns: Vec<_> = row.split_whitespace().map(|cell| cell.replace(',', "")).collect();
            let sum = sum.to_string();
            let sum = sum.split(' ').next().unwrap();
            assert_eq!((columns[2].as_str(), columns[3].as_str()), (sum, sum), "asked and done: {row}");
        }
    }
}

#[test]
fn every_account_is_asked_what_the_tables_owe() {
    let folder = folder("owed");
    let names = ["cloud-credit", "delay-repay", "eu-rail", "eu261", "uk261", "us-denied-boarding", "us-refund"];
    for name in names {
        let table = format!("tests/data/{name}.tsv");
        let mut owed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in fs::read_to_string(table).unwrap().lines().skip(1) {
            let columns: Vec<_> = row.split('\t').collect();
            let amounts = columns[3].split("; ").filter_map(|item| item.strip_prefix("compensation "));
            owed.entry(columns[0].to_owned()).or_default().extend(amounts.map(str::to_owned));
        }
        let steps = folder.join(name);
        // All at once: none pays what another owes.
        let ran = playbook(&["run", "playbooks", "--events", &events(name), "--steps", arg(&steps)]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let mut asked: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for step in json_lines(&steps).iter().filter(|step| step["kind"] == "compensation") {
            let account = step["account"].as_str().unwrap().to_owned();
            asked.entry(account).or_default().push(step["amount"].as_str().unwrap().to_owned());
        }
        for (account, amounts) in owed {
            let is_other = account.contains("-is-not-ours") || account.contains("-missing-is-eu");
            if !is_other {
                assert_eq!(asked.remove(&account).unwrap_or_default(), amounts, "{account}");
            }
        }
    }
}

#[test]
fn receipts_of_the_file_by_name() {
    let folder = folder("receipts");
    let steps = folder.join("steps");
    let rejected = folder.join("rejected");
    let args = ["--receipts", "none", "--steps", arg(&steps), "--rejected", arg(&rejected)];
    let file = events("eu261-receipts");
    let ran = playbook(&[&["run", "playbooks/eu261.yaml", "--events", &file], &args[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(number(&ran.out, "receipts in the file"), 34);
    assert_eq!(fs::read_to_string(&rejected).unwrap(), "", "every receipt finds its step");
    let payments = |account: &str| {
        let steps = json_lines(&steps);
        let of_account = steps.iter().filter(|step| step["account"] == account && step["name"] == "payment");
        of_account.map(|step| step["pays"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // It came back after it was done, and is paid once more under the same key.
    let twice = payments("half-paid-then-came-back");
    assert!(twice.len() == 2 && twice[0] == twice[1], "{twice:?}");
    assert_eq!(payments("payment-failed-three-times").len(), 3);
    assert_eq!(payments("payment-overdue").len(), 1);
    assert_eq!(
        number(&ran.out, "unresolved") + number(&ran.out, "compensated") + number(&ran.out, "handled-by-a-person"),
        7
    );

    let file = events("late-parcel-receipts");
    let ran = playbook(&[&["run", "playbooks", "--events", &file], &args[..]].concat());
    assert_eq!(ran.code, 0, "a refused line is no failure: {}", ran.err);
    assert!(ran.err.contains("line 10: unknown_step: `apologise.gift` of `no-such-step`"), "{}", ran.err);
    let refused = json_lines(&rejected);
    assert_eq!(refused.len(), 1);
    assert_eq!((&refused[0]["line"], &refused[0]["code"]), (&Value::from(10), &Value::from("unknown_step")));
    assert_eq!(number(&ran.out, "unknown_step"), 1);
}

#[test]
fn refused_events_with_every_reason() {
    let folder = folder("rejected");
    let rejected = folder.join("rejected");
    let ran = playbook(&["run", "playbooks/eu261.yaml", "--events", &events("eu261"), "--rejected", arg(&rejected)]);
    let refused = json_lines(&rejected);
    assert_eq!(number(&ran.out, "rejected"), refused.len() as u64);
    for line in &refused {
        assert_eq!(line["code"], "rejected");
        assert!(line["subject"].is_string() && line["id"].is_string() && line["type"].is_string());
        assert!(!line["reasons"].as_array().unwrap().is_empty() && line["source"] == "examples/eu261", "{line}");
    }
    // Two faults of one event are both told.
    let event = r#"{"id":"1","source":"s","type":"flight.arrived","subject":"a","time":"2026-01-01T00:00:00Z","data":{"distance_km":-1,"intra_eu":"no","arrival_delay":"PT4H"}}"#;
    let args = ["run", "playbooks/eu261.yaml", "--events", "-", "--rejected", arg(&rejected)];
    let ran = playbook_fed(&args, event.as_bytes());
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.starts_with("line 1: rejected: `flight.arrived` of `a`: eu261: `distance_km`: out of range"),
        "{}",
        ran.err
    );
    let refused = json_lines(&rejected);
    let facts: Vec<_> = refused[0]["faults"].as_array().unwrap().iter().map(|fault| fault["fact"].clone()).collect();
    assert_eq!(facts, ["distance_km", "intra_eu"]);
    // So is a type that nobody declares, which may be misspelt.
    assert_eq!(playbook_fed(&args, event.replace("flight.arrived", "flihgt.arrived").as_bytes()).code, 0);
    let refused = json_lines(&rejected);
    assert_eq!((&refused[0]["code"], &refused[0]["type"]), (&"unknown_event".into(), &"flihgt.arrived".into()));
}

#[test]
fn data_that_no_playbook_declares_are_counted() {
    let event = |id: &str, data: &str| {
        format!(
            r#"{{"id":"{id}","source":"s","type":"flight.arrived","subject":"{id}","time":"2026-01-01T00:00:00Z","data":{{"distance_km":900,"intra_eu":true,"arrival_delay":"PT4H"{data}}}}}"#
        )
    };
    let lines =
        [event("1", r#","carrier":"X","extra_ordinary":true"#), event("2", r#","carrier":"Y""#), event("3", "")];
    let ran = playbook_fed(&["run", "playbooks", "--events", "-"], lines.join("\n").as_bytes());
    let (_, ignored) = ran.out.split_once("data that no playbook declares, which were ignored\n").unwrap();
    assert!(ignored.starts_with("  2  flight.arrived: carrier\n  1  flight.arrived: extra_ordinary\n"), "{ignored}");
    assert!(!playbook_fed(&["run", "playbooks", "--events", "-"], lines[2].as_bytes()).out.contains("ignored"));
    let ran = playbook_fed(&["why", "playbooks", "--events", "-", "--event", "1"], lines.join("\n").as_bytes());
    assert!(ran.out.contains("which are ignored: `carrier`, `extra_ordinary`"), "{}", ran.out);
}

#[test]
fn a_line_of_no_use_is_named_and_the_rest_goes_on() {
    let good = |id: &str| {
        format!(
            r#"{{"id":"{id}","source":"s","type":"flight.arrived","subject":"{id}","time":"2026-01-01T00:00:00Z","data":{{"distance_km":900,"intra_eu":true,"arrival_delay":"PT4H"}}}}"#
        )
    };
    let long = format!(r#"{{"id":"{}"}}"#, "x".repeat(2 << 20));
    let lines: Vec<(Vec<u8>, Option<&str>)> = vec![
        (format!("\u{feff}{}\r", good("first")).into_bytes(), None),
        (b"not json".to_vec(), Some("not_json")),
        (b"   ".to_vec(), None),
        (b"[1, 2]".to_vec(), Some("not_json")),
        (b"{\"id\": \"\xff\"}".to_vec(), Some("not_utf8")),
        (br#"{"id":"7","source":"s","type":"t","subject":"a"}"#.to_vec(), Some("missing_attribute")),
        (br#"{"receipt":{"account":"first","step":"payment"}}"#.to_vec(), Some("bad_receipt")),
        (br#"{"receipt":{"account":"first","step":"payment","done":false}}"#.to_vec(), Some("bad_receipt")),
        (br#"{"receipt":{"account":"first","step":"payment","done":true,"failed":"x"}}"#.to_vec(), Some("bad_receipt")),
        (br#"{"receipt":{"account":"first","step":"payment","done":true,"att":"x"}}"#.to_vec(), Some("bad_receipt")),
        (br#"{"receipt":{"account":"first","step":"payment","done":true,"at":"today"}}"#.to_vec(), Some("bad_receipt")),
        (br#"{"receipt":{"account":"nobody","step":"payment","done":true}}"#.to_vec(), Some("unknown_step")),
        (
            br#"{"receipt":{"account":"first","step":"00112233445566778899aabbccddeeff","done":true}}"#.to_vec(),
            Some("unknown_step"),
        ),
        (br#"{"wake":"soon"}"#.to_vec(), Some("bad_wake")),
        (br#"{"wake":"2026-01-01T00:00:00Z","and":1}"#.to_vec(), Some("bad_wake")),
        (long.into_bytes(), Some("too_large")),
        (good("last").into_bytes(), None),
    ];
    let folder = folder("bad_lines");
    let (rejected, steps) = (folder.join("rejected"), folder.join("steps"));
    let input = lines.iter().map(|(line, _)| line.as_slice()).collect::<Vec<_>>().join(&b'\n');
    let args = ["run", "playbooks/eu261.yaml", "--events", "-", "--rejected", arg(&rejected), "--steps", arg(&steps)];
    let ran = playbook_fed(&args, &input);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected: Vec<_> = (1..).zip(&lines).filter_map(|(at, (_, code))| Some((at, (*code)?.to_owned()))).collect();
    let refused = json_lines(&rejected);
    let found = refused.iter().map(|line| (line["line"].as_u64().unwrap(), line["code"].as_str().unwrap().to_owned()));
    assert_eq!(found.collect::<Vec<(u64, _)>>(), expected);
    for (line, code) in expected.iter().take(10) {
        assert!(ran.err.contains(&format!("line {line}: {code}: ")), "{}", ran.err);
    }
    assert!(ran.err.contains("more"), "{}", ran.err);
    let accounts: Vec<_> = json_lines(&steps).iter().map(|step| step["account"].clone()).collect();
    assert!(accounts.contains(&"first".into()) && accounts.contains(&"last".into()));
    assert_eq!(number(&ran.out, "events"), 2);
}

#[test]
fn what_customers_write_is_never_obeyed() {
    let folder = folder("escapes");
    let (steps, rejected) = (folder.join("steps"), folder.join("rejected"));
    let name = r"\u001b]0;owned\u0007\u202e\u009b31m";
    let event = format!(
        r#"{{"id":"{name}","source":"s","type":"parcel.late","subject":"{name}","time":"2026-01-01T00:00:00Z","data":{{"order":"{name}","days_late":2,"order_total":"9.00 GBP","first_name":"{name}"}}}}"#
    );
    let receipt = format!(r#"{{"receipt":{{"account":"{name}","step":"{name}","done":true}}}}"#);
    let args = ["run", "playbooks", "--events", "-", "--steps", arg(&steps), "--rejected", arg(&rejected)];
    let ran = playbook_fed(&args, format!("{event}\n{receipt}\n{{\"\u{1b}[2J").as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let written =
        [ran.out, ran.err.clone(), fs::read_to_string(&steps).unwrap(), fs::read_to_string(&rejected).unwrap()];
    for text in written {
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{text:?}");
    }
    assert!(ran.err.contains("line 2: unknown_step: `\\u{1b}]0;owned"), "{}", ran.err);
    let first = &json_lines(&steps)[0];
    assert_eq!(first["account"], "\u{1b}]0;owned\u{7}\u{202e}\u{9b}31m", "the data are whole");
}

#[test]
fn no_file_is_overwritten_that_is_read_or_written() {
    let folder = folder("overwrite");
    let input = folder.join("events");
    fs::copy(events("eu261"), &input).unwrap();
    let out = folder.join("out");
    for extra in [["--steps", arg(&input), "--audit", arg(&out)], ["--steps", arg(&out), "--audit", arg(&out)]] {
        let ran = playbook(&[&["run", "playbooks/eu261.yaml", "--events", arg(&input)], &extra[..]].concat());
        assert_eq!(ran.code, 2, "{}", ran.err);
    }
    assert_eq!(fs::read(&input).unwrap(), fs::read(events("eu261")).unwrap());
    assert!(!out.exists());
}
