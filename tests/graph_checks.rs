//! The checks on the graph of states: what they find, and what they must never find.
//!
//! A case of the table is the states of a playbook, and the findings of these checks as `code state`.

use amends::{Source, compile};

const HEAD: &str = "\
playbook: p
version: 1
facts: { k: int, day: date }
events: { e: [k], f: [k], g: [day] }
";

const GRAPH: [&str; 4] = ["unreachable-state", "no-way-to-end", "zero-time-loop", "bad-state"];

/// Checks playbooks that begin at the first state on the event `e`.
fn check(table: &[(&str, &str, &[&str])]) {
    check_with("triggers: { t: { upon: e } }", table);
}

fn check_with(triggers: &str, table: &[(&str, &str, &[&str])]) {
    for (name, states, expected) in table {
        let text = format!("{HEAD}{triggers}\nstates:\n{states}");
        let report = compile([Source::new("p.yaml", text.clone())]).report().clone();
        let mut found = Vec::new();
        for finding in &report {
            let code = finding.code.as_str();
            assert!(GRAPH.contains(&code) || !finding.is_error(), "{name}: {report}\n{text}");
            if GRAPH.contains(&code) {
                let state = finding.message.split('`').nth(1).unwrap_or_default();
                found.push(format!("{code} {state}"));
            }
        }
        assert_eq!(found, *expected, "{name}: {report}\n{text}");
    }
}

#[test]
fn plain_states() {
    check(&[
        ("one end", "  z: { end: z }\n", &[]),
        ("next", "  a: { next: z }\n  z: { end: z }\n", &[]),
        ("after", "  a: { after: { 1d: z } }\n  z: { end: z }\n", &[]),
        ("at", "  a: { at: { 'plus_days(now, 3)': z } }\n  z: { end: z }\n", &[]),
        ("event", "  a: { upon: { f: z } }\n  z: { end: z }\n", &[]),
        ("choose", "  a: { choose: [ { when: k > 3, go: z } ], upon: { f: { stay: true } } }\n  z: { end: z }\n", &[]),
        (
            "own events",
            "  a: { do: [ task: { action: x } ], upon: { step.failed: z, step.done: yy } }\n  yy: { upon: { complete.yy: z } }\n  z: { end: z }\n",
            &[],
        ),
        ("two ends", "  a: { upon: { e: yy, f: z } }\n  yy: { end: yy }\n  z: { end: z }\n", &[]),
        ("no way in", "  a: { next: z }\n  b: { next: z }\n  z: { end: z }\n", &["unreachable-state b"]),
        (
            "only itself goes there",
            "  a: { next: z }\n  b: { upon: { f: b, e: z } }\n  z: { end: z }\n",
            &["unreachable-state b"],
        ),
        (
            "a chain is cut once",
            "  a: { next: z }\n  b: { next: c }\n  c: { next: d }\n  d: { end: d }\n  z: { end: z }\n",
            &["unreachable-state b"],
        ),
        (
            "a ring behind a chain",
            "  a: { next: z }\n  c: { upon: { f: d } }\n  d: { upon: { f: c, e: z } }\n  b: { next: c }\n  z: { end: z }\n",
            &["unreachable-state b"],
        ),
        (
            "two cuts",
            "  a: { next: z }\n  b: { next: z }\n  c: { next: z }\n  z: { end: z }\n",
            &["unreachable-state b", "unreachable-state c"],
        ),
        ("no way out", "  a: { upon: { e: b, f: z } }\n  b: {}\n  z: { end: z }\n", &["no-way-to-end b"]),
        (
            "only staying",
            "  a: { upon: { e: b, f: z } }\n  b: { upon: { e: { stay: true } }, after: { 1d: { stay: true } } }\n  z: { end: z }\n",
            &["no-way-to-end b"],
        ),
        (
            "what leads only to a dead end is no finding of its own",
            "  a: { upon: { e: b, f: z } }\n  b: { next: c }\n  c: { next: d }\n  d: {}\n  z: { end: z }\n",
            &["no-way-to-end d"],
        ),
        (
            "a ring that waits and never ends is found once",
            "  a: { upon: { e: b, f: z } }\n  b: { after: { 1d: c } }\n  c: { after: { 1d: b } }\n  z: { end: z }\n",
            &["no-way-to-end b"],
        ),
        ("nothing ends at all", "  a: { upon: { f: b } }\n  b: { upon: { f: a } }\n", &["no-way-to-end a"]),
        (
            "the end is cut off",
            "  a: { upon: { f: a } }\n  z: { end: z }\n",
            &["no-way-to-end a", "unreachable-state z"],
        ),
    ]);
}

