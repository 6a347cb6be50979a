//! What a host hands in: the same twice, too late, to the wrong account, or an account that fits no engine.

use super::story::{Runner, check, engine};
use amends::{Account, Datum, Engine, EngineError, Event, Input, Secret};

const PLAYBOOK: &str = "
facts: { k: { type: int, default: 0 } }
events: { e: [k], f: [], g: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { action: x }]
    upon: { f: { stay: true }, e: { when: k == 5, go: b } }
    after: { 9d: z }
    next: z
  b: { upon: { g: z } }
  z: { end: done }
";

#[test]
fn an_event_is_known_by_source_and_id() {
    check(
        PLAYBOOK,
        "
event e k=1 @id=1             -> applied; a.task; in a
event e k=1 @id=1             -> duplicate; in a
event e k=2 @id=1             -> conflict; in a
event f @id=1                 -> conflict; in a
event f @id=1 @source=else    -> applied; in a
event e k=3 @id=2             -> not_accepted; in a
event e k=3 @id=2             -> not_accepted; in a          # an ignored event is judged afresh
event e k=5 @id=2             -> applied; in b
event g @id=2                 -> conflict; in b
",
    );
}

#[test]
fn what_is_no_later_than_the_forgotten_is_too_old() {
    let mut story = String::from("event e k=1 @time=2026-01-01T00:00:00Z @id=first -> applied; a.task\n");
    for n in 0..256 {
        story.push_str(&format!("event f @id=f{n} @time=2026-01-02T00:{:02}:{:02}Z -> applied\n", n / 60, n % 60));
    }
    story.push_str(
        "
event e k=1 @time=2026-01-01T00:00:00Z @id=first -> too_old
event f @time=2026-01-01T00:00:00Z @id=new       -> too_old
event f @time=2026-01-01T00:00:01Z @id=new       -> applied
event f @time=2026-01-02T00:04:15Z @id=f255      -> duplicate
",
    );
    check(PLAYBOOK, &story);
}

#[test]
fn engine_events_are_refused_from_outside() {
    check(
        PLAYBOOK,
        "
event e k=1          -> applied; a.task; in a
event step.done.a.task -> unknown_event; in a
event complete.a     -> unknown_event; in a
event after.a        -> unknown_event; in a
event trigger.t      -> unknown_event; in a
",
    );
}

fn opened() -> (Engine, Account) {
    let mut runner = Runner::new(engine(PLAYBOOK));
    runner.run("event e k=1 -> applied; a.task; in a");
    (runner.engine, runner.account)
}

#[track_caller]
fn fails(engine: &Engine, account: &Account, input: Input, is: impl Fn(&EngineError) -> bool) {
    let mut after = account.clone();
    let error = engine.handle(&mut after, input, "2026-03-09T00:00:00Z".parse().unwrap()).expect_err("it is an error");
    assert!(is(&error), "{error}");
    assert_eq!(after, *account);
}

fn event(subject: &str) -> Input {
    Event::new("7", "shop", "e", subject, "2026-03-09T00:00:00Z".parse().unwrap()).with("k", 1).into()
}

#[test]
fn an_event_of_another_account_is_the_callers_mistake() {
    let (engine, account) = opened();
    fails(&engine, &account, event("ben"), EngineError::is_wrong_account);
}

#[test]
fn a_case_on_a_playbook_that_the_engine_has_not_is_an_error_for_every_input() {
    let (_, account) = opened();
    let other_text = super::story::engine(&PLAYBOOK.replace("9d", "8d"));
    let other_name = super::story::engine(&format!("playbook: q\nversion: 1\n{PLAYBOOK}"));
    for engine in [other_text, other_name] {
        fails(&engine, &account, event("ana"), EngineError::is_unknown_playbook);
        fails(&engine, &account, Input::Wake, EngineError::is_unknown_playbook);
    }
}

#[test]
fn one_name_and_version_has_one_content() {
    let house =
        |text: &str| amends::compile([amends::Source::new("p.yaml", format!("playbook: p\nversion: 1\n{text}"))]);
    let engine = Engine::new(house(PLAYBOOK).finish().unwrap()).unwrap();
    assert!(engine.with(house(PLAYBOOK).finish().unwrap()).is_ok());
    let error = engine.with(house(&PLAYBOOK.replace("9d", "8d")).finish().unwrap()).unwrap_err();
    assert!(error.is_two_digests());
}

