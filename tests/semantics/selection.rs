//! Which transitions an event takes: innermost first, then document order; prefixes; regions that conflict; `times`.

use super::story::{check, refuses};

#[test]
fn the_innermost_state_decides_then_the_order_in_the_file() {
    check(
        "
facts: { k: int }
events: { e: [k] }
triggers: { t: { upon: e } }
states:
  outer:
    upon: { e: [{ when: k == 1, go: z }, { go: second }] }
    states:
      first:
        upon:
          e: [{ when: k == 3, go: third }, { when: k >= 3, go: second }]
      second: { upon: { e: { when: k == 9, stay: true } } }
      third: {}
  z: { end: done }
",
        "
event e k=0 -> applied; in first
event e k=2 -> applied; in second; took outer/upon/e/1
event e k=9 -> applied; in second; took second/upon/e
event e k=1 -> applied; in z; ended done
event e k=3 -> applied; in first
event e k=3 -> applied; in third; took first/upon/e/0
event e k=3 -> applied; in second; took outer/upon/e/1
event e k=1 -> applied; in z; ended done
",
    );
}

#[test]
fn patterns_match_by_dotted_prefix() {
    check(
        "
events: { flight.late: [], flight.gone.far: [], flights: [], other: [] }
triggers: { t: { upon: flight.late } }
states:
  a: { upon: { flight.gone: b, flight: { stay: true }, '*': z } }
  b: { upon: { flight.*: c } }
  c: { upon: { '*': z } }
  z: { end: done }
",
        "
event flight.late     -> applied; opened p; in a
event flight.late     -> applied; in a; took a/upon/flight
event flight.gone.far -> applied; in b
event flights         -> not_accepted; in b
event flight.late     -> applied; in c
event flights         -> applied; in z; ended done
event nonsense        -> unknown_event
",
    );
}

#[test]
fn of_two_regions_that_would_leave_the_same_states_the_first_wins_unless_the_other_is_further_inside() {
    let regions = "
events: { e: [], go: [] }
triggers: { t: { upon: e } }
states:
  work:
    together:
      left: { LEFT, states: { a1: { A1 } } }
      right: { RIGHT, states: { b1: { B1 } } }
  x: { upon: { e: z } }
  y1: { upon: { e: z } }
  z: { end: done }
";
    let none = "about: nothing";
    for (left, a1, right, b1, state) in [
        (none, "upon: { go: x }", none, "upon: { go: y1 }", "x"),
        ("upon: { go: x }", none, none, "upon: { go: y1 }", "x"),
        (none, "upon: { go: x }", "upon: { go: y1 }", none, "x"),
        (none, none, none, "upon: { go: y1 }", "y1"),
        (none, "upon: { go: { stay: true } }", none, "upon: { go: y1 }", "y1"),
    ] {
        let playbook = regions.replace("LEFT", left).replace("A1", a1).replace("RIGHT", right).replace("B1", b1);
        let playbook = playbook.replace("  x: {", "  hall: { upon: { go: [{ go: x }], e: y1 } }\n  x: {");
        let playbook = playbook.replace(
            "triggers: { t: { upon: e } }",
            "triggers: { t: { upon: e, go: work }, u: { upon: go, go: hall } }",
        );
        check(&playbook, &format!("event e -> applied; in a1 b1\nevent go -> applied; in {state}"));
    }
}

#[test]
fn an_inner_transition_preempts_that_of_the_state_around_both_regions() {
    check(
        "
events: { e: [], go: [] }
triggers: { t: { upon: e } }
states:
  work:
    upon: { go: z }
    together:
      left: { states: { a1: { upon: { go: a2 } }, a2: {} } }
      right: { states: { b1: {} } }
  z: { end: done }
",
        "
event e  -> applied; in a1 b1
event go -> applied; in a2 b1; took a1/upon/go
event go -> applied; in z; ended done
",
    );
}

#[test]
fn eventless_before_internal_before_outside_events() {
    check(
        "
facts: { log: { type: int, default: 0 } }
events: { e: [], go: [] }
triggers: { t: { upon: e } }
states:
  a:
    upon: { go: { go: b, do: [raise: first, raise: second] } }
  b:
    upon: { first: { stay: true, do: [set: { log: log * 10 + 1 }] }, second: { stay: true, do: [set: { log: log * 10 + 2 }] } }
    choose: [{ when: log == 0, stay: true, do: [set: { log: 9 }] }, { when: log == 912, go: c }]
  c: { do: [task: { action: x, with: { log } }], upon: { e: z } }
  z: { end: done }
",
        "
event e  -> applied; in a
event go -> applied; c.task with.log=912; in c; took a/upon/go; took b/choose/0; took b/upon/first; took b/upon/second; took b/choose/1
",
    );
}

#[test]
fn a_raised_event_needs_somebody_who_hears_it() {
    refuses(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a: { do: [raise: nobody], upon: { e: z } }
  z: { end: done }
",
        "unknown-event",
    );
}

#[test]
fn a_bounded_transition_is_taken_so_often_and_then_its_else() {
    check(
        "
facts: { k: int }
events: { e: [k], out: [], back: [] }
triggers: { t: { upon: e } }
states:
  outer:
    upon: { e: { stay: true, do: [task: { action: x }] }, out: away }
    states:
      a:
        upon:
          e: [{ when: k == 1, times: 2, go: a, else: [{ when: k == 7, go: z }, { go: b }] }, { when: k == 2, times: 1, go: a }]
      b: { upon: { e: z } }
  away: { upon: { back: a } }
  z: { end: done }
",
        "
event e k=0 -> applied; in a
event e k=2 -> applied; in a; took a/upon/e/1
event e k=2 -> applied; outer.task; in a; took outer/upon/e     # without `else` the search goes on
event e k=1 -> applied; in a
event out   -> applied; in away
event back  -> applied; in a
event e k=1 -> applied; in a                                    # leaving the state resets nothing
event e k=1 -> applied; in b; took a/upon/e/0/else/1
event e k=1 -> applied; in z; ended done
",
    );
}
