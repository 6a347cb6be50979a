//! Time: deadlines, timers, paused clocks, follow-ups (rules 11, 13, 14, 15, 23, 37).

use super::story::{check, refuses};

#[test]
fn after_counts_from_entering_and_only_leaving_cancels_it() {
    check(
        "
events: { e: [], stay: [], inside: [], again: [], go: [] }
triggers: { t: { upon: e } }
states:
  a:
    after: { 3d: z }
    upon: { stay: { stay: true }, inside: { internal: true, go: a2 }, again: a, go: b }
    states: { a1: {}, a2: {} }
  b: { upon: { go: a, e: z } }
  z: { end: late }
",
        "
event e       -> applied; in a1; next 2026-03-05T09:00:00Z
+1d
event stay    -> applied; in a1; next 2026-03-05T09:00:00Z
event inside  -> applied; in a2; next 2026-03-05T09:00:00Z
event again   -> applied; in a1; next 2026-03-06T09:00:00Z
+1d
event go      -> applied; in b; next none
wake 2026-03-20T09:00:00Z -> nothing_due; in b
event go      -> applied; in a1; next 2026-03-23T09:00:00Z
wake 2026-03-23T08:59:59Z -> nothing_due; in a1
wake 2026-03-23T09:00:00Z -> applied; ended late; in z; fired after.a; next none
",
    );
}

#[test]
fn a_timer_fires_once_and_is_spent_if_nothing_takes_it() {
    check(
        "
facts: { ok: { type: bool, default: false } }
events: { e: [], set: [ok] }
triggers: { t: { upon: e } }
states:
  a:
    after: { 1d: { when: ok, go: z }, 5d: { when: ok, go: z } }
    upon: { set: { stay: true } }
  z: { end: done }
",
        "
event e                   -> applied; in a; next 2026-03-03T09:00:00Z
wake 2026-03-04T09:00:00Z -> applied; in a; fired after.a; next 2026-03-07T09:00:00Z
event set ok=true         -> applied; in a
wake 2026-03-06T09:00:00Z -> nothing_due; in a
wake 2026-03-09T09:00:00Z -> applied; ended done; in z
",
    );
}

#[test]
fn timers_fire_before_the_input_and_one_due_exactly_now_waits() {
    let playbook = "
events: { e: [], answer: [] }
triggers: { t: { upon: e } }
states:
  a: { after: { 1d: b }, upon: { answer: c } }
  b: { do: [task: { action: x }], after: { 1d: z }, upon: { answer: z } }
  c: { upon: { e: z } }
  z: { end: done }
";
    check(
        playbook,
        "
event e      -> applied; in a
+1d
event answer -> applied; in c                              # an answer at the very deadline is in time
",
    );
    check(
        playbook,
        "
event e      -> applied; in a
at 2026-03-03T09:00:01Z
event answer -> applied; b.task due=none; ended done; in z; fired after.a
",
    );
    check(
        playbook,
        "
event e @id=1      -> applied; in a
+9d
event e @id=1 @time=2026-03-02T09:00:00Z -> duplicate; in a; next 2026-03-03T09:00:00Z   # nothing is kept
event nonsense     -> unknown_event; in a
done unknown       -> unknown_step; in a
wake               -> applied; b.task; in b; fired after.a; next 2026-03-12T09:00:00Z   # armed now, due later
",
    );
}

#[test]
fn timers_fire_in_order_of_deadline_then_arming() {
    check(
        "
facts: { order: text, log: { type: int, default: 0 } }
key: [order]
events: { e: [order], f: [] }
triggers: { t: { upon: e } }
states:
  a:
    after:
      2d: { stay: true, do: [task: { as: late, action: x }] }
      24h: { stay: true, do: [task: { as: first, action: x }] }
      1d: { stay: true, do: [task: { as: second, action: x }] }
    upon: { f: z }
  z: { end: done }
",
        "
event e order=A -> applied; in a
event e order=B -> applied; in a
wake 2026-03-09T09:00:00Z -> applied; first case=p/A; second case=p/A; first case=p/B; second case=p/B; late case=p/A; late case=p/B; in a; in a
",
    );
}

