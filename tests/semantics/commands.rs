//! People act: what they may, what it does, and that all of it is remembered (rules 1, 5, 6, 8, 19 and 21).

use super::story::{Runner, check, engine};

const POLICY: &str = "
---
policy: house
roles:
  automatic:  { may_pay: 100 GBP }
  agent:      { may_pay: 150 GBP, may: [skip, resend, move] }
  supervisor: { includes: [agent], may_pay: 1000 GBP, may: [approve, close] }
  clerk:      { may: [grant] }
";

const PLAYBOOK: &str = "
facts: { order: text }
key: [order]
events: { e: [order], go: [order], stop: [order], loop: [order] }
triggers: { t: { upon: e } }
states:
  a:
    do:
      - task: { as: look, action: look, within: 1d }
      - task: { as: call, action: call }
    leave: [task: { as: bye, action: wave }]
    upon: { go: b, step.failed: { stay: true }, step.overdue: { stay: true }, loop: spin, stop: late }
    next: b
  b:
    start: b1
    do: [task: { as: outer, action: x }]
    states:
      b1: { do: [task: { as: inner, action: x }], upon: { go: b2 } }
      b2: { do: [task: { as: second, action: x }], upon: { stop: z } }
    upon: { stop: z }
  spin: { do: [raise: round], upon: { round: spun } }
  spun: { do: [raise: round], upon: { round: spin, go: z } }
  late:
    do:
      - promise: { as: call-you, message: call, by: 2d }
      - follow_up: { as: later, message: call, after: 3d }
      - task: { as: due, action: x, ground: contract, because: terms 4 }
    upon: { promise.broken: { stay: true }, step.failed: { stay: true } }
    next: z
  z: { end: done }
messages: { call: { en: We call you. } }
";

fn house() -> String {
    format!("{PLAYBOOK}{POLICY}")
}

#[test]
fn without_a_policy_nobody_may_anything_and_with_one_only_what_the_role_may() {
    check(
        PLAYBOOK,
        "
event e order=A                       -> applied; look; call
command skip @by=kim/agent step=look  -> denied unknown_role; in a
",
    );
    check(
        &house(),
        "
event e order=A                             -> applied; look; call
command skip @by=kim/clerk step=look        -> denied authority; in a
command skip @by=kim/automatic step=look    -> denied unknown_role
command skip @by=kim/nobody step=look       -> denied unknown_role
command close @by=kim/agent                 -> denied authority
command approve @by=kim/agent               -> denied authority
command skip @by=lee/supervisor step=look   -> applied; withdrawn look; in a        # includes: [agent]
",
    );
}

#[test]
fn a_command_needs_a_reason_and_arguments_that_can_be_read() {
    check(
        &house(),
        "
command close @by=lee/supervisor                   -> denied unknown_case; next none
event e order=A                                    -> applied; look; call
command skip @by=kim/agent step=look @why=\"  \"     -> denied no_reason
command skip @by=kim/agent step=lok                -> denied unknown_step
command skip @by=kim/agent                         -> denied several_steps
command skip @by=kim/agent step=look to=b          -> denied bad_argument
command move @by=kim/agent                         -> denied bad_argument
command move @by=kim/agent to=c                    -> denied unknown_state
command close @by=lee/supervisor outcome=\"so so\"   -> denied bad_argument
command grant @by=lee/supervisor                   -> denied bad_argument
command grant @by=lee/supervisor amount=5          -> denied bad_argument
command grant @by=lee/supervisor amount=\"0 GBP\"    -> denied bad_argument
command grant @by=lee/supervisor amount=\"-5 GBP\"   -> denied bad_argument
command grant @by=lee/supervisor amount=\"5.005 GBP\" -> denied bad_argument
command approve @by=lee/supervisor                 -> denied not_held
command approve @by=lee/supervisor step=look       -> denied not_held
",
    );
}

#[test]
fn which_case_is_meant() {
    check(
        &house(),
        "
event e order=A                                    -> applied; look; call
event e order=B                                    -> applied; look; call
command skip @by=kim/agent step=look               -> denied several_cases
command skip @by=kim/agent step=look @case=p/C     -> denied unknown_case
command skip @by=kim/agent step=look @case=p/B     -> applied; withdrawn look; in a
command close @by=lee/supervisor @case=p/A         -> applied; bye; ended closed; in
command skip @by=kim/agent step=call @case=p/A     -> denied case_ended
command skip @by=kim/agent step=call               -> applied; withdrawn call; bye; outer; inner; in b1       # one is left
",
    );
}

