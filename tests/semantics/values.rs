//! Values: literals, unknown facts and errors, money, texts, tables and functions (rules 18, 19, 20, 33, 35, 36, 42).

use super::story::{check, refuses};

/// Runs one step on an event that carries facts `a` and `b` of these types.
#[track_caller]
fn step(types: &str, extra: &str, step: &str, expected: &[(&str, &str)]) {
    let playbook = format!(
        "
zone: Europe/London
facts: {{ {types} }}
events: {{ e: {{ carries: [], may_carry: [a, b] }} }}
{extra}
triggers: {{ t: {{ upon: e }} }}
states:
  s: {{ do: [{step}], upon: {{ step.failed: {{ stay: true, do: [task: {{ as: sorry, action: x, with: {{ why: event.reason }} }}] }} }}, after: {{ 9d: z }} }}
  z: {{ end: done }}
messages: {{ m: {{ en: 'a is {{a}}' }} }}
"
    );
    for (event, result) in expected {
        check(&playbook, &format!("event e {event} -> applied; {result}"));
    }
}

#[test]
fn a_scalar_that_reads_as_a_literal_is_one_and_all_else_is_an_expression() {
    step(
        "a: { type: enum, of: [gold, plain] }, b: int",
        "",
        "task: { action: x, with: { money: 5.00 GBP, span: 2d, day: 2026-04-01, b, sum: b + 1, word: \"'twin'\", gold: a == gold, moment: 2026-03-27T16:30:00Z } }",
        &[(
            "a=gold b=4",
            "s.task with.money=\"5.00 GBP\" with.span=PT48H with.day=2026-04-01 with.b=4 with.sum=5 with.word=twin with.gold=true with.moment=2026-03-27T16:30:00Z",
        )],
    );
}

#[test]
fn an_unknown_fact_errs_a_condition_does_not_hold_and_a_step_fails_at_once() {
    step(
        "a: int, b: { type: int, default: 1 }",
        "",
        "task: { action: x, when: a > 1 }, task: { as: other, action: x, when: has(a) && a > 1 }",
        &[("a=2", "s.task; other"), ("a=0", "in s"), ("b=1", "erred s.task; in s")],
    );
    step(
        "a: int, b: int",
        "",
        "task: { action: x, with: { a } }",
        &[("a=2", "s.task with.a=2"), ("b=1", "sorry; failing s.task; in s")],
    );
    step(
        "a: int, b: int",
        "",
        "apology: { message: m }",
        &[("a=2", "s.apology text=\"a is 2\""), ("b=1", "sorry; failing s.apology; in s")],
    );
    step(
        "a: int, b: int",
        "",
        "task: { action: x, with: { q: a / b } }",
        &[("a=7 b=2", "s.task with.q=3"), ("a=7 b=0", "sorry; failing s.task; in s")],
    );
}

#[test]
fn a_set_that_errs_leaves_the_fact_and_says_so() {
    check(
        "
facts: { a: { type: int, default: 1, max: 3 }, b: int }
events: { e: [], up: { carries: [], may_carry: [b] } }
triggers: { t: { upon: e } }
states:
  s:
    upon:
      up: { stay: true, do: [set: { a: a + b }, task: { action: x, with: { a } }] }
      error.set.a: { stay: true, do: [task: { as: sorry, action: x, with: { a } }] }
      e: z
  z: { end: done }
",
        "
event e      -> applied; in s
event up b=2 -> applied; s.task with.a=3
event up b=1 -> applied; s.task with.a=3; sorry with.a=3; erred set/a          # beyond what the fact may be
",
    );
    check(
        "
facts: { a: { type: int, default: 1 }, b: int }
events: { e: { carries: [], may_carry: [b] } }
triggers: { t: { upon: e, set: { a: b + 1 } } }
states:
  s: { upon: { error.set: z, e: z } }
  z: { do: [task: { action: x, with: { a } }], end: done }
",
        "
event e b=4 -> applied; in s
event e     -> applied; z.task with.a=5; ended done
event e     -> applied; z.task with.a=1; erred set/a; ended done; opened p
",
    );
}

#[test]
fn a_table_gives_the_first_row_that_holds_and_no_value_if_one_errs() {
    let table = "derive:\n  d:\n    - { when: a > 5, is: 1.00 GBP }\n    - { when: b > 5, is: 2.00 GBP }\n    - { is: 3.00 GBP }";
    step(
        "a: int, b: int",
        table,
        "compensation: { amount: d, because: 'we owe {d}' }",
        &[
            ("a=9", "s.compensation amount=\"1.00 GBP\" because=\"we owe 1.00 GBP\""),
            ("a=1 b=9", "s.compensation amount=\"2.00 GBP\""),
            ("a=1 b=1", "s.compensation amount=\"3.00 GBP\""),
            ("b=9", "sorry; failing s.compensation"),
        ],
    );
    let open = table.replace("\n    - { is: 3.00 GBP }", "");
    let playbook = format!(
        "facts: {{ a: int, b: int }}\nevents: {{ e: [a, b] }}\n{open}\ntriggers: {{ t: {{ upon: e, when: d > money('0 GBP') }} }}\nstates:\n  s: {{ upon: {{ e: z }} }}\n  z: {{ end: done }}\n"
    );
    refuses(&playbook, "bad-table");
}

