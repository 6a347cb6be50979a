//! The public names, each used once as a host uses it, and what they promise by type.

use std::path::{Path, PathBuf};

use amends::{
    Account, Actor, Answer, Answered, Ask, BadHex, Candidate, CandidateKind, CaseChange, ChannelReason, ChannelTried,
    Code, Command, Compiled, Condition, ConditionError, Currency, Date, Datum, Decimal, DecimalError, Decision, Denial,
    Derivation, Desk, Disputed, Doc, Duration, Edge, EdgeKind, Engine, EngineError, Evaluation, Event, EventError,
    Explanation, Facts, Fate, Finding, Ground, Happening, Hash, Head, Held, HeldState, House, Input, Label, Lack,
    LimitHit, Lint, Match, Money, Name, Node, OpenStep, Outcome, Override, OverrideCounter, Overrides, Part, PaysId,
    Personal, Picture, Playbook, PlaybookGraph, Policy, Pool, Position, Promise, PromiseState, Proof, Receipt, Record,
    Refusal, ReplayError, Replayed, Report, Reversed, Rounding, Secret, Selection, Settlement, Severity, Source, Span,
    Step, StepId, StepKind, TextError, TextPart, Time, TooLarge, Type, Value, Verb, Verdict, Verified, Verifier,
    VerifyError, Wakes, Wants, Witness, Wrong, Zone, compile, docs, overrides, replay, verify, verify_account,
};

fn shared<T: Send + Sync + 'static>() {}

fn error<T: std::error::Error + Send + Sync + 'static>() {
    assert!(size_of::<T>() <= 16, "{} has {} bytes", std::any::type_name::<T>(), size_of::<T>());
}