#[test]
fn a_command_works_once() {
    check(
        &house(),
        "
event e order=A                                    -> applied; look; call
command move @by=kim/agent @id=c to=b2             -> applied; bye; outer; second; in b2
command move @by=kim/agent @id=c to=b2             -> duplicate
command move @by=kim/agent @id=c to=b1             -> conflict
command move @by=kim/agent @id=c to=b2 @why=other  -> conflict
command move @by=lee/agent @id=c to=b2             -> conflict
command close @by=kim/agent @id=d                  -> denied authority
command close @by=kim/agent @id=d                  -> duplicate                   # denied is handled too
event stop order=A @id=c                           -> applied; ended done; in z    # ids of events are apart
",
    );
}

#[test]
fn what_is_due_comes_first_and_stays_though_the_command_is_denied() {
    check(
        &house(),
        "
event e order=A                            -> applied; look; call; next 2026-03-03T09:00:00Z
+2d
command close @by=kim/agent                -> denied authority; fired step.overdue.look; in a; next none
command close @by=kim/supervisor           -> applied; bye; ended closed; in
",
    );
}

#[test]
fn skipped_steps_count_as_settled() {
    check(
        &house(),
        "
event e order=A                            -> applied; look; call
command skip @by=kim/agent step=look       -> applied; withdrawn look; in a; next none
command skip @by=kim/agent step=look       -> denied not_open
done call                                  -> applied; bye; outer; inner; in b1; took a/next
done look                                  -> applied                                  # too late: recorded
",
    );
    check(
        &house(),
        "
event e order=A                            -> applied; look; call
done call                                  -> applied
command skip @by=kim/agent step=call       -> denied not_open                          # it is done
failed look no                             -> applied; took a/upon/step.failed
command skip @by=kim/agent                 -> applied; bye; outer; inner; in b1         # a failed one need not be done
failed look no                             -> duplicate
done look                                  -> applied
",
    );
}

#[test]
fn promises_and_follow_ups_can_be_skipped_and_what_is_owed_can_not() {
    check(
        &house(),
        "
event e order=A                            -> applied; look; call
command move @by=kim/agent to=late         -> applied; bye; call-you; due; in late
command skip @by=kim/agent step=call-you   -> applied; withdrawn call-you; promise call-you waived; in late
command skip @by=kim/agent step=later      -> applied; withdrawn pending; in late; next 2026-03-03T09:00:00Z
command skip @by=kim/agent step=due        -> denied owed
done due                                   -> applied; ended done; in z
",
    );
}

#[test]
fn a_step_is_meant_by_its_name_if_that_is_enough_or_by_its_id() {
    let twice = house().replace("go: b2 }", "go: b1, loop: b2 }");
    check(
        &twice,
        "
event e order=A                            -> applied; look; call
event go order=A                           -> applied; bye; outer; inner; in b1
event go order=A                           -> applied; inner; in b1
command skip @by=kim/agent step=inner      -> denied several_steps
command skip @by=kim/agent step=@inner     -> applied; withdrawn inner; in b1
command skip @by=kim/agent step=inner      -> applied; withdrawn inner; in b1
command skip @by=kim/agent step=00112233445566778899aabbccddeeff -> denied unknown_step
",
    );
}

#[test]
fn resend_is_the_same_step_again() {
    check(
        &house(),
        "
event e order=A                            -> applied; look id=1 attempt=1; call
command resend @by=kim/agent step=look     -> applied; look id=1 attempt=2; in a
failed look no                             -> applied
command resend @by=kim/agent step=look     -> applied; look id=1 attempt=3 due=2026-03-03T09:00:00Z; in a
done look                                  -> applied
command resend @by=kim/agent step=look     -> denied not_open
",
    );
}

#[test]
fn a_move_leaves_and_enters_like_a_transition_of_what_lies_around_both() {
    check(
        &house(),
        "
event e order=A                            -> applied; look; call
command move @by=kim/agent to=b            -> applied; bye; outer; inner; in b1         # by its start
command move @by=kim/agent to=b2           -> applied; second; in b2                    # `b` is not left
command move @by=kim/agent to=b2           -> applied; second; in b2
command move @by=kim/agent to=b            -> applied; outer; inner; in b1              # entered anew
command move @by=kim/agent to=a            -> applied; look; call; in a; next 2026-03-03T09:00:00Z
command move @by=kim/agent to=z            -> applied; bye; ended done; in z
",
    );
}