#[test]
fn money_is_rounded_once_where_it_becomes_an_amount_a_fact_or_text() {
    let third = "derive: { d: a / 3 }";
    step(
        "a: { type: money, currency: GBP }, b: int",
        third,
        "compensation: { amount: d * 3, because: 'not {d}' }",
        &[("a=\"10.00 GBP\"", "s.compensation amount=\"10.00 GBP\" because=\"not 3.33 GBP\"")],
    );
    for (rounding, amount) in [("half_up", "0.13"), ("half_even", "0.12"), ("down", "0.12"), ("up", "0.13")] {
        step(
            "a: money, b: int",
            &format!("rounding: {rounding}"),
            "compensation: { amount: a / 2, because: half }",
            &[("a=\"0.25 EUR\"", &format!("s.compensation amount=\"{amount} EUR\""))],
        );
    }
    step(
        "a: money, b: int",
        "",
        "compensation: { amount: a, because: x }",
        &[("a=\"1000 JPY\"", "s.compensation amount=\"1000 JPY\""), ("a=\"0 GBP\"", "sorry; failing s.compensation")],
    );
    refuses(
        "
facts: { a: money }
events: { e: [a] }
triggers: { t: { upon: e, when: a > 5.00 GBP } }
states:
  s: { upon: { e: z } }
  z: { end: done }
",
        "currency-mismatch",
    );
}

#[test]
fn a_disputed_result_pays_one_reading_and_says_the_other() {
    step(
        "a: money, b: int",
        "",
        "compensation: { amount: a, because: the rule, disputed: { amount: a * 2, because: 'the other court, not {a}' } }",
        &[("a=\"5 GBP\"", "s.compensation amount=\"5.00 GBP\" disputed=\"10.00 GBP the other court, not 5.00 GBP\"")],
    );
}

#[test]
fn dated_rates_count_for_their_days() {
    let rates =
        "derive:\n  rate: { on: a, rows: [{ from: 2026-01-01, is: 10.00 GBP }, { from: 2026-04-01, is: 10.34 GBP }] }";
    step(
        "a: date, b: date",
        rates,
        "task: { action: x, with: { today: rate, all: \"accrue(rate, a, b)\" } }",
        &[
            ("a=2026-03-31 b=2026-04-02", "s.task with.today=\"10.00 GBP\" with.all=\"20.34 GBP\""),
            ("a=2026-04-01 b=2026-04-01", "s.task with.today=\"10.34 GBP\" with.all=\"0.00 GBP\""),
            ("a=2026-04-03 b=2026-04-01", "s.task with.all=\"0.00 GBP\""),
            ("a=2025-12-31 b=2026-01-01", "sorry; failing s.task"),
        ],
    );
}

#[test]
fn functions_of_dates_count_in_the_playbooks_zone() {
    step(
        "a: time, b: date",
        "",
        "task: { action: x, with: { days: \"days(a, b)\", plus: \"plus_days(b, 2)\", month: \"plus_months(date('2026-01-31'), 1)\", end: end_of_day(a), least: \"min(b, date('2026-03-30'))\", abs: abs(0 - 3), clock: \"plus_days(a, 1)\" } }",
        &[
            (
                "a=2026-03-28T23:30:00Z b=2026-03-29",
                "s.task with.days=1 with.plus=2026-03-31 with.month=2026-02-28 with.end=2026-03-29T00:00:00Z with.least=2026-03-29 with.abs=3 with.clock=2026-03-29T22:30:00Z",
            ),
            ("a=2026-03-29T23:30:00Z b=2026-03-29", "s.task with.days=-1 with.end=2026-03-30T23:00:00Z"),
        ],
    );
}

#[test]
fn texts_say_what_the_step_knows() {
    step(
        "a: text, b: int",
        "",
        "decline: { message: m, because: 'rule {b} of {case}', refer: 'the court of {a}', with: { c: b + 1 }, within: 1d }",
        &[(
            "a=Rome b=7",
            "s.decline text=\"a is Rome\" because=\"rule 7 of p\" refer=\"the court of Rome\" with.c=8 due=2026-03-03T09:00:00Z",
        )],
    );
}
