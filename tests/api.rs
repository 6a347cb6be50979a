//! The public names, each used once as a host uses it, and what they promise by type.

use amends::{
    Account, BadHex, CaseChange, Cause, Code, Compiled, Condition, ConditionError, Currency, Date, Datum, Decimal,
    DecimalError, Decision, Desk, Disputed, Doc, Duration, Edge, EdgeKind, Engine, EngineError, Event, EventError,
    Facts, Finding, Ground, Hash, Head, House, Id, Input, Label, Lack, Money, Name, Node, OpenStep, Outcome, PaysId,
    Personal, Playbook, PlaybookGraph, Position, Receipt, Record, Refusal, ReplayError, Replayed, Report, Rounding,
    Secret, Settlement, Severity, Source, Span, Step, StepId, StepKind, TextError, Time, Type, Value, Verified,
    Verifier, VerifyError, Wrong, Zone, compile, docs, replay, verify,
};

fn shared<T: Send + Sync + 'static>() {}

fn error<T: std::error::Error + Send + Sync + 'static>() {
    assert!(size_of::<T>() <= 16, "{} has {} bytes", std::any::type_name::<T>(), size_of::<T>());
}

#[test]
fn everything_can_be_shared_among_threads() {
    shared::<(Account, BadHex, CaseChange, Cause, Code, Compiled, Condition, ConditionError, Currency, Date, Datum)>();
    shared::<(Decimal, DecimalError, Decision, Desk, Disputed, Doc, Duration, Edge, EdgeKind, Engine, EngineError)>();
    shared::<(Event, EventError, Facts, Finding, Ground, Hash, Head, House, Id, Input, Label, Lack)>();
    shared::<(Money, Name, Node, OpenStep<'static>, Outcome, PaysId, Personal, Playbook, PlaybookGraph, Position)>();
    shared::<(Receipt, Record, Refusal, ReplayError, Replayed, Report, Rounding, Secret, Settlement, Severity, Source)>(
    );
    shared::<(Span, Step, StepId, StepKind, TextError, Time, Type, Value)>();
    shared::<(Verified, Verifier, VerifyError, Wrong, Zone)>();
}

#[test]
fn errors_of_the_daily_path_are_small() {
    error::<Report>();
    error::<EngineError>();
    error::<DecimalError>();
    error::<TextError>();
}

const TEXT: &str = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { e: [days] }\ntriggers: { t: { upon: e, when: days > 0 } }\n\
    states:\n  a: { do: [task: { action: look }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";

#[test]
fn a_hosts_day() {
    // Compile, look at the report, walk the graph.
    let compiled: Compiled = compile([Source::new("p.yaml", TEXT)]);
    assert!(compiled.report().is_empty());
    let house: House = compiled.finish().unwrap();
    let playbook: &Playbook = &house.playbooks()[0];
    let graph: &PlaybookGraph = playbook.graph();
    let nodes: Vec<&Node> = graph.node_weights().collect();
    assert_eq!((nodes[2].name(), nodes[2].outcome(), nodes[2].depth()), ("z", Some("done"), 1));
    let edges: Vec<&Edge> = graph.edge_weights().collect();
    assert!(edges.iter().any(|edge| *edge.kind() == EdgeKind::Complete && edge.label() == "a/next"));
    assert_eq!(amends::petgraph::algo::connected_components(graph), 1);
    assert!(docs().iter().any(|doc: &Doc| doc.code.as_str() == "unknown-key" && doc.severity == Severity::Error));

    // Decide, record, answer.
    let engine = Engine::new(house.clone()).unwrap().with(house).unwrap();
    let mut account = Account::new(Name::from("ana"), Secret::new([7; 32]));
    let time: Time = "2026-03-27T16:30:00Z".parse().unwrap();
    let now: amends::chrono::DateTime<amends::chrono::Utc> = time.utc();
    let event = Event::new("1", "shop", "e", "ana", time).with("days", 1).in_incident("i");
    assert_eq!(event.get("days"), Some(&Datum::Number("1".into())));
    let decision: Decision = engine.handle(&mut account, Input::from(event.clone()), now).unwrap();
    let step: &Step = &decision.steps[0];
    assert_eq!((step.kind, step.ground, step.disputed.clone()), (StepKind::Task, None::<Ground>, None::<Disputed>));
    assert_eq!((step.pays, step.due_at()), (None::<PaysId>, None));
    let change: &CaseChange = &decision.cases[0];
    assert!(change.opened && decision.personal.is_empty());
    let record: &Record = decision.record.as_ref().unwrap();
    let open: OpenStep<'_> = account.open_steps().next().unwrap();
    let id: StepId = open.id();
    assert_eq!((id, open.kind(), open.name(), open.attempt()), (step.id, StepKind::Task, "a.task", 1));
    let again = engine.handle(&mut account, event, now).unwrap();
    assert_eq!((again.outcome, again.outcome.code()), (Outcome::Duplicate, "duplicate"));
    let receipt = Receipt::done(id);
    assert_eq!(receipt.settlement(), &Settlement::Done);
    let done = engine.handle(&mut account, receipt, now).unwrap();
    assert_eq!(done.cases[0].ended.as_deref(), Some("done"));

    // Hold the trail to what it says.
    let lines = [record.line(), done.record.as_ref().unwrap().line()];
    let (seq, hash): (u64, Hash) = account.head();
    let verified: Verified = verify(lines, [Head { account: "ana".into(), seq, hash }]).unwrap();
    assert!(verified.ends_checked && Verifier::new().line(lines[0]).is_ok());
    let wrong: VerifyError = verify([lines[1]], []).unwrap_err();
    assert_eq!((wrong.wrong, wrong.wrong.code()), (Wrong::Dropped, "dropped"));
    let replayed: Replayed = replay(&engine, "ana", Secret::new([7; 32]), lines, |_, _| None).unwrap();
    assert_eq!(replayed.account, account);
    let lacking: ReplayError = replay(
        &Desk::new(other(), Secret::new([7; 32])).engine().clone(),
        "ana",
        Secret::new([7; 32]),
        lines,
        |_, _| None,
    )
    .unwrap_err();
    assert!(matches!(lacking.lack(), Some(Lack::Playbook(_))));

    // What goes wrong says so.
    let stranger: EngineError =
        engine.handle(&mut account, Event::new("2", "shop", "e", "bob", time), now).unwrap_err();
    assert!(stranger.is_wrong_account());
    let refused = engine.handle(&mut account, Event::new("3", "shop", "e", "ana", time), now).unwrap();
    let refusal: &Refusal = &refused.refusals[0];
    assert_eq!((refusal.code, refusal.fact.as_str()), ("missing", "days"));
    let bad: EventError = Event::from_json("{").unwrap_err();
    assert_eq!(bad.code(), "not_json");
    let none: Vec<Personal> = refused.personal;
    assert!(none.is_empty());
}

fn other() -> Engine {
    Engine::new(compile([Source::new("q.yaml", TEXT.replace("playbook: p", "playbook: q"))]).finish().unwrap()).unwrap()
}

#[test]
fn findings_point_at_their_place() {
    let report: Report = compile([Source::new("p.yaml", TEXT.replace("next: z", "nxt: z"))]).finish().unwrap_err();
    let finding: &Finding = report.iter().next().unwrap();
    let label: &Label = &finding.labels[0];
    let span: Span = label.span;
    let code: Code = finding.code;
    assert_eq!((code.as_str(), finding.suggestion.as_deref()), ("unknown-key", Some("next")));
    let place: Position = report.source_of(finding).unwrap().position(span.start);
    assert_eq!((place.line, place.column), (7, 64));
}

#[test]
fn values_have_text_forms() {
    let money: Money = "40.00 GBP".parse().unwrap();
    let currency: Currency = money.currency();
    let decimal: Decimal = "0.125".parse().unwrap();
    assert_eq!(decimal.round(2, Rounding::HalfEven).to_string(), "0.12");
    let error: DecimalError = "x".parse::<Decimal>().unwrap_err();
    assert_eq!((currency.code(), error), ("GBP", DecimalError::Syntax));
    let (date, duration): (Date, Duration) = ("2026-11-02".parse().unwrap(), "PT3H".parse().unwrap());
    let wrong: TextError = "3".parse::<Duration>().unwrap_err();
    assert!(wrong.expected().contains("PT3H20M"));
    assert_eq!(
        (Value::from(date).to_string(), Value::from(duration).to_string()),
        ("2026-11-02".into(), "PT3H".into())
    );
    assert_eq!(Zone::named("Europe/London").unwrap().to_string(), "Europe/London");
    let id: Result<Id, BadHex> = "x".parse();
    assert!(id.is_err() && "00".parse::<Cause>().is_err());
    let condition = Condition::new("n >= 2", &[("n", Type::Int)]).unwrap();
    let mut facts: Facts = condition.facts();
    facts.set("n", 3_i64);
    assert_eq!(condition.evaluate(&facts).unwrap(), Value::Bool(true));
    let error: ConditionError = Condition::new("n >=", &[("n", Type::Int)]).unwrap_err();
    assert!(!error.to_string().is_empty());
}

/// Every name that `lib.rs` gives to hosts stands in this file.
#[test]
fn every_public_name_is_used_here() {
    let lib = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).unwrap();
    let here = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api.rs")).unwrap();
    let uses = lib.split("\npub use ").skip(1).map(|rest| rest.split(';').next().unwrap());
    let names: Vec<&str> = uses
        .flat_map(|list| list.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        .filter(|word| !word.is_empty())
        .collect();
    assert!(names.len() > 50);
    let rooms = [
        "account",
        "audit",
        "canon",
        "check",
        "desk",
        "document",
        "engine",
        "expression",
        "ids",
        "input",
        "playbook",
        "report",
        "schema",
        "span",
        "step",
        "value",
    ];
    for name in names.iter().filter(|name| !rooms.contains(name)) {
        let used = here.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| word == name).count();
        assert!(used >= 1, "`{name}` is public and not used here");
    }
}
