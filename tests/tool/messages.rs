//! Messages and promises: what waits for the morning goes out then, and is counted.

use std::fs;

use serde_json::Value;

use crate::program::{arg, folder, json_lines, number, playbook_fed};

const PLAYBOOK: &str = "
playbook: late
version: 1
owner: care
key: [order]
customer: { channel: likes }
facts: { order: text, likes: text }
events: { parcel.late: { carries: [order], may_carry: [likes] }, parcel.found: [order] }
triggers: { late: { upon: parcel.late } }
states:
  sorry:
    do: [apology: { message: sorry, within: 1d }]
    upon: { step.failed: end, step.overdue: end }
    next: calling
  calling:
    do: [promise: { as: call, message: call, by: 3d }]
    upon: { promise.broken: { stay: true }, parcel.found: { stay: true, do: [{ waive: call, because: it was found }] }, step.failed: end }
    after: { 9d: end }
    next: end
  end: { end: recovered }
messages: { sorry: { en: We are sorry. }, call: { en: We call you. } }
";

const POLICY: &str = "
policy: house
zone: Europe/London
calendars: { office: { hours: { mon-fri: '09:00-17:30' } } }
channels: { email: {}, sms: { quiet: '21:00-08:00' }, phone: { calendar: office } }
contact: { order: [preferred, sms, phone], at_most: 5 per 24h }
";

fn event(id: &str, kind: &str, order: &str, time: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","source":"s","type":"{kind}","subject":"{order}","time":"{time}","data":{{"order":"{order}"{more}}}}}"#
    )
}

/// Runs the lines; gives what is printed and the steps.
fn run(name: &str, lines: &[String], extra: &[&str]) -> (String, Vec<Value>) {
    let folder = folder(&format!("messages-{name}"));
    let steps = folder.join("steps");
    for (file, text) in [("late.yaml", PLAYBOOK), ("policy.yaml", POLICY)] {
        fs::write(folder.join(file), text).unwrap();
    }
    let args = [&["run", arg(&folder), "--events", "-", "--steps", arg(&steps)], extra].concat();
    let ran = playbook_fed(&args, lines.join("\n").as_bytes());
    assert_eq!(ran.code, 0, "{name}: {}", ran.err);
    (ran.out, json_lines(&steps))
}