#[test]
fn everything_can_be_shared_among_threads() {
    shared::<(Account, BadHex, CaseChange, Code, Compiled, Condition, ConditionError, Currency, Date, Datum)>();
    shared::<(Decimal, DecimalError, Decision, Desk, Disputed, Doc, Duration, Edge, EdgeKind, Engine, EngineError)>();
    shared::<(Candidate, CandidateKind, Derivation, Evaluation, Explanation, Fate, Part, Selection)>();
    shared::<(Event, EventError, Facts, Finding, Ground, Hash, Head, House, Input, Label, Lack, Lint)>();
    shared::<(
        Match<'static>,
        Money,
        Name,
        Node,
        OpenStep<'static>,
        Outcome,
        PaysId,
        Personal,
        Playbook,
        PlaybookGraph,
        Position,
    )>();
    shared::<(Receipt, Record, Refusal, ReplayError, Replayed, Report, Rounding, Secret, Settlement, Severity, Source)>(
    );
    shared::<(Span, Step, StepId, StepKind, TextError, TextPart<'static>, Time, Type, Value)>();
    shared::<(ChannelReason, ChannelTried, Policy, Promise, PromiseState, Verb)>();
    shared::<(Actor, Command, Denial, Held, HeldState)>();
    shared::<(Answer, Answered, Ask, LimitHit, Policy, Pool, Reversed, Verb, Wants)>();
    shared::<(Picture, Proof, TooLarge, Verdict, Verified, Verifier, VerifyError, Wakes, Witness, Wrong, Zone)>();
}

#[test]
fn errors_of_the_daily_path_are_small() {
    error::<Report>();
    error::<EngineError>();
    error::<DecimalError>();
    error::<TextError>();
}

const TEXT: &str = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { e: [days] }\ntriggers: { t: { upon: e, when: days > 0 } }\n\
    states:\n  a: { do: [task: { action: look, within: 1d }], upon: { step.failed: z, step.overdue: z }, next: z }\n  z: { end: done }\n";

#[test]
fn a_hosts_day() {
    // Compile, look at the report, walk the graph.
    let compiled: Compiled = compile([Source::new("p.yaml", TEXT)]);
    assert!(compiled.report().is_empty());
    let house: House = compiled.finish().unwrap();
    let lint: Lint = house.lint();
    let verdict: &Verdict = &lint.verdicts()[0];
    assert!(verdict.proof == Proof::Proved && lint.report().is_empty(), "{}", lint.report());
    assert_eq!(Happening::Done("look".into()).to_string(), "`look` is done");
    let playbook: &Playbook = &house.playbooks()[0];
    let graph: &PlaybookGraph = playbook.graph();
    let nodes: Vec<&Node> = graph.node_weights().collect();
    assert_eq!((nodes[2].name(), nodes[2].outcome(), nodes[2].depth()), ("z", Some("done"), 1));
    let edges: Vec<&Edge> = graph.edge_weights().collect();
    assert!(edges.iter().any(|edge| *edge.kind() == EdgeKind::Complete && edge.label() == "a/next"));
    assert_eq!(amends::petgraph::algo::connected_components(graph), 1);
    let picture: Picture = playbook.picture();
    let drawn: Result<String, TooLarge> = picture.to_svg();
    assert!(drawn.is_ok_and(|svg| svg.starts_with("<svg ")));
    assert!(picture.to_dot().starts_with("digraph") && picture.to_mermaid().starts_with("stateDiagram-v2"));
    assert!(docs().iter().any(|doc: &Doc| doc.code.as_str() == "unknown-key" && doc.severity == Severity::Error));

    // Decide, record, answer.
    let engine = Engine::new(house.clone()).unwrap().with(house).unwrap();
    let mut account = Account::new(Name::from("ana"), Secret::new([7; 32]));
    let time: Time = "2026-03-27T16:30:00Z".parse().unwrap();
    let now: amends::chrono::DateTime<amends::chrono::Utc> = time.utc();
    let event = Event::new("1", "shop", "e", "ana", time).with("days", 1).in_incident("i");
    assert_eq!(event.get("days"), Some(Datum::Number("1".into())));
    let found: Vec<Match<'_>> = engine.matching(&account, &event, now);
    assert_eq!((found[0].playbook().name(), found[0].trigger(), found.len()), ("p", "t", 1));
    let decision: Decision = engine.handle(&mut account, Input::from(event.clone()), now).unwrap();
    let step: &Step = &decision.steps[0];
    assert_eq!((step.kind, step.ground, step.disputed.clone()), (StepKind::Task, None::<Ground>, None::<Disputed>));
    assert_eq!((step.pays, step.due_at().is_some()), (None::<PaysId>, true));
    let parts: Vec<TextPart<'_>> = step.parts().collect();
    assert_eq!((step.text.as_deref(), step.locale.as_deref(), parts.len()), (None, None, 0));
    let change: &CaseChange = &decision.cases[0];
    assert!(change.opened && decision.personal.is_empty());
    let record: &Record = decision.record.as_ref().unwrap();
    let open: OpenStep<'_> = account.open_steps().next().unwrap();
    let id: StepId = open.id();
    assert_eq!((id, open.kind(), open.name(), open.attempt()), (step.id, StepKind::Task, "a.task", 1));
    let why: Explanation = engine.explain(&account, event.clone(), now).unwrap();
    assert_eq!((why.decision.outcome, why.is_cut), (Outcome::Duplicate, false));
    let another = Event::new("4", "shop", "e", "ana", time).with("days", 1);
    let why = Desk::new(engine.clone(), Secret::new([7; 32])).explain("ana", another, now).unwrap();
    let selection: &Selection = &why.selections[0];
    let candidate: &Candidate = &selection.candidates[0];
    assert_eq!((candidate.kind, &candidate.fate), (CandidateKind::Trigger, &Fate::Taken));
    let when: Option<&Evaluation> = candidate.when.as_ref();
    assert!(when.is_none_or(|when| when.parts.iter().all(|part: &Part| part.value.is_some())));
    assert!(when.is_none_or(|when| when.derived.iter().all(|derived: &Derivation| derived.value.is_ok())));
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
    assert_eq!(verify_account(&engine, &account, lines, |_, _| None).unwrap().records, 2);
    let short = verify_account(&engine, &account, [record.line()], |_, _| None).unwrap_err();
    assert_eq!(short.departure(), Some("seq"));
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

/// What a house says of channels, and what became of a promise.
#[test]
fn a_message_has_its_channel_and_a_promise_its_end() {
    let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nmessages: { m: { en: We call. } }\n\
        states:\n  a: { do: [promise: { message: m, by: 3d }], upon: { promise.broken: z }, next: z }\n  z: { end: done }\n";
    let policy = "policy: house\nchannels: { sms: { quiet: '21:00-08:00' } }\n";
    let house = compile([Source::new("p.yaml", text), Source::new("policy.yaml", policy)]).finish().unwrap();
    let (engine, mut account) = (Engine::new(house).unwrap(), Account::new("ana", Secret::new([7; 32])));
    let time: Time = "2026-03-27T22:30:00Z".parse().unwrap();
    let event = Event::new("1", "shop", "e", "ana", time);
    let why = engine.explain(&account, event.clone(), time.utc()).unwrap();
    let mut candidates = why.selections.iter().flat_map(|selection| &selection.candidates);
    let tried: &ChannelTried = candidates.find_map(|candidate| candidate.channels.first()).unwrap();
    assert!(tried.is_chosen && tried.reason == ChannelReason::Quiet && tried.not_before.is_some());
    let step = engine.handle(&mut account, event, time.utc()).unwrap().steps.remove(0);
    assert_eq!(
        (step.channel.as_deref(), step.chosen, step.not_before),
        (Some("sms"), Some(tried.reason), tried.not_before)
    );
    let kept = engine.handle(&mut account, Receipt::done(step.id), time.utc()).unwrap();
    let promise: &Promise = account.promises().next().unwrap();
    assert_eq!((promise.state(), &kept.promises[0]), (PromiseState::Kept, promise));
}

#[test]
fn people_act() {
    let text = TEXT.replace(
        "task: { action: look, within: 1d }",
        "compensation: { as: pay, amount: 9 GBP * days, because: rule }",
    );
    let text = text.replace("step.overdue: z", "approval.refused: z");
    let policy = "policy: house\nroles: { automatic: { may_pay: 5 GBP }, lead: { may_pay: 20 GBP, may: [approve] } }\n";
    let house = compile([Source::new("p.yaml", text), Source::new("policy.yaml", policy)]).finish().unwrap();
    let engine = Engine::new(house).unwrap();
    let mut account = Account::new("ana", Secret::new([7; 32]));
    let time: Time = "2026-03-27T16:30:00Z".parse().unwrap();
    let mut handle = |input: Input| engine.handle(&mut account, input, time.utc()).unwrap();
    let held = handle(Event::new("1", "shop", "e", "ana", time).with("days", 1).into()).held;
    let waits: &Held = &held[0];
    assert_eq!((waits.state(), waits.role()), (HeldState::Waiting, Some("lead")));
    let command = |id: &str, role: &str| Command::new(id, Verb::Approve, Actor::new("kim", role), "it rained");
    let denied: Denial = handle(command("c-1", "clerk").into()).denial.unwrap();
    assert_eq!(denied.code, "unknown_role");
    let obeyed = handle(command("c-2", "lead").into());
    assert_eq!((obeyed.outcome, obeyed.steps[0].id), (Outcome::Applied, waits.step()));
    let record = obeyed.record.unwrap();
    let counted: Overrides = overrides([record.line()]).unwrap();
    let row: &Override = &counted.rows[0];
    assert_eq!((row.verb, row.count, OverrideCounter::new().finish().commands), (Verb::Approve, 1, 0));
    let none: Option<&Promise> = account.promises().find(|promise| promise.state() == PromiseState::Open);
    assert!(none.is_none());
    let empty = engine.handle(&mut account, command("", "lead"), time.utc()).unwrap_err();
    assert!(empty.is_invalid_command());
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
    assert_eq!((place.line, place.column), (7, 93));
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
    let id: Result<Hash, BadHex> = "x".parse();
    assert!(id.is_err() && "00".parse::<PaysId>().is_err());
    let condition = Condition::new("n >= 2", &[("n", Type::Int)]).unwrap();
    let mut facts: Facts = condition.facts();
    facts.set("n", 3_i64);
    assert_eq!(condition.evaluate(&facts).unwrap(), Value::Bool(true));
    let error: ConditionError = Condition::new("n >=", &[("n", Type::Int)]).unwrap_err();
    assert!(!error.to_string().is_empty());
}

#[cfg(feature = "schema")]
#[test]
fn the_schemas_are_json() {
    for schema in [amends::schema(), amends::policy_schema()] {
        assert!(serde_json::from_str::<serde_json::Value>(&schema).unwrap().is_object());
    }
}

/// Every name that `lib.rs` gives to hosts stands in this file.
#[test]
fn every_public_name_is_used_here() {
    let here = read(&root().join("tests/api.rs"));
    for (_, name) in public_names() {
        let used = here.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name);
        assert!(used, "`{name}` is public and not used here");
    }
}

/// Every public type and function has an example that runs. Every public method has one too, or an example in the file of
/// its type calls it, as those of types do with what there is to read of them.
#[test]
fn every_public_item_has_an_example() {
    let mut lacking = Vec::new();
    let mut methods = 0;
    for (room, name) in public_names() {
        let files = sources(&room);
        let find = |how: fn(&str, &str) -> Option<usize>| files.iter().find_map(|text| Some((text, how(text, &name)?)));
        let of_item = find(definition).or_else(|| find(definition_by_macro));
        let Some((text, at)) = of_item else { panic!("no definition of `{name}` found") };
        if !doc_above(text, at).contains("```") {
            lacking.push(name.clone());
        }
        let of_type = examples(text);
        let methods_of_type = files.iter().flat_map(|text| methods_of(text, &name).into_iter().map(move |m| (text, m)));
        for (text, (method, at)) in methods_of_type {
            methods += 1;
            let is_called = of_type.contains(&format!(".{method}(")) || of_type.contains(&format!("::{method}("));
            if !is_called && !doc_above(text, at).contains("```") {
                lacking.push(format!("{name}::{method}"));
            }
        }
    }
    assert!(methods > 150, "only {methods} methods found");
    assert!(lacking.is_empty(), "no example shows {lacking:?}");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The texts of a room: of its folder, or of its only file.
fn sources(room: &Path) -> Vec<String> {
    if !room.is_dir() {
        return vec![read(&room.with_extension("rs"))];
    }
    let entries = std::fs::read_dir(room).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![read(&path)] }).collect()
}

