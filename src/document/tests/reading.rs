//! Reading: what comes out of a source, and what is refused.

use crate::document::{Action, Derive, PlaybookDoc, PolicyDoc, read};
use crate::report::Source;
use crate::step::StepKind;

const LATE_PARCEL: &str = include_str!("../../../playbooks/late-parcel.yaml");

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
    assert_eq!(serde_json::to_string(&ours).unwrap(), serde_json::to_string(&plain).unwrap());
}

#[test]
fn the_sample_is_read_whole() {
    let doc = only(LATE_PARCEL);
    assert_eq!(doc.playbook.as_str(), "late-parcel");
    assert_eq!(doc.version.unwrap().value, 3);
    assert_eq!(doc.states.len(), 8);
    let Some(Derive::Table(rows)) = doc.derive.get("gesture") else { panic!("a table") };
    assert_eq!(rows[1].value.is.as_str(), "order_total * 0.2");
    let atone = doc.states.get("atone").unwrap();
    let Action::Step(step) = &atone.r#do[0].value else { panic!("a step") };
    assert_eq!(step.kind.value, StepKind::Compensation);
    assert_eq!(step.view().amount.unwrap().as_str(), "gesture");
    assert_eq!(step.view().form.unwrap().0.len(), 2);
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
            texts.extend([view.message, view.within, view.because, view.amount].into_iter().flatten());
        }
    }
    for message in &doc.messages {
        texts.extend(message.value.iter().map(|locale| &locale.value.0.text));
    }
    for text in texts {
        assert!(text.verbatim, "{text}: {:?} {:?}", text.span, source.slice(text.span));
        assert_eq!(source.slice(text.span), text.as_str());
    }
}

#[test]
fn line_ends_marks_and_json_read_the_same() {
    let value: serde_yaml::Value = serde_yaml::from_str(LATE_PARCEL).unwrap();
    let texts = [
        LATE_PARCEL.replace('\n', "\r\n"),
        LATE_PARCEL.replace('\n', "\r"),
        format!("\u{feff}{LATE_PARCEL}"),
        format!("---\n{LATE_PARCEL}...\n"),
        serde_json::to_string(&value).unwrap(),
        serde_json::to_string_pretty(&value).unwrap(),
        serde_json::to_string_pretty(&value).unwrap().replace("  ", "\t"),
        ascii_json(&serde_json::to_string(&value).unwrap()),
    ];
    let expected = only(LATE_PARCEL);
    for text in texts {
        assert_eq!(only(&text), expected, "{text}");
    }
}

/// JSON with every other character written as an escape, as some tools do.
fn ascii_json(json: &str) -> String {
    let escape = |c: char| match c {
        c if c.is_ascii() => c.to_string(),
        c => c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    };
    json.chars().map(escape).collect()
}

#[test]
fn characters_beyond_two_bytes_may_be_escaped_as_json_does() {
    let text = r#"{"playbook": "x", "version": 1, "title": "a \ud83d\ude00 b \/ \\ud83d", "events": {}, "triggers": {}, "states": {}}"#;
    assert_eq!(only(text).title.as_str(), "a 😀 b / \\ud83d");
}

const START: &str = "playbook: x\nversion: 1\nevents: {}\ntriggers: {}\n";