#[test]
fn at_fires_at_a_moment_computed_on_entry_and_at_once_if_that_is_past() {
    check(
        "
facts: { arrival: time, day: { type: date, default: 2026-03-10 } }
zone: Europe/London
events: { e: { carries: [], may_carry: [arrival] }, go: [] }
triggers: { t: { upon: e } }
states:
  a:
    at: { arrival: b, day: z }
    upon: { error.at.a: { stay: true, do: [task: { as: unknown, action: x }] }, go: z }
  b: { do: [task: { action: x }], upon: { e: z } }
  z: { end: done }
",
        "
event e arrival=2026-03-02T12:00:00Z -> applied; in a; next 2026-03-02T12:00:00Z
wake 2026-03-02T12:00:00Z            -> applied; b.task; in b; fired at.a; next none
event e                              -> applied; ended done; in z
event e arrival=2026-03-02T11:00:00Z -> applied; b.task; in b; fired at.a
event e                              -> applied; ended done; in z
event e                              -> applied; unknown; erred a/arrival; in a; next 2026-03-11T00:00:00Z   # a date means its end
",
    );
}

#[test]
fn deadlines_count_from_now_unless_they_say_from_when() {
    check(
        "
facts: { reported: time, day: date }
zone: Europe/London
events: { e: [reported, day] }
triggers: { t: { upon: e } }
states:
  a:
    do:
      - task: { as: plain, action: x, within: 2h }
      - task: { as: from-event, action: x, within: 2h from event.time }
      - task: { as: from-fact, action: x, within: 1 month from reported }
      - task: { as: moment, action: x, within: reported + 3h }
      - task: { as: end-of-day, action: x, within: day }
      - task: { as: from-opened, action: x, within: 8w from opened }
      - task: { as: months, action: x, within: 1 month }
    upon: { e: z }
    after: { 1 month: z }
  z: { end: done }
",
        "
at 2026-01-31T12:00:00Z
event e reported=2026-01-30T10:00:00Z day=2026-07-01 @time=2026-01-31T11:00:00Z -> applied; plain due=2026-01-31T14:00:00Z; from-event due=2026-01-31T13:00:00Z; from-fact due=2026-02-28T10:00:00Z; moment due=2026-01-30T13:00:00Z; end-of-day due=2026-07-01T23:00:00Z; from-opened due=2026-03-28T12:00:00Z; months due=2026-02-28T12:00:00Z; next 2026-01-30T13:00:00Z
wake -> applied; unhandled step.overdue.moment; fired step.overdue.moment; next 2026-01-31T13:00:00Z
",
    );
}

#[test]
fn a_day_is_24_hours_and_months_follow_the_calendar_over_a_clock_change() {
    check(
        "
zone: Europe/London
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { as: day, action: x, within: 1d }, task: { as: month, action: x, within: 1 month }]
    upon: { e: z }
  z: { end: done }
",
        "
at 2026-03-28T12:00:00Z
event e -> applied; day due=2026-03-29T12:00:00Z; month due=2026-04-28T11:00:00Z
",
    );
    let bad = |within: &str| {
        format!(
            "events: {{ e: [] }}\ntriggers: {{ t: {{ upon: e }} }}\nstates:\n  a: {{ do: [task: {{ action: x, within: {within} }}], upon: {{ e: z }} }}\n  z: {{ end: done }}\n"
        )
    };
    for (within, code) in
        [("3 business days", "business-time"), ("3", "bad-duration"), ("0d", "bad-duration"), ("1 + 2", "bad-duration")]
    {
        refuses(&bad(within), code);
    }
}

#[test]
fn a_deadline_in_the_past_hides_no_older_one() {
    check(
        "
facts: { moment: { type: time, default: '2026-01-01T00:00:00Z' } }
events: { e: [], go: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { as: one, action: x, within: 1d }, task: { as: two, action: x, within: 2d }]
    upon: { step.overdue.one: { stay: true, do: [task: { as: past, action: x, within: moment }] }, step.overdue: { stay: true }, go: z }
  z: { end: done }
",
        "
event e                   -> applied; one; two; next 2026-03-03T09:00:00Z
wake 2026-03-09T09:00:00Z -> applied; past due=2026-01-01T00:00:00Z; fired step.overdue.one; fired step.overdue.two; next 2026-01-01T00:00:00Z
wake                      -> applied; fired step.overdue.past; next none
",
    );
}

