//! Reading: what comes out of a source, and what is refused.

use amends::document::{Action, Derive, PlaybookDoc, StepKind, read};
use amends::report::Source;

const LATE_PARCEL: &str = include_str!("fixtures/late-parcel.yaml");

fn only(text: &str) -> PlaybookDoc {
    let mut reading = read([Source::new("playbook.yaml", text)]);
    let playbook = reading.playbooks.pop();
    assert!(reading.findings.is_empty(), "{}", reading.into_report());
    let playbook = playbook.expect("a playbook");
    assert!(playbook.complete);
    playbook.doc
}

#[test]
fn a_good_document_reads_the_same_through_any_yaml_deserialiser() {
    let ours = only(LATE_PARCEL);
    let plain: PlaybookDoc = serde_yaml::from_str(LATE_PARCEL).unwrap();
    assert_eq!(ours, plain);
    assert_eq!(
        serde_json::to_string(&ours).unwrap(),
        serde_json::to_string(&plain).unwrap()
    );
}

#[test]
fn the_sample_is_read_whole() {
    let doc = only(LATE_PARCEL);
    assert_eq!(doc.playbook.as_str(), "late-parcel");
    assert_eq!(doc.version.unwrap().value, 3);
    assert_eq!(doc.states.len(), 8);
    let Some(Derive::Table(rows)) = doc.derive.get("gesture") else {
        panic!("a table")
    };
    assert_eq!(rows[1].value.is.as_str(), "order_total * 0.2");
    let atone = doc.states.get("atone").unwrap();
    let Action::Step(step) = &atone.r#do[0].value else {
        panic!("a step")
    };
    assert_eq!(step.kind.value, StepKind::Compensation);
    assert_eq!(step.view().amount.unwrap().as_str(), "gesture");
    assert_eq!(step.view().form.unwrap().0.len(), 2);
    println!("{}", serde_json::to_string(&doc).unwrap());
}

#[test]
fn positions_are_bytes_of_the_source() {
    let doc = only(LATE_PARCEL);
    let source = Source::new("x", LATE_PARCEL);
    let mut texts = vec![&doc.playbook, &doc.title, &doc.start];
    for state in &doc.states {
        texts.push(&state.key);
        for action in &state.value.r#do {
            let (_, view) = action.value.step().unwrap();
            texts.extend(
                [view.message, view.within, view.because, view.amount]
                    .into_iter()
                    .flatten(),
            );
        }
    }
    for message in &doc.messages {
        texts.extend(message.value.iter().map(|locale| &locale.value.0.text));
    }
    for text in texts {
        assert!(
            text.verbatim,
            "{text}: {:?} {:?}",
            text.span,
            source.slice(text.span)
        );
        assert_eq!(source.slice(text.span), text.as_str());
    }
}