#[test]
fn short_and_long_forms_say_the_same() {
    let table = [
        ("facts: { a: int }", "facts: { a: { type: int } }"),
        ("events: { e: [a, b] }", "events: { e: { carries: [a, b] } }"),
        ("key: each event", "key: 'each event'"),
        ("states: { a: { next: b } }", "states: { a: { next: [{ go: [b] }] } }"),
        ("states: { a: { upon: { e: { go: b, when: x } } } }", "states: { a: { upon: { e: [{ when: x, go: b }] } } }"),
        (
            "states: { a: { do: [task: { action: t, with: { x } }] } }",
            "states: { a: { do: [task: { action: t, with: { x: x } }] } }",
        ),
        ("messages: { m: { en: a } }", "messages: { m: { en: { text: a } } }"),
        ("roles: { r: { may_pay: 5 GBP } }", "roles: { r: { may_pay: [5 GBP] } }"),
        ("derive: { d: 0.20 }", "derive: { d: '0.20' }"),
        (
            "states: { a: { do: [compensation: { amount: 1 GBP, because: x, form: f }] } }",
            "states: { a: { do: [{ compensation: { form: [f], amount: 1 GBP, because: x } }] } }",
        ),
    ];
    for (short, long) in table {
        let head: String = START
            .lines()
            .filter(|line| !short.starts_with(line.split(':').next().unwrap()))
            .map(|line| format!("{line}\n"))
            .collect();
        let states = if short.starts_with("states") { "" } else { "states: {}\n" };
        let [short_doc, long_doc] = [short, long].map(|text| only(&format!("{head}{states}{text}\n")));
        assert_eq!(short_doc, long_doc, "{short}");
        let plain: PlaybookDoc = serde_yaml::from_str(&format!("{head}{states}{short}\n")).unwrap();
        if !short.contains("0.20") {
            assert_eq!(short_doc, plain, "{short}");
        }
    }
}

