//! A payment is paid once for what it pays for (rule 10).

use super::story::check;

fn playbook(once: &str) -> String {
    format!(
        "
facts: {{ order: text, booking: {{ type: text, default: none-yet }} }}
key: [order]
events: {{ e: {{ carries: [order], may_carry: [booking] }}, again: [order], close: [order] }}
triggers: {{ t: {{ upon: e }} }}
states:
  a:
    do: [compensation: {{ as: pay, amount: 5.00 GBP, form: refund, because: house rule{once} }}]
    upon: {{ again: a, close: z, step.failed.pay: {{ stay: true, do: [task: {{ as: sorry, action: x }}] }} }}
    after: {{ 30d: z }}
    next: b
  b: {{ upon: {{ again: a, close: z }} }}
  z: {{ end: done }}
"
    )
}

#[test]
fn coming_back_to_a_payment_waits_for_the_first_or_goes_on_if_that_is_done() {
    check(
        &playbook(""),
        "
event e order=A      -> applied; pay pays=A attempt=1; in a
event again order=A  -> applied; already pay; in a
done pay             -> applied; in b
event again order=A  -> applied; already pay; in b
",
    );
}

#[test]
fn whoever_waits_hears_of_the_payment_before_its_state_is_complete() {
    // Each of the two has a macrostep of its own: `next` comes after the second, so that `b` hears of neither.
    check(
        &playbook("").replace("b: { upon: {", "b: { upon: { step.done.pay: z,"),
        "
event e order=A      -> applied; pay; in a
event again order=A  -> applied; already pay; in a
done pay             -> applied; in b; took a/next
",
    );
}

#[test]
fn a_payment_withdrawn_too_late_is_news_when_it_comes_back() {
    let withdrawing = playbook("").replace("close: z", "close: { stay: true, do: [cancel: pay] }");
    check(
        &withdrawing.replace("next: b", "next: { when: 'false', go: b }"),
        "
event e order=A      -> applied; pay; in a
event close order=A  -> applied; withdrawn pay; in a
done pay             -> applied; in a             # recorded: it had gone out already
failed pay no        -> applied; sorry; in a
event again order=A  -> applied; pay attempt=2; in a
",
    );
}

#[test]
fn after_a_failure_it_is_emitted_anew_under_the_next_attempt() {
    check(
        &playbook(""),
        "
event e order=A      -> applied; pay pays=A id=1 attempt=1; in a
failed pay no        -> applied; sorry; in a
event again order=A  -> applied; pay pays=A id=2 attempt=2; in a
event again order=A  -> applied; already pay; in a
failed pay no        -> applied; sorry; sorry; in a       # whoever waits for it hears of it too
event again order=A  -> applied; pay pays=A id=3 attempt=3; in a
done pay@1           -> applied; in a                     # the first went through after all
",
    );
}

#[test]
fn what_is_sent_again_pays_the_same_thing() {
    let sending = playbook(", once: event")
        .replace(
            "facts: { order: text,",
            "facts: { order: text, sum: { type: money, currency: GBP, default: 5.00 GBP },",
        )
        .replace(
            "may_carry: [booking] }, again: [order]",
            "may_carry: [booking, sum] }, again: { carries: [order], may_carry: [sum] }",
        )
        .replace("amount: 5.00 GBP", "amount: sum")
        .replace("again: a,", "again: { stay: true, do: [resend: pay] },");
    check(
        &sending,
        "
event e order=A                        -> applied; pay pays=E attempt=1 amount=\"5.00 GBP\"
event again order=A sum=\"7.00 GBP\"     -> applied; pay pays=E attempt=1 amount=\"5.00 GBP\"   # it may have gone through, as it was
failed pay no                          -> applied; sorry
event again order=A                    -> applied; pay pays=E attempt=2 amount=\"7.00 GBP\"   # paid anew, as it is now
",
    );
}

#[test]
fn another_case_of_the_account_waits_too_and_a_later_one_never_pays_again() {
    check(
        &playbook(", once: [booking]"),
        "
event e order=A booking=X -> applied; pay pays=X; in a
event e order=B booking=X -> applied; already pay; in a
event e order=C booking=Y -> applied; pay pays=Y; in a
done pay@1                -> applied; in b; in b
event close order=A       -> applied; ended done; in z
event e order=A booking=X -> applied; already pay; opened p/A; in b
",
    );
    check(
        &playbook(", once: [booking]"),
        "
event e order=A booking=X -> applied; pay pays=X; in a
event e order=B booking=X -> applied; already pay; in a
event close order=A       -> applied; ended done; in z
failed pay no             -> applied; sorry; in a         # though the case of the first has ended
event again order=B       -> applied; pay pays=X attempt=2; in a
",
    );
}

