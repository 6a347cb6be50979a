//! Limits across accounts: the decision asks, the payment waits, the pool answers (rule 22; language 6).

use super::story::check;

const PAYS: &str = "
key: [order]
facts:
  order: text
  amount: { type: money, currency: GBP, default: 40 GBP }
events:
  e: [order]
  pay: { carries: [order], may_carry: [amount] }
  owe: { carries: [order], may_carry: [amount] }
  back: { carries: [order], may_carry: [amount] }
  again: [order]
  stop: [order]
  leave: [order]
  close: [order]
triggers: { t: { upon: e } }
states:
  a:
    upon:
      pay: b
      owe:
        stay: true
        do: [compensation: { as: due, amount: amount, once: event, ground: contract, because: clause 9 }]
      leave: c
      close: z
    after: { 900d: z }
  b:
    do: [compensation: { as: gift, amount: amount, once: event, within: 2d, ground: goodwill, because: house rule 4 }]
    upon:
      pay: { go: b }
      owe:
        stay: true
        do: [compensation: { as: due, amount: amount, once: event, ground: contract, because: clause 9 }]
      back: { stay: true, do: [compensation: { as: back, reverses: gift, amount: amount, ground: goodwill, because: paid twice }] }
      stop: { stay: true, do: [cancel: gift] }
      again: { stay: true, do: [resend: gift] }
      step.failed.gift: { stay: true, do: [task: { as: told, action: tell, with: { why: event.reason } }] }
      step.overdue.gift: { stay: true, do: [task: { as: late, action: tell }] }
      leave: a
      close: z
    next: c
  c: { upon: { pay: b, close: z }, after: { 900d: z } }
  z: { end: done }
";

fn with(limits: &str) -> String {
    format!("{PAYS}\n---\npolicy: house\nlimits: [{limits}]")
}

const HUNDRED: &str = "{ payout: playbook, in: 1d, at_most: 100 GBP, because: house rule 7 }";

#[test]
fn nothing_goes_out_before_the_pool_has_said_yes() {
    check(
        &with(HUNDRED),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP; in b; next 2026-03-04T09:00:00Z
answer                -> applied; gift amount=\"40.00 GBP\" attempt=1 due=2026-03-04T09:00:00Z; in b
pool 40.00 GBP
done gift             -> applied; in c
answer again          -> duplicate
pool 40.00 GBP
",
    );
}

#[test]
fn what_does_not_fit_fails_with_the_limit() {
    check(
        &with(HUNDRED),
        "
elsewhere 70.00 GBP
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; failing gift; limit gift 100.00 GBP a playbook in 1d; told with.why=\"limit: 40.00 GBP is more than is left of 100.00 GBP a playbook in 1d (house rule 7): 70.00 GBP is used, 30.00 GBP left\"; in b
answer again          -> duplicate
pool 70.00 GBP
event pay order=A amount=\"30.00 GBP\" -> applied; ask reserve 30.00 GBP
answer                -> applied; gift
pool 100.00 GBP
",
    );
}

#[test]
fn the_window_slides() {
    check(
        &with(HUNDRED),
        "
elsewhere 70.00 GBP
at 2026-03-03T08:59:59Z
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; failing gift; limit gift 100.00 GBP a playbook in 1d; told
at 2026-03-03T09:00:00Z
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; gift
pool 40.00 GBP                                # what lies before every window is forgotten
",
    );
}

#[test]
fn what_fails_is_withdrawn_or_comes_back_is_free_again() {
    check(
        &with(HUNDRED),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; gift
failed gift no        -> applied; ask release; told
pool 0.00 GBP
event again order=A   -> applied; ask reserve 40.00 GBP
answer                -> applied; gift attempt=2
pool 40.00 GBP
event stop order=A    -> applied; ask release; withdrawn gift
pool 0.00 GBP
done gift             -> applied; ask note 40.00 GBP     # it had gone out all the same
pool 40.00 GBP
failed gift it came back -> applied; ask release; told
pool 0.00 GBP
",
    );
}

#[test]
fn what_is_withdrawn_while_it_waits_is_free_again() {
    check(
        &with(HUNDRED),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
event stop order=A    -> applied; ask release; withdrawn pending; in c
answer                -> duplicate; ask release            # granted to nobody
pool 0.00 GBP
",
    );
}