#[test]
fn a_move_in_one_region_leaves_the_other_alone() {
    check(
        &format!(
            "
events: {{ e: [] }}
triggers: {{ t: {{ upon: e }} }}
states:
  a:
    together:
      l: {{ states: {{ l1: {{ do: [task: {{ as: one, action: x }}], next: l2 }}, l2: {{ do: [task: {{ as: two, action: x }}], next: l3 }}, l3: {{ end: over }} }} }}
      r: {{ states: {{ r1: {{ do: [task: {{ as: three, action: x }}], next: r2 }}, r2: {{ end: over }} }} }}
    next: z
  z: {{ end: done }}
{POLICY}"
        ),
        "
event e                                    -> applied; one; three; in l1 r1
command move @by=kim/agent to=l2           -> applied; two; in l2 r1
command move @by=kim/agent to=r2           -> applied; in l2 r2
command move @by=kim/agent to=r            -> applied; one; three; in l1 r1           # a region: both are entered anew
",
    );
}

#[test]
fn only_commands_move_a_case_that_stands_still() {
    check(
        &house(),
        "
event e order=A                            -> applied; look; call
event loop order=A                         -> applied; halted \"microstep limit\"; in a; next none
event go order=A                           -> not_accepted
command skip @by=kim/agent step=look       -> denied halted
command grant @by=kim/agent amount=\"5 GBP\" -> denied halted
command move @by=kim/agent to=spin         -> applied; halted \"microstep limit\"; in a
command move @by=kim/agent to=b            -> applied; bye; outer; inner; in b1
event stop order=A                         -> applied; ended done; in z
",
    );
    check(
        &house(),
        "
event e order=A                            -> applied; look; call
event loop order=A                         -> applied; halted \"microstep limit\"
+2d
wake                                       -> nothing_due
command close @by=lee/supervisor outcome=gave-up -> applied; bye; ended gave-up; in
done look                                  -> applied
",
    );
}

#[test]
fn a_grant_is_paid_at_once_and_holds_up_nothing() {
    check(
        &house(),
        "
event e order=A                              -> applied; look; call
command grant @by=kim/agent amount=\"150 GBP\" form=voucher because=\"house rule 9\" -> applied; command.grant amount=\"150.00 GBP\" form=voucher because=\"house rule 9\" ground=goodwill kind=compensation state=a due=none attempt=1; in a
command grant @by=kim/agent amount=\"150.01 GBP\" -> denied authority
command grant @by=kim/agent amount=\"5 EUR\"   -> denied authority                       # nothing is said of euros
command grant @by=ida/clerk amount=\"5 GBP\"   -> denied authority                       # may grant, and pay nothing
done look                                    -> applied
done call                                    -> applied; bye; outer; inner; in b1         # though the grant is out
done command.grant                           -> applied
",
    );
    // The state in which it was granted hears that it failed.
    check(
        &house(),
        "
event e order=A                              -> applied; look; call
command grant @by=kim/agent amount=\"5 GBP\"   -> applied; command.grant because=none form=\"\"
failed command.grant no                      -> applied; took a/upon/step.failed
command resend @by=kim/agent step=command.grant -> denied not_sent
command grant @by=kim/agent amount=\"5 GBP\"   -> applied; command.grant attempt=1
",
    );
}

#[test]
fn two_grants_are_two_payments_and_a_redelivered_one_is_one() {
    check(
        &house(),
        "
event e order=A                                     -> applied; look; call
command grant @by=kim/agent @id=x amount=\"5 GBP\"    -> applied; command.grant id=1 pays=1
command grant @by=kim/agent @id=y amount=\"5 GBP\"    -> applied; command.grant id=2 pays=2
command grant @by=kim/agent @id=x amount=\"5 GBP\"    -> duplicate
",
    );
    // The host lost the account after it had paid, and starts again from an older one: the same key.
    let mut before = Runner::new(engine(&house()));
    before.run("event e order=A -> applied; look; call");
    let grant = "command grant @by=kim/agent @id=x @case=p/A amount=\"5 GBP\" -> applied; command.grant pays=X id=1";
    before.clone().run(&format!("{grant}\ndone command.grant -> applied"));
    before.run(&format!("event e order=B -> applied; look; call\n{grant}"));
}