/// The names that `lib.rs` gives to hosts, each with its room: what stands last in the paths of its `pub use`, other crates
/// left out.
fn public_names() -> Vec<(PathBuf, String)> {
    let lib = read(&root().join("src/lib.rs"));
    let uses = lib.split("\npub use ").skip(1).map(|rest| rest.split(';').next().unwrap());
    let mut names = Vec::new();
    for (room, list) in uses.filter_map(|path| path.rsplit_once("::")) {
        let words = list.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        names.extend(words.map(|word| (root().join("src").join(room.replace("::", "/")), word.to_owned())));
    }
    assert!(names.len() > 50);
    names
}

/// The line that defines an item.
fn definition(text: &str, name: &str) -> Option<usize> {
    let words = ["pub struct", "pub enum", "pub fn", "pub type"];
    text.lines().position(|line| {
        let item = line.trim_start();
        let rest = words.iter().find_map(|word| item.strip_prefix(word)?.strip_prefix(' ')?.strip_prefix(name));
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    })
}

/// The line that gives an item's name to the macro that defines it.
fn definition_by_macro(text: &str, name: &str) -> Option<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let names = |line: &str| line.starts_with(' ') && line.trim_start().trim_end_matches(" {") == name;
    (1..lines.len()).find(|at| names(lines[*at]) && lines[at - 1].trim_start().starts_with("///"))
}

