//! Which states are active: nested states, regions, targets in several of them, what is left and entered and in which
//! order.

use super::story::{check, refuses};

#[test]
fn entering_a_state_enters_its_first_child_and_leaving_it_leaves_all_inside() {
    check(
        "
events: { go: [], e: [] }
triggers: { t: { upon: e } }
states:
  outer:
    do: [task: { action: in-outer }]
    leave: [task: { action: out-outer, as: bye-outer }]
    upon: { go: { go: z } }
    states:
      middle:
        do: [task: { action: x }]
        leave: [task: { action: x, as: bye-middle }]
        start: second
        states:
          first: { upon: { e: second } }
          second: { do: [task: { action: x }], leave: [task: { action: x, as: bye-second }], upon: { e: first } }
  z: { do: [task: { action: x }], upon: { go: end } }
  end: { end: done }
",
        "
event e  -> applied; outer.task; middle.task; second.task; in second
event e  -> applied; bye-second; in first
event e  -> applied; second.task; in second
event go -> applied; bye-second; bye-middle; bye-outer; z.task; in z; took outer/upon/go
event go -> applied; in end; ended done
",
    );
}

const REGIONS: &str = "
events: { e: [], a: [], b: [], both: [], out: [], self: [] }
triggers: { t: { upon: e } }
states:
  idle: { upon: { self: z, both: { go: [a2, b2] }, a: a2, e: work } }
  work:
    upon: { out: idle, self: work, both: { go: [b2, a2] } }
    together:
      left:
        leave: [task: { action: x, as: bye-left }]
        states:
          a1: { upon: { a: a2 } }
          a2: { do: [task: { action: x }], upon: { a: a1, both: a1 } }
      right:
        leave: [task: { action: x, as: bye-right }]
        states:
          b1: { upon: { b: b2, a: { stay: true, do: [task: { action: x }] } } }
          b2: { do: [task: { action: x }] }
  z: { end: done }
";

#[test]
fn regions_are_active_together_and_move_apart() {
    check(
        REGIONS,
        "
event e    -> applied; in idle
event e    -> applied; in a1 b1
event a    -> applied; b1.task; a2.task; in a2 b1; took a1/upon/a; took b1/upon/a
",
    );
    check(
        REGIONS,
        "
event e    -> applied; in idle
event both -> applied; a2.task; b2.task; in a2 b2    # targets in both regions
event out  -> applied; bye-right; bye-left; in idle  # last in the document is left first
event a    -> applied; a2.task; in a2 b1             # the region beside the target is entered by default
event both -> applied; in a1 b1                      # the inner transition wins over that of the state around
event both -> applied; bye-right; bye-left; a2.task; b2.task; in a2 b2
event self -> applied; bye-right; bye-left; in a1 b1 # a state that goes to itself is left and entered
event out  -> applied; bye-right; bye-left; in idle
event self -> applied; in z; ended done
",
    );
}

#[test]
fn targets_must_be_able_to_be_active_together() {
    refuses(&REGIONS.replace("go: [a2, b2]", "go: [a1, a2]"), "bad-transition");
    refuses(&REGIONS.replace("go: [a2, b2]", "go: [left, a2]"), "bad-transition");
}

#[test]
fn stay_leaves_nothing_and_internal_keeps_its_source() {
    check(
        "
events: { e: [], stay: [], internal: [], external: [], over: [] }
triggers: { t: { upon: e } }
states:
  outer:
    do: [task: { action: x }]
    leave: [task: { action: x, as: bye-outer }]
    upon:
      stay: { stay: true, do: [task: { action: x, as: stayed }] }
      internal: { go: b, internal: true, do: [task: { action: x, as: moved }] }
      external: { go: b }
      over: z
    states:
      a: { leave: [task: { action: x, as: bye-a }], upon: { e: z } }
      b: { do: [task: { action: x }] }
  z: { end: done }
",
        "
event e        -> applied; outer.task; in a
event stay     -> applied; stayed; in a
event internal -> applied; bye-a; moved; b.task; in b
event external -> applied; bye-outer; outer.task; b.task; in b
event internal -> applied; moved; b.task; in b
",
    );
    let wrong = "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a: { upon: { e: { go: z, internal: true } } }
  z: { end: done }
";
    refuses(wrong, "bad-transition");
}

