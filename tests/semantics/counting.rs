//! Events that count (rules 24 and 25).

use super::story::{check, refuses};

fn playbook(trigger: &str) -> String {
    format!(
        "
facts: {{ order: text, k: {{ type: int, default: 0 }} }}
key: [order]
events: {{ e: {{ carries: [order], may_carry: [k] }}, close: [] }}
triggers: {{ t: {{ upon: e, {trigger} }} }}
states:
  a: {{ upon: {{ close: z, trigger.t: {{ stay: true, do: [task: {{ action: x }}] }} }} }}
  z: {{ end: done }}
"
    )
}

#[test]
fn so_many_in_a_window_that_ends_with_the_present_one() {
    check(
        &playbook("count: 3, in: 10d"),
        "
event e order=A @time=2026-03-01T00:00:00Z            -> counted
event e order=A @time=2026-03-01T00:00:00Z @id=e1     -> duplicate      # counts no more
event e order=B @time=2026-03-02T00:00:00Z            -> counted
event e order=B @time=2026-03-11T00:00:00Z            -> counted        # the window's beginning is outside
event e order=B @time=2026-03-11T23:59:59Z            -> applied; opened p/B; in a
event close -> applied; ended done; in z
event e order=B @time=2026-03-12T00:00:00Z            -> counted        # opening by it began anew
",
    );
}

#[test]
fn rejected_events_never_count_and_those_that_no_case_took_do() {
    check(
        &playbook("when: k < 5, count: 2, in: 10d"),
        "
event e order=A k=x -> rejected; refused k wrong_type
event e order=A k=9 -> no_trigger                    # it did not match when it came
event e order=A k=1 -> counted
event e order=A k=9 -> no_trigger
event e order=A k=1 -> applied; opened p/A; in a
event e order=A k=1 -> counted
event e order=A k=1 -> applied; a.task; in a         # offered as the trigger, counts on
",
    );
}

#[test]
fn per_key_they_count_for_one_key() {
    check(
        &playbook("count: 2, in: 10d, per: key"),
        "
event e order=A -> counted
event e order=B -> counted
event e order=A -> applied; opened p/A; in a
event e order=B -> applied; opened p/B; in a
",
    );
    check(
        &playbook("count: 2, in: 1 month"),
        "
event e order=A @time=2026-01-31T12:00:00Z -> counted
event e order=A @time=2026-02-28T12:00:00Z -> applied; opened p/A; in a
",
    );
    refuses(&playbook("count: 2"), "bad-trigger");
    refuses(&playbook("count: 0, in: 1d"), "bad-trigger");
}

#[test]
fn events_out_of_order_count_where_they_belong() {
    check(
        &playbook("count: 2, in: 1d"),
        "
event e order=A @time=2026-03-05T00:00:00Z -> counted
event e order=A @time=2026-03-01T00:00:00Z -> counted
event e order=A @time=2026-03-04T12:00:00Z -> counted
event e order=A @time=2026-03-05T00:00:01Z -> applied; opened p/A; in a
",
    );
}

const SEEN: &str = "
facts: { k: { type: int, default: 0 } }
events: { e.one: [], e.two: [], show: [] }
triggers: { t: { upon: show } }
states:
  a:
    upon:
      show: { stay: true, do: [task: { action: x, with: { all: \"seen('e', 10d)\", one: \"seen('e.one', 1d)\" } }] }
      e.one: { when: \"seen('e', 10d) == 3\", go: z }
  z: { end: done }
";

#[test]
fn seen_counts_the_present_event_and_those_that_nothing_took() {
    check(
        SEEN,
        "
event e.one -> counted
event show  -> applied; in a
event show  -> applied; a.task with.all=1 with.one=1
event e.two -> counted; in a
+1d
event show  -> applied; a.task with.all=2 with.one=0
event e.one -> applied; ended done; in z
",
    );
}

#[test]
fn seen_says_64_at_most() {
    let many = "event e.two -> counted\n".repeat(70);
    check(SEEN, &format!("{many}event show  -> applied; in a\nevent show  -> applied; a.task with.all=64 with.one=0"));
}
