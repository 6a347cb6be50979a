//! Virtual time: when timers fire, and in which order.

use std::fs;

use crate::program::{arg, folder, json_lines, number, playbook_fed};

/// A case waits a day, or ten hours, then tells; an answer before that ends it.
const WAITS: &str = "
playbook: waits
version: 1
facts: { hours: int, text: text }
events: { begin: [hours], answer: [text] }
triggers:
  short: { upon: begin, when: hours == 10, go: short }
  long:  { upon: begin, go: long }
states:
  short: { upon: { answer: heard }, after: { 10h: late } }
  long:  { upon: { answer: heard }, after: { 24h: late } }
  heard: { do: [ notice: { message: heard } ], next: done }
  late:  { do: [ notice: { message: late } ], next: done }
  done:  { end: done }
messages:
  heard: { en: heard }
  late:  { en: late }
";

fn begin(account: &str, time: &str, hours: u32) -> String {
    format!(
        r#"{{"id":"b-{account}","source":"s","type":"begin","subject":"{account}","time":"{time}","data":{{"hours":{hours}}}}}"#
    )
}

fn answer(account: &str, time: &str) -> String {
    format!(
        r#"{{"id":"a-{account}","source":"s","type":"answer","subject":"{account}","time":"{time}","data":{{"text":"x"}}}}"#
    )
}

/// Each line: account, time, message of the steps that came out, in order.
fn check(name: &str, lines: &[String], extra: &[&str], expected: &[(&str, &str, &str)]) -> String {
    let folder = folder(&format!("clock-{name}"));
    let (file, steps) = (folder.join("waits.yaml"), folder.join("steps"));
    fs::write(&file, WAITS).unwrap();
    let args = [&["run", arg(&file), "--events", "-", "--steps", arg(&steps)], extra].concat();
    let ran = playbook_fed(&args, lines.join("\n").as_bytes());
    assert_eq!(ran.code, 0, "{name}: {}", ran.err);
    let steps = json_lines(&steps);
    let text = |step: &serde_json::Value, key: &str| step[key].as_str().unwrap().to_owned();
    let found: Vec<_> = steps.iter().map(|s| (text(s, "account"), text(s, "at"), text(s, "message"))).collect();
    let found: Vec<_> = found.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    assert_eq!(found, expected, "{name}");
    ran.out
}

#[test]
fn timers_fire_before_the_line_that_is_later_in_order_of_deadline_then_account() {
    let lines = [
        begin("b", "2026-01-01T00:00:00Z", 24),
        begin("c", "2026-01-01T14:00:00Z", 10),
        begin("a", "2026-01-01T00:00:00Z", 24),
        begin("d", "2026-01-01T03:00:00Z", 10),
        begin("z", "2026-01-03T00:00:00Z", 10),
    ];
    // c began when the clock stood at 14:00, and d, told later, at its own time all the same: its timer was due by then.
    let expected = [
        ("d", "2026-01-01T13:00:00Z", "late"),
        ("a", "2026-01-02T00:00:00Z", "late"),
        ("b", "2026-01-02T00:00:00Z", "late"),
        ("c", "2026-01-02T00:00:00Z", "late"),
    ];
    let out = check("order", &lines, &[], &expected);
    assert_eq!(number(&out, "timers woken"), 4);
    assert_eq!(number(&out, "cases still open"), 1);
}

#[test]
fn an_answer_at_the_very_deadline_is_in_time() {
    let at = "2026-01-01T10:00:00Z";
    let start = "2026-01-01T00:00:00Z";
    let both = [("asked", at, "heard"), ("too", at, "heard"), ("silent", at, "late")];
    let lines = [
        begin("asked", start, 10),
        begin("silent", start, 10),
        begin("too", start, 10),
        answer("asked", at),
        answer("too", at),
    ];
    check("deadline", &lines, &[], &both);
    let late = [("asked", "2026-01-01T10:00:00Z", "late")];
    let lines = [begin("asked", "2026-01-01T00:00:00Z", 10), answer("asked", "2026-01-01T10:00:01Z")];
    check("after-deadline", &lines, &[], &late);
}

#[test]
fn wakes_and_until_go_on() {
    let start = "2026-01-01T00:00:00Z";
    let late = [("a", "2026-01-01T10:00:00Z", "late")];
    check("nothing-later", &[begin("a", start, 10)], &[], &[]);
    check("wake-before", &[begin("a", start, 10), r#"{"wake":"2026-01-01T09:59:59Z"}"#.to_owned()], &[], &[]);
    check("wake-at", &[begin("a", start, 10), r#"{"wake":"2026-01-01T10:00:00Z"}"#.to_owned()], &[], &late);
    check("until-before", &[begin("a", start, 10)], &["--until", "2026-01-01T09:59:59Z"], &[]);
    check("until", &[begin("a", start, 10)], &["--until", "2026-01-01T11:00:00+01:00"], &late);
}

#[test]
fn a_receipt_without_a_time_comes_at_the_latest() {
    let lines = [
        begin("a", "2026-01-01T00:00:00Z", 10),
        begin("b", "2026-01-01T08:00:00Z", 10),
        answer("a", "2026-01-01T05:00:00Z"),
        r#"{"receipt":{"account":"a","step":"heard.notice","done":true}}"#.to_owned(),
        r#"{"receipt":{"account":"a","step":"heard.notice","done":true,"at":"2026-01-01T06:00:00Z"}}"#.to_owned(),
    ];
    let expected = [("a", "2026-01-01T05:00:00Z", "heard")];
    let out = check("receipt", &lines, &["--receipts", "none"], &expected);
    assert_eq!((number(&out, "cases ended"), number(&out, "unknown_step")), (1, 1));
}

#[test]
fn a_playbook_that_asks_for_steps_without_end_is_a_failure() {
    let folder = folder("clock-endless");
    let file = folder.join("endless.yaml");
    let text = "
playbook: endless
version: 1
events: { begin: [] }
triggers: { t: { upon: begin } }
states:
  a: { do: [ notice: { message: x } ], next: b }
  b: { do: [ notice: { message: x } ], next: a, after: { 1d: z } }
  z: { end: done }
messages: { x: { en: x } }
";
    fs::write(&file, text).unwrap();
    let event = r#"{"id":"1","source":"s","type":"begin","subject":"a","time":"2026-01-01T00:00:00Z"}"#;
    let ran = playbook_fed(&["run", arg(&file), "--events", "-"], event.as_bytes());
    assert_eq!(ran.code, 1, "{}\n{}", ran.out, ran.err);
    assert!(ran.err.contains("without end"), "{}", ran.err);
}