#[test]
fn a_grant_pays_once_even_when_the_account_has_forgotten_the_command() {
    let mut runner = Runner::new(engine(&house()));
    let grant = |outcome: &str| format!("command grant @by=kim/agent @id=x amount=\"5 GBP\" -> {outcome}");
    let fill = |from: u32| -> String {
        let line = |n: u32| format!("command close @by=kim/agent @id=d{n} -> denied authority\n");
        (from..from + 255).map(line).collect()
    };
    runner.run(&format!("event e order=A -> applied; look; call\n{}", grant("applied; command.grant pays=X")));
    runner.run(&fill(0));
    runner.run(&grant("duplicate"));
    runner.run("command close @by=kim/agent @id=last -> denied authority");
    runner.run(&grant("applied; already command.grant; in a"));
    runner.run("done command.grant -> applied");
}

#[test]
fn an_erased_account_denies_and_still_records() {
    check(
        &house(),
        "
event e order=A                             -> applied; look; call
command close @by=lee/supervisor @id=c      -> applied; bye; ended closed; in
erase                                       -> applied
command close @by=lee/supervisor @id=d      -> denied erased
command close @by=lee/supervisor @id=d      -> duplicate
command close @by=lee/supervisor @id=c      -> duplicate
",
    );
}

#[test]
fn closing_runs_the_exits_and_withdraws_what_is_not_out() {
    check(
        &house(),
        "
event e order=A                             -> applied; look; call
command move @by=kim/agent to=late          -> applied; bye; call-you; due; in late
command close @by=lee/supervisor            -> applied; withdrawn pending; ended closed; in
wake 2026-03-04T09:00:00Z                   -> applied; fired promise.broken.call-you; promise call-you broken
done due                                    -> applied
",
    );
}

/// A playbook that keeps its duties by itself.
const DUTIFUL: &str = "
facts: { order: text, severity: { type: int, default: 5 } }
key: [order]
events: { e: { carries: [order], may_carry: [severity] }, go: [] }
triggers: { t: { upon: e } }
states:
  sorry:
    do: [apology: { message: m, within: 1h }, task: { as: look, action: look }]
    upon: { step.failed: { stay: true }, step.overdue: { stay: true }, go: pay }
    next: pay
  pay:
    do: [compensation: { as: gift, amount: 5 GBP, because: house rule 4 }]
    upon: { step.failed: { stay: true }, go: fix }
    next: fix
  fix:
    do: [remedy: { as: mend, action: mend }]
    upon: { step.failed: worse, go: worse }
    next: ask
  worse:
    do: [escalation: { as: boss, to: agent, because: it failed once }]
    upon: { step.failed: { stay: true }, go: again }
    next: again
  again:
    do: [remedy: { as: redo, action: mend }]
    upon: { step.failed: { stay: true }, go: ask }
    next: ask
  ask:
    do: [follow_up: { as: well, message: m, after: 7d }]
    upon: { step.failed: { stay: true }, go: owed }
    next: z
  owed:
    do: [compensation: { as: due, amount: 9 GBP, ground: contract, because: terms 4 }]
    upon: { step.failed: { stay: true } }
    next: z
  z: { end: done }
messages: { m: { en: We are sorry. } }
---
policy: house
roles:
  automatic:  { may_pay: 100 GBP }
  agent:      { may_pay: 150 GBP, may: [skip, resend, move, close] }
duties:
  - { kind: apology, before: compensation, because: first things first }
  - { kind: escalation, before: second remedy }
  - { kind: follow_up, before: end, when: severity >= 7 }
";