#[test]
fn what_is_decided_goes_out_though_its_state_is_left_and_though_its_case_has_ended() {
    check(
        &with(HUNDRED),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
event leave order=A   -> applied; in a
answer                -> applied; gift; in a
event pay order=A     -> applied; ask reserve 40.00 GBP
event close order=A   -> applied; ended done; in z
answer                -> applied; gift
done gift             -> applied
failed gift it came back -> applied; ask release
pool 40.00 GBP
event e order=A       -> applied; opened p/A
event pay order=A amount=\"61.00 GBP\"     -> applied; ask reserve 61.00 GBP
event close order=A   -> applied; ended done; in z
answer                -> applied; limit gift 100.00 GBP a playbook in 1d
pool 40.00 GBP
",
    );
}

#[test]
fn an_answer_to_what_was_asked_before_is_none_to_what_is_asked_now() {
    // The first is granted and given back before the second is asked for, and others may have it by then.
    check(
        &with(HUNDRED).replace("once: event", "once: case"),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
event stop order=A    -> applied; ask release; withdrawn pending; in c
event pay order=A     -> applied; ask reserve 40.00 GBP; in b
answer                -> duplicate
answer                -> applied; gift
answer first          -> duplicate
pool 40.00 GBP
",
    );
}

#[test]
fn an_answer_about_an_attempt_before_the_present_one_is_a_duplicate() {
    check(
        &with(HUNDRED),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; gift attempt=1
failed gift no        -> applied; ask release; told
event again order=A   -> applied; ask reserve 40.00 GBP
answer                -> applied; gift attempt=2
answer first          -> duplicate
",
    );
}

#[test]
fn what_is_owed_is_noted_and_goes_out_at_once() {
    check(
        &with(HUNDRED),
        "
event e order=A       -> applied
event owe order=A amount=\"150.00 GBP\"    -> applied; due; ask note 150.00 GBP
pool 150.00 GBP
event pay order=A amount=\"1.00 GBP\"      -> applied; ask reserve 1.00 GBP
answer                -> applied; failing gift; limit gift 100.00 GBP a playbook in 1d; told with.why=\"limit: 1.00 GBP is more than is left of 100.00 GBP a playbook in 1d (house rule 7): 150.00 GBP is used, 0.00 GBP left\"
failed due no         -> applied; ask release; unhandled step.failed.due
pool 0.00 GBP
",
    );
}

#[test]
fn its_deadline_runs_while_it_waits() {
    check(
        &with(HUNDRED),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
wake 2026-03-04T09:00:00Z -> applied; late; fired step.overdue.gift
answer                -> applied; gift due=2026-03-04T09:00:00Z; in b; next none
",
    );
}

#[test]
fn the_other_limits_come_first_and_count_it_at_once() {
    check(
        &with(&format!("{{ payout: case, at_most: 60 GBP }}, {HUNDRED}")),
        "
event e order=A       -> applied
event pay order=A amount=\"61.00 GBP\"     -> applied; failing gift; limit gift 60.00 GBP a case; told
event pay order=A amount=\"40.00 GBP\"     -> applied; ask reserve 40.00 GBP
event pay order=A     -> applied; failing gift; limit gift 60.00 GBP a case; told
answer                -> applied; gift; in b
",
    );
}

#[test]
fn what_is_taken_back_and_has_come_is_free_again() {
    check(
        &with(HUNDRED)
            .replace("as: gift, amount: amount, once: event", "as: gift, amount: amount")
            .replace("next: c", ""),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; gift
done gift             -> applied
event back order=A amount=\"30.00 GBP\"    -> applied; back
pool 40.00 GBP
done back             -> applied; ask return 30.00 GBP
pool 10.00 GBP
failed back it came back -> applied; ask return 0.00 GBP; unhandled step.failed.back
pool 40.00 GBP
done back             -> applied; ask return 30.00 GBP
pool 10.00 GBP
failed gift it came back -> applied; ask release; told
pool 0.00 GBP
",
    );
}

#[test]
fn two_that_pay_the_same_wait_for_one_answer() {
    let same =
        with(HUNDRED).replace("as: gift, amount: amount, once: event", "as: gift, amount: amount, once: [amount]");
    check(
        &same,
        "
event e order=A       -> applied
event e order=B       -> applied; opened p/B
event pay order=A     -> applied; ask reserve 40.00 GBP
event pay order=B     -> applied; already gift
answer                -> applied; gift; in b
done gift             -> applied; in c; in c
",
    );
    check(
        &same,
        "
elsewhere 70.00 GBP
event e order=A       -> applied
event e order=B       -> applied; opened p/B
event pay order=A     -> applied; ask reserve 40.00 GBP
event pay order=B     -> applied; already gift
answer                -> applied; failing gift; limit gift 100.00 GBP a playbook in 1d; told case=p/A; told case=p/B; in b; in b
",
    );
}

