//! Steps that wait for another hear what became of it, once (rules 5, 8, 10).

use super::story::{Runner, check, engine};

const HOUSE: &str = "
---
policy: house
roles: { agent: { may_pay: 9 GBP, may: [skip] }, lead: { includes: [agent], may_pay: 20 GBP, may: [approve, move] } }
";

/// Two regions that pay the same, and somebody has to approve it.
fn two(left: &str, right: &str) -> String {
    let pay = "do: [compensation: { as: pay, amount: 9 GBP, because: rule }]";
    format!(
        "
events: {{ e: [], again: [], stop: [] }}
triggers: {{ t: {{ upon: e }} }}
states:
  a:
    together:
      l: {{ {pay}, {left} }}
      r: {{ {pay}, {right} }}
    next: z
  z: {{ end: done }}
{HOUSE}"
    )
}

#[test]
fn whoever_waits_for_what_is_withdrawn_need_not_wait_any_longer() {
    check(
        &two(
            "upon: { approval: { stay: true } }",
            "upon: { step.failed: { stay: true, do: [task: { as: told, action: x }] } }",
        ),
        "
event e                           -> applied; held pay waiting lead; already pay; in l r
command refuse @by=lee/lead       -> applied; held pay refused; told; in l r
",
    );
}

#[test]
fn what_is_sent_again_at_once_is_waited_for_as_before() {
    let again = two(
        "upon: { approval.refused: { stay: true, do: [resend: pay] } }",
        "upon: { step.failed: { stay: true, do: [task: { as: told, action: x }] } }",
    );
    check(
        &again,
        "
event e                                 -> applied; held pay waiting lead; already pay; in l r
command refuse @by=lee/lead             -> applied; held pay refused; held pay waiting lead; in l r
command approve @by=kim/lead            -> applied; held pay granted; pay; in l r
done pay                                -> applied; ended done; in z
",
    );
}

#[test]
fn who_begins_to_wait_when_a_payment_goes_out_again_does_not_hear_that_it_failed_before() {
    check(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a:
    do: [compensation: { as: pay, amount: 9 GBP, because: rule }]
    upon:
      step.failed.pay: { go: b, times: 2, else: z }
  b:
    do: [resend: pay, compensation: { as: pay, amount: 9 GBP, because: rule }]
    upon:
      step.failed.pay: z
    next: w
  w: { end: paid }
  z: { end: lost }
",
        "
event e          -> applied; pay attempt=1; in a
failed pay no    -> applied; pay attempt=2; already pay; in b
done pay         -> applied; ended paid; in w
",
    );
}

#[test]
fn a_step_of_a_case_that_the_same_input_opens_is_released_too() {
    let leaves = format!(
        "
events: {{ e: [] }}
triggers: {{ t: {{ upon: e }} }}
states:
  a:
    together:
      l:
        states:
          l1: {{ do: [compensation: {{ as: pay, amount: 9 GBP, because: rule }}], choose: [{{ go: l2 }}] }}
          l2: {{ upon: {{ approval: z }} }}
      r:
        do: [compensation: {{ as: pay, amount: 9 GBP, because: rule }}]
        upon: {{ step.failed: {{ stay: true, do: [task: {{ as: told, action: x }}] }} }}
  z: {{ end: done }}
{HOUSE}"
    );
    check(
        &leaves,
        "
event e          -> applied; held pay waiting lead; held pay withdrawn; withdrawn pending; already pay; told; in l2 r
",
    );
}

/// What it decides when it hears that it waits in vain is withdrawn as well, and sets it free once more.
const CIRCLING: &str = "
facts: { of: text }
key: [of]
events: { e: [of], again: [of] }
triggers: { t: { upon: e } }
states:
  a:
    together:
      l: { do: [compensation: { as: pay, amount: 9 GBP, because: rule }], upon: { approval: z } }
      r: { do: [compensation: { as: pay, amount: 9 GBP, because: rule }], upon: { approval: z } }
    upon: { again: a, step.failed: a }
  z: { end: done }
";

#[test]
fn a_case_that_withdraws_what_sets_itself_free_again_stands_still() {
    let mut runner = Runner::new(engine(&format!("{CIRCLING}{HOUSE}")));
    runner.run(
        "
event e of=A                            -> applied; held pay waiting lead; already pay; in l r
event e of=B                            -> applied; held pay waiting lead; already pay; opened p/B
",
    );
    let now: amends::Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let again = amends::Event::new("again", "shop", "again", "ana", now).with("of", "A");
    let decision = runner.engine.handle(&mut runner.account, again, now.utc()).unwrap();
    let halted: Vec<_> = decision.cases.iter().map(|case| (&*case.case, case.halted.as_deref())).collect();
    assert_eq!(halted, [("p/A", Some("withdrawn steps"))], "the other case goes on");
}
