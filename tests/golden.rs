//! Kept for ever: accounts and records of every form that there ever was are read, verified and replayed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use amends::{
    Account, Actor, Answer, Ask, Command, Datum, Engine, Event, Head, Input, Receipt, Secret, Source, Time, Value,
    Verb, Wants, Zone, compile, replay, verify,
};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// The key facts of records and accounts, by the place of the object that has them; `*` stands for each of a list.
const SHAPES: &[(&str, &str, &[&str])] = &[
    ("src/engine/record/record.rs", "write_record: record", &["record"]),
    ("src/engine/record/record.rs", "write_record: by", &["record/by"]),
    ("src/engine/record/record.rs", "write_fired: body", &["record/fired/*"]),
    ("src/engine/record/record.rs", "write_record: denied", &["record/denied"]),
    ("src/engine/record/record.rs", "write_event: body", &["record/input/event"]),
    ("src/engine/record/record.rs", "write_command: body", &["record/input/command"]),
    ("src/engine/record/record.rs", "write_command: actor", &["record/input/command/actor"]),
    ("src/engine/record/record.rs", "write_concerns: concerns", &["record/concerns"]),
    ("src/engine/record/case_record.rs", "write_case: body", &["record/cases/*"]),
    ("src/engine/record/case_record.rs", "write_held: told", &["record/cases/*/held/*"]),
    ("src/engine/record/case_record.rs", "write_promise: told", &["record/promises/*"]),
    (
        "src/engine/record/case_record.rs",
        "write_already: body",
        &["record/cases/*/already_done/*", "record/cases/*/already_paid/*"],
    ),
    ("src/engine/record/case_record.rs", "write_why: body", &["record/cases/*/failed/*", "record/cases/*/erred/*"]),
    ("src/engine/record/case_record.rs", "write_step: body", &["record/cases/*/steps/*"]),
    ("src/engine/record/case_record.rs", "write_step: other", &["record/cases/*/steps/*/disputed"]),
    ("src/account/restored.rs", "Form", &["account"]),
    ("src/account/case.rs", "Form", &["account/cases/*"]),
    ("src/account/case.rs", "Active", &["account/cases/*/active/*"]),
    ("src/account/case.rs", "CaseTimer", &["account/cases/*/timers/*"]),
    ("src/account/case.rs", "CaseStep", &["account/cases/*/steps/*"]),
    ("src/account/held.rs", "Held", &["account/cases/*/held/*"]),
    ("src/account/ledger.rs", "Payment", &["account/payments/*"]),
    ("src/account/ledger.rs", "TakenBack", &["account/taken_back/*"]),
    ("src/account/promise.rs", "Promise", &["account/promises/*"]),
    ("src/account/contact.rs", "Contact", &["account/contacts/*"]),
    ("src/account/contact.rs", "Apology", &["account/apologies/*"]),
    ("src/account/memory.rs", "Form", &["account/memory"]),
    ("src/account/memory.rs", "Known", &["account/memory/events/*"]),
    ("src/account/memory.rs", "KnownCommand", &["account/memory/commands/*"]),
    ("src/account/memory.rs", "Ended", &["account/memory/ended/*"]),
    ("src/account/memory.rs", "Count", &["account/counts/*"]),
];

/// Words and forms that stand for themselves, somewhere in the goldens.
const FORMS: &[&str] = &[
    r#""input":"wake""#,
    r#""input":"erase""#,
    r#""input":{"receipt":{"done":true,"#,
    r#""input":{"receipt":{"failed":""#,
    r#"{"digest":""#,
    r#"","of":"json"}"#,
    r#""of":"number"}"#,
    r#"{"json":""#,
    r#"{"number":""#,
    r#""was":"made""#,
    r#""was":"kept""#,
    r#""was":"broken""#,
    r#""was":"waived""#,
    r#""was":"held""#,
    r#""was":"approved""#,
    r#""was":"granted""#,
    r#""was":"refused""#,
    r#""was":"expired""#,
    r#""was":"withdrawn""#,
    r#""chosen":"named""#,
    r#""chosen":"preferred""#,
    r#""chosen":"open""#,
    r#""chosen":"closed""#,
    r#""chosen":"quiet""#,
    r#""chosen":"cap""#,
    r#""status":"pending""#,
    r#""status":"held""#,
    r#""status":"skipped""#,
    r#""status":"out""#,
    r#""status":"waiting""#,
    r#""status":"done""#,
    r#""status":"failed""#,
    r#""status":"withdrawn""#,
    r#""state":"held""#,
    r#""state":"out""#,
    r#""state":"done""#,
    r#""state":"failed""#,
    r#""outstanding":[["#,
    r#""halted":"microstep limit""#,
    r#""halted":"duty""#,
];

