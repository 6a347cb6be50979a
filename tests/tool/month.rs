//! A month of two playbooks: what people override in it, and that the records hold.

use crate::program::{arg, folder, number, playbook};

const HOUSE: [&str; 3] = ["playbooks/late-parcel.yaml", "playbooks/overbooked-room.yaml", "playbooks/policy.yaml"];
const EVENTS: &str = "examples/events/month.ndjson";

#[test]
fn what_people_override_in_a_month_is_told_by_playbook_and_state() {
    let audit = folder("month").join("audit");
    let [parcels, rooms, policy] = HOUSE;
    let run = ["run", parcels, rooms, policy, "--events", EVENTS, "--receipts", "none", "--audit", arg(&audit)];
    let ran = playbook(&[&run[..], &["--until", "2026-03-31T23:00:00Z"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    for (row, expected) in [
        ("denied: authority", 6),
        ("denied: duty", 2),
        ("granted", 4),
        ("expired", 1),
        ("refused", 1),
        // Closing a case takes no promise back: the one that was open at the end is broken like any other.
        ("kept", 5),
        ("broken", 7),
        ("open", 0),
        ("cases still open", 0),
    ] {
        let found = if ran.out.contains(row) { number(&ran.out, row) } else { 0 };
        assert_eq!(found, expected, "{row}\n{}", ran.out);
    }

    let expected = "\
commands                      27
  obeyed                      19
  denied                       8

late-parcel@3 in by-a-person
  grant                        6   5 obeyed; denied: 1 authority; by 5 agent, 1 supervisor
  close                        2   1 obeyed; denied: 1 authority; by 1 agent, 1 supervisor
  resend apologise.apology     1   1 obeyed; by 1 agent

late-parcel@3 in atone
  approve atone.compensation   7   4 obeyed; denied: 3 authority; by 4 supervisor, 3 agent
  refuse atone.compensation    1   1 obeyed; by 1 supervisor

late-parcel@3 in check-in
  move recovered               5   5 obeyed; by 5 agent

overbooked-room@1 in at-the-desk
  grant                        3   2 obeyed; denied: 1 authority; by 3 agent

late-parcel@3 in apologise
  skip apologise.apology       2   denied: 2 duty; by 2 agent
";
    assert_eq!(playbook(&["overrides", arg(&audit)]).out, expected);

    assert_eq!(playbook(&["verify", arg(&audit)]).code, 0);
    assert_eq!(playbook(&["replay", parcels, rooms, policy, "--audit", arg(&audit)]).code, 0);
}

/// What this playbook leaves to an agent is all that those have who may do what an agent may.
#[test]
fn who_may_grant_more_in_a_playbook_that_narrows_agents() {
    let id = "c-20";
    let [parcels, rooms, policy] = HOUSE;
    let ran = playbook(&["why", parcels, rooms, policy, "--events", EVENTS, "--receipts", "none", "--command", id]);
    let said = "denied: `agent` may grant no more than 100.00 EUR, but `supervisor` and `complaints` may (authority)";
    assert!(ran.out.contains(said), "{}{}", ran.out, ran.err);
}
