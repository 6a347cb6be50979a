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

/// What each citation of a playbook names, and to whom its refusals refer.
fn check(name: &str, cites: &str, refers: &str) {
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
        for step in &answer.steps {
            check_citation(subject, step, cites, refers);
        }
        let words = if answer.words.is_empty() { "nothing".to_owned() } else { answer.words.join("; ") };
        if words != *expected {
            wrong.push(format!("{subject} at {time}: expected {expected}, was {words}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check_citation(subject: &str, step: &Step, cites: &str, refers: &str) {
    use StepKind::{Care, Compensation, Decline, Explanation};
    if matches!(step.kind, Compensation | Care | Decline | Explanation) {
        let because = step.because.as_deref().unwrap_or_default();
        assert!(because.contains(cites), "{subject}: {}: {because}", step.name);
    }
    if step.kind == Decline {
        let refer = step.refer.as_deref().unwrap_or_default();
        assert!(!refers.is_empty() && refer.contains(refers), "{subject}: {refer}");
    }
    for text in [&step.text, &step.because, &step.refer].into_iter().flatten() {
        assert!(!text.contains(['{', '}']), "{subject}: {}: a placeholder is left: {text}", step.name);
    }
}

/// Data of an event; after how long and on which step of what follows there is a deadline, and which.
#[test]
fn deadlines_are_those_of_the_law() {
    let complaint = r#"{"reference":"C1","severity":5,"channel":"letter"}"#;
    let payment = r#"{"reference":"C1","severity":5,"channel":"letter","payment_service":true}"#;
    let missed = r#"{"line":"L1","appointment":"2026-06-01","notice":"PT0S"}"#;
    let cases = [
        // Eight weeks to the minute, however long the letter was put off; across the end of summer time too.
        (
            "complaint",
            "complaint.received",
            complaint,
            "2026-06-01T09:00:00Z",
            "eight-week-letter",
            "2026-07-27T09:00:00Z",
        ),
        (
            "complaint",
            "complaint.received",
            complaint,
            "2026-10-01T09:00:00Z",
            "eight-week-letter",
            "2026-11-26T09:00:00Z",
        ),
        // The close of the fifteenth and the thirty-fifth business day.
        (
            "complaint",
            "complaint.received",
            payment,
            "2026-06-01T09:00:00Z",
            "holding-response",
            "2026-06-22T16:30:00Z",
        ),
        (
            "complaint",
            "complaint.received",
            payment,
            "2026-06-01T09:00:00Z",
            "late-payment-letter",
            "2026-07-20T16:30:00Z",
        ),
        (
            "complaint",
            "complaint.received",
            payment,
            "2026-12-21T09:00:00Z",
            "holding-response",
            "2027-01-14T17:30:00Z",
        ),
        (
            "ofcom-compensation",
            "appointment.missed",
            missed,
            "2026-06-01T18:00:00Z",
            "appointment-credit",
            "2026-06-15T18:00:00Z",
        ),
    ];
    for (name, kind, data, time, step, due) in cases {
        let mut host = Host::new(&[&format!("{name}.yaml")], word);
        let mut answer = host.take(event(0, "customer", kind, time, data));
        let later = host.wake("2027-06-01T00:00:00Z".parse::<Time>().unwrap().utc(), "customer");
        answer.steps.extend(later.steps);
        let found = answer.steps.iter().find(|found| found.name == *step).and_then(|found| found.due);
        assert_eq!(found.map(|due| due.to_string()).as_deref(), Some(due), "{name}: {step} of {time}");
    }
}

#[test]
fn complaint_does_what_the_table_says() {
    check("complaint", "DISP ", "Financial Ombudsman Service");
}

#[test]
fn late_parcel_does_what_the_table_says() {
    check("late-parcel", "house rule", "");
}

#[test]
fn ofcom_compensation_does_what_the_table_says() {
    check("ofcom-compensation", "Ofcom automatic compensation", "");
}

#[test]
fn overbooked_room_does_what_the_table_says() {
    check("overbooked-room", "house rule", "");
}
