//! A Friday evening, with clocks that go forward on Sunday: money that waits for approval, commands that are denied, a
//! promise that is broken on Monday, and what the records say of it all.

use serde_json::{Value, json};

use crate::program::{arg, folder, json_lines, number, playbook};

const HOUSE: [&str; 2] = ["playbooks/late-parcel.yaml", "playbooks/policy.yaml"];
const EVENTS: &str = "examples/events/friday.ndjson";

fn run(extra: &[&str]) -> String {
    let mut args = vec!["run", HOUSE[0], HOUSE[1], "--events", EVENTS, "--receipts", "none"];
    args.extend(extra);
    let ran = playbook(&args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

#[test]
fn what_came_of_it_is_counted() {
    let out = run(&[]);
    for (row, expected) in [
        ("denied: authority", 2),
        ("duplicate", 1),
        ("granted", 1),
        ("cases opened", 1),
        ("cases still open", 0),
        ("recovered", 1),
        ("escalation", 2),
        ("promise", 2),
        ("compensation", 2),
    ] {
        let found = if out.contains(row) { number(&out, row) } else { 0 };
        assert_eq!(found, expected, "{row}\n{out}");
    }
}

#[test]
fn the_records_tell_it() {
    let folder = folder("friday");
    let audit = folder.join("audit");
    run(&["--audit", arg(&audit)]);
    let records = json_lines(&audit);
    let of = |place: &str| records.iter().filter_map(|record| record.pointer(place).cloned()).collect::<Vec<_>>();
    // Each place in a record, and what stands there, in the order of the records that have it.
    for (place, expected) in [
        ("/cases/0/held/0/was", vec!["held", "granted"]),
        ("/cases/0/held/0/role", vec!["supervisor", "supervisor"]),
        ("/denied/code", vec!["authority", "authority"]),
        ("/fired/0/event", vec!["step.overdue.by-a-person.escalation", "promise.broken.by-a-person.promise"]),
        // Four business hours from Friday 18:00 in winter time, and the end of the next business day: both on Monday, in
        // summer time. The broken promise comes first in its record; what it leads to is due on Tuesday.
        ("/cases/0/promises/0/due", vec!["2026-03-30T16:30:00Z", "2026-03-30T16:30:00Z", "2026-03-31T16:30:00Z"]),
        ("/cases/0/promises/0/was", vec!["made", "broken", "kept"]),
        ("/cases/0/promises/1/was", vec!["made"]),
        ("/cases/0/ended", vec!["recovered"]),
    ] {
        assert_eq!(of(place), expected.into_iter().map(Value::from).collect::<Vec<_>>(), "{place}");
    }
    let overdue = records.iter().find_map(|record| record.pointer("/fired/0/at"));
    assert_eq!(overdue, Some(&json!("2026-03-30T12:00:00Z")), "13:00 in London");

    assert_eq!(playbook(&["verify", arg(&audit)]).code, 0);
    assert_eq!(playbook(&["replay", HOUSE[0], HOUSE[1], "--audit", arg(&audit)]).code, 0);
}

#[test]
fn why_a_command_was_denied() {
    let ran = playbook(&["why", HOUSE[0], HOUSE[1], "--events", EVENTS, "--receipts", "none", "--command", "c-3"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for said in
        ["`grant` by `kim` as agent for `ana`", "denied: `agent` may grant no more than 150.00 GBP", "supervisor"]
    {
        assert!(ran.out.contains(said), "{said}\n{}", ran.out);
    }
    let ran = playbook(&["why", HOUSE[0], HOUSE[1], "--events", EVENTS, "--receipts", "none", "--command", "c-33"]);
    assert_eq!((ran.code, ran.err.contains("no command has the id `c-33`")), (1, true), "{}", ran.err);
}