/// A line of `inputs.ndjson`, from which a golden is drawn before it is released.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    account: String,
    at: Time,
    event: Option<String>,
    #[serde(default)]
    data: BTreeMap<String, Box<serde_json::value::RawValue>>,
    incident: Option<String>,
    #[serde(default)]
    repeat: usize,
    /// The name of an open step.
    receipt: Option<String>,
    #[serde(default)]
    done: bool,
    failed: Option<String>,
    /// What somebody asks for, who and in which role: `kim/agent`.
    command: Option<Verb>,
    by: Option<String>,
    /// What the pool says to the account's last ask: `granted` or `refused`.
    answer: Option<String>,
    case: Option<String>,
    #[serde(default)]
    with: BTreeMap<String, String>,
    #[serde(default)]
    wake: bool,
    #[serde(default)]
    erase: bool,
}

#[derive(Serialize, Deserialize)]
struct Personal {
    account: String,
    seq: u64,
    path: String,
    value: Value,
}

struct Golden {
    name: String,
    engine: Engine,
    records: Vec<String>,
    accounts: Vec<String>,
    personal: BTreeMap<(String, u64, String), Value>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("tests/golden")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn engine(folder: &Path) -> Engine {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "yaml")).collect();
    paths.sort();
    let sources = paths.iter().map(|path| Source::new(path.file_name().unwrap().to_string_lossy(), read(path)));
    Engine::new(compile(sources).finish().unwrap_or_else(|report| panic!("{}", report.to_text(false)))).unwrap()
}

/// The secret of a golden account: no secret.
fn secret(account: &str) -> Secret {
    let mut bytes = [1; 32];
    bytes.iter_mut().zip(account.bytes()).for_each(|(to, from)| *to = from);
    Secret::new(bytes)
}

fn goldens() -> Vec<Golden> {
    let lines = |path: PathBuf| read(&path).lines().map(str::to_owned).collect::<Vec<_>>();
    let golden = |folder: &PathBuf| Golden {
        name: folder.file_name().unwrap().to_string_lossy().into_owned(),
        engine: engine(folder),
        records: lines(folder.join("records.ndjson")),
        accounts: lines(folder.join("accounts.ndjson")),
        personal: lines(folder.join("personal.ndjson"))
            .iter()
            .map(|line| serde_json::from_str::<Personal>(line).unwrap())
            .map(|personal| ((personal.account, personal.seq, personal.path), personal.value))
            .collect(),
    };
    draw_what_is_missing();
    folders().iter().map(golden).collect()
}

/// Runs the inputs of a golden that has no records yet; one that has is never drawn again.
fn draw_what_is_missing() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let is_new = |folder: &&PathBuf| !folder.join("records.ndjson").exists();
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            folders().iter().filter(is_new).for_each(|folder| draw(folder));
        }
    });
}

fn draw(folder: &Path) {
    let engine = engine(folder);
    let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
    // What was last asked of a pool, by account.
    let mut asks: BTreeMap<String, Ask> = BTreeMap::new();
    let (mut records, mut personal) = (String::new(), String::new());
    for (number, line) in read(&folder.join("inputs.ndjson")).lines().enumerate() {
        let line: Line = serde_json::from_str(line).unwrap_or_else(|error| panic!("line {}: {error}", number + 1));
        let name = line.account.as_str();
        let account = accounts.entry(name.to_owned()).or_insert_with(|| Account::new(name, secret(name)));
        for repeat in 0..line.repeat.max(1) {
            let at = line.at.checked_add(amends::Duration::seconds(repeat as i64 * 60).unwrap()).unwrap();
            let input = match &line.answer {
                Some(answer) => answered(answer, &asks[name]).into(),
                None => input(&line, account, format!("{number}.{repeat}"), at),
            };
            let decision = engine.handle(account, input, at.utc()).unwrap();
            let record = decision.record.unwrap_or_else(|| panic!("line {}: {:?}", number + 1, decision.outcome));
            records.push_str(&format!("{record}\n"));
            let asked = decision.asks.into_iter().filter(|ask| matches!(ask.wants(), Wants::Reserve { .. }));
            asks.extend(asked.map(|ask| (name.to_owned(), ask)));
            for value in decision.personal {
                let line =
                    Personal { account: name.to_owned(), seq: record.seq(), path: value.path, value: value.value };
                personal.push_str(&format!("{}\n", serde_json::to_string(&line).unwrap()));
            }
        }
    }
    let accounts: String =
        accounts.values().map(|account| format!("{}\n", serde_json::to_string(account).unwrap())).collect();
    for (name, text) in [("records", records), ("personal", personal), ("accounts", accounts)] {
        std::fs::write(folder.join(name).with_extension("ndjson"), text).unwrap();
    }
}

