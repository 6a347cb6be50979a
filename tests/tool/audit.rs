//! `verify` and `replay` of what `run` wrote.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{Ran, arg, folder, json_lines, playbook};

const POLICY: &str = "playbooks/policy.yaml";

/// Runs the parcels and gives audit and heads.
fn written(name: &str) -> (PathBuf, PathBuf) {
    let folder = folder(&format!("audit-{name}"));
    let (audit, heads) = (folder.join("audit"), folder.join("heads"));
    let events = "examples/events/late-parcel.ndjson";
    let args = [
        "run",
        "playbooks/late-parcel.yaml",
        POLICY,
        "--events",
        events,
        "--audit",
        arg(&audit),
        "--heads",
        arg(&heads),
    ];
    let ran = playbook(&args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    (audit, heads)
}

fn lines(audit: &Path) -> Vec<String> {
    fs::read_to_string(audit).unwrap().lines().map(str::to_owned).collect()
}

fn verify(audit: &Path, heads: Option<&Path>) -> Ran {
    let heads = heads.map_or(vec![], |heads| vec!["--heads", arg(heads)]);
    playbook(&[&["verify", arg(audit)], &heads[..]].concat())
}

#[test]
fn what_was_written_verifies() {
    let (audit, heads) = written("good");
    let records = lines(&audit).len();
    let ran = verify(&audit, None);
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with(&format!("{records} records of ")) && ran.out.contains("--heads"), "{}", ran.out);
    let ran = verify(&audit, Some(&heads));
    assert_eq!(ran.code, 0);
    assert!(!ran.out.contains("--heads"), "{}", ran.out);
}

#[test]
fn the_first_wrong_record_is_named() {
    let (audit, heads) = written("wrong");
    let good = lines(&audit);
    let wrong = audit.with_extension("wrong");
    let account = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["account"].clone();
    // A record with one of its account before it and one behind.
    let at = (1..good.len() - 1).find(|at| {
        let own = account(&good[*at]);
        good[..*at].iter().any(|line| account(line) == own) && account(&good[at + 1]) == own
    });
    let at = at.unwrap();
    let other = (0..at).rev().find(|other| account(&good[*other]) == account(&good[at])).unwrap();
    let edited = |edit: &dyn Fn(&mut Vec<String>)| {
        let mut lines = good.clone();
        edit(&mut lines);
        fs::write(&wrong, lines.join("\n") + "\n").unwrap();
        verify(&wrong, None)
    };
    let expect = |ran: Ran, line: usize, word: &str| {
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert!(ran.out.starts_with(&format!("wrong: line {}: ", line + 1)), "{}", ran.out);
        assert!(ran.out.contains(word), "{}", ran.out);
    };
    let changed = edited(&|lines| lines[at] = lines[at].replacen("\"seq\":", "\"seq\":1", 1));
    expect(changed, at, "it was changed");
    expect(edited(&|lines| drop(lines.remove(at))), at, "dropped");
    expect(edited(&|lines| lines.swap(at, at + 1)), at, "dropped");
    expect(edited(&|lines| lines.insert(at + 1, good[other].clone())), at + 1, "inserted");
    expect(edited(&|lines| lines.insert(at, String::new())), at, "not the canonical form");
    expect(edited(&|lines| lines[at] = lines[at].replacen(',', ", ", 1)), at, "not the canonical form");
    expect(edited(&|lines| lines[at].push('\r')), at, "not the canonical form");

    // A tail that was cut off shows with the heads only.
    let cut = edited(&|lines| drop(lines.pop()));
    assert_eq!(cut.code, 0);
    let ran = verify(&wrong, Some(&heads));
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("cut off"), "{}", ran.out);
}

