//! What opens a case, which case an event reaches, which facts it leaves there, and what comes after the end (rules 2,
//! 3, 6, 16, 26).

use super::story::{check, refuses};

#[test]
fn the_first_trigger_that_holds_opens_and_uses_the_event_up() {
    check(
        "
facts: { k: int }
events: { e: [k], f: [] }
triggers:
  never: { upon: e, when: k > 100 }
  big: { upon: e, when: k > 5, go: b }
  any: { upon: e }
start: c
states:
  a: { upon: { e: z } }
  b:
    do: [task: { action: x, with: { what: event.type, k } }]
    choose: [{ when: \"event.type == 'e' && k > 7\", go: a }]
    upon: { e: z }
  c: { upon: { e: z, f: b } }
  z: { end: done }
",
        "
event e k=6   -> applied; b.task with.what=e with.k=6; opened p; in b
event e k=200 -> applied; in z; ended done                               # an event that ends a case opens none
event e k=3   -> applied; opened p; in c
event f       -> applied; b.task with.what=f with.k=3; in b
event e k=3   -> applied; in z; ended done
event e k=8   -> applied; b.task; in a; took trigger/big; took b/choose
",
    );
}

#[test]
fn an_open_case_that_takes_the_event_not_is_offered_the_first_trigger_that_holds() {
    check(
        "
facts: { k: { type: int, default: 0 } }
events: { e: [k] }
triggers:
  big: { upon: e, when: k > 5 }
  any: { upon: e }
states:
  a: { upon: { e: { when: k == 1, stay: true }, trigger.big: b, trigger.any: c } }
  b: { do: [task: { action: x, with: { k } }], upon: { trigger.any: z } }
  c: { do: [task: { action: x, with: { k } }], upon: { trigger.any: z } }
  z: { end: done }
",
        "
event e k=0  -> applied; in a
event e k=1  -> applied; in a; took a/upon/e
event e k=9  -> applied; b.task with.k=9; in b; took a/upon/trigger.big
event e k=9  -> not_accepted; in b                # the first that holds is offered, and no other
event e k=2  -> applied; in z; ended done
",
    );
}

#[test]
fn facts_hide_the_cases_while_conditions_are_tried_and_are_stored_once_if_taken() {
    check(
        "
facts: { k: { type: int, default: 0 } }
events: { e: [k], show: [], skip: [k] }
triggers: { t: { upon: e } }
states:
  a:
    leave: [task: { as: bye, action: x, with: { k } }]
    upon:
      e: [{ when: k == 3, stay: true }, { when: k == 4, go: b }]
      skip: { when: false, go: z }
      show: { stay: true, do: [task: { action: x, with: { k } }] }
  b: { do: [task: { action: x, with: { k } }], upon: { e: z } }
  z: { end: done }
",
        "
event e k=1    -> applied; in a
event e k=2    -> not_accepted; in a
event skip k=8 -> not_accepted; in a
event show     -> applied; a.task with.k=1     # what nothing took left nothing
event e k=3    -> applied; in a
event show     -> applied; a.task with.k=3     # `stay` takes too
event e k=4    -> applied; bye with.k=4; b.task with.k=4
",
    );
}

#[test]
fn a_fact_left_out_is_kept_or_given_a_value_or_forgotten() {
    check(
        "
facts: { keep: { type: int, default: 1 }, given: { type: bool, default: true }, lost: { type: text, default: 'was here' } }
events:
  e: { carries: [], may_carry: [keep, { given: false }, { lost: unknown }] }
  show: []
triggers: { t: { upon: show } }
states:
  a:
    upon:
      e: { stay: true }
      show: { stay: true, do: [task: { action: x, with: { keep, given, known: has(lost) } }] }
      trigger: z
  z: { end: done }
",
        "
event show                              -> applied; in a
event show                              -> applied; a.task with.keep=1 with.given=true with.known=true
event e keep=2 given=true lost=x        -> applied
event show                              -> applied; a.task with.keep=2 with.given=true with.known=true
event e keep=null given=null lost=null  -> applied
event show                              -> applied; a.task with.keep=2 with.given=false with.known=false
",
    );
}

const KEYED: &str = "
facts: { order: text, matter: { type: text, default: other }, k: { type: int, default: 0 } }
key: [order]
events: { e: [order], note: { carries: [k], may_carry: [order] }, f: [], close: [order] }
triggers: { t: { upon: e } }
states:
  a:
    upon:
      e: { stay: true, do: [task: { action: x }] }
      note: { stay: true, do: [task: { as: noted, action: x, with: { k, order } }] }
      close: z
  z: { end: done }
";

#[test]
fn the_key_tells_cases_apart() {
    check(
        KEYED,
        "
event e order=A1          -> applied; opened p/A1; in a
event e order=B/2         -> applied; opened p/B%2F2; in a
event e order=A1          -> applied; a.task case=p/A1
event note order=A1 k=1   -> applied; noted case=p/A1 with.order=A1
event note k=2            -> applied; noted case=p/A1 with.k=2 with.order=A1; noted case=p/B%2F2 with.order=B/2
event note order=C k=3    -> no_trigger                            # no case has this key
event f                   -> not_accepted
event close order=A1      -> applied; ended done; in z
event close order=A1      -> case_ended
event note order=A1 k=1   -> case_ended
event e order=A1          -> applied; opened p/A1; in a           # a new case of the same id
event note order=A1 k=4   -> applied; noted case=p/A1 with.k=4
",
    );
}

#[test]
fn a_case_that_a_due_timer_ends_has_ended_when_the_event_comes() {
    check(
        &KEYED.replace("close: z\n", "close: z\n    after: { 1h: z }\n"),
        "
event e order=A1          -> applied; in a
+2h
event close order=A1      -> case_ended; in a     # the timer itself waits for a wake
event close order=B       -> no_trigger; in a
wake                      -> applied; ended done; in z
event close order=A1      -> case_ended
",
    );
}

#[test]
fn a_trigger_must_know_the_key_and_the_key_never_changes() {
    refuses(&KEYED.replace("t: { upon: e }", "t: { upon: note }"), "key-not-carried");
    refuses(&KEYED.replace("close: z", "close: { go: z, do: [set: { order: matter }] }"), "key-changed");
    check(
        &KEYED.replace("may_carry: [order]", "may_carry: [{ order: unknown }]"),
        "
event e order=A1     -> applied; in a
event note k=1       -> applied; noted with.order=A1
",
    );
}

#[test]
fn without_a_key_an_account_has_one_open_case() {
    check(
        &KEYED.replace("key: [order]\n", ""),
        "
event e order=A1     -> applied; opened p; in a
event e order=B2     -> applied; a.task case=p
event close order=X  -> applied; ended done; in z
event e order=B2     -> applied; opened p; in a
",
    );
}

#[test]
fn each_event_opens_a_case_of_its_own_and_others_reach_them_all() {
    check(
        &KEYED
            .replace("key: [order]", "key: each event")
            .replace("t: { upon: e }", "t: { upon: e, when: order != 'X' }"),
        "
event e order=A1 @id=1        -> applied; opened p/shop/1; in a
event e order=A1 @id=2        -> applied; opened p/shop/2; in a
event note k=1                -> applied; noted case=p/shop/1; noted case=p/shop/2
event e order=X               -> applied; a.task case=p/shop/1; a.task case=p/shop/2
event close order=A1          -> applied; ended done; ended done; in z; in z
",
    );
}

#[test]
fn a_trigger_may_set_facts_of_the_key() {
    check(
        "
facts: { line: text, matter: { type: enum, of: [repair, delay] }, days: int }
key: [line, matter]
events: { fault: [line, days], fixed: [line, matter], ring: [line] }
triggers:
  repair: { upon: fault, set: { matter: repair } }
  delay: { upon: fault, when: days > 2, set: { matter: delay } }
states:
  a: { do: [task: { action: x, with: { matter } }], upon: { fixed: z, ring: { stay: true, do: [task: { as: rang, action: x }] } } }
  z: { end: done }
",
        "
event fault line=L1 days=1              -> applied; a.task with.matter=repair; opened p/L1/repair; in a
event fault line=L1 days=3              -> applied; a.task with.matter=delay; opened p/L1/delay; in a
event fault line=L1 days=3              -> not_accepted
event ring line=L1                      -> applied; rang case=p/L1/repair; rang case=p/L1/delay
event fixed line=L1 matter=repair       -> applied; ended done; in z
event ring line=L1                      -> applied; rang case=p/L1/delay
",
    );
}

#[test]
fn an_end_runs_exits_discards_timers_and_what_is_out_stays_the_hosts() {
    check(
        "
events: { e: [], stop: [] }
triggers: { t: { upon: e } }
states:
  a:
    do:
      - task: { action: x, within: 1d }
      - follow_up: { message: m, after: 5d }
    leave: [task: { as: bye, action: x }]
    upon: { stop: z, step.overdue: { stay: true } }
    after: { 9d: z }
  z: { do: [task: { action: x }], end: done }
messages: { m: { en: How are you? } }
",
        "
event e      -> applied; a.task due=2026-03-03T09:00:00Z; in a; next 2026-03-03T09:00:00Z
event stop   -> applied; bye; z.task; withdrawn pending; ended done; in z; next none
done a.task  -> applied                        # recorded, and moves nothing
done a.task  -> duplicate
failed a.task why -> conflict
failed bye no -> applied
done bye     -> applied
event stop   -> case_ended
",
    );
}

#[test]
fn each_playbook_judges_an_event_by_its_own_declaration() {
    check(
        "
playbook: strict
version: 1
facts: { k: { type: int, max: 5 }, total: { type: money, currency: GBP } }
events: { e: [k, total] }
triggers: { t: { upon: e } }
states:
  a: { do: [task: { action: x }], upon: { e: z } }
  z: { end: done }
---
playbook: lax
version: 1
facts: { k: int }
events: { e: [k], f: [k] }
triggers: { t: { upon: e } }
states:
  b: { do: [task: { action: x }], upon: { e: z } }
  z: { end: done }
",
        "
event e k=9 total=\"1 GBP\" -> applied; b.task case=lax; refused k out_of_range; opened lax; in b
event e k=1 total=\"1 EUR\" -> applied; refused total wrong_currency; ended done; in z
event e k=1 total=\"1 GBP\" -> applied; b.task; a.task; opened lax; opened strict; in b; in a
event e k=x total=1         -> rejected; refused k wrong_type; refused k wrong_type; refused total wrong_type
event f                     -> rejected; refused k missing
",
    );
}

#[test]
fn a_trigger_may_go_to_any_state_and_enters_what_lies_around_it() {
    check(
        "
events: { e: [], stop: [] }
triggers: { t: { upon: e, go: b2 } }
states:
  work:
    do: [task: { action: x }]
    upon: { stop: z }
    together:
      left: { states: { a1: {} } }
      right: { do: [task: { action: x }], states: { b1: { upon: { e: b2 } }, b2: { do: [task: { action: x }], upon: { e: b1 } } } }
  z: { end: done }
",
        "
event e -> applied; work.task; right.task; b2.task; in a1 b2
event e -> applied; in a1 b1
",
    );
    check(
        "
events: { e: [], stop: [] }
triggers: { t: { upon: e, go: [a2, b2] } }
states:
  work:
    upon: { stop: z }
    together:
      left: { states: { a1: {}, a2: { upon: { e: a1 } } } }
      right: { states: { b1: {}, b2: { upon: { e: b1 } } } }
  z: { end: done }
",
        "event e -> applied; in a2 b2\nevent e -> applied; in a1 b1",
    );
}
