//! `why`: what an event of a file did, or why it did nothing.

use std::fs;

use serde_json::Value;

use crate::program::{arg, folder, json_lines, playbook, playbook_fed};

const EVENTS: &str = "examples/events/eu261.ndjson";

fn why(id: &str, more: &[&str]) -> crate::program::Ran {
    playbook(&[&["why", "playbooks/eu261.yaml", "--events", EVENTS, "--event", id], more].concat())
}

#[test]
fn a_flight_that_got_nothing() {
    let ran = why("eu-arrived-1500km-2h59", &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let expected = "\
line 1: `flight.arrived` of `eu-arrived-1500km-2h59` at 2026-11-02T07:00:00Z, id `eu-arrived-1500km-2h59` of `examples/eu261`
nothing happened: no trigger holds, and no open case could take it (no_trigger)

playbook eu261@1: `flight.arrived`
  trigger `late-arrival`: its condition is false
      when law == 'eu' && arrival_delay >= 3h: no
        law == 'eu': yes (law is eu)
        arrival_delay >= 3h: no (arrival_delay is 2h59m)
  for other events: `cancellation`, `brought-forward`, `denied-boarding`, `late-departure`, `downgrading`
";
    assert_eq!(ran.out, expected);
}

#[test]
fn a_flight_that_got_something() {
    let ran = why("eu-arrived-1500km-3h00", &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for line in [
        "case `eu261/examples%2Feu261/eu-arrived-1500km-3h00` is opened",
        "  trigger `late-arrival`: opens a case",
        "  compensation `payment` goes out with 250.00 EUR",
        "          row 1, distance_km <= 1500: yes (distance_km is 1500)",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
}

#[test]
fn for_tools() {
    let ran = why("eu-arrived-1500km-2h59", &["--format", "json"]);
    let answers: Value = serde_json::from_str(&ran.out).unwrap();
    let answer = &answers[0];
    assert_eq!((answers.as_array().unwrap().len(), &answer["line"]), (1, &Value::from(1)));
    assert_eq!(answer["event"]["type"], "flight.arrived");
    assert_eq!(answer["explanation"]["outcome"], "no_trigger");
    assert_eq!(answer["explanation"]["selections"][0]["candidates"][0]["fate"], "condition_false");
    assert_eq!(why("nobody", &["--format", "json"]).out, "[]\n");
}

#[test]
fn an_unknown_id_leads_to_the_nearest() {
    let ran = why("eu-arrived-1500km-2h58", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let (said, nearest) = ran.err.split_once('\n').unwrap();
    assert_eq!(said, "no event has the id `eu-arrived-1500km-2h58`");
    assert!(nearest.starts_with("the nearest are `eu-arrived-1500km-2h59`, "), "{nearest}");
}

/// Two sources use one id, an event comes again, a line is broken, data are refused, a receipt comes.
#[test]
fn every_line_with_the_id_is_told_of() {
    let event = |source: &str, days: &str| {
        format!(
            r#"{{"id":"7","source":"{source}","type":"parcel.late","subject":"ana","time":"2026-03-02T09:00:00Z","data":{{"order":"A1","days_late":{days},"order_total":"40.00 GBP","first_name":"Zachary"}}}}"#
        )
    };
    let no_time = r#"{"id":"7","source":"c","type":"parcel.late","subject":"ana"}"#.to_owned();
    let lines = [event("a", "2"), event("b", "2"), event("a", "2"), no_time, event("c", "9999"), "{".to_owned()];
    let args = ["why", "playbooks/late-parcel.yaml", "playbooks/policy.yaml", "--events", "-", "--event", "7"];
    let ran = playbook_fed(&args, lines.join("\n").as_bytes());
    assert_eq!(ran.code, 0);
    assert!(!ran.err.contains("line "), "other lines that can't be used are not told of: {}", ran.err);
    let told: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("line ")).collect();
    assert_eq!(told.len(), 5, "{}", ran.out);
    for (part, line) in ["of `a`", "of `b`", "of `a`", "can't be used: `time` is missing", "of `c`"].iter().zip(told) {
        assert!(line.ends_with(part), "{line}");
    }
    for part in ["it was handled before (duplicate)", "a case with these key facts is open already", "out of range"] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    assert!(!ran.out.contains("Zachary"), "{}", ran.out);
}

#[test]
fn receipts_are_told_of_by_their_step() {
    let folder = folder("why-step");
    let steps = folder.join("steps");
    let events = "examples/events/late-parcel.ndjson";
    let file = ["playbooks/late-parcel.yaml", "playbooks/policy.yaml", "--events", events];
    assert_eq!(playbook(&[&["run"], &file[..], &["--steps", arg(&steps)]].concat()).code, 0);
    let steps = json_lines(&steps);
    let step =
        steps.iter().find(|step| step["kind"] == "apology" && step["account"] == "still-late-while-we-ask").unwrap();
    let id = step["step"].as_str().unwrap();
    let ran = playbook(&[&["why"], &file[..], &["--step", id]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("receipt for step `apologise.apology` of `still-late-while-we-ask`: it is done"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("  transition `apologise/next`: taken"), "{}", ran.out);
    let none = playbook(&[&["why"], &file[..], &["--step", id, "--receipts", "none"]].concat());
    assert_eq!(none.code, 1);
    assert!(none.err.contains("no receipt came for the step"), "{}", none.err);
}

#[test]
fn personal_values_are_shown_on_request_only() {
    let folder = folder("why-personal");
    let file = folder.join("p.yaml");
    let text = "
playbook: p
version: 1
facts: { age: { type: int, personal: true } }
events: { e: [age] }
triggers: { t: { upon: e, when: age > 70 } }
states:
  a: { after: { 1d: z } }
  z: { end: done }
";
    fs::write(&file, text).unwrap();
    let event = r#"{"id":"1","source":"s","type":"e","subject":"ana","time":"2026-03-02T09:00:00Z","data":{"age":66}}"#;
    let run = |more: &[&str]| {
        let args = [&["why", arg(&file), "--events", "-", "--event", "1"], more].concat();
        playbook_fed(&args, event.as_bytes()).out
    };
    assert!(run(&[]).contains("when age > 70: no (age is hidden)"), "{}", run(&[]));
    assert!(!run(&["--format", "json"]).contains("66"));
    assert!(run(&["--personal"]).contains("when age > 70: no (age is 66)"));
    assert!(run(&["--personal", "--format", "json"]).contains("66"));
}