#[test]
fn what_went_through_meanwhile_is_not_paid_again() {
    check(
        &with(HUNDRED).replace("as: gift, amount: amount, once: event", "as: gift, amount: amount"),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; gift attempt=1
failed gift no        -> applied; ask release; told
event pay order=A     -> applied; ask reserve 40.00 GBP        # the second attempt
done gift             -> applied; ask note 40.00 GBP; in b     # the first went through after all
answer                -> applied; ask release; already gift; in c
pool 40.00 GBP
",
    );
    check(
        &with(HUNDRED).replace("as: gift, amount: amount, once: event", "as: gift, amount: amount"),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; gift attempt=1
failed gift no        -> applied; ask release; told
event again order=A   -> applied; ask reserve 40.00 GBP        # the same step
failed gift no        -> duplicate
done gift             -> applied; ask release; ask note 40.00 GBP; in b
answer                -> duplicate; ask release
pool 40.00 GBP
",
    );
}

#[test]
fn who_waits_for_what_went_through_meanwhile_hears_that_it_is_done() {
    check(
        &with(HUNDRED)
            .replace("as: gift, amount: amount, once: event", "as: gift, amount: amount, once: [amount]")
            .replace(
                "step.failed.gift:",
                "step.done.gift: { stay: true, do: [task: { as: glad, action: tell }] }\n      step.failed.gift:",
            ),
        "
event e order=A       -> applied
event e order=B       -> applied; opened p/B
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; gift attempt=1
failed gift no        -> applied; ask release; told
event pay order=A     -> applied; ask reserve 40.00 GBP                # the second attempt
event pay order=B     -> applied; already gift                         # waits for that
done gift             -> applied; ask note 40.00 GBP; glad case=p/A    # the first went through after all
answer                -> applied; ask release; already gift; glad case=p/B
",
    );
}

#[test]
fn a_case_that_asks_without_end_stands_still() {
    let insists = with(HUNDRED).replace(
        "step.failed.gift: { stay: true, do: [task: { as: told, action: tell, with: { why: event.reason } }] }",
        "step.failed.gift: b",
    );
    let mut story =
        "elsewhere 70.00 GBP\nevent e order=A -> applied\nevent pay order=A -> applied; ask reserve 40.00 GBP\n"
            .to_owned();
    for _ in 0..64 {
        story.push_str(
            "answer -> applied; failing gift; limit gift 100.00 GBP a playbook in 1d; ask reserve 40.00 GBP\n",
        );
    }
    story.push_str(
        "answer -> applied; failing gift; limit gift 100.00 GBP a playbook in 1d; halted asks pools without end",
    );
    check(&insists, &story);
}

#[test]
fn erasure_withdraws_what_waits() {
    check(
        &with(HUNDRED),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
event e order=B       -> applied; opened p/B
event pay order=B     -> applied; ask reserve 40.00 GBP
event close order=B   -> applied; ended done; in z
erase                 -> applied; ask release; ask release; withdrawn pending; ended erased
answer                -> duplicate; ask release
answer                -> duplicate; ask release
pool 0.00 GBP
",
    );
}

#[test]
fn what_is_personal_is_not_told() {
    check(
        &with(HUNDRED).replace("currency: GBP, default", "currency: GBP, personal: true, default"),
        "
elsewhere 70.00 GBP
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; failing gift; limit gift 100.00 GBP a playbook in 1d; told with.why=\"limit: more than is left of 100.00 GBP a playbook in 1d (house rule 7)\"
",
    );
}

/// The same with people: beyond 10 GBP somebody has to approve.
fn with_people() -> String {
    format!(
        "{}\nroles:\n  automatic: {{ may_pay: 10 GBP }}\n  agent: {{ may_pay: 50 GBP, may: [skip, move] }}\n  supervisor: {{ includes: [agent], may_pay: 500 GBP, may: [approve] }}\n",
        with(HUNDRED).replace("step.failed.gift:", "approval: { stay: true }\n      step.failed:")
    )
}