#[test]
fn once_says_what_is_paid_for() {
    check(
        &playbook(""),
        "
event e order=A              -> applied; pay pays=A; in a
event close order=A          -> applied; ended done; in z
event e order=A              -> applied; already pay; in a     # the same key: the same case
event close order=A          -> applied; ended done; in z
event e order=A @incident=I  -> applied; pay pays=AI; in a     # another incident
",
    );
    check(
        &playbook(", once: event"),
        "
event e order=A              -> applied; pay pays=e1; in a
event again order=A          -> applied; pay pays=e2; in a
done pay@1                   -> applied; in a
done pay@2                   -> applied; in b
",
    );
    check(
        &playbook(", once: incident"),
        "
event e order=A @incident=I  -> applied; pay pays=I; in a
event e order=B @incident=I  -> applied; already pay; in a
event e order=C @incident=J  -> applied; pay pays=J; in a
event e order=D              -> applied; pay pays=D; in a      # without one the case is what is paid for
event e order=E              -> applied; pay pays=E; in a
",
    );
}

#[test]
fn each_event_of_a_booking_is_paid() {
    check(
        &playbook("").replace("key: [order]", "key: each event"),
        "
event e order=A -> applied; pay pays=1; in a
event e order=A -> applied; pay pays=2; in a
",
    );
}

#[test]
fn resend_is_the_same_step_and_the_next_attempt() {
    check(
        &playbook("").replace("do: [task: { as: sorry, action: x }]", "do: [resend: pay]"),
        "
event e order=A -> applied; pay pays=A id=1 attempt=1; in a
failed pay no   -> applied; pay pays=A id=1 attempt=2; in a
failed pay no   -> applied; pay pays=A id=1 attempt=3; in a
done pay        -> applied; in b
failed pay back -> applied; unhandled step.failed.pay; in b
",
    );
}

#[test]
fn a_payment_that_is_withdrawn_frees_those_that_wait_for_it() {
    check(
        &playbook(", once: [booking]")
            .replace("close: z, step.failed", "close: { stay: true, do: [cancel: pay] }, step.failed"),
        "
event e order=A booking=X -> applied; pay pays=X; in a
event e order=B booking=X -> applied; already pay; in a
event close order=A       -> applied; sorry case=p/B; withdrawn pay; in b; in a
event again order=B       -> applied; pay pays=X attempt=1; in a   # the first may have gone through: the same key
",
    );
}

#[test]
fn a_withdrawn_payment_that_failed_is_paid_under_the_next_attempt_though_its_case_has_ended() {
    check(
        &playbook("").replace("close: z, step.failed", "close: { go: z, do: [cancel: pay] }, step.failed"),
        "
event e order=A     -> applied; pay pays=A attempt=1; in a
event close order=A -> applied; withdrawn pay; ended done; in z
failed pay no       -> applied
event e order=A     -> applied; pay pays=A attempt=2; in a
",
    );
}

#[test]
fn a_payment_sent_again_without_a_receipt_keeps_the_providers_key() {
    check(
        &playbook("").replace(
            "again: a, close: z, step.failed.pay",
            "again: { stay: true, do: [resend: pay] }, step.failed.pay",
        ),
        "
event e order=A     -> applied; pay pays=A id=1 attempt=1; in a
event again order=A -> applied; pay pays=A id=1 attempt=1; in a   # the first may be on its way
failed pay no       -> applied; sorry; in a
event again order=A -> applied; pay pays=A id=1 attempt=2; in a
",
    );
}

#[test]
fn what_is_paid_is_summed_up_when_it_is_done() {
    check(
        "
facts: { order: text }
key: [order]
events: { e: [order], show: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [compensation: { as: pay, amount: 5.00 GBP, because: house rule }]
    upon: { show: { stay: true, do: [task: { action: x, with: { sum: \"paid('GBP', 10d)\" } }] }, step.failed: { stay: true } }
    after: { 99d: z }
  z: { end: done }
",
        "
event e order=A   -> applied; pay
event e order=B   -> applied; pay
done pay@1        -> applied
+1d
done pay@2        -> applied
event show        -> applied; a.task with.sum=\"10.00 GBP\"; a.task
+9d
event show        -> applied; a.task with.sum=\"5.00 GBP\"; a.task
failed pay@2 back -> applied
event show        -> applied; a.task with.sum=\"0.00 GBP\"; a.task
",
    );
}

#[test]
fn a_payment_that_can_not_be_sent_again_is_still_out() {
    check(
        "
facts: { parts: decimal }
events: { e: [parts], again: [parts] }
triggers: { t: { upon: e } }
states:
  a:
    do: [compensation: { as: pay, amount: 5 GBP, because: house rule, with: { part: 5 GBP / parts } }]
    upon: { again: { stay: true, do: [resend: pay] }, step.failed: z }
    next: z
  z: { end: done }
",
        "
event e parts=2              -> applied; pay; in a
event again parts=0          -> applied; erred pay; in a
failed pay no                -> applied; ended done; in z
",
    );
}