#[test]
fn an_account_that_no_engine_stored_is_an_error() {
    let (engine, account) = opened();
    let text = serde_json::to_string(&account).unwrap();
    for (from, to) in [
        (r#""state":"a""#, r#""state":"nowhere""#),
        (
            r#""active":[{"leaf":true,"since":"2026-03-02T09:00:00Z","state":"a""#,
            r#""active":[{"leaf":true,"since":"2026-03-02T09:00:00Z","state":"z""#,
        ),
        (r#""facts":[["k","#, r#""facts":[["q","#),
        (r#""key":"9d""#, r#""key":"7d""#),
        (r#""timers":[{"#, r#""history":[["a",["b"]]],"timers":[{"#),
        (r#"{"armed":"#, r#"{"armed":18446744073709551615,"was":"#),
        (r#"{"armed":"#, r#"{"armed":0,"was":"#),
    ] {
        let bent = text.replacen(from, to, 1);
        assert_ne!(bent, text, "{from} is not in {text}");
        // Some of it shows when it is read back, the rest when it meets the playbooks.
        match serde_json::from_str::<Account>(&bent) {
            Ok(bent) => fails(&engine, &bent, event("ana"), EngineError::is_invalid_account),
            Err(error) => assert!(error.to_string().contains("not one that an engine stored"), "{error}"),
        }
    }
}

#[test]
fn a_step_that_is_due_and_unknown_is_an_error_and_no_endless_loop() {
    let (engine, account) = opened();
    let text = serde_json::to_string(&account).unwrap();
    let bent = text.replace(r#""name":"a.task""#, r#""due":"2026-03-02T09:00:01Z","name":"gone""#);
    let bent = bent.replace(r#""status":"out""#, r#""status":"pending""#);
    assert!(bent.contains("gone") && bent.contains("pending"), "{bent}");
    fails(&engine, &serde_json::from_str(&bent).unwrap(), event("ana"), EngineError::is_invalid_account);
}

#[test]
fn an_account_of_a_later_version_is_an_error() {
    let (engine, account) = opened();
    let text = serde_json::to_string(&account).unwrap().replace(r#""v":1}"#, r#""v":2}"#);
    fails(&engine, &serde_json::from_str(&text).unwrap(), event("ana"), EngineError::is_newer_version);
}

#[test]
fn a_limit_of_microsteps_halts_the_case_and_the_others_go_on() {
    let playbook = "
facts: { order: text, k: { type: int, default: 0 } }
key: [order]
events: { e: [order], spin: { carries: [k], may_carry: [order] } }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { action: x }]
    upon: { spin: { stay: true, do: [task: { as: spun, action: x, with: { k } }] } }
    choose: [{ when: \"order == 'A' && k == 1\", go: b }]
    after: { 5d: z }
    next: z
  b: { choose: [{ when: k == 1, go: a }], upon: { e: z } }
  z: { end: done }
";
    check(
        playbook,
        "
event e order=A             -> applied; a.task; in a
event e order=B             -> applied; a.task; in a
event spin k=0              -> applied; spun; spun; in a; in a
event spin k=1              -> applied; spun case=p/B with.k=1; halted \"microstep limit\"; in a; in a; next 2026-03-07T09:00:00Z
event spin k=0 order=A      -> not_accepted                         # it stands still
done a.task@1               -> applied; halted \"microstep limit\"; in a
event e order=A             -> not_accepted
done a.task@2               -> applied; in a
wake 2026-03-07T09:00:00Z   -> applied; ended done; in z; next none
",
    );
    check(
        &playbook.replace("default: 0", "default: 1"),
        "
event e order=A             -> applied; opened p/A; in ; halted \"microstep limit\"; next none
event e order=A             -> not_accepted
event e order=B             -> applied; a.task; opened p/B
",
    );
}

#[test]
fn what_fits_no_event_is_refused_by_name() {
    let account = Account::new("ana", Secret::new([1; 32]));
    let event = Event::new("1", "s", "e", "ana", "2026-03-09T00:00:00Z".parse().unwrap()).with("k", Datum::Null);
    let mut after = account.clone();
    let decision = engine(PLAYBOOK).handle(&mut after, event, "2026-03-09T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(decision.outcome.code(), "rejected");
    let refusals: Vec<String> = decision.refusals.iter().map(ToString::to_string).collect();
    assert_eq!(refusals, ["p: `k`: missing, expected int in the event's data"]);
    assert_eq!(after, account);
}
