//! What the shipped playbooks owe, edge by edge.

use amends::{Outcome, Step, StepKind};

use crate::table::{Answer, Host, event, rule_events};

/// A playbook whose table has one event a row, and what its citations name.
pub struct Rules {
    pub name: &'static str,
    ground: &'static str,
    /// Words of the rule that each citation has.
    cites: &'static [&'static str],
    /// To whom a refusal refers.
    refers: &'static str,
}

pub const ALL: [Rules; 7] = [
    Rules { name: "cloud-credit", ground: "contract", cites: &["service level agreement"], refers: "" },
    Rules { name: "delay-repay", ground: "contract", cites: &["Delay Repay"], refers: "" },
    Rules { name: "eu-rail", ground: "regulation", cites: &["2021/782", "Art "], refers: "Art 31" },
    Rules { name: "eu261", ground: "regulation", cites: &["261", "Art "], refers: "Art 16" },
    Rules { name: "uk261", ground: "regulation", cites: &["261", "Art "], refers: "Art 16" },
    Rules { name: "us-denied-boarding", ground: "regulation", cites: &["14 CFR 250."], refers: "" },
    Rules { name: "us-refund", ground: "regulation", cites: &["14 CFR 260."], refers: "" },
];

/// The tables name what a customer gets, besides words.
fn word(step: &Step) -> Option<String> {
    let kind = step.kind.as_str();
    match step.kind {
        StepKind::Apology | StepKind::Notice => None,
        StepKind::Compensation => Some(format!("{kind} {}", step.amount?)),
        StepKind::Care | StepKind::Question => Some(format!("{kind} {}", step.name)),
        _ => Some(kind.to_owned()),
    }
}

fn owed(answer: &Answer) -> String {
    if answer.outcome == Some(Outcome::Rejected) {
        return "rejected".to_owned();
    }
    let steps: Vec<_> = answer.steps.iter().filter_map(word).collect();
    if steps.is_empty() { "nothing".to_owned() } else { steps.join("; ") }
}

/// The regions of a case go on side by side: which of them speaks first is not what a rule is about.
fn in_any_order(list: &str) -> Vec<&str> {
    let mut items: Vec<_> = list.split("; ").collect();
    items.sort_unstable();
    items
}

