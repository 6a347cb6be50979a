//! Promises are kept or broken once (rule 9).

use amends::{Event, Input, Time};

use super::story::{Runner, check, engine, refuses};

const PROMISE: &str = "
events: { e: [], keep: [], waive: [], stop: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [promise: { as: call, message: m, by: 1d }]
    upon:
      promise.kept: { stay: true, do: [task: { as: kept, action: x }] }
      promise.broken: { stay: true, do: [task: { as: broken, action: x, with: { what: event.type } }] }
      step: { stay: true, do: [task: { as: wrong, action: x }] }
      keep: { stay: true, do: [keep: call, because: another call] }
      waive: { stay: true, do: [waive: call, because: the customer said so] }
      stop: z
    after: { 30d: z }
    next: b
  b: { upon: { e: z, promise: { stay: true, do: [task: { as: heard, action: x }] } } }
  z: { end: done }
messages: { m: { en: 'We call you by {by}.' } }
";

fn promise() -> String {
    PROMISE
        .replace("[keep: call, because: another call]", "[{ keep: call, because: another call }]")
        .replace("[waive: call, because: the customer said so]", "[{ waive: call, because: the customer said so }]")
        .replace("      step: { stay: true, do: [task: { as: wrong, action: x }] }\n", "")
}

#[test]
fn its_receipt_keeps_it() {
    check(
        &promise(),
        "
event e    -> applied; call kind=promise due=2026-03-03T09:00:00Z text=\"We call you by March 3, 2026 at 9:00_AM.\"; next 2026-03-03T09:00:00Z
done call  -> applied; kept; promise call kept; in a; next 2026-04-01T09:00:00Z
done call  -> duplicate
failed call no -> conflict
done kept  -> applied; in b
",
    );
}

#[test]
fn its_deadline_breaks_it_and_kept_after_that_it_counts_as_done() {
    check(
        &promise(),
        "
event e                   -> applied; call
wake 2026-03-03T09:00:00Z -> applied; broken with.what=promise.broken.call; promise call broken; in a
done broken               -> applied; in a          # it holds up `next`
wake 2026-03-09T09:00:00Z -> nothing_due            # broken once
done call                 -> applied; in b          # done, and still broken
",
    );
}

#[test]
fn its_failure_breaks_it_at_once() {
    check(
        &promise(),
        "
event e                   -> applied; call
failed call no time       -> applied; broken; promise call broken; in a; next 2026-04-01T09:00:00Z
done broken               -> applied; in a
done call                 -> applied; in b
",
    );
    check(
        &promise(),
        "
event e                   -> applied; call
wake 2026-03-03T09:00:00Z -> applied; broken; promise call broken
failed call no time       -> applied; in a          # it was broken already
",
    );
}

#[test]
fn another_step_may_keep_it_and_a_customer_waive_it() {
    check(
        &promise(),
        "
event e       -> applied; call
event keep    -> applied; kept; withdrawn call; promise call kept; in a
done call     -> duplicate
done kept     -> applied; in b
",
    );
    check(
        &promise(),
        "
event e       -> applied; call
event waive   -> applied; withdrawn call; promise call waived; in b
done call     -> applied; in b                      # recorded, without effect
",
    );
    refuses(&promise().replace(", because: another call", ""), "missing-key");
    refuses(&promise().replace("waive: call", "waive: letter"), "unknown-step");
}

#[test]
fn it_may_say_that_nothing_waits_for_it() {
    check(
        &promise().replace("by: 1d }", "by: 1d, wait: false }"),
        "
event e                   -> applied; call; in b
wake 2026-03-03T09:00:00Z -> applied; heard; promise call broken; in b
",
    );
}

#[test]
fn it_outlives_its_case_in_the_account() {
    check(
        &promise(),
        "
event e                    -> applied; call
event stop                 -> applied; ended done; in z; next 2026-03-03T09:00:00Z
wake 2026-03-03T09:00:00Z  -> applied; fired promise.broken.call; promise call broken; next none
done call                  -> applied
done call                  -> duplicate
",
    );
}

#[test]
fn a_broken_promise_that_nobody_hears_of_is_unhandled() {
    check(
        &promise()
            .replace("promise.broken: {", "promise.broken.letter: {")
            .replace("do: [promise", "do: [promise: { as: letter, message: m, by: 9d }, promise"),
        "
event e                   -> applied; letter; call
wake 2026-03-03T09:00:00Z -> applied; promise call broken; unhandled promise.broken.call; in a
",
    );
}

#[test]
fn the_customer_reads_the_moment_on_the_clocks_of_the_playbooks_zone() {
    let madrid = promise().replacen("events:", "zone: Europe/Madrid\nevents:", 1);
    check(
        &madrid,
        "\nevent e -> applied; call due=2026-03-03T09:00:00Z text=\"We call you by March 3, 2026 at 10:00_AM.\"; next 2026-03-03T09:00:00Z\n",
    );
}

#[test]
fn it_is_broken_with_the_timer_that_ends_its_case() {
    check(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a: { after: { 1h: z }, states: { b: { do: [promise: { as: call, message: m, by: 1h }] } } }
  z: { end: done }
messages: { m: { en: We call. } }
",
        "
at 2026-03-02T09:00:00Z
event e                    -> applied; call; in b
wake 2026-03-02T10:00:00Z  -> applied; fired after.a; fired promise.broken.call; promise call broken; ended done; in z; next none
",
    );
}

/// Runs a story and looks at the ledger after it.
#[track_caller]
fn leaves(playbooks: &str, story: &str, fields: &[&str], ledger: &str) {
    let mut runner = Runner::new(engine(playbooks));
    runner.run(story);
    runner.ledger(fields, ledger);
}

/// Every way in which a promise is settled, and that what it became stays.
#[test]
fn the_ledger_keeps_what_became_of_it() {
    const FIELDS: &[&str] = &["settled", "because"];
    for (story, ledger) in [
        ("event e -> applied; call", "call open settled=none because=none"),
        ("done call -> applied; kept; promise call kept", "call kept settled=2026-03-02T10:00:00Z because=none"),
        (
            "failed call no time -> applied; broken; promise call broken",
            "call broken settled=2026-03-02T10:00:00Z because=no time",
        ),
        // At its deadline, however late somebody looks.
        (
            "wake 2026-03-05T00:00:00Z -> applied; broken; promise call broken",
            "call broken settled=2026-03-03T09:00:00Z because=not kept in time",
        ),
        (
            "event keep -> applied; kept; withdrawn call; promise call kept",
            "call kept settled=2026-03-02T10:00:00Z because=another call",
        ),
        (
            "event waive -> applied; withdrawn call; promise call waived",
            "call waived settled=2026-03-02T10:00:00Z because=the customer said so",
        ),
        (
            "event take-back -> applied; withdrawn call; promise call waived",
            "call waived settled=2026-03-02T10:00:00Z because=withdrawn by the playbook",
        ),
        // It stays what it was first.
        (
            "wake 2026-03-05T00:00:00Z -> applied; broken; promise call broken\ndone call -> applied",
            "call broken settled=2026-03-03T09:00:00Z because=not kept in time",
        ),
        (
            "failed call no time -> applied; broken; promise call broken\nevent keep -> applied",
            "call broken settled=2026-03-02T10:00:00Z because=no time",
        ),
        (
            "failed call no time -> applied; broken; promise call broken\nevent waive -> applied",
            "call broken settled=2026-03-02T10:00:00Z because=no time",
        ),
        (
            "event waive -> applied; withdrawn call; promise call waived\ndone call -> applied",
            "call waived settled=2026-03-02T10:00:00Z because=the customer said so",
        ),
        // Also where its case has ended.
        (
            "event stop -> applied; ended done\ndone call -> applied; promise call kept",
            "call kept settled=2026-03-02T10:00:00Z because=none",
        ),
        (
            "event stop -> applied; ended done\nfailed call gone -> applied; promise call broken",
            "call broken settled=2026-03-02T10:00:00Z because=gone",
        ),
        (
            "event stop -> applied; ended done\n\
             wake 2026-03-05T00:00:00Z -> applied; promise call broken\ndone call -> applied",
            "call broken settled=2026-03-03T09:00:00Z because=not kept in time",
        ),
    ] {
        let playbook = promise()
            .replace("stop: []", "stop: [], take-back: []")
            .replace("      stop: z\n", "      stop: z\n      take-back: { stay: true, do: [cancel: call] }\n");
        let begins = if story.starts_with("event e ") { "" } else { "event e -> applied; call\n+1h\n" };
        leaves(&playbook, &format!("{begins}{story}"), FIELDS, ledger);
    }
}

#[test]
fn the_ledger_tells_who_promised_what_by_when() {
    let playbook = promise().replacen("events:", "owner: care\nkey: [order]\nfacts: { order: text }\nevents:", 1);
    let playbook = playbook
        .replace("{ e: [], keep: [], waive: [], stop: [] }", "{ e: [order], keep: [], waive: [], stop: [order] }");
    leaves(
        &playbook,
        "
event e order=A            -> applied; call
+1h
event e order=B            -> applied; call
event stop order=A         -> applied; ended done
done call@1                -> applied; promise call kept
",
        &["case", "playbook", "owner", "message", "made", "due"],
        "call kept case=p/A playbook=p@1 owner=care message=m made=2026-03-02T09:00:00Z due=2026-03-03T09:00:00Z;
         call open case=p/B playbook=p@1 owner=care message=m made=2026-03-02T10:00:00Z due=2026-03-03T10:00:00Z",
    );
}

/// The owner of a case is the role of its last escalation, else the playbook's owner.
#[test]
fn its_owner_is_the_owner_of_the_case() {
    const RAISED: &str = "
owner: care
events: { e: [], up: [], high: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [promise: { as: call, message: m, by: 1d }]
    upon:
      up: { stay: true, do: [escalation: { as: raise, to: supervisor, because: it failed }, promise: { as: visit, message: m, by: 2d }] }
      high: { stay: true, do: [escalation: { as: top, to: manager, because: it failed again }] }
      promise.broken: { stay: true }
    after: { 30d: z }
  z: { end: done }
messages: { m: { en: We will. } }
";
    let owner = &["owner"];
    leaves(RAISED, "event e -> applied; call", owner, "call open owner=care");
    let up = "event e -> applied; call\nevent up -> applied; raise; visit";
    leaves(RAISED, up, owner, "call open owner=supervisor; visit open owner=supervisor");
    let high = "event high -> applied; top";
    leaves(RAISED, &format!("{up}\n{high}"), owner, "call open owner=manager; visit open owner=manager");
    // Who did not see to it then is who answers for it.
    let broken = "wake 2026-03-03T09:00:00Z -> applied; promise call broken";
    let ledger = "call broken owner=supervisor; visit open owner=manager";
    leaves(RAISED, &format!("{up}\n{broken}\n{high}"), owner, ledger);
    leaves(&RAISED.replace("owner: care\n", ""), "event e -> applied; call", owner, "call open owner=none");
}

#[test]
fn its_deadline_stands_still_with_the_clocks() {
    const WAITS: &str = "
events: { e: [], ask: [], answer: [], stop: [] }
triggers: { t: { upon: e } }
states:
  a: { do: [promise: { as: call, message: m, by: 2d }], upon: { ask: w, stop: z }, after: { 30d: z } }
  w: { clock: paused, upon: { answer: b, stop: z }, after: { 30d: z } }
  b: { upon: { promise.broken: z, stop: z }, after: { 30d: z } }
  z: { end: done }
messages: { m: { en: We call. } }
";
    let asked = "event e -> applied; call\n+1d\nevent ask -> applied";
    leaves(WAITS, asked, &["due"], "call open due=none");
    let answered = format!("{asked}\nwake 2026-03-09T09:00:00Z -> nothing_due\nevent answer -> applied");
    leaves(WAITS, &answered, &["due"], "call open due=2026-03-10T09:00:00Z");
    // They run again when the case ends.
    let stopped = format!("{asked}\n+1d\nevent stop -> applied; ended done; next 2026-03-05T09:00:00Z");
    leaves(WAITS, &stopped, &["due"], "call open due=2026-03-05T09:00:00Z");
    let erased = format!("{asked}\n+1d\nerase -> applied; ended erased; next 2026-03-05T09:00:00Z");
    leaves(WAITS, &erased, &["due"], "call open due=2026-03-05T09:00:00Z");
}

/// Sent again while it is open it has another deadline; after it was broken it is another promise.
#[test]
fn sent_again_it_is_the_same_promise_while_it_is_open() {
    const AGAIN: &str = "
events: { e: [], again: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [promise: { as: call, message: m, by: 1d }]
    upon: { again: { stay: true, do: [resend: call] }, promise.broken: { stay: true } }
    after: { 30d: z }
    next: z
  z: { end: done }
messages: { m: { en: We call. } }
";
    const FIELDS: &[&str] = &["made", "due"];
    leaves(
        AGAIN,
        "event e -> applied; call\n+2h\nevent again -> applied; call attempt=2",
        FIELDS,
        "call open made=2026-03-02T09:00:00Z due=2026-03-03T11:00:00Z",
    );
    leaves(
        AGAIN,
        "
event e                    -> applied; call
wake 2026-03-03T09:00:00Z  -> applied; promise call broken
event again                -> applied; call attempt=2
done call                  -> applied; promise call kept; ended done
",
        FIELDS,
        "call broken made=2026-03-02T09:00:00Z due=2026-03-03T09:00:00Z;
         call kept made=2026-03-03T09:00:00Z due=2026-03-04T09:00:00Z",
    );
}

/// What was never told was never promised.
#[test]
fn one_that_does_not_go_out_is_not_made() {
    leaves(
        &promise()
            .replace("We call you by {by}.", "We call you, {name}.")
            .replacen("events:", "facts: { name: text }\nevents:", 1)
            .replace("{ e: [],", "{ e: { may_carry: [name] },"),
        "event e -> applied; broken; failing call",
        &[],
        "",
    );
}

/// An account keeps the last 256 that are settled, and all that are open.
#[test]
fn the_ledger_is_bounded() {
    let many: Vec<String> = (0..20).map(|n| format!("promise: {{ as: p{n}, message: m, by: 1d }}")).collect();
    let playbook = format!(
        "
events: {{ e: [] }}
triggers: {{ t: {{ upon: e }} }}
states:
  a:
    do: [promise: {{ as: long, message: m, by: 900d }}]
    upon: {{ e: {{ stay: true, do: [{}] }}, promise.broken: {{ stay: true }} }}
    after: {{ 99d: z }}
  z: {{ end: done }}
messages: {{ m: {{ en: We call. }} }}
",
        many.join(", ")
    );
    let mut runner = Runner::new(engine(&playbook));
    let time = |text: &str| text.parse::<Time>().unwrap();
    // 280 promises, 20 at a time, all broken when somebody looks.
    for minute in 0..15 {
        let now = time(&format!("2026-03-02T09:{minute:02}:00Z"));
        let event = Event::new(minute.to_string(), "shop", "e", "ana", now);
        let _ = runner.engine.handle(&mut runner.account, event, now.utc()).unwrap();
    }
    let now = time("2026-03-05T09:00:00Z").utc();
    let broken = runner.engine.handle(&mut runner.account, Input::Wake, now).unwrap().promises.len();
    let kept: Vec<&str> = runner.account.promises().map(|promise| promise.name()).collect();
    // The first twenty that were broken, and four of the next, are forgotten; the one that is open is not.
    assert_eq!((broken, kept.len(), &kept[..2], kept[256]), (280, 257, &["long", "p4"][..], "p19"));
}