#[test]
fn an_internal_transition_of_a_state_with_regions_enters_all_of_them_anew() {
    check(
        "
events: { e: [], go: [] }
triggers: { t: { upon: e } }
states:
  work:
    leave: [task: { action: x, as: bye-work }]
    upon: { go: { go: a2, internal: true } }
    together:
      left: { states: { a1: { upon: { e: z } }, a2: {} } }
      right: { leave: [task: { action: x, as: bye-right }], states: { b1: {} } }
  z: { end: done }
",
        "
event e  -> applied; in a1 b1
event go -> applied; bye-right; in a2 b1
",
    );
}

#[test]
fn exits_then_the_transition_then_entries() {
    check(
        "
events: { e: [], go: [] }
facts: { log: { type: text, default: '-' } }
triggers: { t: { upon: e } }
states:
  a:
    leave: [set: { log: \"log == '-' ? 'leave' : 'wrong'\" }]
    upon: { go: { go: b, do: [set: { log: \"log == 'leave' && !In('a') && !In('b') ? 'transition' : 'wrong'\" }] } }
  b:
    do: [set: { log: \"log == 'transition' && In('b') ? 'entry' : 'wrong'\" }, task: { action: x, with: { log } }]
    upon: { e: z }
  z: { end: done }
",
        "
event e  -> applied; in a
event go -> applied; b.task with.log=entry; in b
",
    );
}

#[test]
fn in_says_which_states_are_active() {
    check(
        "
events: { e: [], a: [], b: [] }
triggers: { t: { upon: e } }
states:
  work:
    together:
      left: { states: { a1: { upon: { a: a2 } }, a2: { upon: { e: z } } } }
      right: { states: { b1: { upon: { b: { when: \"In('a2')\", go: b2 } } }, b2: {} } }
  z: { end: done }
",
        "
event e -> applied; in a1 b1
event b -> not_accepted; in a1 b1
event a -> applied; in a2 b1
event b -> applied; in a2 b2
",
    );
}

#[test]
fn a_state_may_be_entered_so_often_and_then_its_else() {
    check(
        "
events: { e: [], go: [], back: [] }
triggers: { t: { upon: e } }
states:
  idle: { upon: { go: retry, e: inner } }
  retry: { times: 2, else: tired, do: [task: { action: x }], upon: { back: idle, go: retry } }
  tired: { do: [task: { action: x }], upon: { go: z, back: idle } }
  box:
    times: 1
    else: tired
    upon: { back: idle }
    states: { inner: {} }
  z: { end: done }
",
        "
event e    -> applied; in idle
event e    -> applied; in inner
event back -> applied; in idle
event e    -> applied; tired.task; in tired      # through its child too
event back -> applied; in idle
event go   -> applied; retry.task; in retry
event go   -> applied; retry.task; in retry
event go   -> applied; tired.task; in tired
event go   -> applied; in z; ended done
",
    );
}

#[test]
fn an_exhausted_region_leaves_the_targets_of_the_others() {
    check(
        "
events: { e: [], both: [], out: [], self: [] }
triggers: { t: { upon: e } }
states:
  idle: { upon: { both: { go: [a2, b2] }, e: z } }
  work:
    upon: { out: idle }
    together:
      left: { states: { a1: {}, a2: { times: 1, else: a3 }, a3: {} } }
      right: { states: { b1: {}, b2: {} } }
  z: { end: done }
",
        "
event e    -> applied; in idle
event both -> applied; in a2 b2
event out  -> applied; in idle
event both -> applied; in a3 b2
",
    );
}