/// The doc comment of the item on that line, attributes and plain comments in between passed over.
fn doc_above(text: &str, at: usize) -> String {
    let lines: Vec<&str> = text.lines().take(at).map(str::trim_start).collect();
    let of_item = lines.iter().rev().take_while(|line| line.starts_with("//") || line.starts_with('#'));
    of_item.filter(|line| line.starts_with("///")).copied().collect::<Vec<_>>().join("\n")
}

/// What stands in the examples of a file.
fn examples(text: &str) -> String {
    let docs = text.lines().filter_map(|line| line.trim_start().strip_prefix("///"));
    let mut inside = false;
    docs.filter(|line| {
        inside ^= line.trim_start().starts_with("```");
        inside
    })
    .collect::<Vec<_>>()
    .join("\n")
}

/// The public methods in the blocks that begin with `impl Name`, with their lines.
fn methods_of<'t>(text: &'t str, name: &str) -> Vec<(&'t str, usize)> {
    let mut inside = false;
    let mut methods = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.starts_with("impl") {
            let of = line.trim_end_matches(" {").rsplit(' ').next().unwrap_or_default();
            inside = !line.contains(" for ") && of.split('<').next() == Some(name);
        }
        let function = line.strip_prefix("    pub fn ").or_else(|| line.strip_prefix("    pub const fn "));
        if let Some(function) = function.filter(|_| inside) {
            methods.push((function.split(['(', '<']).next().unwrap_or_default(), at));
        }
    }
    methods
}