fn answered(answer: &str, ask: &Ask) -> Answer {
    match answer {
        "granted" => Answer::granted(ask),
        "refused" => Answer::refused(ask, "100.00 EUR a playbook in 1d", "all of it is spent"),
        other => panic!("{other}"),
    }
}

fn input(line: &Line, account: &Account, id: String, at: Time) -> Input {
    if let Some(kind) = &line.event {
        let mut event = Event::new(id, "golden", kind.as_str(), account.id(), at);
        if let Some(incident) = &line.incident {
            event = event.in_incident(incident.as_str());
        }
        for (name, raw) in &line.data {
            event = event.with(name.as_str(), datum(raw.get()));
        }
        return event.into();
    }
    if let Some(verb) = line.command {
        let (actor, role) = line.by.as_ref().unwrap().split_once('/').unwrap();
        let command = Command::new(id, verb, Actor::new(actor, role), "it was late");
        let with = line.with.iter().fold(command, |command, (name, value)| command.with(name.as_str(), value));
        return match &line.case {
            Some(case) => with.in_case(case.as_str()).into(),
            None => with.into(),
        };
    }
    if let Some(name) = &line.receipt {
        let step =
            account.open_steps().find(|step| step.name() == *name).unwrap_or_else(|| panic!("no step {name}")).id();
        return match &line.failed {
            Some(reason) => Receipt::failed(step, reason.as_str()).into(),
            None => {
                assert!(line.done);
                Receipt::done(step).into()
            }
        };
    }
    assert!(line.wake != line.erase);
    if line.wake { Input::Wake } else { Input::Erase }
}

/// As an event from outside has it.
fn datum(json: &str) -> Datum<'static> {
    let text = format!(
        r#"{{"id":"1","source":"s","type":"e","subject":"a","time":"2026-03-02T09:00:00Z","data":{{"x":{json}}}}}"#
    );
    Event::from_json(&text).unwrap().get("x").unwrap().into_owned()
}

#[test]
fn every_golden_verifies() {
    for golden in goldens() {
        let heads = golden.accounts.iter().map(|line| {
            let account: Account = serde_json::from_str(line).unwrap();
            let (seq, hash) = account.head();
            Head { account: account.id().to_owned(), seq, hash }
        });
        let verified = verify(golden.records.iter().map(String::as_str), heads).unwrap();
        assert!(verified.ends_checked, "{}", golden.name);
        assert_eq!(verified.heads.len(), golden.accounts.len(), "{}", golden.name);
    }
}