#[test]
fn bounded_transitions() {
    check(&[
        ("else is a way", "  a: { upon: { f: { go: a, times: 2, else: yy } } }\n  yy: { end: yy }\n", &[]),
        (
            "else within else",
            "  a: { upon: { f: { go: a, times: 2, else: { go: b, times: 1, else: z } } } }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
        ("else of a state", "  a: { times: 3, else: z, upon: { f: a } }\n  z: { end: z }\n", &[]),
        (
            "a bounded ring comes to an end",
            "  a: { choose: [ { go: b, times: 5, else: z } ] }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
        (
            "a ring through a state that is entered so often",
            "  a: { times: 3, else: z, next: b }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
        (
            "a ring through a bounded state around",
            "  a: { times: 3, else: z, start: c, states: { c: { choose: [ { go: b } ] } } }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
    ]);
}

#[test]
fn nested_states() {
    check(&[
        (
            "a transition of the state around",
            "  a: { upon: { f: z }, states: { b: { upon: { e: c } }, c: {} } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "a timer two levels around",
            "  a: { after: { 1d: z }, states: { b: { states: { c: {} } } } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "next after a final child",
            "  a: { next: z, states: { b: { upon: { f: c } }, c: { end: c } } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "next with the outcome",
            "  a: { next: [ { when: event.outcome == 'c', go: yy }, { go: z } ], states: { b: { upon: { f: c, e: d } }, c: { end: c }, d: { end: d } } }\n  yy: { end: yy }\n  z: { end: z }\n",
            &[],
        ),
        (
            "next without a final child",
            "  a: { next: z, upon: { f: z }, states: { b: {} } }\n  z: { end: z }\n",
            &["bad-state a"],
        ),
        (
            "a final child that nothing follows",
            "  a: { states: { b: { upon: { f: c, e: z } }, c: { end: c } } }\n  z: { end: z }\n",
            &["no-way-to-end c"],
        ),
        (
            "a dead end beside a way out",
            "  a: { next: z, states: { b: { upon: { e: c, f: d } }, c: { end: c }, d: {} } }\n  z: { end: z }\n",
            &["no-way-to-end d"],
        ),
        (
            "entered from outside by its inner state",
            "  a: { upon: { f: d } }\n  b: { states: { c: { next: z }, d: { upon: { e: c } } } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "entered by an inner state only: the first is not",
            "  a: { upon: { f: d } }\n  b: { states: { c: { next: z }, d: { next: z } } }\n  z: { end: z }\n",
            &["unreachable-state c"],
        ),
        (
            "an internal transition",
            "  a: { upon: { f: { go: c, internal: true }, e: z }, states: { b: {}, c: {} } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "what lies inside is not told of twice",
            "  a: { next: z }\n  b: { states: { c: { next: d }, d: { next: z } } }\n  z: { end: z }\n",
            &["unreachable-state b"],
        ),
        (
            "a start that is not the first",
            "  a: { start: c, upon: { f: z }, states: { b: {}, c: { upon: { e: b } } } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "complete.STATE heard somewhere else",
            "  a: { states: { b: { upon: { f: c } }, c: { end: c } }, upon: { complete.a: z } }\n  z: { end: z }\n",
            &[],
        ),
    ]);
}

#[test]
fn regions() {
    check(&[
        (
            "all regions complete",
            "  a: { next: z, together: { l: { states: { l1: { upon: { e: l2 } }, l2: { end: l } } }, r: { do: [ task: { action: x } ] } } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "one region leads out, the other rests",
            "  a: { together: { l: { after: { 1d: z } }, r: {} } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "one region leads out from deep inside",
            "  a: { together: { l: { states: { l1: { upon: { e: l2 } }, l2: { upon: { f: z } } } }, r: { states: { r1: {} } } } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "a region that is never complete",
            "  a: { next: z, upon: { f: z }, together: { l: { states: { l1: {} } }, r: {} } }\n  z: { end: z }\n",
            &["bad-state a"],
        ),
        (
            "no region leads out",
            "  a: { upon: { e: b, f: z } }\n  b: { together: { l: { upon: { e: l } }, r: {} } }\n  z: { end: z }\n",
            &["no-way-to-end l"],
        ),
        (
            "targets in several regions",
            "  s: { upon: { f: { go: [l2, r2] } } }\n  a: { upon: { f: z }, together: { l: { states: { l1: {}, l2: { upon: { e: l1 } } } }, r: { states: { r1: {}, r2: { upon: { e: r1 } } } } } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "a region that chooses at once is not judged",
            "  a: { upon: { f: z }, together: { l: { states: { l1: { choose: [ { when: k > 3, go: l2 } ] }, l2: { next: l1 } } }, r: {} } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "another region leads out of a ring",
            "  a: { together: { l: { states: { l1: { next: l2 }, l2: { next: l1 } } }, r: { choose: [ { go: z } ] } } }\n  z: { end: z }\n",
            &[],
        ),
    ]);
}

#[test]
fn histories() {
    check(&[
        (
            "back to where it was",
            "  a: { upon: { f: away }, states: { b: { upon: { e: c } }, c: { upon: { e: z } }, h: { history: shallow, go: b } } }\n  away: { after: { 1d: h } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "deep, from a region",
            "  a: { upon: { f: away }, together: { l: { states: { l1: { upon: { e: l2 } }, l2: {} } }, r: {}, h: { history: deep, go: [l1, r] } } }\n  away: { after: { 1d: h, 9d: z } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "the only way to an end is through a history",
            "  a: { upon: { f: away }, states: { b: { upon: { e: c } }, c: { upon: { f: away2 } }, h: { history: deep, go: c } } }\n  away: { after: { 1d: h } }\n  away2: { after: { 1d: z } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "a history is no way to what was never reached",
            "  a: { upon: { f: away }, states: { b: {}, c: { upon: { e: z } }, h: { history: shallow, go: b } } }\n  away: { after: { 1d: h, 2d: z } }\n  z: { end: z }\n",
            &["unreachable-state c"],
        ),
        (
            "a history that nothing goes to",
            "  a: { upon: { f: z }, states: { b: {}, h: { history: shallow, go: b } } }\n  z: { end: z }\n",
            &["unreachable-state h"],
        ),
    ]);
}

#[test]
fn triggers() {
    let inner = "  a: { upon: { f: z }, states: { b: {}, c: {} } }\n  z: { end: z }\n";
    let regions = "  s: { next: z }\n  a: { upon: { f: z }, together: { l: { states: { l1: {}, l2: { upon: { e: l1 } } } }, r: { states: { r1: {}, r2: { upon: { e: r1 } } } } } }\n  z: { end: z }\n";
    check_with("triggers: { t: { upon: e, go: c }, u: { upon: f } }", &[("into a nested state", inner, &[])]);
    check_with("triggers: { t: { upon: e, go: c } }", &[("past the first one", inner, &["unreachable-state b"])]);
    check_with(
        "triggers: { t: { upon: e, go: [l2, r2] } }",
        &[("into several regions, past the start", regions, &["unreachable-state s"])],
    );
    check_with("start: s\ntriggers: { t: { upon: e, go: [l2, r2] }, u: { upon: f } }", &[("both", regions, &[])]);
    check_with(
        "triggers: { t: { upon: e }, u: { upon: e, count: 3, in: 30d, go: b } }",
        &[("by a count", "  a: { upon: { trigger.u: b, f: z } }\n  b: { next: z }\n  z: { end: z }\n", &[])],
    );
}

#[test]
fn rings() {
    check(&[
        (
            "by next",
            "  a: { next: b }\n  b: { next: a }\n  z: { end: z }\n",
            &["zero-time-loop a", "unreachable-state z"],
        ),
        (
            "by choose, to itself",
            "  s: { upon: { e: a, f: z } }\n  a: { choose: [ { go: a } ] }\n  z: { end: z }\n",
            &["zero-time-loop a"],
        ),
        (
            "by choose, staying",
            "  s: { upon: { e: a, f: z } }\n  a: { choose: [ { stay: true, do: [ set: { k: k + 1 } ] } ], upon: { f: z } }\n  z: { end: z }\n",
            &["zero-time-loop a"],
        ),
        (
            "events from outside can't come in between",
            "  a: { upon: { f: z }, next: b }\n  b: { next: a }\n  z: { end: z }\n",
            &["zero-time-loop a"],
        ),
        (
            "nor can the timers or events of the state around",
            "  a: { after: { 1d: z }, upon: { f: z }, states: { b: { next: c }, c: { choose: [ { when: k > 1, go: b }, { go: b } ] } } }\n  z: { end: z }\n",
            &["zero-time-loop b"],
        ),
        (
            "through the first state of another",
            "  s: { upon: { e: a, f: z } }\n  a: { states: { b: { next: c } } }\n  c: { next: a }\n  z: { end: z }\n",
            &["zero-time-loop b"],
        ),
        (
            "whoever leads into a ring turns with it, and is told of once",
            "  s: { upon: { e: a, f: z } }\n  a: { next: b }\n  b: { next: c }\n  c: { next: b }\n  z: { end: z }\n",
            &["zero-time-loop b"],
        ),
        (
            "two rings",
            "  s: { upon: { e: a, f: c, g: z } }\n  a: { next: b }\n  b: { next: a }\n  c: { choose: [ { go: c } ] }\n  z: { end: z }\n",
            &["zero-time-loop a", "zero-time-loop c"],
        ),
        (
            "a row leads out",
            "  a: { choose: [ { when: k > 3, go: z }, { go: b } ] }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
        (
            "only while it holds",
            "  a: { choose: [ { when: k > 3, go: b } ], upon: { e: z } }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
        (
            "a step takes time",
            "  a: { do: [ task: { action: x } ], upon: { step.failed: z }, next: b }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
        (
            "a timer takes time",
            "  a: { after: { 1m: b } }\n  b: { next: a, upon: { complete.b: z } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "an event raised on the way leads out",
            "  a: { next: { go: b, do: [ raise: x ] } }\n  b: { upon: { x: z }, next: a }\n  z: { end: z }\n",
            &[],
        ),
        (
            "an event raised on entry leads out",
            "  a: { do: [ raise: x ], upon: { x: z }, next: b }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
        (
            "an event raised before leads out",
            "  s: { do: [ raise: x ], choose: [ { go: a } ] }\n  a: { upon: { x: z }, next: b }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
        (
            "an error leads out",
            "  a: { do: [ set: { k: k + 1 } ], upon: { error.set.k: z }, next: b }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
        (
            "the state around chooses",
            "  a: { choose: [ { when: k > 3, go: z } ], states: { b: { next: c }, c: { next: b } } }\n  z: { end: z }\n",
            &[],
        ),
        (
            "a choice comes before what is raised",
            "  s: { upon: { e: a, f: z } }\n  a: { do: [ raise: x ], upon: { x: z }, choose: [ { go: b } ] }\n  b: { choose: [ { go: a } ] }\n  z: { end: z }\n",
            &["zero-time-loop a"],
        ),
        (
            "next that may stay",
            "  a: { next: [ { when: k > 3, stay: true }, { go: b } ], upon: { f: z } }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
        ("next is tried once", "  a: { next: { stay: true }, upon: { f: z } }\n  z: { end: z }\n", &[]),
        (
            "a set that ends it",
            "  a: { do: [ set: { k: k + 1 } ], choose: [ { when: k > 9, go: z } ], next: b }\n  b: { next: a }\n  z: { end: z }\n",
            &[],
        ),
    ]);
}

#[test]
fn bounds_whose_else_leads_back() {
    check(&[
        (
            "to itself",
            "  a: { times: 2, else: a, upon: { f: [ { go: a, when: k > 1 }, { go: z } ] } }\n  z: { end: z }\n",
            &["bad-state a"],
        ),
        (
            "to each other",
            "  a: { times: 2, else: b, upon: { f: b } }\n  b: { times: 2, else: a, upon: { f: a, g: z } }\n  z: { end: z }\n",
            &["bad-state a"],
        ),
        (
            "into the state around it",
            "  o: { states: { a: { times: 2, else: o, upon: { f: z } } } }\n  z: { end: z }\n",
            &["bad-state a"],
        ),
        (
            "on",
            "  a: { times: 2, else: b, upon: { f: a } }\n  b: { times: 1, else: z, upon: { f: a } }\n  z: { end: z }\n",
            &[],
        ),
    ]);
}

#[test]
fn a_graph_that_is_only_partly_known_is_not_judged() {
    // Each has one mistake that takes a way away; none is said to cut a state off.
    for (states, code) in [
        ("  a: { next: b }\n  b: { upon: { f: zz } }\n  z: { end: z }\n", "unknown-state"),
        ("  a: { after: { 3: z } }\n  z: { end: z }\n", "bad-duration"),
        ("  a: { at: { dya: z } }\n  z: { end: z }\n", "unknown-fact"),
        ("  a: { after: { 3 business days: z } }\n  z: { end: z }\n", "business-time"),
        ("  a: { nxt: z }\n  z: { end: z }\n", "unknown-key"),
        ("  a: { states: { c: {} }, together: { d: {} } }\n  z: { end: z }\n", "bad-state"),
    ] {
        let text = format!("{HEAD}triggers: {{ t: {{ upon: e }} }}\nstates:\n{states}");
        let report = compile([Source::new("p.yaml", text)]).report().clone();
        let codes: Vec<&str> = report.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(codes, [code], "{report}");
    }
}

#[test]
fn mistakes_that_take_no_way_away_hide_no_cut_off_state() {
    let states = "  a: { choose: [ { when: m > 3, go: z } ], next: z }\n  b: { next: z }\n  z: { end: z }\n";
    let text = format!("{HEAD}triggers: {{ t: {{ upon: e }} }}\nstates:\n{states}");
    let report = compile([Source::new("p.yaml", text)]).report().clone();
    let codes: Vec<&str> = report.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["unknown-fact", "unreachable-state"], "{report}");
}