#[test]
fn a_follow_up_goes_out_when_its_time_has_come_and_counts_within_from_then() {
    check(
        "
events: { e: [], stop: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [follow_up: { message: m, after: 3d, within: 1d }, follow_up: { as: free, message: m, after: 5d, wait: false }]
    upon: { step.overdue: { stay: true }, step.failed: z }
    next: b
  b: { upon: { stop: z } }
  z: { end: done }
messages: { m: { en: 'All well with {case}?' } }
",
        "
event e                   -> applied; in a; next 2026-03-05T09:00:00Z
wake 2026-03-05T09:00:00Z -> applied; a.follow_up due=2026-03-06T09:00:00Z text=\"All well with p?\"; in a; next 2026-03-06T09:00:00Z
wake 2026-03-06T09:00:00Z -> applied; in a; fired step.overdue.a.follow_up; next 2026-03-07T09:00:00Z
done a.follow_up          -> applied; withdrawn pending; in b; next none
",
    );
}

const PAUSE: &str = "
events: { e: [], wait: [], go: [], lift: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { action: x, within: 2d }, promise: { message: m, by: 3d }]
    upon: { wait: paused }
    after: { 90d: z }
  paused:
    clock: paused
    do: [task: { action: x, within: 1d }]
    upon: { go: b, step.overdue: { stay: true }, wait: paused-again }
    after: { 8d: z }
    states:
      still: { upon: { lift: lifted } }
      lifted: { clock: running }
  paused-again: { clock: paused, upon: { go: b } }
  b:
    do: [task: { action: x, with: { days: paused_days(paused) } }]
    upon: { step.overdue.a: { stay: true }, promise.broken.a: { stay: true }, go: z }
  z: { end: done }
messages: { m: { en: We will } }
";

#[test]
fn a_paused_clock_stops_what_was_emitted_before_and_counts_the_rest_after() {
    check(
        PAUSE,
        "
event e                   -> applied; a.task; a.promise; next 2026-03-04T09:00:00Z
+1d
event wait                -> applied; paused.task; in still; next 2026-03-04T09:00:00Z     # its own runs on
wake 2026-03-05T09:00:00Z -> applied; in still; fired step.overdue.paused.task; next 2026-03-11T09:00:00Z
+2d
event go                  -> applied; b.task with.days=4; in b; next 2026-03-08T09:00:00Z
wake 2026-03-08T09:00:00Z -> applied; in b; fired step.overdue.a.task; next 2026-03-09T09:00:00Z
wake 2026-03-09T09:00:00Z -> applied; promise a.promise broken; in b; next none
",
    );
}

#[test]
fn a_deadline_that_has_passed_is_stopped_by_no_pause() {
    let late = PAUSE.replace("after: { 90d: z }", "after: { 1d: paused, 90d: z }");
    check(
        &late,
        "
event e                   -> applied; a.task; a.promise; next 2026-03-03T09:00:00Z
wake 2026-03-05T10:00:00Z -> applied; paused.task; fired after.a; fired step.overdue.a.task; fired promise.broken.a.promise; promise a.promise broken; in still; unhandled step.overdue.a.task; unhandled promise.broken.a.promise; next 2026-03-06T10:00:00Z
event go                  -> applied; b.task with.days=0; in b; next 2026-03-06T10:00:00Z
",
    );
    // At the very deadline it still stands still.
    check(
        &late,
        "
event e                   -> applied; a.task; a.promise
wake 2026-03-04T09:00:00Z -> applied; paused.task; fired after.a; in still; next 2026-03-05T09:00:00Z
wake 2026-03-05T09:00:00Z -> applied; fired step.overdue.paused.task; in still; next 2026-03-12T09:00:00Z
event go                  -> applied; b.task with.days=1; in b; next 2026-03-05T09:00:00Z
wake                      -> applied; fired step.overdue.a.task; in b; next 2026-03-06T09:00:00Z
",
    );
}

#[test]
fn running_inside_lifts_a_pause_and_one_pause_may_follow_another() {
    check(
        PAUSE,
        "
event e    -> applied; a.task; a.promise; next 2026-03-04T09:00:00Z
+1d
event wait -> applied; paused.task; in still; next 2026-03-04T09:00:00Z
+12h
event lift -> applied; in lifted; next 2026-03-04T09:00:00Z
done paused.task -> applied; in lifted; next 2026-03-04T21:00:00Z
+12h
event wait -> applied; in paused-again; next none
+5d
event go   -> applied; b.task with.days=1; in b; next 2026-03-09T21:00:00Z
",
    );
}

#[test]
fn in_a_region_a_pause_is_that_regions() {
    check(
        "
events: { e: [], wait: [], go: [] }
triggers: { t: { upon: e } }
states:
  work:
    do: [task: { action: x, within: 4d }]
    upon: { step.overdue: { stay: true } }
    together:
      left:
        do: [task: { action: x, within: 2d }]
        states:
          a1: { do: [task: { action: x, within: 5d }], upon: { wait: a2 } }
          a2: { clock: paused, upon: { go: z } }
      right: { do: [task: { action: x, within: 3d }] }
  z: { end: done }
",
        "
event e                   -> applied; work.task; left.task; a1.task; right.task; next 2026-03-04T09:00:00Z
event wait                -> applied; in a2 right; next 2026-03-05T09:00:00Z
wake 2026-03-20T09:00:00Z -> applied; fired step.overdue.right.task; fired step.overdue.work.task; in a2 right; next none
",
    );
}

#[test]
fn a_follow_up_that_goes_out_in_a_pause_is_not_stopped_by_it() {
    check(
        "
events: { e: [], wait: [] }
triggers: { t: { upon: e } }
states:
  outer:
    do: [follow_up: { message: m, after: 2d, within: 1d }]
    upon: { step.overdue: z }
    states:
      a: { upon: { wait: paused } }
      paused: { clock: paused }
  z: { end: done }
messages: { m: { en: Well? } }
",
        "
event e                   -> applied; in a
event wait                -> applied; in paused; next 2026-03-04T09:00:00Z
wake 2026-03-04T09:00:00Z -> applied; outer.follow_up due=2026-03-05T09:00:00Z; next 2026-03-05T09:00:00Z
wake 2026-03-05T09:00:00Z -> applied; ended done; in z
",
    );
}

#[test]
fn now_opened_and_event_say_when() {
    check(
        "
events: { e: [], show: [] }
triggers: { t: { upon: e } }
states:
  a:
    upon: { show: { stay: true, do: [task: { action: x, with: { now, opened, at: event.time, what: event.type, source: event.source } }] } }
    after: { 1d: { go: z, do: [task: { as: timer, action: x, with: { what: event.type, now } }] } }
  z: { end: done }
",
        "
event e @time=2026-02-01T00:00:00Z -> applied; in a
+1h
event show @time=2026-03-01T00:00:00Z @source=desk -> applied; a.task with.now=2026-03-02T10:00:00Z with.opened=2026-03-02T09:00:00Z with.at=2026-03-01T00:00:00Z with.what=show with.source=desk
wake 2026-03-04T00:00:00Z -> applied; timer with.what=after.a with.now=2026-03-04T00:00:00Z; ended done; in z
",
    );
}

#[test]
fn an_accounts_own_time_never_goes_back() {
    check(
        "
events: { e: [], f: [] }
triggers: { t: { upon: e } }
states:
  a: { upon: { f: { stay: true, do: [task: { action: x, within: 1h, with: { now } }] }, e: z } }
  z: { end: done }
",
        "
event e                 -> applied; in a
at 2026-01-01T00:00:00Z
event f                 -> applied; a.task with.now=2026-03-02T09:00:00Z due=2026-03-02T10:00:00Z
",
    );
}

#[test]
fn a_moment_has_its_turn_among_the_deadlines_that_are_due() {
    check(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { as: look, action: x, within: 1h }]
    upon: { step.overdue: { stay: true } }
    after: { 2h: b }
    at: { opened + 3h: c }
  b: { after: { 9h: z } }
  c: { after: { 9h: z } }
  z: { end: done }
",
        "
at 2026-03-02T09:00:00Z
event e                     -> applied; look
wake 2026-03-02T13:00:00Z   -> applied; fired step.overdue.look; fired after.a; in b
",
    );
}