#[test]
fn every_golden_replays_to_the_same_bytes_and_accounts() {
    for golden in goldens() {
        for line in &golden.accounts {
            let account: Account = serde_json::from_str(line).unwrap();
            let id = account.id();
            let own = |line: &&String| line.starts_with(&format!(r#"{{"account":"{id}","#));
            let lines: Vec<&str> = golden.records.iter().filter(own).map(String::as_str).collect();
            assert!(!lines.is_empty());
            let values = |seq: u64, path: &str| golden.personal.get(&(id.to_owned(), seq, path.to_owned())).cloned();
            let replayed = replay(&golden.engine, id, secret(id), lines, values);
            let is_of_other_zones = !golden.records[0].contains(&format!(r#""zones":"{}""#, Zone::database()));
            match replayed {
                Ok(replayed) => assert_eq!(replayed.account, account, "{}: {id}", golden.name),
                // Its zone data can't be had again: that is said, and the golden stays for the rest.
                Err(error) if is_of_other_zones => assert!(error.to_string().contains("the zone data"), "{error}"),
                Err(error) => panic!("{}: {id}: {error} {:#?}", golden.name, error.difference()),
            }
        }
    }
}

#[test]
fn every_golden_account_goes_on() {
    for golden in goldens() {
        for line in &golden.accounts {
            let mut account: Account = serde_json::from_str(line).unwrap();
            let stored = serde_json::to_string(&account).unwrap();
            assert_eq!(serde_json::from_str::<Account>(&stored).unwrap(), account, "{}", golden.name);
            let Some(due) = account.wake_at() else { continue };
            let decision = golden.engine.handle(&mut account, Input::Wake, due).unwrap();
            assert!(decision.outcome.is_change(), "{}: {}", golden.name, account.id());
        }
    }
}

#[test]
fn the_present_forms_have_a_golden() {
    let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    let engine = Engine::new(compile([Source::new("p.yaml", text)]).finish().unwrap()).unwrap();
    let mut account = Account::new("a", [1; 32]);
    let time: Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let decision = engine.handle(&mut account, Event::new("1", "s", "e", "a", time), time.utc()).unwrap();
    let form = |line: &str, path: &str| serde_json::from_str::<Json>(line).unwrap().pointer(path).cloned().unwrap();
    let record = form(decision.record.unwrap().line(), "/by/v");
    let stored = form(&serde_json::to_string(&account).unwrap(), "/v");
    let goldens = goldens();
    let records = goldens.iter().flat_map(|golden| &golden.records);
    assert!(records.map(|line| form(line, "/by/v")).any(|v| v == record), "records of form {record} have no golden");
    let accounts = goldens.iter().flat_map(|golden| &golden.accounts);
    assert!(accounts.map(|line| form(line, "/v")).any(|v| v == stored), "accounts of form {stored} have no golden");
}

/// Every key that the types can write is there at least once, and so are the words and forms of values.
#[test]
fn the_goldens_hold_every_shape() {
    let goldens = goldens();
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut all = String::new();
    for golden in &goldens {
        for (kind, lines) in [("record", &golden.records), ("account", &golden.accounts)] {
            for line in lines {
                collect(kind, &serde_json::from_str(line).unwrap(), &mut keys);
                all.push_str(line);
            }
        }
    }
    let mut lacking: Vec<String> =
        FORMS.iter().filter(|form| !all.contains(**form)).map(|form| (*form).into()).collect();
    for (file, name, places) in SHAPES {
        let source = read(&root().join(file));
        let fields = match name.split_once(": ") {
            Some((function, object)) => written(&source, function, object),
            None => fields(&source, name),
        };
        for place in *places {
            let known = keys.get(*place).cloned().unwrap_or_default();
            lacking
                .extend(fields.iter().filter(|field| !known.contains(*field)).map(|field| format!("{place}/{field}")));
        }
    }
    assert!(lacking.is_empty(), "no golden shows {lacking:#?}");
}

/// The keys of every object, by its place.
fn collect(place: &str, value: &Json, keys: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        Json::Object(members) => {
            for (key, value) in members {
                keys.entry(place.to_owned()).or_default().insert(key.clone());
                collect(&format!("{place}/{key}"), value, keys);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect(&format!("{place}/*"), item, keys)),
        _ => {}
    }
}

/// The keys that a function writes to an object, by the name that it has there.
fn written(source: &str, function: &str, object: &str) -> Vec<String> {
    let start = source.find(&format!("fn {function}(")).unwrap_or_else(|| panic!("no function {function}"));
    let indent = source[..start].rsplit('\n').next().unwrap().chars().take_while(|c| *c == ' ').count();
    let end = format!("\n{}}}\n", " ".repeat(indent));
    let body = source[start..].split(&end).next().unwrap();
    let receiver = format!("{object}.");
    let calls = body.match_indices(&receiver).filter_map(|(at, _)| body[at..].split_once('('));
    let first =
        |arguments: &str| arguments.trim_start().strip_prefix('"').and_then(|a| Some(a.split_once('"')?.0.to_owned()));
    let keys: Vec<String> = calls.filter_map(|(_, arguments)| first(arguments)).collect();
    assert!(!keys.is_empty(), "{function} writes nothing to {object}");
    keys
}

/// The keys under which serde writes a type's fields.
fn fields(source: &str, name: &str) -> Vec<String> {
    let start =
        [format!("struct {name} {{"), format!("struct {name}<'a> {{")].iter().find_map(|head| source.find(head));
    let body = &source[start.unwrap_or_else(|| panic!("no type {name}"))..];
    let mut renamed = None;
    let mut fields = Vec::new();
    let body = body.replace("#[serde(skip)]\n", "/// Not written: ");
    for line in body.lines().skip(1).take_while(|line| *line != "}") {
        let line = line.trim().trim_start_matches("pub(crate) ");
        if let Some((_, word)) = line.split_once("rename = \"") {
            renamed = word.split('"').next().map(str::to_owned);
        } else if let Some((field, _)) = line.split_once(": ").filter(|_| !line.starts_with(['/', '#'])) {
            fields.push(renamed.take().unwrap_or_else(|| field.to_owned()));
        }
    }
    assert!(!fields.is_empty(), "{name} has no fields");
    fields
}