#[test]
fn every_action_is_read() {
    let text = format!(
        "{START}states:
  a:
    do:
      - set: {{ total: total + 1, \"b\": 2 }}
      - raise: done.now
      - cancel: call
      - resend: a.apology
      - {{ keep: call, because: we called }}
      - {{ because: they hung up, waive: call }}
      - question: {{ as: q, when: x, to: customer, channel: sms, message: m, asks: [a], once: true, within: 3 business days }}
      - promise: {{ message: m, by: 2d, wait: false }}
      - follow_up: {{ message: m, after: 3 months, wait: false }}
      - decline: {{ message: m, because: rule 2, refer: ombudsman, ground: contract }}
      - compensation: {{ amount: \"min(a, b)\", because: r, once: [flight], approvals: 2, approve_within: 2h, reverses: z, cause: c, disputed: {{ amount: c, because: d }} }}
      - care: {{ action: meal, with: {{ seats: 2, who }} }}
"
    );
    let doc = only(&text);
    assert_eq!(doc, serde_yaml::from_str(&text).unwrap());
    let actions = &doc.states.get("a").unwrap().r#do;
    let json: Vec<String> = actions.iter().map(|action| serde_json::to_string(action).unwrap()).collect();
    assert_eq!(json[0], r#"{"set":[["total","total + 1"],["b","2"]]}"#);
    assert_eq!(json[5], r#"{"waive":["call","they hung up"]}"#);
    assert_eq!(json[11], r#"{"care":{"with":[["seats","2"],["who","who"]],"action":"meal"}}"#);
    let (kind, view) = actions[10].value.step().unwrap();
    assert_eq!(kind, StepKind::Compensation);
    assert_eq!(view.approvals.unwrap().value, 2);
    assert!(matches!(view.paid_once, Some(crate::document::PaidOnce::Facts(facts)) if facts.len() == 1));
    assert_eq!(view.amount.unwrap().span_of(4, 5), {
        let start = u32::try_from(text.find("min(a").unwrap() + 4).unwrap();
        crate::span::Span { source: 0, start, end: start + 1 }
    });
}

const POLICY: &str = include_str!("../../../tests/fixtures/policy.yaml");

fn only_policy(text: &str) -> PolicyDoc {
    let mut reading = read([Source::new("policy.yaml", text)]);
    assert!(reading.findings.is_empty() && reading.playbooks.is_empty(), "{}", reading.into_report());
    let policy = reading.policies.pop().expect("a policy");
    assert!(policy.complete);
    policy.doc
}

#[test]
fn a_good_policy_reads_the_same_through_any_yaml_deserialiser() {
    let ours = only_policy(POLICY);
    let plain: PolicyDoc = serde_yaml::from_str(POLICY).unwrap();
    assert_eq!(ours, plain);
    assert_eq!(serde_json::to_string(&ours).unwrap(), serde_json::to_string(&plain).unwrap());
    let json = serde_json::to_string(&serde_yaml::from_str::<serde_yaml::Value>(POLICY).unwrap()).unwrap();
    assert_eq!(only_policy(&json), ours);
}

#[test]
fn a_policy_is_read_whole() {
    let doc = only_policy(POLICY);
    assert_eq!((doc.policy.as_str(), doc.zone.as_str(), doc.language.as_str()), ("house", "Europe/London", "en"));
    let office = doc.calendars.get("office").unwrap();
    assert_eq!(office.hours.get("sat").unwrap().0.len(), 2);
    assert_eq!((office.closed.len(), doc.calendars.get("england").unwrap().days.0.len()), (2, 1));
    assert_eq!(doc.roles.get("supervisor").unwrap().may_pay.0.len(), 2);
    assert_eq!(doc.roles.get("automatic").unwrap().may, None);
    assert_eq!(doc.channels.get("sms").unwrap().quiet.as_str(), "21:00-08:00");
    let contact = doc.contact.as_ref().unwrap();
    assert_eq!((contact.order.len(), contact.at_most.as_str()), (4, "3 per 24h"));
    assert_eq!((doc.limits.len(), doc.duties.len()), (3, 4));
    let source = Source::new("x", POLICY);
    for text in [&office.closed[1], &contact.order[0], &doc.limits[1].r#in, &doc.duties[2].before] {
        assert!(text.verbatim);
        assert_eq!(source.slice(text.span), text.as_str());
    }
}

#[test]
fn short_and_long_forms_of_policies_say_the_same() {
    for (short, long) in [
        ("roles: { r: { may_pay: 5 GBP } }", "roles: { r: { may_pay: [5 GBP] } }"),
        ("calendars: { c: { days: mon-fri } }", "calendars: { c: { days: [mon-fri] } }"),
        ("calendars: { c: { hours: { mon: '9-5' } } }", "calendars: { c: { hours: { mon: ['9-5'] } } }"),
        ("calendars: { c: { closed: [2026-12-25] } }", "calendars: { c: { closed: ['2026-12-25'] } }"),
        ("channels: { email: {} }", "channels: {\n  email: {} }"),
        ("limits: [{ payout: case, at_most: 5 GBP }]", "limits: [{ at_most: [5 GBP], payout: case }]"),
    ] {
        let [short_doc, long_doc] = [short, long].map(|text| only_policy(&format!("policy: x\n{text}\n")));
        assert_eq!(short_doc, long_doc, "{short}");
    }
}

#[test]
fn one_mistake_in_a_policy_hides_no_other() {
    let text = "policy: x
titel: x
calendars:
  a: { hours: { mon: {}, tue: \"9-5\" }, dayz: mon, closed: 2026-12-25 }
  b: []
roles: { r: { may: skip, may_pya: 5 GBP } }
parties: carrier
channels: { sms: { quiet: [] }, fax: }
contact: { order: sms, at_mots: 3 }
limits: [{ at_most: {} }, { payout: case }]
duties: [{ before: end }, end]
";
    let expected = [
        "`titel` is not a key here",
        "`mon` can't be a map",
        "`dayz` is not a key here",
        "`closed` can't be a text",
        "`b` can't be a list",
        "`may` can't be a text",
        "`may_pya` is not a key here",
        "`parties` can't be a text",
        "`quiet` can't be a list",
        "`fax` has no value",
        "`order` can't be a text",
        "`at_mots` is not a key here",
        "this lacks `payout`",
        "`at_most` can't be a map",
        "this lacks `at_most`",
        "this lacks `kind`",
        "this can't be a text",
    ];
    assert_eq!(messages(text), expected);
    let reading = read([Source::new("x", text)]);
    assert!(!reading.policies[0].complete);
    assert_eq!(reading.policies[0].doc.calendars.lost(), [crate::document::Text::from("b")]);
}

/// The message of every finding, in order of the source.
fn messages(text: &str) -> Vec<String> {
    read([Source::new("x", text)]).into_report().iter().map(|finding| finding.message.clone()).collect()
}

#[test]
fn one_mistake_hides_no_other() {
    let text = format!(
        "{START}titel: x
version_: 2
facts:
  a: {{ type: int, mni: 2, max: [] }}
  b: []
  c: txt
states:
  a:
    do:
      - apology: {{ message: [x], within: {{}}, foo: 1 }}
      - []
      - task: {{}}
    upon: {{ e: {{ stay: 7, times: x, go: {{}} }}, f: {{ whn: x }} }}
    after: []
  b: {{ clock: stopped, history: deeep, states: {{ c: {{ nxt: a }}, d: 5 }} }}
messages: {{ m: {{ en: {{ txt: a }}, fr: [] }} }}
"
    );
    let expected = [
        "`titel` is not a key here",
        "`version_` is not a key here",
        "`mni` is not a key here",
        "`max` can't be a list",
        "`b` can't be a list",
        "`c` can't be `txt`",
        "`message` can't be a list",
        "`within` can't be a map",
        "`foo` is not a key here",
        "this can't be a list",
        "`task` lacks `action`",
        "`stay` can't be a text",
        "`times` can't be a text",
        "`go` can't be a map",
        "`whn` is not a key here",
        "`after` can't be a list",
        "`clock` can't be `stopped`",
        "`history` can't be `deeep`",
        "`nxt` is not a key here",
        "`d` can't be a text",
        "`txt` is not a key here",
        "`fr` can't be a list",
    ];
    assert_eq!(messages(&text), expected);
    let reading = read([Source::new("x", text)]);
    let playbook = &reading.playbooks[0];
    assert!(!playbook.complete);
    assert_eq!(playbook.doc.facts.lost(), [crate::document::Text::from("b"), crate::document::Text::from("c")]);
    assert_eq!(playbook.doc.states.get("a").unwrap().r#do.len(), 2);
}

#[test]
fn sources_are_taken_in_order_of_their_names() {
    let text = |name: &str| format!("playbook: {name}\nversion: 1\nevents: {{}}\ntriggers: {{}}\nstates: {{}}\nx: 1\n");
    let sources = ["b", "c", "a"].map(|name| Source::new(format!("{name}.yaml"), text(name)));
    let reading = read(sources);
    let names: Vec<_> = reading.playbooks.iter().map(|playbook| playbook.doc.playbook.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let report = reading.into_report();
    let files: Vec<_> = report.iter().map(|finding| report.source_of(finding).unwrap().name()).collect();
    assert_eq!(files, ["a.yaml", "b.yaml", "c.yaml"]);
}

#[test]
fn expressions_taken_apart_are_named_with_the_line_as_it_should_be() {
    let table = [
        ("{ when: tier in ['a', 'b'], go: b }", "{ when: \"tier in ['a', 'b']\", go: b }"),
        ("{ when: a ? b : c, go: b }", "{ when: \"a ? b : c\", go: b }"),
        ("{ when: 'a' == tier, go: b }", "{ when: \"'a' == tier\", go: b }"),
        ("{ when: !x, go: b }", "{ when: \"!x\", go: b }"),
        ("{ when: *x, go: b }", "{ when: \"*x\", go: b }"),
        ("{ when: %x, go: b }", "{ when: \"%x\", go: b }"),
        ("{ when: max(a, b) > 3, go: b }", "{ when: \"max(a, b) > 3\", go: b }"),
        ("{ when: \"max(a, b) > 3\", go: b }", ""),
        ("{ when: not x and y == 'a', go: b }", ""),
    ];
    for (written, expected) in table {
        let text = format!("{START}states:\n  a:\n    choose:\n      - {written}\n  b: {{ end: x }}\n");
        let reading = read([Source::new("x", text)]);
        let found: Vec<_> =
            reading.findings.iter().map(|finding| (finding.code.as_str(), finding.help.clone())).collect();
        match found.as_slice() {
            [] => assert_eq!(expected, "", "{written}"),
            [("unquoted-expression", Some(help))] => {
                assert_eq!(help.lines().last(), Some(format!("- {expected}").as_str()))
            }
            other => panic!("{written}: {other:?}"),
        }
    }
}

#[test]
#[cfg(feature = "schema")]
fn the_schema_knows_the_keys() {
    let schema: serde_json::Value = serde_json::from_str(&crate::document::schema()).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["required"][0], "playbook");
    let step = &schema["$defs"]["CompensationStep"];
    assert_eq!(step["required"], serde_json::json!(["amount", "because"]));
    assert!(step["properties"]["once"].is_object());
    assert!(schema["$defs"]["State"]["properties"]["do"].is_object());
    assert!(!crate::document::schema().contains("$amends"));
}