fn check(name: &str) {
    let rules = ALL.iter().find(|rules| rules.name == name).unwrap();
    let mut host = Host::new(&[&format!("{name}.yaml")], word);
    let mut wrong = Vec::new();
    for (event, expected) in rule_events(&format!("tests/data/{name}.tsv")) {
        let subject = event.subject().to_owned();
        let answer = host.take(event);
        if in_any_order(&owed(&answer)) != in_any_order(&expected) {
            wrong.push(format!("{subject}: expected {expected}, was {}", owed(&answer)));
        }
        for step in &answer.steps {
            check_citation(rules, &subject, step);
        }
        // Who falls below every threshold is no case; whose case opens hears a word of regret and an answer.
        let opened = answer.outcome == Some(Outcome::Applied);
        assert_eq!(opened, !answer.steps.is_empty(), "{subject}");
        let is_answer = |step: &Step| !matches!(step.kind, StepKind::Apology | StepKind::Notice);
        assert_eq!(opened, answer.steps.iter().any(is_answer), "{subject} is left without an answer");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Money, care, refusals and explanations rest on the rule and name it.
fn check_citation(rules: &Rules, subject: &str, step: &Step) {
    use StepKind::{Care, Compensation, Decline, Explanation, Question};
    if matches!(step.kind, Compensation | Care | Question | Decline | Explanation) {
        let because = step.because.as_deref().unwrap_or_default();
        assert_eq!(step.ground.map(|ground| ground.as_str()), Some(rules.ground), "{subject}: {}", step.name);
        assert!(rules.cites.iter().all(|word| because.contains(word)), "{subject}: {}: {because}", step.name);
    }
    if step.kind == Decline {
        let refer = step.refer.as_deref().unwrap_or_default();
        assert!(!rules.refers.is_empty() && refer.contains(rules.refers), "{subject}: {refer}");
    }
    for text in [&step.text, &step.because, &step.refer].into_iter().flatten() {
        assert!(!text.contains(['{', '}']), "{subject}: {}: a placeholder is left: {text}", step.name);
    }
}

#[test]
fn cloud_credit_owes_what_the_table_says() {
    check("cloud-credit");
}

#[test]
fn delay_repay_owes_what_the_table_says() {
    check("delay-repay");
}

#[test]
fn eu_rail_owes_what_the_table_says() {
    check("eu-rail");
}

#[test]
fn eu261_owes_what_the_table_says() {
    check("eu261");
}

#[test]
fn uk261_owes_what_the_table_says() {
    check("uk261");
}

#[test]
fn us_denied_boarding_owes_what_the_table_says() {
    check("us-denied-boarding");
}

#[test]
fn us_refund_owes_what_the_table_says() {
    check("us-refund");
}

/// A house that has loaded all of them owes for an event what the one playbook it is for owes, and no other answers.
#[test]
fn all_playbooks_together_answer_no_event_twice() {
    let files: Vec<String> = ALL.iter().map(|rules| format!("{}.yaml", rules.name)).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let mut each: Vec<Host> = files.iter().map(|file| Host::new(&[file], word)).collect();
    let mut all = Host::new(&files, word);
    let mut payments = 0;
    for rules in &ALL {
        for (event, _) in rule_events(&format!("tests/data/{}.tsv", rules.name)) {
            let subject = event.subject().to_owned();
            let alone: Vec<Answer> = each.iter_mut().map(|host| host.take(event.clone())).collect();
            let together = all.take(event);
            let mut expected: Vec<_> = alone.iter().flat_map(|answer| &answer.steps).filter_map(word).collect();
            let mut found: Vec<_> = together.steps.iter().filter_map(word).collect();
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{subject}");
            let answering = alone.iter().filter(|answer| !answer.steps.is_empty()).count();
            assert!(answering <= 1, "{subject} is answered under {answering} playbooks");
            let paid = together.steps.iter().filter(|step| step.kind == StepKind::Compensation).count();
            assert!(paid <= 1, "{subject} is paid twice");
            payments += paid;
        }
    }
    assert!(payments > 600, "{payments}");
}

#[test]
fn what_may_be_halved_shows_the_full_amount_and_what_is_disputed_both() {
    let long = r#""distance_km":5848,"intra_eu":false"#;
    let arrived = |law: &str, km: &str, delay: &str| format!(r#"{{{law}{km},"arrival_delay":"{delay}"}}"#);
    let early = r#"{"distance_km":900,"intra_eu":true,"notice_days":7,"departs_early":"PT2H"}"#;
    let denied = r#"{"distance_km":900,"intra_eu":true,"volunteered":false,"reroute_offered":true,"reroute_arrival_delay":"PT2H"}"#;
    let (eu, uk) = ("", r#""law":"uk","#);
    let reunion = r#""distance_km":9369,"intra_eu":true"#;
    let canary = r#""distance_km":4696,"intra_eu":true"#;
    // Playbook, event, data; what is paid, the full amount beside it, the other reading beside it.
    let cases = [
        ("eu261", "flight.arrived", arrived(eu, long, "PT3H20M"), "300.00 EUR", Some("600.00 EUR"), None),
        ("eu261", "flight.arrived", arrived(eu, long, "PT4H"), "600.00 EUR", None, Some("300.00 EUR")),
        ("eu261", "flight.arrived", arrived(eu, long, "PT4H1S"), "600.00 EUR", None, None),
        ("eu261", "flight.arrived", arrived(eu, reunion, "PT4H"), "400.00 EUR", None, None),
        ("eu261", "flight.brought_forward", early.to_owned(), "250.00 EUR", None, Some("0.00 EUR")),
        ("eu261", "boarding.denied", denied.to_owned(), "125.00 EUR", Some("250.00 EUR"), None),
        ("uk261", "flight.arrived", arrived(uk, long, "PT3H20M"), "260.00 GBP", Some("520.00 GBP"), None),
        ("uk261", "flight.arrived", arrived(uk, long, "PT4H"), "520.00 GBP", None, Some("260.00 GBP")),
        ("uk261", "flight.arrived", arrived(uk, canary, "PT3H20M"), "260.00 GBP", Some("520.00 GBP"), None),
    ];
    for (at, (playbook, kind, data, amount, full, other)) in cases.into_iter().enumerate() {
        let mut host = Host::new(&[&format!("{playbook}.yaml")], word);
        let answer = host.take(event(at, "booking", kind, "2026-11-02T07:00:00Z", &data));
        let paid: Vec<_> = answer.steps.iter().filter(|step| step.kind == StepKind::Compensation).collect();
        let [step] = paid.as_slice() else { panic!("{data}: {paid:?}") };
        let with = step.with.iter().find(|(name, _)| *name == "full_amount").map(|(_, value)| value.to_string());
        let disputed = step.disputed.as_ref().map(|disputed| disputed.amount.to_string());
        let found = (step.amount.unwrap().to_string(), with, disputed);
        assert_eq!(found, (amount.to_owned(), full.map(str::to_owned), other.map(str::to_owned)), "{data}");
    }
}
