//! Steps: what is owed and what is withdrawn, failures and who hears of them, receipts (rules 5, 7, 8, 29, 44).

use super::story::{check, refuses};

#[test]
fn leaving_keeps_what_is_out_and_withdraws_what_is_not() {
    check(
        "
events: { e: [], go: [] }
triggers: { t: { upon: e } }
states:
  a:
    do:
      - task: { action: x, within: 1d }
      - follow_up: { message: m, after: 2d }
      - follow_up: { as: by-law, message: m, after: 3d, ground: regulation, because: the law }
    upon: { go: b }
    after: { 4d: z }
  b:
    upon: { step.overdue.a: { stay: true, do: [task: { as: hurry, action: x }] }, step.done.a.task: { stay: true, do: [task: { as: thanks, action: x }] }, go: z }
  z: { end: done }
messages: { m: { en: Hello }, }
",
        "
event e                    -> applied; a.task; in a; next 2026-03-03T09:00:00Z
event go                   -> applied; withdrawn pending; in b; next 2026-03-03T09:00:00Z
wake 2026-03-03T09:00:00Z  -> applied; hurry; in b; fired step.overdue.a.task; next 2026-03-05T09:00:00Z
done a.task                -> applied; thanks; in b
wake 2026-03-05T09:00:00Z  -> applied; by-law ground=regulation; in b; next none   # what is owed is never withdrawn
",
    );
}

#[test]
fn what_is_owed_goes_out_before_its_case_ends() {
    check(
        "
events: { e: [], go: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [follow_up: { as: by-law, message: m, after: 3d, ground: contract, because: clause 4 }, follow_up: { message: m, after: 3d }]
    upon: { go: z }
  z: { end: done }
messages: { m: { en: Hello } }
",
        "
event e     -> applied; in a
event go    -> applied; by-law because=\"clause 4\"; withdrawn pending; ended done; in z; next none
done by-law -> applied
",
    );
}

#[test]
fn cancel_withdraws_every_open_step_of_the_name_but_not_what_is_owed() {
    check(
        "
events: { e: [], cancel: [], again: [] }
triggers: { t: { upon: e } }
states:
  a:
    do:
      - task: { as: ship, action: x, within: 1d }
      - compensation: { as: refund, amount: 5.00 GBP, form: refund, ground: regulation, because: the law }
    upon:
      again: a
      cancel: { stay: true, do: [cancel: ship, cancel: refund] }
    after: { 9d: z }
    next: z
  z: { end: done }
",
        "
event e          -> applied; ship; refund; in a; next 2026-03-03T09:00:00Z
event again      -> applied; ship; already refund; in a
event cancel     -> applied; withdrawn ship; withdrawn ship; in a; next 2026-03-11T09:00:00Z
done ship@1      -> applied; in a               # too late is fine: recorded, without effect
done ship@1      -> duplicate; in a
failed ship@2 no -> applied; in a
failed ship@2 no -> duplicate; in a
done refund      -> applied; ended done; in z   # a withdrawn step holds nothing up
done ship@2      -> applied
failed ship@2 no -> conflict
",
    );
}

#[test]
fn receipts_of_steps_withdrawn_and_ended_are_recorded_without_effect() {
    check(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a: { do: [task: { as: ship, action: x }, task: { as: call, action: x }], upon: { step.done.call: z, e: { go: z, do: [cancel: ship] } } }
  z: { end: done }
",
        "
event e           -> applied; ship; call; in a
event e           -> applied; withdrawn ship; ended done; in z
failed ship no    -> applied
failed ship no    -> duplicate
done ship         -> applied
done call         -> applied
done call         -> duplicate
done unknown      -> unknown_step
",
    );
}

#[test]
fn without_a_name_failures_are_heard_of_the_states_own_steps_only() {
    check(
        "
events: { e: [], go: [], stop: [] }
triggers: { t: { upon: e } }
states:
  a: { do: [task: { action: x, within: 1d }], upon: { go: outer } }
  outer:
    upon: { step.failed: late, step.overdue: { stay: true, do: [task: { as: hurry, action: x }] } }
    states:
      b:
        do: [task: { action: x }]
        upon: { step.failed.a.task: c, stop: z }
      c: { upon: { stop: z } }
  late: { upon: { stop: z } }
  z: { end: done }
",
        "
event e           -> applied; a.task; in a
event go          -> applied; b.task; in b
wake 2026-03-03T09:00:00Z -> applied; unhandled step.overdue.a.task; in b      # comes once
wake 2026-04-03T09:00:00Z -> nothing_due
failed a.task no  -> applied; in c; took b/upon/step.failed.a.task             # a name means any step of the case
failed b.task no  -> applied; in late; took outer/upon/step.failed             # of a state inside
done a.task       -> applied; in late
",
    );
}

#[test]
fn names_are_states_and_kinds_unless_given() {
    let playbook = "
events: { e: [], go: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { action: x }, care: { action: eat, as: meal }]
    upon: { go: { go: b, do: [task: { as: moved, action: x }] } }
  b:
    do: [care: { action: eat, as: meal }]
    upon: { step.done.a: c, step.done.meal: z }
  c: { upon: { go: z } }
  z: { end: done }
";
    check(
        playbook,
        "
event e     -> applied; a.task kind=task action=x; meal kind=care state=a; in a
event go    -> applied; moved state=a; meal state=b; in b
done moved  -> applied; in b
done a.task -> applied; in c
",
    );
    let wrong = |from: &str, to: &str| playbook.replace(from, to);
    refuses(&wrong("as: meal }]\n    upon: { go", "as: task }]\n    upon: { go"), "duplicate-name");
    refuses(&wrong("as: meal }]\n    upon: { go", "as: c }]\n    upon: { go"), "duplicate-name");
    refuses(
        &wrong("care: { action: eat, as: meal }]\n    upon: { go", "task: { action: eat }]\n    upon: { go"),
        "duplicate-name",
    );
}

#[test]
fn the_first_done_is_final_but_a_payment_may_come_back() {
    check(
        "
events: { e: [], stop: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { action: x }, compensation: { amount: 5.00 GBP, form: refund, because: house rule }]
    upon: { step.failed: b }
    after: { 9d: z }
  b: { do: [compensation: { as: second, amount: 1.00 GBP, form: refund, because: house rule }], upon: { stop: z } }
  z: { end: done }
",
        "
event e               -> applied; a.task; a.compensation amount=\"5.00 GBP\"; in a
done a.task           -> applied; in a
done a.task           -> duplicate
failed a.task no      -> conflict
failed unknown no     -> unknown_step
done a.compensation   -> applied; in a
failed a.compensation account closed -> applied; second; in b       # it came back
failed a.compensation again          -> duplicate
done a.compensation   -> applied; in b                              # `done` after `failed` counts
done second           -> applied; in b
event stop            -> applied; ended done; in z
failed second bounced -> applied
failed second bounced -> duplicate
done second           -> applied
",
    );
}

#[test]
fn a_reason_is_read_by_the_transition_that_hears_of_the_failure() {
    check(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { action: x }]
    upon: { step.failed: [{ when: event.reason == 'no stock', go: b }, { stay: true, do: [resend: a.task] }] }
    next: z
  b: { upon: { e: z } }
  z: { end: done }
",
        "
event e                  -> applied; a.task attempt=1 id=A; in a
failed a.task busy       -> applied; a.task attempt=2 id=A; in a
failed a.task busy       -> applied; a.task attempt=3 id=A; in a
failed a.task no stock   -> applied; in b
",
    );
}

