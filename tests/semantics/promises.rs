//! Promises are kept or broken once (rule 9).

use super::story::{check, refuses};

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
event e    -> applied; call kind=promise due=2026-03-03T09:00:00Z text=\"We call you by March 3, 2026 at 9:00 AM.\"; next 2026-03-03T09:00:00Z
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
wake 2026-03-03T09:00:00Z  -> applied; fired promise.broken.call; next none
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
        "\nevent e -> applied; call due=2026-03-03T09:00:00Z text=\"We call you by March 3, 2026 at 10:00 AM.\"; next 2026-03-03T09:00:00Z\n",
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
wake 2026-03-02T10:00:00Z  -> applied; fired after.a; fired promise.broken.call; ended done; in z; next none
",
    );
}
