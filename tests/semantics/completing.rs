//! When a state is complete, and what comes of it (rules 1, 4, 17, 23, 27).

use super::story::check;

#[test]
fn a_state_is_complete_when_the_steps_of_this_visit_are_done() {
    check(
        "
facts: { gift: { type: bool, default: false } }
events: { e: [], again: [], more: [] }
triggers: { t: { upon: e } }
states:
  a:
    do:
      - task: { action: x }
      - task: { as: gift, action: x, when: gift }
    upon: { again: a, more: { stay: true, do: [task: { as: more, action: x }] }, step.failed: { stay: true } }
    leave: [task: { as: bye, action: x }]
    next: b
  b:
    do: [task: { action: x }]
    upon: { e: z, step.failed: { stay: true } }
    next: z
  z: { do: [task: { as: last, action: x }], end: done }
",
        "
event e        -> applied; a.task; in a          # a step whose `when` does not hold is not waited for
event more     -> applied; more; in a            # a step of `stay` is
event again    -> applied; bye; a.task; in a     # a new visit waits for its own steps only
done a.task@1  -> applied; in a
done a.task@2  -> applied; bye; b.task; in b
done b.task    -> applied; last; in z; ended done
",
    );
}

#[test]
fn a_failed_step_leaves_its_state_incomplete_until_it_is_done_after_all() {
    check(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { as: one, action: x }, task: { as: two, action: x }]
    after: { 30d: z }
    next: z
  z: { end: done }
",
        "
event e         -> applied; one; two; in a
failed one why  -> applied; unhandled step.failed.one; in a
done two        -> applied; in a
done one        -> applied; in z; ended done
",
    );
}

#[test]
fn a_receipt_is_an_event_first_and_completes_its_state_then() {
    check(
        "
facts: { tried: { type: int, default: 0 } }
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { action: x }]
    upon: { step.done.a: { when: tried == 0, stay: true, do: [set: { tried: tried + 1 }, task: { as: more, action: x }] } }
    after: { 30d: z }
    next: b
  b:
    do: [task: { action: x }]
    upon: { step.done: c }
    choose: [{ when: In('c'), go: z }]
    after: { 30d: z }
    next: z
  c: { upon: { e: z } }
  z: { end: done }
",
        "
event e      -> applied; a.task; in a
done a.task  -> applied; more; in a              # the event's own transition comes before `next`
done more    -> applied; b.task; in b
done b.task  -> applied; in c; took b/upon/step.done
",
    );
}

#[test]
fn choose_comes_before_next_and_waits_for_no_step() {
    check(
        "
facts: { k: { type: int, default: 0 } }
events: { e: [], up: [k] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { action: x }]
    upon: { up: { stay: true } }
    choose: [{ when: k > 0, go: b }]
    after: { 30d: z }
    next: z
  b: { upon: { e: z } }
  z: { end: done }
",
        "
event e      -> applied; a.task; in a
event up k=1 -> applied; in b; took a/upon/up; took a/choose
done a.task  -> applied; in b
",
    );
}

#[test]
fn next_is_tried_once_a_visit() {
    check(
        "
facts: { ok: { type: bool, default: false } }
events: { e: [], now: [ok], again: [] }
triggers: { t: { upon: e } }
states:
  a:
    upon: { now: { stay: true }, again: a }
    next: { when: ok, go: z }
  z: { end: done }
",
        "
event e           -> applied; in a
event now ok=true -> applied; in a
event again       -> applied; in z; ended done
",
    );
}

#[test]
fn a_parent_is_complete_when_a_final_child_is_reached_and_hears_its_word() {
    check(
        "
facts: { well: bool }
events: { e: [], answer: [well] }
triggers: { t: { upon: e } }
states:
  talk:
    states:
      ask:
        upon: { answer: [{ when: well, go: good }, { go: bad }] }
      good: { end: pleased }
      bad: { do: [task: { action: x }], end: cross }
    next: [{ when: event.outcome == 'pleased', go: z }, { go: person, do: [task: { as: word, action: x, with: { o: event.outcome } }] }]
  person: { upon: { e: z } }
  z: { end: done }
",
        "
event e                 -> applied; in ask
event answer well=false -> applied; bad.task; word with.o=cross; in person
event e                 -> applied; in z; ended done
event e                 -> applied; in ask; opened p
event answer well=true  -> applied; in z; ended done
",
    );
}

#[test]
fn the_steps_of_a_state_around_are_waited_for_too() {
    check(
        "
events: { e: [], go: [] }
triggers: { t: { upon: e } }
states:
  talk:
    do: [task: { action: x }]
    after: { 30d: z }
    states:
      ask: { upon: { go: over } }
      over: { end: fine }
    next: z
  z: { end: done }
",
        "
event e        -> applied; talk.task; in ask
event go       -> applied; in over
done talk.task -> applied; in z; ended done
",
    );
}

#[test]
fn regions_complete_in_document_order_and_their_parent_after_all() {
    check(
        "
facts: { log: { type: int, default: 0 } }
events: { e: [], go: [] }
triggers: { t: { upon: e } }
states:
  wait: { upon: { go: both } }
  both:
    upon:
      complete.right: { stay: true, do: [set: { log: log * 10 + 2 }] }
      complete.left: { stay: true, do: [set: { log: log * 10 + 1 }] }
    together:
      left: { states: { a1: { end: over } } }
      right: {}
    next: { go: c }
  c: { do: [task: { action: x, with: { log } }], upon: { e: z } }
  z: { end: done }
",
        "
event e  -> applied; in wait
event go -> applied; c.task with.log=12; in c
",
    );
}

#[test]
fn regions_wait_for_each_other() {
    check(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  both:
    after: { 30d: z }
    together:
      left: { do: [task: { action: x }] }
      right: { do: [task: { action: x }] }
    next: z
  z: { end: done }
",
        "
event e         -> applied; left.task; right.task; in left right
done left.task  -> applied; in left right
done right.task -> applied; in z; ended done
",
    );
}

#[test]
fn a_question_is_done_when_it_was_asked() {
    check(
        "
facts: { well: bool }
events: { e: [], answer: [well] }
triggers: { t: { upon: e } }
states:
  a:
    do: [question: { message: m, asks: [well], within: 1d }]
    upon: { step.failed: z }
    next: b
  b: { upon: { answer: [{ when: well, go: z }] }, after: { 7d: z } }
  z: { end: done }
messages: { m: { en: 'Well?' } }
",
        "
event e         -> applied; a.question asks=well due=2026-03-03T09:00:00Z text=Well?; in a
done a.question -> applied; in b; next 2026-03-09T09:00:00Z
",
    );
}