#[test]
fn the_pool_is_asked_before_people_are() {
    check(
        &with_people(),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; held gift waiting supervisor; in b
answer again          -> duplicate                         # it waits for people now
pool 40.00 GBP
command approve @by=lee/supervisor -> applied; held gift granted; gift attempt=1; ask note 40.00 GBP; in b
pool 40.00 GBP                                             # it counts once
done gift             -> applied; in c
event pay order=A amount=\"10.00 GBP\" -> applied; ask reserve 10.00 GBP
answer                -> applied; gift                     # that much needs nobody
",
    );
    check(
        &with_people(),
        "
elsewhere 10.00 GBP
elsewhere 10.00 GBP
event e order=A       -> applied
event pay order=A amount=\"80.01 GBP\" -> applied; ask reserve 80.01 GBP
answer                -> applied; failing gift; limit gift 100.00 GBP a playbook in 1d; told
",
    );
}

#[test]
fn an_answer_is_to_what_was_asked_last() {
    // The same thing is asked for again, for the case is what is paid for.
    let paid_by_case = with_people().replace("once: event, within: 2d", "within: 2d");
    check(
        &paid_by_case,
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; held gift waiting supervisor; in b
answer again          -> duplicate                         # it waits for people, and no more for its pool
event leave order=A   -> applied; held gift withdrawn; withdrawn pending; ask release; in a
pool 0.00 GBP
elsewhere 70.00 GBP
event pay order=A     -> applied; ask reserve 40.00 GBP; in b
answer again          -> duplicate                         # what was granted then is given away since
answer                -> applied; failing gift; limit gift 100.00 GBP a playbook in 1d; told
pool 70.00 GBP
",
    );
}

#[test]
fn what_waited_for_its_pool_too_long_expires_at_once() {
    check(
        &with_people(),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
wake 2026-03-04T09:00:00Z -> applied; late; fired step.overdue.gift
+1h
answer                -> applied; held gift waiting supervisor; in b; next 2026-03-04T09:00:00Z
command approve @by=lee/supervisor -> denied not_held; fired approval.expired.gift; held gift expired; ask release
pool 0.00 GBP
",
    );
    // Where the approval has a time of its own, that counts, and it is late once.
    check(
        &with_people().replace("within: 2d", "within: 2d, approve_within: 1d"),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
wake 2026-03-04T09:00:00Z -> applied; late; fired step.overdue.gift
+1h
answer                -> applied; held gift waiting supervisor; in b; next 2026-03-05T10:00:00Z
command approve @by=lee/supervisor -> applied; held gift granted; gift; ask note 40.00 GBP
",
    );
}

#[test]
fn what_people_refuse_or_nobody_wants_any_more_is_free_again() {
    check(
        &with_people(),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
answer                -> applied; held gift waiting supervisor
command refuse @by=lee/supervisor -> applied; held gift refused; ask release; in b
pool 0.00 GBP
",
    );
    check(
        &with_people(),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
event leave order=A   -> applied; in a
answer                -> applied; withdrawn pending; ask release   # what waits for approval is withdrawn with its state
pool 0.00 GBP
event pay order=A     -> applied; ask reserve 40.00 GBP
event close order=A   -> applied; ended done; in z
answer                -> applied; ask release
pool 0.00 GBP
",
    );
    check(
        &with_people(),
        "
event e order=A       -> applied
event pay order=A     -> applied; ask reserve 40.00 GBP
command skip @by=lee/supervisor -> applied; ask release; withdrawn pending; in c
answer                -> duplicate; ask release
pool 0.00 GBP
",
    );
}

#[test]
fn who_asked_for_it_never_approves_it_though_a_pool_was_asked_between() {
    check(
        &with_people(),
        "
event e order=A       -> applied
command move @by=lee/supervisor to=b -> applied; ask reserve 40.00 GBP; in b
answer                -> applied; held gift waiting supervisor; in b
command approve @by=lee/supervisor -> denied four_eyes
command approve @by=mia/supervisor -> applied; held gift granted; gift; ask note 40.00 GBP; in b
",
    );
}

#[test]
fn a_grant_asks_the_pool_too() {
    check(
        &with_people(),
        "
event e order=A       -> applied
command grant @by=kim/agent amount=\"40.00 GBP\" -> applied; ask reserve 40.00 GBP; in a
answer                -> applied; command.grant amount=\"40.00 GBP\"; in a      # whoever grants it approves it
command grant @by=kim/agent amount=\"50.00 GBP\" -> applied; ask reserve 50.00 GBP; in a
elsewhere 10.00 GBP
elsewhere 10.00 GBP
answer                -> applied; failing command.grant; limit command.grant 100.00 GBP a playbook in 1d; unhandled step.failed.command.grant; in a
pool 60.00 GBP
",
    );
}
