//! Whole playbooks through `compile`: every mistake at once, and nothing where there is none.
use amends::{Report, Source, compile};

fn report_of(file: &str) -> Report {
    let path = format!("{}/tests/fixtures/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    compile([Source::new(file, text)]).report().clone()
}

#[test]
fn five_mistakes_come_at_once_in_source_order() {
    let expected = "\
five-mistakes.yaml:17:36: error[unknown-fact]: there is no fact or derived value `days_laet`
    help: did you mean `days_late`?
five-mistakes.yaml:22:41: error[unknown-key]: `wihtin` is not a key here
    expected: as, when, to, channel, with, ground, because, within, once, message
    help: did you mean `within`?
five-mistakes.yaml:28:33: error[currency-mismatch]: `total` is in GBP and `5 EUR` in EUR
five-mistakes.yaml:30:20: error[unknown-state]: there is no state `by-a-persn`
    help: did you mean `by-a-person`?
five-mistakes.yaml:34:47: error[bad-duration]: `4` is no span of time
    expected: a span like `90m`, `2d` or `6 months`
    help: write its unit, such as `4d` for days or `4h` for hours";
    let report = report_of("five-mistakes.yaml");
    assert_eq!(report.to_string(), expected);
    assert_eq!(report.len(), 5);
}

#[test]
fn tools_get_the_same_five() {
    let report = report_of("five-mistakes.yaml");
    let json = report.to_json();
    let codes = ["unknown-fact", "unknown-key", "currency-mismatch", "unknown-state", "bad-duration"];
    let places: Vec<_> =
        codes.iter().map(|code| json.find(&format!(r#"{{"code":"{code}","severity":"error""#))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{json}");
    assert_eq!(json.matches(r#""code":"#).count(), 5, "{json}");
    assert!(
        json.contains(r#""file":"five-mistakes.yaml","line":17,"column":36,"end_line":17,"end_column":45"#),
        "{json}"
    );
    assert!(json.contains(r#""suggestion":"by-a-person""#), "{json}");
}

#[test]
fn the_same_version_in_two_files_is_a_finding() {
    let text = "playbook: p\nversion: 2\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates: { z: { end: z } }\n";
    let sources = |second: &str| [Source::new("a.yaml", text), Source::new("b.yaml", second)];
    assert!(compile(sources(&text.replace("version: 2", "version: 3"))).report().is_empty());
    let report = compile(sources(text)).report().clone();
    assert_eq!(report.to_string(), "b.yaml:1:11: error[duplicate-name]: there are two playbooks `p@2`");
}

#[test]
fn a_section_that_could_not_be_read_is_one_finding() {
    let path = format!("{}/playbooks/late-parcel.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    for section in ["facts", "events", "derive", "messages", "states", "triggers"] {
        let bad = text.replacen(&format!("\n{section}:"), &format!("\n{section}x:"), 1);
        let report = compile([Source::new("bad.yaml", bad), calendars()]).report().clone();
        let found: Vec<_> = report.iter().map(|finding| finding.code.as_str()).collect();
        let missing = ["unknown-key", "missing-key"];
        assert!(found.iter().all(|code| missing.contains(code)), "{section}: {report}");
    }
}

/// What business time is counted by.
fn calendars() -> Source {
    Source::new("policy.yaml", "policy: house\ncalendars: { office: { hours: { mon-fri: '09:00-17:30' } } }\n")
}

#[test]
fn business_time_needs_a_policy_that_can_be_read() {
    let path = format!("{}/playbooks/late-parcel.yaml", env!("CARGO_MANIFEST_DIR"));
    let playbook = Source::new("late-parcel.yaml", std::fs::read_to_string(path).unwrap());
    let codes = |policy: Option<&str>| -> Vec<String> {
        let policy = policy.map(|text| Source::new("policy.yaml", text));
        let report = compile([playbook.clone()].into_iter().chain(policy)).report().clone();
        report.iter().filter(|finding| finding.is_error()).map(|finding| finding.code.to_string()).collect()
    };
    assert_eq!(codes(None), ["business-time"; 3]);
    assert_eq!(codes(Some("policy: house\n")), ["business-time"; 3]);
    assert_eq!(codes(Some(calendars().text())), [""; 0]);
    let house = compile([playbook.clone(), calendars()]).finish().unwrap();
    assert!(!house.lint().report().is_blocking());
    // Of a policy with errors it is not known what it has: one mistake, one finding.
    assert_eq!(codes(Some("policy: house\ncalendars: { office: { hours: {} } }\n")), ["bad-calendar"]);
    assert_eq!(codes(Some("policy: house\ncalendars: { office: { hours: { mon: '9-5' } } }\n")), ["bad-literal"]);
    assert_eq!(codes(Some("policy: house\nroles: { automatic: { may_pay: much } }\n")), ["bad-literal"]);
    assert_eq!(
        codes(Some("policy: house\ncalendar: officer\ncalendars: { office: { days: mon } }\n")),
        ["unknown-calendar"]
    );
    assert_eq!(codes(Some("polcy: house\n")), ["document-kind"]);
    assert_eq!(codes(Some("policy: [\n")), ["yaml-syntax"]);
}

#[test]
fn keys_of_policies_and_goals_are_valid_now() {
    let report = report_of("house-keys.yaml");
    assert!(report.is_empty(), "{report}");
}

#[test]
fn keys_of_policies_and_goals_are_held_to_their_shape() {
    for (good, bad, code) in [
        ("duties:\n", "duteis:\n", "unknown-key"),
        ("{ kind: apology, within: 4h }", "{ within: 4h }", "missing-key"),
        ("{ kind: apology, within: 4h }", "{ kind: [apology], within: 4h }", "wrong-type"),
        ("at_most: 1500 EUR", "at_most: { EUR: 1500 }", "wrong-type"),
        ("{ payout: case, at_most", "{ payuot: case, at_most", "unknown-key"),
        ("discretion:\n  - { role: agent", "discretion:\n  - { rol: agent", "unknown-key"),
        ("may_pay: 500 EUR", "may_pya: 500 EUR", "unknown-key"),
        ("from: flight.arrived, because: article 7", "from: flight.arived, because: article 7", "unknown-event"),
        ("satisfied_by: [owed]", "satisfied_by: [owned]", "unknown-step"),
        ("measure: time_to(apology), target", "target", "missing-key"),
        ("customer: { locale: locale", "customer: { locale: lokale", "unknown-fact"),
        ("until: 2027-01-01", "until: 2025-01-01", "bad-literal"),
        ("by: flown_on", "by: delay", "condition-type"),
        ("reverses: gesture", "reverses: sorry.apology", "unknown-step"),
        ("covers: [late-flight, missed-connection]", "covers: late-flight", "wrong-type"),
    ] {
        let path = format!("{}/tests/fixtures/house-keys.yaml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(good), "{good}");
        let report = compile([Source::new("bad.yaml", text.replacen(good, bad, 1))]).report().clone();
        let codes: Vec<&str> = report.iter().map(|finding| finding.code.as_str()).collect();
        assert!(codes.contains(&code), "{bad}: {report}");
        assert!(report.len() <= 2, "one mistake, one finding: {report}");
    }
}
