//! `check`, and how the command line is used.

use std::fs;
use std::process::{Command, Stdio};

use crate::program::{arg, folder, playbook, program};

const FIVE_MISTAKES: &str = "tests/fixtures/five-mistakes.yaml";

#[test]
fn exit_codes() {
    let folder = folder("exit_codes");
    let empty = folder.join("empty");
    fs::create_dir(&empty).unwrap();
    fs::write(empty.join("notes.txt"), "playbook: x").unwrap();
    let latin = folder.join("latin.yaml");
    fs::write(&latin, b"playbook: caf\xe9").unwrap();
    let table: &[(&[&str], i32)] = &[
        (&["check", "playbooks"], 0),
        (&["check", "playbooks/eu261.yaml", "playbooks/uk261.yaml"], 0),
        (&["check", "playbooks", "playbooks/eu261.yaml"], 0),
        (&["check", FIVE_MISTAKES], 1),
        (&["check", "playbooks", FIVE_MISTAKES], 1),
        (&["check", arg(&empty)], 3),
        (&["check", arg(&latin)], 3),
        (&["check", "no/such/folder"], 3),
        (&["check"], 2),
        (&["check", "playbooks", "--format", "xml"], 2),
        (&["chekc", "playbooks"], 2),
        (&[], 2),
        (&["--help"], 0),
        (&["run", "playbooks"], 2),
        (&["run", "playbooks", "--events", "no-such-file"], 3),
        (&["run", "playbooks", "--events", "playbooks"], 3),
        (&["run", "playbooks", "--events", "examples/events/eu261.ndjson", "--until", "tomorrow"], 2),
        (&["run", "playbooks", "--events", "examples/events/eu261.ndjson", "--receipts", "some"], 2),
        (&["run", "playbooks", "--events", "examples/events/eu261.ndjson", "--steps", "no/such/folder/x"], 3),
        (&["run", FIVE_MISTAKES, "--events", "examples/events/eu261.ndjson"], 1),
        (&["explain"], 0),
        (&["explain", "no-such-finding"], 2),
        (&["why", "playbooks", "--events", "no-such-file", "--event", "1"], 3),
        (&["why", "playbooks", "--events", "examples/events/eu261.ndjson"], 2),
        (&["why", "playbooks", "--events", "examples/events/eu261.ndjson", "--event", "1", "--step", "2"], 2),
        (&["why", FIVE_MISTAKES, "--events", "examples/events/eu261.ndjson", "--event", "1"], 1),
        (&["verify", "no-such-file"], 3),
        (&["replay", "playbooks", "--audit", "no-such-file"], 3),
    ];
    for (args, code) in table {
        let ran = playbook(args);
        assert_eq!(ran.code, *code, "{args:?}\n{}\n{}", ran.out, ran.err);
        let silent = ran.out.is_empty() && ran.err.is_empty();
        assert!(!silent, "{args:?} says nothing");
    }
}

#[test]
fn findings_for_people_and_for_tools() {
    let text = playbook(&["check", FIVE_MISTAKES]);
    assert!(!text.out.contains('\u{1b}'), "no colour in a file");
    let json = playbook(&["check", FIVE_MISTAKES, "--format", "json"]);
    assert_eq!(json.code, 1);
    let findings: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(findings["verdicts"], serde_json::json!([]), "nothing is claimed of what has errors");
    let findings = findings["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 5, "{}", text.out);
    let last = text.out.trim_end().lines().last().unwrap();
    let errors = findings.iter().filter(|finding| finding["severity"] == "error").count();
    assert!(last.starts_with(&format!("1 file: {errors} error")), "{last}");
    for finding in findings {
        assert!(text.out.contains(finding["code"].as_str().unwrap()), "{finding}\n{}", text.out);
        assert_eq!(finding["file"], FIVE_MISTAKES);
    }
    let places: Vec<_> = findings.iter().map(|f| (f["line"].as_u64(), f["column"].as_u64())).collect();
    assert!(places.is_sorted(), "{places:?}");
    let shipped: serde_json::Value =
        serde_json::from_str(&playbook(&["check", "playbooks", "--format", "json"]).out).unwrap();
    // The playbook that the language's description shows lets deadlines pass unheard, and promises a call within hours in
    // which nobody may be there to make it; the others may not.
    for finding in shipped["findings"].as_array().unwrap() {
        let is_known = ["unheard-deadline", "no-open-channel"].iter().any(|code| finding["code"] == *code);
        assert!(is_known && finding["file"] == "playbooks/late-parcel.yaml", "{finding}");
    }
    let verdicts = shipped["verdicts"].as_array().unwrap();
    assert!(verdicts.len() > 100 && verdicts.iter().all(|v| v["line"].as_u64() > Some(1)), "{}", verdicts.len());
}

#[test]
fn folders_are_searched_through() {
    let folder = folder("folders");
    let deep = folder.join("a/b/c");
    fs::create_dir_all(&deep).unwrap();
    fs::copy("playbooks/eu261.yaml", deep.join("eu.yml")).unwrap();
    fs::copy("playbooks/uk261.yaml", folder.join("a/uk.yaml")).unwrap();
    fs::write(folder.join("a/notes.md"), "# not a playbook").unwrap();
    let ran = playbook(&["check", arg(&folder)]);
    assert!(ran.code == 0 && ran.out.starts_with("2 files: no findings\nproved "), "{}", ran.out);
}

#[test]
fn warnings_are_no_failure() {
    let folder = folder("warnings");
    let file = folder.join("w.yaml");
    let text = "
playbook: w
version: 1
facts: { days: int }
events: { e: [days] }
triggers: { t: { upon: e, when: days / 2 > 1 } }
states:
  a: { after: { 1d: z } }
  z: { end: done }
";
    fs::write(&file, text).unwrap();
    let ran = playbook(&["check", arg(&file)]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("warning") && ran.out.contains("\n1 file: 1 warning\nproved "), "{}", ran.out);
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    for args in [&["check", "playbooks"][..], &["run", "playbooks", "--events", "examples/events/eu261.ndjson"]] {
        let mut command = Command::new(program());
        command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{err}");
        assert!(!err.contains("panicked"), "{err}");
    }
}

#[test]
fn a_gap_an_overlap_and_a_shadowed_transition_are_shown_with_facts() {
    let file = "tests/fixtures/four-flaws.yaml";
    let ran = playbook(&["check", file]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    for said in [
        "error[stuck-choice]: a case stays in state `weigh` for ever when `days_late` is 1",
        "warning[overlapping-rows]: two rows hold when `days_late` is 5",
        "warning[shadowed-transition]: this transition is never taken: when `days_late` is 2 and `satisfied` is true",
    ] {
        assert!(ran.out.contains(said), "{said}\n{}", ran.out);
    }
    let json = playbook(&["check", file, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let stuck = json["verdicts"].as_array().unwrap().iter().find(|verdict| verdict["code"] == "stuck-choice").unwrap();
    assert_eq!(stuck["facts"], serde_json::json!({ "days_late": "1" }));
    assert_eq!((&stuck["event"], &stuck["verdict"]), (&"parcel.late".into(), &"refuted".into()));
}
