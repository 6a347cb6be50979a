//! Shipped playbooks over time: several events of a case, and the days between them.

use std::collections::BTreeMap;

use amends::{Step, StepKind, Time};

use crate::table::{Host, event, rows};

fn word(step: &Step) -> Option<String> {
    let kind = step.kind.as_str();
    let what = match step.kind {
        StepKind::Compensation => step.amount?.to_string(),
        StepKind::Escalation => step.to.to_string(),
        StepKind::Care | StepKind::Remedy | StepKind::Task => step.action.as_deref()?.to_owned(),
        _ => step.message.as_deref()?.to_owned(),
    };
    Some(format!("{kind} {what}"))
}

fn check(name: &str) {
    let mut host = Host::new(&[&format!("{name}.yaml")], word);
    let mut ids: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in rows(&format!("tests/data/{name}.tsv")) {
        let [subject, time, kind, data, expected] = row.as_slice() else { panic!("{row:?}") };
        let answer = if kind == "(wake)" {
            host.wake(time.parse::<Time>().unwrap().utc(), subject)
        } else {
            // The same event again has the same id.
            let next = ids.len();
            let id = *ids.entry((subject.clone(), time.clone(), data.clone())).or_insert(next);
            host.take(event(id, subject, kind, time, data))
        };
        let words = if answer.words.is_empty() { "nothing".to_owned() } else { answer.words.join("; ") };
        if words != *expected {
            wrong.push(format!("{subject} at {time}: expected {expected}, was {words}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn late_parcel_does_what_the_table_says() {
    check("late-parcel");
}

#[test]
fn overbooked_room_does_what_the_table_says() {
    check("overbooked-room");
}
