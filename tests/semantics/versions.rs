//! Several versions of one playbook (rules 30 and 43).

use super::story::check;

fn version(number: u32, effective: &str, rest: &str) -> String {
    format!(
        "playbook: p
version: {number}
zone: Europe/London
{effective}
facts: {{ travel: date, k: {{ type: int, default: 0 }} }}
events: {{ e: {{ carries: [], may_carry: [travel] }}, go: [], {rest} }}
triggers: {{ t: {{ upon: e }} }}
states:
  a: {{ do: [task: {{ action: x }}], upon: {{ go: z }}, after: {{ 300d: z }}, next: b }}
  b: {{ do: [task: {{ action: x, with: {{ v: {number} }} }}], upon: {{ go: z }} }}
  z: {{ end: done }}
"
    )
}

#[test]
fn a_case_opens_on_the_highest_version_in_effect_and_stays_on_it() {
    let playbooks = [
        version(1, "effective: { until: 2026-04-01 }", "old: []"),
        version(2, "effective: { from: 2026-04-01 }", "new: []"),
        version(3, "effective: { from: 2026-06-01, until: 2026-07-01 }", "new: []"),
    ]
    .join("\n---\n");
    check(
        &playbooks,
        "
event e @time=2026-03-31T22:59:59Z -> applied; a.task playbook=p@1; in a
at 2026-04-02T00:00:00Z
done a.task                        -> applied; b.task with.v=1; in b
event go                           -> applied; ended done; in z
event e @time=2026-03-31T23:00:00Z -> applied; a.task playbook=p@2; in a     # midnight in London
event go                           -> applied; ended done; in z
event e @time=2026-06-15T00:00:00Z -> applied; a.task playbook=p@3; in a
event go                           -> applied; ended done; in z
event e @time=2026-07-15T00:00:00Z -> applied; a.task playbook=p@2; in a
",
    );
}

#[test]
fn a_fact_may_say_which_version_counts() {
    let playbooks = [
        version(1, "effective: { until: 2026-04-01, by: travel }", "old: []"),
        version(2, "effective: { from: 2026-04-01, by: travel }", "new: []"),
    ]
    .join("\n---\n");
    check(
        &playbooks,
        "
event e travel=2026-04-01 -> applied; a.task playbook=p@2; in a
event go                  -> applied; ended done; in z
event e travel=2026-03-31 -> applied; a.task playbook=p@1; in a
event go                  -> applied; ended done; in z
event e                   -> no_trigger
",
    );
}

#[test]
fn a_version_before_opens_no_case_that_the_highest_in_effect_refuses() {
    let first = version(1, "", "x: []");
    let stricter = version(2, "", "x: []").replace("carries: []", "carries: [k]");
    check(
        &[first.as_str(), &stricter].join("\n---\n"),
        "
event e     -> no_trigger; refused k missing
event e k=1 -> applied; a.task playbook=p@2; in a
",
    );
    // Nor one for an event that it does not know any more.
    let retired = version(2, "", "x: []").replace("upon: e }", "upon: f }").replace("e: {", "f: {");
    check(
        &[first.as_str(), &retired].join("\n---\n"),
        "
event e -> no_trigger
event f -> applied; a.task playbook=p@2; in a
",
    );
}

#[test]
fn open_cases_of_several_versions_hear_events_by_their_own_declaration() {
    let playbooks = [
        version(1, "effective: { until: 2026-04-01 }\nkey: each event", "x: []"),
        version(2, "effective: { from: 2026-04-01 }\nkey: each event", "x: [k]"),
    ]
    .join("\n---\n");
    let playbooks = playbooks.replace(
        "upon: { go: z },",
        "upon: { go: z, x: { stay: true, do: [task: { as: heard, action: x, with: { k } }] } },",
    );
    check(
        &playbooks,
        "
event e @time=2026-03-01T00:00:00Z -> applied; a.task playbook=p@1; in a
event e @time=2026-05-01T00:00:00Z -> applied; a.task playbook=p@2; in a
event x k=3 -> applied; heard playbook=p@1 with.k=0; heard playbook=p@2 with.k=3; in a; in a
event x     -> applied; heard playbook=p@1; refused k missing; in a
",
    );
}
