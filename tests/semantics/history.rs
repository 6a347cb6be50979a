//! Coming back to where it was (rule 34 and SCXML).

use super::story::{check, refuses};

const WORK: &str = "
events: { e: [], next: [], stop: [], resume: [], fresh: [] }
triggers: { t: { upon: e } }
states:
  work:
    upon: { stop: away, e: z }
    states:
      back: { history: KIND, go: one }
      one: { upon: { next: two } }
      two:
        do: [task: { action: x }]
        states:
          two-a: { upon: { next: two-b } }
          two-b: { do: [task: { action: x }] }
  away: { upon: { resume: back, fresh: work } }
  z: { end: done }
";

#[test]
fn shallow_history_restores_the_child_and_deep_history_what_was_inside() {
    check(
        &WORK.replace("KIND", "shallow"),
        "
event e     -> applied; in one
event next  -> applied; two.task; in two-a
event next  -> applied; two-b.task; in two-b
event stop   -> applied; in away
event resume    -> applied; two.task; in two-a
event stop   -> applied; in away
event fresh -> applied; in one
event stop   -> applied; in away
event resume    -> applied; in one
",
    );
    check(
        &WORK.replace("KIND", "deep"),
        "
event e     -> applied; in one
event next  -> applied; two.task; in two-a
event next  -> applied; two-b.task; in two-b
event stop   -> applied; in away
event resume    -> applied; two.task; two-b.task; in two-b     # what is restored runs its `do`
",
    );
}

#[test]
fn a_history_goes_to_its_default_the_first_time() {
    for kind in ["shallow", "deep"] {
        check(
            &WORK
                .replace("KIND", kind)
                .replace("triggers: {", "start: away\ntriggers: {")
                .replace("go: one", "go: two-b"),
            "
event e   -> applied; in away
event resume  -> applied; two.task; two-b.task; in two-b
",
        );
    }
    refuses(&WORK.replace("KIND", "deep").replace("go: one", "go: away"), "bad-state");
}

#[test]
fn deep_history_restores_every_region() {
    check(
        "
events: { e: [], a: [], b: [], stop: [], resume: [] }
triggers: { t: { upon: e } }
states:
  work:
    upon: { stop: away, e: z }
    states:
      back: { history: deep, go: both }
      both:
        together:
          left: { states: { a1: { upon: { a: a2 } }, a2: {} } }
          right: { states: { b1: { upon: { b: b2 } }, b2: {} } }
  away: { upon: { resume: back } }
  z: { end: done }
",
        "
event e   -> applied; in a1 b1
event b   -> applied; in a1 b2
event stop -> applied; in away
event resume  -> applied; in a1 b2
event a   -> applied; in a2 b2
event stop -> applied; in away
event resume  -> applied; in a2 b2
",
    );
}

#[test]
fn a_step_said_once_is_not_emitted_again_and_the_state_waits_for_it() {
    check(
        "
events: { e: [], stop: [], resume: [] }
triggers: { t: { upon: e } }
states:
  work:
    upon: { stop: away }
    states:
      back: { history: shallow, go: one }
      one:
        do: [apology: { message: m, once: true }, task: { action: x }]
        upon: { step.failed: z }
        next: z
  away: { upon: { resume: back } }
  z: { end: done }
messages: { m: { en: Sorry } }
",
        "
event e              -> applied; one.apology; one.task; in one
event stop            -> applied; in away
event resume             -> applied; one.task; already one.apology; in one
done one.task        -> applied; in one
done one.apology     -> applied; in z; ended done
",
    );
}

#[test]
fn a_state_that_goes_to_its_own_history_restores_what_it_leaves() {
    check(
        "
events: { e: [], next: [], again: [], both: [] }
triggers: { t: { upon: e } }
states:
  work:
    leave: [task: { action: x, as: bye }]
    upon: { again: back, e: z }
    states:
      back: { history: deep, go: one }
      one: { upon: { next: two } }
      two: { do: [task: { action: x }] }
  z: { end: done }
",
        "
event e     -> applied; in one
event next  -> applied; two.task; in two
event again -> applied; bye; two.task; in two
",
    );
    refuses(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  work:
    upon: { e: { go: [back, b1] } }
    together:
      a: {}
      b: { states: { b1: {} } }
      back: { history: shallow, go: a }
  z: { end: done }
",
        "bad-transition",
    );
}