#[test]
fn a_cause_that_comes_twice_makes_steps_of_two_ids() {
    check(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { action: x }]
    upon: { step.failed.a.task: { stay: true, do: [resend: a.task, notice: { message: m, to: team }] } }
    next: z
  z: { end: done }
messages: { m: { en: It failed } }
",
        "
event e             -> applied; a.task; in a
failed a.task one   -> applied; a.task id=T; a.notice id=A to=team; in a
failed a.task two   -> applied; a.task id=T; a.notice id=B; in a
",
    );
}

#[test]
fn because_is_required_where_money_or_people_are_concerned() {
    for (step, code) in [
        ("escalation: { to: team }", "missing-key"),
        ("decline: { message: m }", "missing-key"),
        ("compensation: { amount: 1 GBP }", "missing-key"),
        ("care: { action: eat, ground: contract }", "missing-because"),
    ] {
        let playbook = format!(
            "
events: {{ e: [] }}
triggers: {{ t: {{ upon: e }} }}
states:
  a: {{ do: [{step}], upon: {{ e: z }} }}
  z: {{ end: done }}
messages: {{ m: {{ en: Sorry }} }}
"
        );
        refuses(&playbook, code);
    }
}

#[test]
fn who_waits_for_a_follow_up_that_is_withdrawn_hears_of_it() {
    check(
        "
events: { e: [], ask: [], go: [] }
triggers: { t: { upon: e } }
states:
  a:
    together:
      left:
        states:
          l1: { do: [follow_up: { as: f, message: m, after: 3d, once: true }], upon: { go: l2 } }
          l2: { after: { 99d: l3 } }
          l3: { end: gone }
      right:
        states:
          r1: { upon: { ask: r2 } }
          r2: { do: [task: { as: f, action: x, once: true }], upon: { step.failed.f: r3 } }
          r3: { end: failed }
    after: { 200d: z }
    next: z
  z: { end: done }
messages: { m: { en: \"how are you?\" } }
",
        "
event e   -> applied; in l1 r1
event ask -> applied; already f; in l1 r2
event go  -> applied; withdrawn pending; in l2 r3
",
    );
}

#[test]
fn a_step_that_failed_before_it_went_out_can_be_sent_again() {
    let playbook = "
facts: { name: text }
events: { e: [], told: [name] }
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { as: look, action: x, with: { name } }]
    upon:
      told: { stay: true, do: [resend: look] }
    next: z
  z: { end: done }
";
    check(
        playbook,
        "
event e               -> applied; opened p; failing look; unhandled step.failed.look; in a
event told name=Ana   -> applied; look with.name=Ana; in a
done look             -> applied; in z; ended done
",
    );
    // What never works comes to an end by `times`, and without it by the limit of microsteps.
    let again = |tries: &str| {
        format!(
            "
facts: {{ name: text }}
events: {{ e: [] }}
triggers: {{ t: {{ upon: e }} }}
states:
  a:
    do: [task: {{ as: look, action: x, with: {{ name }} }}]
    upon:
      step.failed: {{ stay: true, do: [resend: look]{tries} }}
    after: {{ 1d: z }}
  z: {{ end: done }}
"
        )
    };
    check(
        &again(", times: 2, else: z"),
        "\nevent e -> applied; opened p; failing look; failing look; failing look; in z; ended done\n",
    );
    check(&again(""), "\nevent e -> applied; opened p; halted microstep limit\n");
}

#[test]
fn a_failure_is_told_though_its_case_ends_with_it() {
    check(
        "
facts: { sum: { type: money, currency: GBP, default: 0 GBP } }
events: { e: [], f: [] }
triggers: { t: { upon: e } }
states:
  a: { upon: { f: z } }
  z: { end: done, do: [compensation: { as: pay, amount: sum, because: house rule }] }
",
        "
event e -> applied; in a
event f -> applied; failing pay; unhandled step.failed.pay; ended done; in z
",
    );
}