#[test]
fn no_command_leaves_a_duty_undone_at_once() {
    let unsaid = DUTIFUL.replace("t: { upon: e }", "t: { upon: e, go: silent }");
    let unsaid = unsaid.replace("  pay:\n", "  silent: { upon: { go: sorry } }\n  pay:\n");
    check(
        &unsaid,
        "
event e order=A                               -> applied; in silent
command grant @by=kim/agent amount=\"5 GBP\"    -> denied duty; in silent
command move @by=kim/agent to=pay             -> denied duty; in silent
command move @by=kim/agent to=owed            -> denied duty; in silent             # not even for what is owed
command move @by=kim/agent to=sorry           -> applied; sorry.apology; look
command grant @by=kim/agent amount=\"5 GBP\"    -> applied; command.grant
",
    );
    check(
        DUTIFUL,
        "
event e order=A                               -> applied; sorry.apology; look
command skip @by=kim/agent step=sorry.apology -> denied duty
command skip @by=kim/agent step=look          -> applied; withdrawn look
done sorry.apology                            -> applied; gift; in pay
command move @by=kim/agent to=fix             -> applied; mend; in fix
command move @by=kim/agent to=again           -> denied duty; in fix                # the second remedy
command move @by=kim/agent to=fix             -> denied duty                        # too
command move @by=kim/agent to=worse           -> applied; boss; in worse
command move @by=kim/agent to=again           -> applied; redo; in again
command close @by=kim/agent                   -> applied; ended closed; in
",
    );
}

#[test]
fn a_duty_that_must_hold_before_the_end() {
    check(
        DUTIFUL,
        "
event e order=A severity=7                    -> applied; sorry.apology; look
command close @by=kim/agent                   -> denied duty; in sorry
command move @by=kim/agent to=z               -> denied duty; in sorry
command move @by=kim/agent to=ask             -> applied; in ask
command close @by=kim/agent                   -> denied duty                        # it is not out yet
command skip @by=kim/agent step=well          -> denied duty
+8d
wake                                          -> applied; fired step.overdue.sorry.apology; fired follow_up.well; well; in ask; unhandled step.overdue.sorry.apology
command close @by=kim/agent                   -> applied; ended closed; in
event e order=B severity=6                    -> applied; sorry.apology; look
command close @by=kim/agent                   -> applied; ended closed; in          # it does not bind this one
",
    );
}

#[test]
fn a_duty_that_has_its_time() {
    // Words go out in two hours at the latest, whatever the look at it says.
    let looks_first = DUTIFUL
        .replace("t: { upon: e }", "t: { upon: e, go: probe }")
        .replace("  pay:\n", "  probe: { do: [task: { as: test, action: test, within: 1h }], upon: { step.failed: sorry, step.overdue: sorry }, after: { 2h: sorry }, next: sorry }\n  pay:\n")
        .replace("duties:\n", "duties:\n  - { kind: apology, within: 4h }\n");
    check(
        &looks_first,
        "
event e order=A                               -> applied; test; in probe
command close @by=kim/agent                   -> denied duty; in probe              # no apology would ever go out
command move @by=kim/agent to=z               -> denied duty; in probe
command move @by=kim/agent to=fix             -> denied duty; in probe              # nothing says that it would in time
+1h
command move @by=kim/agent to=probe           -> denied duty; in probe              # nor if the two hours began anew
command skip @by=kim/agent step=test          -> applied; withdrawn test; sorry.apology; look; in sorry
command move @by=kim/agent to=fix             -> applied; mend; in fix
command close @by=kim/agent                   -> applied; ended closed; in
",
    );
    check(
        &looks_first,
        "
event e order=A                               -> applied; test; in probe
command move @by=kim/agent to=sorry           -> applied; sorry.apology; look; in sorry
",
    );
}

#[test]
fn a_case_that_people_sent_past_a_duty_stands_still_where_its_own_way_would_break_it() {
    check(
        &DUTIFUL.replace("go: worse }", "go: again }"),
        "
event e order=A severity=7                    -> applied; sorry.apology; look
command move @by=kim/agent to=fix             -> applied; mend; in fix
event go                                      -> applied; halted duty; in fix       # `again` without `worse`
done mend                                     -> applied; halted duty; in fix
command move @by=kim/agent to=worse           -> applied; boss; in worse
event go                                      -> applied; redo; in again
",
    );
    // Of a case that nobody moved the playbook is proved.
    check(
        &DUTIFUL.replace("go: worse }", "go: again }"),
        "
event e order=A                               -> applied; sorry.apology; look
event go                                      -> applied; gift
event go                                      -> applied; mend
event go                                      -> applied; redo; in again
",
    );
    // What is owed is paid.
    check(
        &DUTIFUL
            .replace("{ t: { upon: e } }", "{ t: { upon: e, go: ask }, u: { upon: f } }")
            .replace("go: [] }", "go: [], f: [order] }"),
        "
event e order=A                               -> applied; in ask
command move @by=kim/agent to=ask             -> applied; withdrawn pending; in ask
event go                                      -> applied; withdrawn pending; due; in owed
",
    );
}