fn evening() -> Vec<String> {
    vec![
        // Friday evening, London: an apology at once, one in the morning.
        event("1", "parcel.late", "A", "2026-03-27T22:30:00Z", r#","likes":"email""#),
        event("2", "parcel.late", "B", "2026-03-27T22:31:00Z", ""),
    ]
}

#[test]
fn what_is_held_back_goes_out_when_it_may() {
    let (out, steps) = run("held", &evening(), &["--until", "2026-03-28T12:00:00Z"]);
    let told = |step: &Value| {
        let text = |key: &str| step[key].as_str().unwrap_or("-").to_owned();
        format!(
            "{} {} {} {} {} {}",
            text("account"),
            text("kind"),
            text("at"),
            text("channel"),
            text("chosen"),
            text("not_before")
        )
    };
    // The promise of B follows its apology, which goes out at eight.
    assert_eq!(
        steps.iter().map(told).collect::<Vec<_>>(),
        [
            "A apology 2026-03-27T22:30:00Z email preferred -",
            "A promise 2026-03-27T22:30:00Z email preferred -",
            "B apology 2026-03-27T22:31:00Z sms quiet 2026-03-28T08:00:00Z",
            "B promise 2026-03-28T08:00:00Z sms open -",
        ]
    );
    let expected = [("messages by channel", 4), ("email", 2), ("sms", 2), ("messages held back", 1), ("recovered", 2)];
    for (name, count) in expected {
        assert_eq!(number(&out, name), count, "{name}: {out}");
    }
    // The file ends in the evening: it is kept back still.
    let (out, steps) = run("evening", &evening(), &[]);
    assert_eq!(
        (steps.len(), number(&out, "messages held back"), number(&out, "steps done at once")),
        (3, 1, 2),
        "{out}"
    );
}

#[test]
fn promises_are_counted_by_what_became_of_them() {
    let done = |order: &str, step: &str, time: &str| {
        format!(r#"{{"receipt":{{"account":"{order}","step":"{step}","done":true,"at":"{time}"}}}}"#)
    };
    let failed = |order: &str, time: &str| {
        format!(r#"{{"receipt":{{"account":"{order}","step":"call","failed":"no time","at":"{time}"}}}}"#)
    };
    let mut lines = Vec::new();
    for (at, order) in ["A", "B", "C", "D", "E"].iter().enumerate() {
        lines.push(event(order, "parcel.late", order, &format!("2026-03-25T10:0{at}:00Z"), ""));
        lines.push(done(order, "sorry.apology", "2026-03-25T11:00:00Z"));
    }
    lines.push(done("A", "call", "2026-03-25T12:00:00Z"));
    lines.push(failed("B", "2026-03-25T12:00:00Z"));
    lines.push(event("found", "parcel.found", "C", "2026-03-25T12:00:00Z", ""));
    // D is broken in time, E is still open.
    lines.push(r#"{"wake":"2026-03-28T11:00:00Z"}"#.to_owned());
    lines.push(event("F", "parcel.late", "F", "2026-03-28T12:00:00Z", ""));
    lines.push(done("F", "sorry.apology", "2026-03-28T12:00:00Z"));
    let (out, _) = run("promises", &lines, &["--receipts", "none"]);
    let counts = [("promises made", 6), ("kept", 1), ("broken", 3), ("waived", 1), ("open", 1)];
    for (name, count) in counts {
        assert_eq!(number(&out, name), count, "{name}: {out}");
    }
    let (out, _) = run("promises-json", &lines, &["--receipts", "none", "--format", "json"]);
    let summary: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(summary["promises made"]["count"], 6);
    for (name, count) in &counts[1..] {
        assert_eq!(summary["promises made"]["of"][name], *count, "{out}");
    }
    assert_eq!(summary["messages by channel"]["of"]["sms"], 12);
    assert!(summary["money"].as_array().unwrap().is_empty());
}

/// A run without promises and channels says nothing of them.
#[test]
fn what_there_is_not_is_not_told() {
    let ran = crate::program::playbook(&["run", "playbooks/eu261.yaml", "--events", "examples/events/eu261.ndjson"]);
    assert!(
        !ran.out.contains("promise") && !ran.out.contains("channel") && !ran.out.contains("held back"),
        "{}",
        ran.out
    );
}

/// `why` goes through the channels.
#[test]
fn why_tells_of_every_channel() {
    let folder = folder("messages-why");
    for (file, text) in [("late.yaml", PLAYBOOK), ("policy.yaml", POLICY)] {
        fs::write(folder.join(file), text).unwrap();
    }
    let lines = evening().join("\n");
    let why = |more: &[&str]| {
        let ran =
            playbook_fed(&[&["why", arg(&folder), "--events", "-", "--event", "2"], more].concat(), lines.as_bytes());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let text = why(&[]);
    for line in [
        "  apology `sorry.apology` goes out, not before 2026-03-28T08:00:00Z, due 2026-03-28T22:31:00Z",
        "      the customer's own channel: not known",
        "      channel `sms`: quiet hours until 2026-03-28T08:00:00Z, and chosen",
        "      channel `phone`: closed until 2026-03-30T08:00:00Z",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    let json: Value = serde_json::from_str(&why(&["--format", "json"])).unwrap();
    let text = json.to_string();
    let sms = r#"{"channel":"sms","chosen":true,"not_before":"2026-03-28T08:00:00Z","reason":"quiet"}"#;
    assert!(text.contains(sms), "{text}");
}