#[test]
fn a_replay_gives_the_same() {
    let (audit, _) = written("replay");
    let replay = |playbooks: &str| playbook(&["replay", playbooks, POLICY, "--audit", arg(&audit)]);
    let records = lines(&audit).len();
    let ran = replay("playbooks/late-parcel.yaml");
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.starts_with(&format!("{records} records of ")), "{}", ran.out);
    assert_eq!(replay("playbooks").code, 0, "unrelated playbooks change nothing");

    let ran = replay("playbooks/eu261.yaml");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("can't be replayed without the playbook `late-parcel@3:"), "{}", ran.out);

    let changed = audit.with_file_name("changed.yaml");
    let text = fs::read_to_string("playbooks/late-parcel.yaml").unwrap();
    fs::write(&changed, text.replace("5.00 GBP", "6.00 GBP")).unwrap();
    let ran = replay(arg(&changed));
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("the `late-parcel@3` given here has other content"), "{}", ran.out);

    // Personal values stand beside the audit file and nowhere in it.
    let personal = PathBuf::from(format!("{}.personal", arg(&audit)));
    assert!(lines(&audit).iter().all(|line| !line.contains("Ana")));
    let values = json_lines(&personal);
    assert!(
        values.iter().all(|value| value["account"].is_string() && value["seq"].is_u64() && value["path"].is_string())
    );
    assert!(fs::read_to_string(&personal).unwrap().contains("Ana"));
    fs::remove_file(&personal).unwrap();
    let ran = replay("playbooks/late-parcel.yaml");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("personal value") && ran.out.contains("erased"), "{}", ran.out);
    assert_eq!(verify(&audit, None).code, 0, "the chain holds without the person");
}

#[test]
fn erasing_one_account_leaves_the_others() {
    let (audit, heads) = written("erase");
    let personal = PathBuf::from(format!("{}.personal", arg(&audit)));
    let before = json_lines(&personal);
    let account = before[0]["account"].as_str().unwrap().to_owned();
    let own = before.iter().filter(|line| line["account"] == account.as_str()).count();
    let records = lines(&audit);
    let erase = |account: &str| playbook(&["erase", arg(&audit), "--account", account]);

    let ran = erase("nobody");
    assert_eq!((ran.code, json_lines(&personal).len()), (1, before.len()), "{}", ran.out);
    let ran = erase(&account);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.starts_with(&format!("{own} personal value")) && ran.out.contains(&account), "{}", ran.out);
    let after = json_lines(&personal);
    assert_eq!(after.len(), before.len() - own);
    assert!(after.iter().all(|line| line["account"] != account.as_str()));
    assert_eq!(erase(&account).code, 1, "there is nothing left to erase");

    assert_eq!(lines(&audit), records, "records stay as they are");
    assert_eq!(verify(&audit, Some(&heads)).code, 0);
    let ran = playbook(&["replay", "playbooks/late-parcel.yaml", POLICY, "--audit", arg(&audit)]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("replayed: the same inputs lead to the same records\n1 account not replayed"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains(&format!("account `{account}`, record 1: it can't be replayed without")), "{}", ran.out);

    let missing = playbook(&["erase", arg(&audit.with_file_name("none")), "--account", "a"]);
    assert_eq!(missing.code, 3, "{}", missing.err);
}

#[test]
fn a_replay_names_the_record_that_its_input_does_not_lead_to() {
    let (audit, _) = written("differs");
    let mut all = lines(&audit);
    let at = all.iter().position(|line| line.contains("5.00 GBP")).unwrap();
    all[at] = all[at].replace("5.00 GBP", "50.00 GBP");
    fs::write(&audit, all.join("\n")).unwrap();
    let ran = playbook(&["replay", "playbooks/late-parcel.yaml", POLICY, "--audit", arg(&audit)]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with(&format!("line {}: account `", at + 1)), "{}", ran.out);
    assert!(ran.out.contains("written:") && ran.out.contains("replayed:"), "{}", ran.out);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = folder("audit-same");
    let bytes = |name: &str| {
        let [audit, steps, rejected] = ["audit", "steps", "rejected"].map(|kind| folder.join(format!("{name}-{kind}")));
        let events =
            ["run", "playbooks", "--events", "examples/events/eu261.ndjson", "--until", "2027-01-01T00:00:00Z"];
        let files = ["--audit", arg(&audit), "--steps", arg(&steps), "--rejected", arg(&rejected)];
        assert_eq!(playbook(&[&events[..], &files].concat()).code, 0);
        [audit, steps, rejected].map(|path| fs::read(path).unwrap())
    };
    assert!(bytes("one") == bytes("two"));
}
